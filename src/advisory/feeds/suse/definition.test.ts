import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createXmlReader } from '../../../base/xml/xml-reader.ts';
import type { Advisory } from '../../../model/advisory.ts';
import { schemes } from '../../../version/list.ts';
import { toContext } from '../../compile.ts';
import type { Parsed } from '../../feed.ts';
import { parseDefinition } from './definition.ts';
import { suse } from './suse.ts';

const CONTEXT = toContext(schemes);

function parse(xml: string): Parsed {
  const reader = createXmlReader({ take: ['definition'], leaveOut: [], until: null });
  const [definition] = reader.push(xml);
  reader.end();
  return parseDefinition(JSON.stringify(definition), CONTEXT);
}

const CVE = `<cve cvss3="9.8/CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" href="https://nvd.nist.gov/vuln/detail/CVE-2031-1">x</cve>
  <cve cvss3="3.7/CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N" href="https://www.suse.com/security/cve/CVE-2031-1/">x</cve>`;

function flaw(criteria: string): string {
  return `<definition id="oval:org.opensuse.security:def:20311" class="vulnerability"><metadata>
    <title>CVE-2031-1</title>
    <reference ref_id="SUSE-SU-2031:1-1" ref_url="https://lists.suse.com/1.html" source="SUSE-SU"/>
    <reference ref_id="SUSE-IU-2031:1-1" ref_url="https://lists.suse.com/2.html" source="SUSE-SU"/>
    <advisory><issued date="2031-02-03"/><updated date="2031-03-04"/><severity>Moderate</severity>${CVE}</advisory>
    </metadata>${criteria}</definition>`;
}

const all = (...parts: readonly string[]): string => `<criteria operator="AND">${parts.join('')}</criteria>`;
const any = (...parts: readonly string[]): string => `<criteria operator="OR">${parts.join('')}</criteria>`;
const test = (comment: string): string => `<criterion test_ref="oval:tst:1" comment="${comment}"/>`;
const on = (...products: readonly string[]): string =>
  any(...products.map((name) => test(`SUSE Linux Enterprise ${name} is installed`)));
const SP6 = on('Server 15 SP6', 'Module for Basesystem 15 SP6');
const LTSS = on('Server 15 SP6-LTSS');

function short({ key, scope, state, ranges }: Advisory): string {
  return [`${key.namespace}/${key.name}`, state, ranges[0]?.fixed, scope.stream].filter(Boolean).join(' ');
}

describe('a flaw of SUSE', () => {
  it('is an advisory for each package', () => {
    const { advisories, detail, modifiedAt } = parse(flaw(all(SP6, any(test('pot-2.4-3.1 is installed')))));
    assert.equal(modifiedAt, '2031-03-04T00:00:00Z');
    assert.deepEqual(detail, {
      id: 'CVE-2031-1',
      description: '',
      references: ['https://lists.suse.com/1.html'],
    });
    assert.deepEqual(advisories, [
      {
        id: 'CVE-2031-1',
        aliases: [],
        feed: 'suse',
        key: { namespace: 'sles:15.6', name: 'pot' },
        scope: { arches: [], moduleStream: null, stream: '' },
        scheme: 'rpm',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '2.4-3.1', lastAffected: null }],
        versions: [],
        title: '',
        severities: [
          { source: 'SUSE', severity: 'medium', score: null, vector: '' },
          {
            source: 'SUSE',
            severity: 'low',
            score: 3.7,
            vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N',
          },
        ],
        publishedAt: '2031-02-03T00:00:00Z',
        fixedAt: '',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://www.suse.com/security/cve/CVE-2031-1',
      },
    ] satisfies readonly Advisory[]);
  });

  const TABLE: readonly (readonly [what: string, criteria: string, expected: readonly string[]])[] = [
    ['open', all(SP6, test('pot is affected')), ['sles:15.6/pot affected']],
    [
      'not affected, which OVAL tests as version 0',
      all(SP6, test('pot is not affected')),
      ['sles:15.6/pot not-affected'],
    ],
    [
      'hyphens in the name',
      all(SP6, test('g-pot-32bit-1:2-3 is installed')),
      ['sles:15.6/g-pot-32bit fixed 1:2-3'],
    ],
    [
      'with a signature',
      all(SP6, any(all(test('pot-2-3 is installed'), test('pot is signed with openSUSE key')))),
      ['sles:15.6/pot fixed 2-3'],
    ],
    [
      'one product, not in a list',
      all(test('openSUSE Tumbleweed is installed'), test('pot-2-3 is installed')),
      ['opensuse-tumbleweed/pot fixed 2-3'],
    ],
    [
      'products of a service pack once',
      any(all(on('Desktop 15 SP6'), test('pot-2-3 is installed')), all(SP6, test('pot-2-3 is installed'))),
      ['sles:15.6/pot fixed 2-3'],
    ],
    [
      'the higher of two fixes',
      any(all(on('Desktop 15 SP6'), test('pot-2-9 is installed')), all(SP6, test('pot-2-10 is installed'))),
      ['sles:15.6/pot fixed 2-10'],
    ],
    [
      'open only where support has ended',
      any(all(on('Desktop 15 SP6'), test('pot is affected')), all(SP6, test('pot-2-3 is installed'))),
      ['sles:15.6/pot fixed 2-3'],
    ],
    [
      'open, with a fix for who pays',
      any(all(SP6, test('pot is affected')), all(LTSS, test('pot-2-3 is installed'))),
      ['sles:15.6/pot affected', 'sles:15.6/pot fixed 2-3 ltss'],
    ],
    [
      'only who pays has a word: open for the others',
      all(LTSS, test('pot-2-3 is installed')),
      ['sles:15.6/pot affected 2-3', 'sles:15.6/pot fixed 2-3 ltss'],
    ],
    [
      'the same fix for who pays',
      any(
        all(SP6, test('pot-2-3 is installed')),
        all(on('Server for SAP Applications 15 SP6'), test('pot-2-3 is installed')),
      ),
      ['sles:15.6/pot fixed 2-3'],
    ],
    ['not affected, whoever pays', all(LTSS, test('pot is not affected')), ['sles:15.6/pot not-affected']],
    ['a package outside of all products', any(test('pot-2-3 is installed')), []],
    ['another product', all(test('SUSE Manager Server 5.0 is installed'), test('pot-2-3 is installed')), []],
  ];
  for (const [what, criteria, expected] of TABLE) {
    it(what, () => assert.deepEqual(parse(flaw(criteria)).advisories.map(short), expected));
  }

  it('is skipped with a reason', () => {
    assert.deepEqual(parse(flaw('')).skipped, ['no-package']);
    assert.deepEqual(parse(flaw(all(on('Server 11 SP4'), test('pot is affected')))).skipped, [
      'other-product',
    ]);
  });

  it('other shapes are no flaw', () => {
    for (const text of ['{', '[]', '{}', '{"name":"definition"}'])
      assert.throws(() => parseDefinition(text, CONTEXT), text);
    const deep = '<criteria operator="AND">'.repeat(40) + '</criteria>'.repeat(40);
    assert.throws(() => parse(flaw(deep)), /too deep/);
  });

  it('is read out of whole files', async () => {
    const found: string[] = [];
    const files = ['suse.linux.enterprise.15-affected', 'suse.linux.enterprise.15-sp6-patch'];
    for (const file of [...files, 'opensuse.leap.micro.5.5-affected']) {
      const path = join(import.meta.dirname, `fixtures/${file}.xml`);
      for await (const doc of suse.documents(path)) {
        const { advisories, skipped } = suse.parse(doc, CONTEXT);
        found.push(...advisories.map(short), ...skipped);
      }
    }
    assert.deepEqual(found, [
      'sles:15.6/libteapot1 fixed 2.4-150600.3.3.1',
      'sles:15.6/teapot fixed 2.4-150600.3.3.1',
      'sles:15.5/teapot affected 2.3-150500.9.1',
      'sles:15.5/teapot fixed 2.3-150500.9.1 ltss',
      'sles:15.6/kettle affected',
      'sles:15.6/teapot not-affected',
      'other-product',
      'sles:15.6/libteapot1 fixed 2.4-150600.3.3.1',
      'sles:15.6/teapot fixed 2.4-150600.3.3.1',
      'no-notice',
      'opensuse-leap-micro:5.5/teapot fixed 2.4-150500.3.3.1',
    ]);
  });
});

const REFERENCES = `<reference ref_id="1" source="BUGZILLA"/><reference ref_id="CVE-2031-1002" source="CVE"/>
  <reference ref_id="CVE-2031-1001" source="CVE"/><reference ref_id="SUSE-SU-2031:12-1" ref_url="https://lists.suse.com/12.html" source="SUSE-SU"/>`;

function notice(criteria: string, references = REFERENCES): string {
  return `<definition class="patch"><metadata><title>Security update for pot (Important)</title>${references}
    <advisory><issued date="2031-02-03"/><updated date="2031-02-04"/><severity>Important</severity></advisory>
    </metadata>${criteria}</definition>`;
}

describe('a notice of SUSE', () => {
  it('has its own id, several flaws and the day of the fix', () => {
    const { advisories, detail, modifiedAt } = parse(notice(all(SP6, test('pot-2-3 is installed'))));
    assert.deepEqual([detail, modifiedAt], [null, '2031-02-04T00:00:00Z']);
    assert.deepEqual(advisories, [
      {
        id: 'SUSE-SU-2031:12-1',
        aliases: ['CVE-2031-1001', 'CVE-2031-1002'],
        feed: 'suse',
        key: { namespace: 'sles:15.6', name: 'pot' },
        scope: { arches: [], moduleStream: null, stream: '' },
        scheme: 'rpm',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '2-3', lastAffected: null }],
        versions: [],
        title: 'Security update for pot',
        severities: [{ source: 'SUSE', severity: 'high', score: null, vector: '' }],
        publishedAt: '2031-02-03T00:00:00Z',
        fixedAt: '2031-02-03T00:00:00Z',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://lists.suse.com/12.html',
      },
    ] satisfies readonly Advisory[]);
  });

  const TABLE: readonly (readonly [what: string, xml: string, expected: readonly string[]])[] = [
    [
      'for who pays says nothing of others',
      notice(all(LTSS, test('pot-2-3 is installed'))),
      ['sles:15.6/pot fixed 2-3 ltss'],
    ],
    [
      'for all and for who pays is one',
      notice(all(on('Server 15 SP6', 'Server 15 SP6-LTSS'), test('pot-2-3 is installed'))),
      ['sles:15.6/pot fixed 2-3'],
    ],
  ];
  for (const [what, xml, expected] of TABLE)
    it(what, () => assert.deepEqual(parse(xml).advisories.map(short), expected));

  it('is skipped with a reason', () => {
    const skipped = (xml: string): readonly string[] => parse(xml).skipped;
    assert.deepEqual(skipped(notice(all(SP6, test('pot-2-3 is installed')), '')), ['no-notice']);
    assert.deepEqual(skipped(notice('')), ['no-package']);
    assert.deepEqual(skipped(notice(all(on('Server 11 SP4'), test('pot-2-3 is installed')))), [
      'other-product',
    ]);
  });
});
