import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Advisory, AffectedRange } from '../../../model/advisory.ts';
import { distroNamespace } from '../../../model/namespace.ts';
import type { Parsed } from '../../feed.ts';
import type { RpmTest } from '../../oval.ts';
import { azurelinux } from './azurelinux.ts';
import { parseDefinition } from './definition.ts';

type Element = readonly [name: string, text: string, attributes?: object, children?: readonly Element[]];

function toElement([name, text, attributes = {}, children = []]: Element): object {
  return { name, text, attributes, children: children.map(toElement) };
}

/** A definition with these tests; the first has the upper bound. */
function parse(tests: readonly Partial<RpmTest>[], patchable = 'true'): Parsed {
  const full = tests.map((one) => ({ name: 'pot', operation: 'less than', evr: '0:2.4-3.azl3', ...one }));
  const metadata: Element[] = [
    ['title', 'CVE-2031-1001 affecting package pot for versions less than 2.4-3'],
    ['reference', '', { ref_id: 'CVE-2031-1001', source: 'CVE' }],
    ['patchable', patchable],
    ['advisory_date', '2031-02-03T04:05:06Z'],
    ['severity', 'High'],
  ];
  const criteria: Element[] = full.map((_, index) => ['criterion', '', { test_ref: `t${index}` }]);
  const definition = toElement([
    'definition',
    '',
    {},
    [
      ['metadata', '', {}, metadata],
      ['criteria', '', {}, criteria],
    ],
  ]);
  const named = Object.fromEntries(full.map((one, index) => [`t${index}`, one]));
  return parseDefinition(JSON.stringify({ definition, tests: named }));
}

describe('a flaw of Azure Linux', () => {
  it('is one advisory', () => {
    assert.deepEqual(parse([{}]).advisories, [
      {
        id: 'CVE-2031-1001',
        aliases: [],
        feed: 'azurelinux',
        key: { namespace: 'azurelinux:3.0', name: 'pot' },
        scope: { arches: [], moduleStream: null, stream: '' },
        scheme: 'rpm',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '2.4-3.azl3', lastAffected: null }],
        versions: [],
        title: '',
        severities: [{ source: 'Microsoft', severity: 'high', score: null, vector: '' }],
        publishedAt: '2031-02-03T04:05:06Z',
        fixedAt: '2031-02-03T04:05:06Z',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://nvd.nist.gov/vuln/detail/CVE-2031-1001',
      },
    ] satisfies readonly Advisory[]);
  });

  const lower = { operation: 'greater than', evr: '0:2.0.azl3' };
  const TABLE: readonly (readonly [
    what: string,
    tests: readonly Partial<RpmTest>[],
    state: string,
    range: AffectedRange,
  ])[] = [
    ['less than is fixed', [{}], 'fixed', { introduced: null, fixed: '2.4-3.azl3', lastAffected: null }],
    [
      'less than or equal is open',
      [{ operation: 'less than or equal' }],
      'affected',
      { introduced: null, fixed: null, lastAffected: null },
    ],
    [
      'greater than is where it began',
      [{}, lower],
      'fixed',
      { introduced: '2.0.azl3', fixed: '2.4-3.azl3', lastAffected: null },
    ],
    [
      'in any order',
      [lower, {}],
      'fixed',
      { introduced: '2.0.azl3', fixed: '2.4-3.azl3', lastAffected: null },
    ],
    [
      'an epoch counts',
      [{ evr: '2:1-1.azl3' }],
      'fixed',
      { introduced: null, fixed: '2:1-1.azl3', lastAffected: null },
    ],
    [
      'a space before the version',
      [{ evr: '0: 1-1.azl3' }],
      'fixed',
      { introduced: null, fixed: '1-1.azl3', lastAffected: null },
    ],
  ];
  for (const [what, tests, state, range] of TABLE) {
    it(what, () => {
      const [advisory] = parse(tests).advisories;
      assert.equal(advisory?.state, state);
      assert.deepEqual(advisory?.ranges, [range]);
      assert.equal(advisory?.fixedAt === '', state !== 'fixed');
    });
  }

  it('has its release in the version', () => {
    const namespaceOf = (evr: string): string | undefined => parse([{ evr }]).advisories[0]?.key.namespace;
    assert.equal(namespaceOf('0:1-1.azl3'), 'azurelinux:3.0');
    assert.equal(namespaceOf('0:1-1.cm2'), 'mariner:2.0');
    assert.equal(namespaceOf('0:1-1.cm1'), 'mariner:1.0');
  });

  const SKIPPED: readonly (readonly [reason: string, parsed: () => Parsed])[] = [
    ['not-applicable', () => parse([{}], 'Not Applicable')],
    ['unknown-release', () => parse([{ evr: '0:1-1.el9' }])],
    ['unknown-release', () => parse([{ evr: '' }])],
    ['unreadable-test', () => parse([])],
    ['unreadable-test', () => parse([{ name: '' }])],
    ['unreadable-test', () => parse([{ operation: 'equals' }])],
    ['unreadable-test', () => parse([{}, { name: 'other' }])],
    ['unreadable-test', () => parse([{}, {}])],
    ['unreadable-test', () => parse([{}, { ...lower, evr: '' }])],
  ];
  for (const [reason, parsed] of SKIPPED) {
    it(`is skipped with a reason: ${reason}`, () => {
      const { advisories, skipped } = parsed();
      assert.deepEqual([advisories, skipped], [[], [reason]]);
    });
  }

  it('other shapes are no flaw', () => {
    for (const text of ['{', '[]', '{}', '{"definition":{"name":"definition"},"tests":{}}'])
      assert.throws(() => parseDefinition(text), text);
  });

  it('is read out of a whole file', async () => {
    const found: string[] = [];
    for await (const doc of azurelinux.documents(
      join(import.meta.dirname, 'fixtures/azurelinux-3.0-oval.xml'),
    )) {
      const { advisories, skipped } = azurelinux.parse(doc, { order: () => null });
      found.push(...advisories.map(({ key, state }) => `${key.name} ${state}`), ...skipped);
    }
    assert.deepEqual(found, ['teapot fixed', 'kettle affected', 'cup fixed', 'not-applicable']);
  });

  it('is for what images call themselves', () => {
    for (const [id, versionId] of [
      ['azurelinux', '3.0'],
      ['azurelinux', '3.0.20241005'],
      ['mariner', '2.0'],
      ['mariner', '2.0.20240123'],
    ] as const) {
      const image = { id, idLike: [], versionId, codename: '', prettyName: '', streams: [] };
      const foundAt = { path: 'etc/os-release', layerIndex: 0 };
      const namespace = distroNamespace({ ...image, confidence: 'release-file', foundAt });
      assert.ok(azurelinux.fills(namespace ?? ''), versionId);
    }
  });
});

describe('files of Azure Linux', () => {
  const head =
    '<?xml version="1.0"?>\n<oval_definitions><definition id="oval:com.microsoft.azurelinux:def:1"/>';

  it('are known by their content; a tar of them is none', () => {
    assert.ok(azurelinux.recognises({ path: 'x.xml', head }));
    assert.ok(
      !azurelinux.recognises({ path: 'main.tar', head: `AzureLinuxVulnerabilityData-main/\0\0${head}` }),
    );
  });
});
