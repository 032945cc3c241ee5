import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { language } from '../../test/advisories.ts';
import { finding } from '../../test/findings.ts';
import { imageInfo } from '../../test/image-info.ts';
import type { Finding, SecretFinding } from '../model/finding.ts';
import type { Package } from '../model/package.ts';
import type { ScanReport } from '../model/report.ts';
import { diffReports } from './diff.ts';
import { writeDifferenceJson } from './json.ts';
import { writeDifferenceText } from './text.ts';

function lib(version: string, name = 'lib'): Package {
  return language('npm', name, version);
}

/** CVE-2024-1 in a version of `pkg:npm/lib`. */
function flaw(version: string, parts: Parameters<typeof finding>[0] = {}): Finding {
  const made = finding({ severity: 'high', ...parts });
  const instances = made.instances.map((i) => ({ ...i, version, purl: `${made.packagePurl}@${version}` }));
  return { ...made, instances };
}

function report(packages: readonly Package[], findings: readonly Finding[]): ScanReport {
  return {
    tool: { name: 'plimsoll', version: '0' },
    image: imageInfo(),
    layers: [],
    distros: [],
    support: [],
    packages,
    scanners: ['vuln', 'secret'],
    advisories: null,
    decision: {
      verdict: 'pass',
      basis: { kind: 'none' },
      judgements: findings.map((f) => ({
        ranked: { finding: f, tier: 'watch' },
        outcome: 'pass',
        because: '',
        by: { kind: 'nothing' },
        due: null,
      })),
    },
    coverage: { state: 'complete', reasons: [], unidentifiedExecutables: 0 },
    problems: [],
    exit: { code: 0, holding: [] },
  };
}

const SECRET: SecretFinding = {
  kind: 'secret',
  fingerprint: 'v1:secret',
  id: 'made-up-token',
  title: 'Made-up token',
  provider: 'nobody',
  severity: 'high',
  standing: 'counted',
  standingReason: '',
  masked: 'ab…',
  secretId: '',
  expiresAt: '',
  notes: [],
  revoke: '',
  places: [
    {
      state: 'visible',
      layerIndex: 0,
      goneInLayer: null,
      path: 'etc/token',
      line: 1,
      column: 1,
      offset: 0,
      encodings: [],
      excerpt: '',
    },
  ],
};

type Side = readonly [packages: readonly Package[], findings: readonly Finding[]];

const TABLE: readonly (readonly [
  what: string,
  before: Side,
  after: Side,
  changes: readonly string[],
  reason: RegExp,
])[] = [
  ['nothing', [[lib('1')], [flaw('1')]], [[lib('1')], [flaw('1')]], ['unchanged'], /^$/],
  ['a package that came in', [[], []], [[lib('1')], [flaw('1')]], ['added'], /pkg:npm\/lib@1 was not there/],
  ['an upgrade into a flaw', [[lib('1')], []], [[lib('2')], [flaw('2')]], ['added'], /lib@2 was not there/],
  [
    'an advisory published in between',
    [[lib('1')], []],
    [[lib('1')], [flaw('1')]],
    ['newly-disclosed'],
    /was there/,
  ],
  ['an upgrade out of a flaw', [[lib('1')], [flaw('1')]], [[lib('2')], []], ['removed'], /is now 2/],
  ['a package that is gone', [[lib('1')], [flaw('1')]], [[], []], ['removed'], /is gone/],
  ['an advisory that was withdrawn', [[lib('1')], [flaw('1')]], [[lib('1')], []], ['removed'], /still there/],
  [
    'a worse severity',
    [[lib('1')], [flaw('1')]],
    [[lib('1')], [flaw('1', { severity: 'critical' })]],
    ['changed'],
    /severity high -> critical/,
  ],
  [
    'a fix that came',
    [[lib('1')], [flaw('1')]],
    [[lib('1')], [flaw('1', { fixedVersion: '1.1' })]],
    ['changed'],
    /fixed in none -> 1\.1/,
  ],
  [
    'an upgrade that did not help',
    [[lib('1')], [flaw('1')]],
    [[lib('2')], [flaw('2')]],
    ['changed'],
    /version 1 -> 2/,
  ],
  [
    'a flaw that got its CVE',
    [[lib('1')], [flaw('1', { id: 'GHSA-aaaa-bbbb-cccc' })]],
    [[lib('1')], [flaw('1', { id: 'CVE-2024-9', aliases: ['GHSA-aaaa-bbbb-cccc'] })]],
    ['unchanged'],
    /^$/,
  ],
  ['a secret that came in', [[], []], [[], [SECRET]], ['added'], /^$/],
  [
    'a secret that was deleted in a later layer',
    [[], [SECRET]],
    [[], [{ ...SECRET, places: [{ ...SECRET.places[0]!, state: 'removed', goneInLayer: 1 }] }]],
    ['changed'],
    /state visible -> removed/,
  ],
];

describe('diff', () => {
  for (const [what, before, after, changes, reason] of TABLE) {
    it(`${what}: ${changes.join()}`, () => {
      const difference = diffReports(report(...before), report(...after));
      assert.deepEqual(
        difference.findings.map(({ change }) => change),
        changes,
      );
      assert.match(difference.findings[0]!.reasons.join('; '), reason);
    });
  }

  it('case 53: the same SBOM twice, an advisory in between: newly disclosed, not added by the change', () => {
    const [before, after] = [report([lib('1')], []), report([lib('1')], [flaw('1')])];
    const text = [...writeDifferenceText(diffReports(before, after), false)].join('');
    assert.match(
      text,
      /newly disclosed: the packages were there before \(1\)\n {2}high +CVE-2024-1 {2}lib 1/,
    );
    assert.doesNotMatch(text, /added by the change/);
  });

  it('tells packages apart by all versions that are there', () => {
    const before = report([lib('1'), lib('2'), lib('1', 'gone'), lib('3', 'same')], []);
    const after = report([lib('2'), lib('1', 'new'), lib('3', 'same')], []);
    assert.deepEqual(diffReports(before, after).packages, [
      { change: 'removed', purl: 'pkg:npm/gone', before: ['1'], after: [] },
      { change: 'changed', purl: 'pkg:npm/lib', before: ['1', '2'], after: ['2'] },
      { change: 'added', purl: 'pkg:npm/new', before: [], after: ['1'] },
    ]);
  });

  it('says what makes two reports hard to compare', () => {
    const before = { ...report([], []), scanners: ['vuln'] as const };
    const coverage = { state: 'partial', reasons: [], unidentifiedExecutables: 0 } as const;
    const after = { ...report([], []), coverage };
    const text = [...writeDifferenceText(diffReports(before, after), false)].join('');
    assert.match(text, /note: the second was checked only in part: partial/);
    assert.match(text, /note: they were not looked through for the same: vuln; vuln, secret/);
  });

  it('writes JSON that names both sides and every change', () => {
    const difference = diffReports(report([lib('1')], []), report([lib('1')], [flaw('1'), SECRET]));
    const { findings } = JSON.parse(writeDifferenceJson(difference));
    assert.deepEqual(
      findings.map((f: { change: string; id: string; package?: string; paths?: string[] }) => [
        f.change,
        f.id,
        f.package ?? f.paths,
      ]),
      [
        ['newly-disclosed', 'CVE-2024-1', 'pkg:npm/lib'],
        ['added', 'made-up-token', ['etc/token']],
      ],
    );
  });

  it('lets no escape of an image into a terminal', () => {
    const evil = report([lib('1')], [flaw('1', { packageName: 'lib\u001b[2J' })]);
    assert.doesNotMatch([...writeDifferenceText(diffReports(report([], []), evil), true)].join(''), /\u001b/);
  });
});
