import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VulnerabilityFinding } from '../model/finding.ts';
import type { DecidedBy } from '../model/gate.ts';
import type { Package } from '../model/package.ts';
import type { Judgement, ScanReport } from '../model/report.ts';
import type { JudgedStatement, VexStatement } from '../model/vex.ts';
import { GATE_REPORT } from './fixtures/gate-report.ts';
import {
  IN_NATURAL_ORDER,
  SAMPLE_REPORT,
  SAMPLE_TIMESTAMP,
  sampleFinding,
  sampleJudgement,
  samplePackage,
} from './fixtures/sample-report.ts';
import { gateOf } from './kinds.ts';
import type { ReporterOptions } from './reporter.ts';
import type { VexClaim } from './vex-document.ts';
import { toVexDocument } from './vex-of-report.ts';

const OPTIONS: ReporterOptions = {
  timestamp: SAMPLE_TIMESTAMP,
  terminal: { colour: false, width: 80 },
  compareVersions: IN_NATURAL_ORDER,
};

const COMPLETE = { state: 'complete', reasons: [], unidentifiedExecutables: 0 } as const;
const PAD = samplePackage({ ecosystem: 'npm', name: 'pad', version: '1.0.0' });
const OWNED = {
  ...PAD,
  ownedBy: {
    purl: 'pkg:deb/debian/node-pad@1',
    name: 'node-pad',
    namespace: 'debian:12',
    ofDistribution: true,
  },
};

function claimsOf(report: ScanReport): readonly VexClaim[] {
  return toVexDocument([report], OPTIONS).subjects[0]!.claims;
}

interface Case {
  readonly pkg?: Package;
  readonly fixedVersion?: string;
  readonly more?: Partial<VulnerabilityFinding>;
  readonly by?: DecidedBy;
  readonly because?: string;
  readonly coverage?: ScanReport['coverage'];
}

function claimOf({
  pkg = PAD,
  fixedVersion = '',
  more = {},
  by,
  because,
  coverage = COMPLETE,
}: Case): VexClaim {
  const finding = sampleFinding({ id: 'CVE-2031-1', packages: [pkg], severity: 'high', fixedVersion, more });
  const plain = sampleJudgement(finding);
  const judgement: Judgement = { ...plain, by: by ?? plain.by, because: because ?? plain.because };
  const decision = { ...SAMPLE_REPORT.decision, judgements: [judgement] };
  return claimsOf({ ...SAMPLE_REPORT, packages: [pkg], coverage, decision })[0]!;
}

describe('findings in the words of VEX', () => {
  const cases: readonly (readonly [
    name: string,
    given: Case,
    status: string,
    justification: string,
    text: RegExp,
  ])[] = [
    ['counted, with a fix', { fixedVersion: '1.1.0' }, 'affected', '', /^Upgrade pad 1\.0\.0 to 1\.1\.0\.$/],
    ['counted, without', {}, 'affected', '', /^There is no fix yet\./],
    [
      'will not be fixed',
      { more: { state: 'will-not-fix' } },
      'affected',
      '',
      /^The vendor will not fix it\. Remove pad/,
    ],
    ['end of life', { more: { state: 'end-of-life' } }, 'affected', '', /end of life/],
    [
      'being looked into',
      { more: { state: 'under-investigation' } },
      'under_investigation',
      '',
      /looking into it\.$/,
    ],
    [
      'not affected by its vendor',
      {
        pkg: OWNED,
        more: { standing: 'vendor-not-affected', standingReason: 'belongs to node-pad: debian:12 says so' },
      },
      'not_affected',
      '',
      /^Belongs to node-pad: debian:12 says so\.$/,
    ],
    [
      'without a word of its vendor',
      { pkg: OWNED, more: { standing: 'vendor-status-unknown', standingReason: 'debian:12 has no record' } },
      'under_investigation',
      '',
      /^Debian:12 has no record\.$/,
    ],
    [
      'data only',
      { more: { standing: 'informational', standingReason: 'kernel headers' } },
      'not_affected',
      'vulnerable_code_not_present',
      /^Kernel headers\.$/,
    ],
    [
      'only declared',
      {
        pkg: { ...PAD, confidence: 'declared' },
        more: { standing: 'informational', standingReason: 'only declared' },
      },
      'not_affected',
      'component_not_present',
      /^Only declared\.$/,
    ],
    [
      'only declared, in an image that was read in part',
      {
        pkg: { ...PAD, confidence: 'declared' },
        more: { standing: 'informational', standingReason: 'only declared' },
        coverage: SAMPLE_REPORT.coverage,
      },
      'under_investigation',
      '',
      /Not all of the image could be looked at\.$/,
    ],
    [
      'counted as a finding of the package that owns it',
      { pkg: OWNED, more: { standing: 'informational', standingReason: 'counted as a finding of node-pad' } },
      'affected',
      '',
      /^Counted as a finding of node-pad\.$/,
    ],
    [
      'waived: accepted, and affected all the same',
      {
        fixedVersion: '1.1.0',
        by: { kind: 'waiver', waiver: 'w1', rule: 'r' },
        because: 'waived until 2031-04-30',
      },
      'affected',
      '',
      /^Accepted under the waiver w1: waived until 2031-04-30\. Upgrade pad/,
    ],
    ['let through by a rule', { by: { kind: 'rule', rule: 'r' } }, 'affected', '', /no fix yet/],
  ];
  for (const [name, given, status, justification, text] of cases) {
    it(name, () => {
      const claim = claimOf(given);
      assert.deepEqual([claim.status, claim.justification], [status, justification]);
      assert.match(claim.text, text);
      assert.deepEqual(
        claim.components.map(({ purl }) => purl),
        ['pkg:npm/pad@1.0.0'],
      );
    });
  }

  it('says nothing of secrets and waivers', () => {
    const { judgements } = GATE_REPORT.decision;
    const flaws = judgements.filter(({ ranked }) => ranked.finding.kind === 'vulnerability');
    assert.ok(flaws.length < judgements.length - 1);
    assert.deepEqual(
      claimsOf(GATE_REPORT).map(({ id }) => id),
      flaws.map(({ ranked }) => ranked.finding.id),
    );
  });
});

describe('VEX that was applied', () => {
  const finding = sampleFinding({ id: 'CVE-2031-1', packages: [PAD], severity: 'high' });
  const document = gateOf(GATE_REPORT.decision)!.inputs.statements[0]!.document;
  const base: VexStatement = {
    document,
    index: 0,
    vulnerabilities: ['CVE-2031-1'],
    products: [],
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
    text: '',
    timestamp: '2031-02-01T00:00:00.000Z',
  };

  function passedOn(...statements: readonly Partial<VexStatement>[]): VexClaim {
    const judged: JudgedStatement[] = statements.map((parts, index) => ({
      statement: { ...base, index, ...parts },
      outcome: { kind: 'applied', fingerprints: [finding.fingerprint] },
    }));
    const gate = { ...gateOf(GATE_REPORT.decision)!, statements: judged };
    const judgement: Judgement = {
      ...sampleJudgement(finding),
      by: { kind: 'vex', statement: `${document.reference}#0` },
      because: 'not affected, says Shop Security',
    };
    const decision = { verdict: 'pass', basis: { kind: 'policy', gate }, judgements: [judgement] } as const;
    return claimsOf({ ...GATE_REPORT, decision })[0]!;
  }

  const { status, justification, timestamp } = base;
  it('is passed on with its author, its justification and its time', () => {
    const claim = passedOn({});
    assert.deepEqual(
      [claim.status, claim.justification, claim.timestamp],
      [status, justification, timestamp],
    );
    assert.match(
      claim.text,
      /Said by Shop Security \(openvex https:\/\/shop\.example\/vex\/1, statement 0\)\.$/,
    );
  });

  it('is passed on as fixed', () =>
    assert.equal(passedOn({ status: 'fixed', justification: '' }).status, 'fixed'));

  it('has what several statements have in common', () => {
    const claim = passedOn({}, { status: 'fixed', justification: '' });
    assert.deepEqual([claim.status, claim.justification, claim.timestamp], ['not_affected', '', '']);
    assert.match(claim.text, /statement 0\); Shop Security .* statement 1\)\.$/);
    assert.equal(passedOn({}, { justification: 'component_not_present' }).justification, '');
  });

  it('brings no justification that nobody knows', () => {
    assert.equal(passedOn({ justification: 'trust me' }).justification, '');
  });
});
