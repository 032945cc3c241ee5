import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createXmlReader } from '../../../base/xml/xml-reader.ts';
import type { Advisory } from '../../../model/advisory.ts';
import type { Parsed } from '../../feed.ts';
import { parseUpdate } from './update.ts';

function parse(xml: string): Parsed {
  const reader = createXmlReader({ take: ['update'], leaveOut: [], until: null });
  const [update] = reader.push(xml);
  reader.end();
  return parseUpdate(JSON.stringify(update));
}

function notice(packages: string, short = 'amazon-linux-2', more = ''): string {
  return `<update type="security"><id>ALAS2-2031-1</id><title>Amazon Linux 2 2.0 - ALAS2-2031-1: low priority package update for pot</title>
    <issued date="2031-02-03 04:05"/><updated date="2031-02-04 00:00:07"/>${more}<severity>important</severity>
    <references><reference id="CVE-2031-1001" type="cve"/><reference id="CVE-2031-1000" type="cve"/><reference id="RHSA-1" type="redhat"/></references>
    <pkglist><collection short="${short}">${packages}</collection></pkglist></update>`;
}

function rpm(name: string, arch: string, epoch = '0'): string {
  return `<package name="${name}" version="1.2" release="3.amzn2" epoch="${epoch}" arch="${arch}"/>`;
}

function short({ key, scope, ranges }: Advisory): string {
  return [`${key.namespace}/${key.name}`, ranges[0]?.fixed, scope.arches.join('+'), scope.stream]
    .join(' ')
    .trim();
}

describe('a notice of Amazon Linux', () => {
  it('is an advisory for each package, with the CVEs as its flaws', () => {
    const { advisories, modifiedAt } = parse(notice(rpm('pot', 'x86_64')));
    assert.equal(modifiedAt, '2031-02-04T00:00:07Z');
    assert.deepEqual(advisories, [
      {
        id: 'ALAS2-2031-1',
        aliases: ['CVE-2031-1000', 'CVE-2031-1001'],
        feed: 'amazon',
        key: { namespace: 'amzn:2', name: 'pot' },
        scope: { arches: ['x86_64'], moduleStream: null, stream: '' },
        scheme: 'rpm',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '1.2-3.amzn2', lastAffected: null }],
        versions: [],
        title: 'low priority package update for pot',
        severities: [{ source: 'Amazon', severity: 'high', score: null, vector: '' }],
        publishedAt: '2031-02-03T04:05:00Z',
        fixedAt: '2031-02-03T04:05:00Z',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://alas.aws.amazon.com/AL2/ALAS2-2031-1.html',
      },
    ]);
  });

  const PACKAGES: readonly (readonly [what: string, xml: string, found: readonly string[]])[] = [
    [
      'architectures of one version are one',
      notice(rpm('a', 'x86_64') + rpm('a', 'aarch64')),
      ['amzn:2/a 1.2-3.amzn2 aarch64+x86_64'],
    ],
    ['noarch is for all', notice(rpm('a', 'noarch')), ['amzn:2/a 1.2-3.amzn2']],
    [
      'an epoch of 0 is none',
      notice(rpm('a', 'x86_64', '') + rpm('b', 'x86_64', '2')),
      ['amzn:2/a 1.2-3.amzn2 x86_64', 'amzn:2/b 2:1.2-3.amzn2 x86_64'],
    ],
    [
      'symbols are left out',
      notice(
        rpm('a-debuginfo', 'x86_64') +
          rpm('a-debugsource', 'x86_64') +
          rpm('kernel-debuginfo-common-x86_64', 'x86_64') +
          rpm('a', 'noarch'),
      ),
      ['amzn:2/a 1.2-3.amzn2'],
    ],
    ['the first release', notice(rpm('a', 'noarch'), 'amazon-linux-ami'), ['amzn:1/a 1.2-3.amzn2']],
    ['2023', notice(rpm('a', 'noarch'), 'amazon-linux-2023'), ['amzn:2023/a 1.2-3.amzn2']],
    [
      'repositories beside the core of 2023',
      notice(rpm('a', 'noarch'), 'amazon-linux-2023---nvidia'),
      ['amzn:2023/a 1.2-3.amzn2'],
    ],
    [
      'extras of 2 are a stream',
      notice(rpm('a', 'noarch'), 'amazon-linux-2---kernel-5.15'),
      ['amzn:2/a 1.2-3.amzn2  extras:kernel-5.15'],
    ],
  ];
  for (const [what, xml, found] of PACKAGES) {
    it(what, () => {
      assert.deepEqual(parse(xml).advisories.map(short), found);
    });
  }

  const SKIPPED: readonly (readonly [what: string, xml: string, reason: string])[] = [
    ['no flaw', '<update type="bugfix"><id>ALAS2-1</id></update>', 'not-security'],
    ['no packages', '<update type="security"><id>ALAS2-1</id></update>', 'no-package'],
    ['another collection', notice(rpm('a', 'x86_64'), 'fedora'), 'unknown-collection'],
    ['a package without a version', notice('<package name="a" arch="x86_64"/>'), 'unreadable-package'],
    ['a package without a name', notice(rpm('', 'x86_64')), 'unreadable-package'],
  ];
  for (const [what, xml, reason] of SKIPPED) {
    it(`is skipped with a reason: ${what}`, () => {
      const { advisories, skipped } = parse(xml);
      assert.deepEqual([advisories, skipped], [[], [reason]]);
    });
  }

  it('other shapes are no notice', () => {
    for (const text of [
      '{',
      '[]',
      '{}',
      '{"name":"update"}',
      '{"name":"other","children":[{"name":"id","text":"ALAS-1"}]}',
    ])
      assert.throws(() => parseUpdate(text), text);
  });
});
