import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createXmlReader } from '../../../base/xml/xml-reader.ts';
import type { Advisory } from '../../../model/advisory.ts';
import { distroNamespace } from '../../../model/namespace.ts';
import type { Parsed } from '../../feed.ts';
import { parseDefinition } from './definition.ts';
import { oracle } from './oracle.ts';

function parse(xml: string): Parsed {
  const reader = createXmlReader({ take: ['definition'], leaveOut: [], until: null });
  const [definition] = reader.push(xml);
  reader.end();
  return parseDefinition(JSON.stringify(definition));
}

const CVE = '<cve cvss3="7.8/CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H">CVE-2031-1001</cve>';

function notice(criteria: string, advisory = CVE): string {
  return `<definition id="oval:com.oracle.elsa:def:1" class="patch"><metadata>
    <title>\nELSA-2031-1:  pot security update (MODERATE)\n</title>
    <reference source="elsa" ref_id="ELSA-2031-1"/><reference source="CVE" ref_id="CVE-2031-1001"/>
    <advisory><severity>MODERATE</severity><issued date="2031-02-03"/>${advisory}</advisory>
    </metadata>${criteria}</definition>`;
}

const all = (...parts: readonly string[]): string => `<criteria operator="AND">${parts.join('')}</criteria>`;
const any = (...parts: readonly string[]): string => `<criteria operator="OR">${parts.join('')}</criteria>`;
const test = (comment: string): string => `<criterion test_ref="oval:tst:1" comment="${comment}"/>`;
const on = (release: number): string => test(`Oracle Linux ${release} is installed`);
const arch = (name: string): string => test(`Oracle Linux arch is ${name}`);
const fix = (name: string, version: string): string =>
  all(test(`${name} is earlier than ${version}`), test(`${name} is signed with the Oracle Linux 8 key`));

function short({ key, scope, ranges }: Advisory): string {
  const { arches, moduleStream, stream } = scope;
  return [
    `${key.namespace}/${key.name}`,
    ranges[0]?.fixed,
    arches.join('+'),
    moduleStream ?? 'null',
    stream,
  ].join(' ');
}

describe('a notice of Oracle Linux', () => {
  it('is an advisory for each package, with the CVEs as its flaws', () => {
    const { advisories, modifiedAt } = parse(
      notice(all(on(8), any(all(arch('aarch64'), any(fix('pot', '1:2-3.el8')))))),
    );
    assert.equal(modifiedAt, '2031-02-03T00:00:00Z');
    assert.deepEqual(advisories, [
      {
        id: 'ELSA-2031-1',
        aliases: ['CVE-2031-1001'],
        feed: 'oracle',
        key: { namespace: 'ol:8', name: 'pot' },
        scope: { arches: ['aarch64'], moduleStream: '', stream: '' },
        scheme: 'rpm',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '1:2-3.el8', lastAffected: null }],
        versions: [],
        title: 'pot security update',
        severities: [
          { source: 'Oracle', severity: 'medium', score: null, vector: '' },
          {
            source: 'Oracle',
            severity: 'high',
            score: 7.8,
            vector: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H',
          },
        ],
        publishedAt: '2031-02-03T00:00:00Z',
        fixedAt: '2031-02-03T00:00:00Z',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://linux.oracle.com/errata/ELSA-2031-1.html',
      },
    ]);
  });

  const MODULE = '0:1-2.module+el8.9.0+1+ab';
  const TABLE: readonly (readonly [what: string, criteria: string, found: readonly string[]])[] = [
    ['no architecture is all', all(on(5), any(fix('a', '0:1-2'))), ['ol:5/a 1-2   ']],
    [
      'a machine of 64 bits also has packages of 32',
      all(on(8), any(all(arch('x86_64'), any(fix('a', '0:1-2'))))),
      ['ol:8/a 1-2 i386+i486+i586+i686+x86_64  '],
    ],
    [
      'architectures of one version are one',
      all(on(8), any(all(arch('aarch64'), fix('a', '0:1-2')), all(arch('ia64'), fix('a', '0:1-2')))),
      ['ol:8/a 1-2 aarch64+ia64  '],
    ],
    [
      'architectures with other versions are apart',
      all(on(8), any(all(arch('aarch64'), fix('a', '0:1-2')), all(arch('ia64'), fix('a', '0:1-3')))),
      ['ol:8/a 1-2 aarch64  ', 'ol:8/a 1-3 ia64  '],
    ],
    [
      'two releases in one notice',
      any(all(on(6), fix('a', '0:1-2.el6')), all(on(7), fix('a', '0:1-2.el7'))),
      ['ol:6/a 1-2.el6   ', 'ol:7/a 1-2.el7   '],
    ],
    [
      'a module is tested beside its packages',
      all(on(8), all(test('Module kitchen:2 is enabled'), any(fix('a', MODULE))), any(fix('b', '0:1-2'))),
      [`ol:8/a ${MODULE.slice(2)}  kitchen:2 `, 'ol:8/b 1-2   '],
    ],
    [
      'a version of a module that is not told',
      all(on(8), fix('a', MODULE)),
      [`ol:8/a ${MODULE.slice(2)}  null `],
    ],
    [
      'Ksplice, by the release',
      all(on(8), fix('a', '2:1-2.ksplice1.el8')),
      ['ol:8/a 2:1-2.ksplice1.el8   ksplice'],
    ],
    ['FIPS, by the release', all(on(8), fix('a', '10:1-2_fips')), ['ol:8/a 10:1-2_fips   fips']],
  ];
  for (const [what, criteria, found] of TABLE) {
    it(what, () => {
      assert.deepEqual(parse(notice(criteria)).advisories.map(short), found);
    });
  }

  it('only for Ksplice, by all of its products', () => {
    const cpes = (...names: readonly string[]): string =>
      `<affected_cpe_list>${names.map((name) => `<cpe>cpe:/a:oracle:linux:8::${name}</cpe>`).join('')}</affected_cpe_list>`;
    const streamOf = (advisory: string): string | undefined =>
      parse(notice(all(on(8), fix('a', '0:1-2')), advisory)).advisories[0]?.scope.stream;
    assert.equal(streamOf(cpes('userspace_ksplice')), 'ksplice');
    assert.equal(streamOf(cpes('userspace_ksplice', 'baseos_latest')), '');
    assert.equal(streamOf(''), '');
  });

  it('takes no score where it has several flaws', () => {
    const scores = parse(notice(all(on(8), fix('a', '0:1-2')), CVE + CVE)).advisories[0]?.severities;
    assert.deepEqual(
      scores?.map(({ severity }) => severity),
      ['medium'],
    );
  });

  it('is skipped with a reason', () => {
    assert.deepEqual(parse(notice('')).skipped, ['no-package']);
    assert.deepEqual(parse(notice(all(on(8)))).skipped, ['no-package']);
    assert.deepEqual(parse(notice(fix('a', '0:1-2'))).skipped, ['no-release']);
  });

  it('other shapes are no notice', () => {
    for (const text of ['{', '[]', '{}', '{"name":"definition"}'])
      assert.throws(() => parseDefinition(text), text);
    assert.throws(
      () => parse(notice('<criteria operator="AND">'.repeat(40) + '</criteria>'.repeat(40))),
      /too deep/,
    );
  });

  it('is for what images call themselves', () => {
    const image = {
      id: 'ol',
      idLike: ['fedora'],
      versionId: '8.9',
      codename: '',
      prettyName: 'Oracle Linux Server 8.9',
    };
    const foundAt = { path: 'etc/os-release', layerIndex: 0 };
    const namespace = distroNamespace({ ...image, streams: [], confidence: 'release-file', foundAt });
    assert.equal(namespace, 'ol:8');
    assert.ok(oracle.fills('ol:8'));
  });
});
