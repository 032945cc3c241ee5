import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createXmlReader } from '../../../base/xml/xml-reader.ts';
import type { Advisory } from '../../../model/advisory.ts';
import type { Parsed } from '../../feed.ts';
import { rocky } from './rocky.ts';
import { parseUpdate } from './update.ts';

function parse(xml: string): Parsed {
  const reader = createXmlReader({ take: ['update'], leaveOut: [], until: null });
  const [update] = reader.push(xml);
  reader.end();
  return parseUpdate(JSON.stringify(update));
}

function notice(packages: string, short = 'rocky-linux-9-x86-64-baseos-rpms', type = 'security'): string {
  return `<update type="${type}"><id>RLSA-2031:1</id><title>Low: pot security update</title>
    <issued date="2031-02-03 04:05:06"/><updated date="2031-02-04 00:00:07"/><severity>Low</severity>
    <references><reference id="CVE-2031-1001" type="cve"/></references>
    <pkglist><collection short="${short}">${packages}</collection></pkglist></update>`;
}

function rpm(name: string, arch: string, version = '1.2', epoch = '0'): string {
  return `<package name="${name}" version="${version}" release="3.el9" epoch="${epoch}" arch="${arch}"/>`;
}

function short({ key, scope, ranges }: Advisory): string {
  const module = scope.moduleStream ?? 'any';
  return [
    `${key.namespace}/${key.name}`,
    ranges[0]?.fixed,
    scope.arches.join('+'),
    module,
    scope.stream,
  ].join('|');
}

const MODULE = '<module name="pot" stream="18" version="1" context="2" arch="x86_64"/>';

describe('a notice of Rocky Linux', () => {
  it('is an advisory for each package, with the CVEs as its flaws', () => {
    const { advisories, modifiedAt } = parse(notice(rpm('pot', 'x86_64')));
    assert.equal(modifiedAt, '2031-02-04T00:00:07Z');
    assert.deepEqual(advisories, [
      {
        id: 'RLSA-2031:1',
        aliases: ['CVE-2031-1001'],
        feed: 'rocky',
        key: { namespace: 'rocky:9', name: 'pot' },
        scope: { arches: ['x86_64'], moduleStream: '', stream: '' },
        scheme: 'rpm',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '1.2-3.el9', lastAffected: null }],
        versions: [],
        title: 'pot security update',
        severities: [{ source: 'Rocky Linux', severity: 'low', score: null, vector: '' }],
        publishedAt: '2031-02-03T04:05:06Z',
        fixedAt: '2031-02-03T04:05:06Z',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://errata.rockylinux.org/RLSA-2031%3A1',
      },
    ]);
  });

  const FOUND: readonly (readonly [what: string, xml: string, found: readonly string[]])[] = [
    ['an epoch', notice(rpm('a', 'noarch', '1.2', '2')), ['rocky:9/a|2:1.2-3.el9|||']],
    [
      'a package of a module',
      notice(MODULE + rpm('a', 'x86_64'), 'rocky-linux-8-x86-64-appstream-rpms__pot'),
      ['rocky:8/a|1.2-3.el9|x86_64|pot:18|'],
    ],
    [
      'a package of a module that nothing names',
      notice(rpm('a', 'x86_64', '1.2').replace('3.el9', '3.module+el9.1+1')),
      ['rocky:9/a|1.2-3.module+el9.1+1|x86_64|any|'],
    ],
    [
      'a minor release',
      notice(rpm('a', 'aarch64'), 'rocky-linux-8-4-aarch64-legacy-baseos-rpms'),
      ['rocky:8/a|1.2-3.el9|aarch64||'],
    ],
    [
      'builds of a special interest group are a stream',
      notice(rpm('kernel', 'x86_64'), 'rocky-linux-8-sig-cloud-cloud-kernel-rpms'),
      ['rocky:8/kernel|1.2-3.el9|x86_64||sig-cloud'],
    ],
  ];
  for (const [what, xml, found] of FOUND) {
    it(what, () => assert.deepEqual(parse(xml).advisories.map(short), found));
  }

  it('is skipped with a reason', () => {
    const skipped = [notice('', undefined, 'bugfix'), notice(rpm('a', 'noarch'), 'fedora-1'), notice('')].map(
      (xml) => parse(xml).skipped,
    );
    assert.deepEqual(skipped, [['not-security'], ['unknown-collection'], ['no-package']]);
  });

  it('lies beside the packages of each architecture', () => {
    const urls = rocky.parts(['rocky:8', 'rocky:9'], null).map(({ url }) => url);
    assert.equal(urls.length, 18);
    assert.equal(urls[0], 'https://dl.rockylinux.org/pub/rocky/8/AppStream/aarch64/os/repodata/repomd.xml');
    assert.ok(rocky.parts(['rocky:9'], null).every(({ follow }) => follow !== undefined));
    assert.deepEqual(
      ['rocky:8', 'rocky:10', 'rocky:7', 'rocky:9.3', 'rocky'].map((name) => rocky.fills(name)),
      [true, true, false, false, false],
    );
  });
});
