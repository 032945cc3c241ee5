import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VulnerabilityFinding } from '../model/finding.ts';
import type { Package } from '../model/package.ts';
import type { ScanReport } from '../model/report.ts';
import { GATE_REPORT } from './fixtures/gate-report.ts';
import {
  EMPTY_REPORT,
  SAMPLE_REPORT,
  sampleFinding,
  sampleJudgement,
  samplePackage,
} from './fixtures/sample-report.ts';
import type { VexClaim } from './vex-document.ts';
import { type DraftOptions, draftVex } from './vex-draft.ts';

const PAD = samplePackage({ ecosystem: 'npm', name: 'pad', version: '1.0.0' });
const COMPLETE = { state: 'complete', reasons: [], unidentifiedExecutables: 3 } as const;

function draft(report: ScanReport, parts: Partial<DraftOptions> = {}): readonly VexClaim[] {
  const purlTypes = new Set(['deb', 'npm', 'maven']);
  const options = { author: '', timestamp: '', advisories: [], packages: [], purlTypes, ...parts };
  return draftVex([report], options).subjects[0]!.claims;
}

function reportOf(packages: readonly Package[], ...findings: readonly VulnerabilityFinding[]): ScanReport {
  const judgements = findings.map((finding) => sampleJudgement(finding));
  return {
    ...EMPTY_REPORT,
    packages,
    coverage: COMPLETE,
    decision: { ...EMPTY_REPORT.decision, judgements },
  };
}

function flaw(pkg: Package, more: Partial<VulnerabilityFinding> = {}): VulnerabilityFinding {
  return sampleFinding({ id: 'CVE-2031-1', packages: [pkg], severity: 'high', more });
}

describe('drafts about findings', () => {
  const declared = { ...PAD, confidence: 'declared' as const };
  const cases: readonly (readonly [
    name: string,
    finding: VulnerabilityFinding,
    pkg: Package,
    status: string,
    text: RegExp,
  ])[] = [
    [
      'counted',
      flaw(PAD),
      PAD,
      'under_investigation',
      /CVE-2031-1 \(osv\) holds for its version\. Seen: pad 1\.0\.0 at var\/lib\/dpkg\/status \(layer 0\)\. Whether/,
    ],
    [
      'not affected by its vendor',
      flaw(PAD, { standing: 'vendor-not-affected', standingReason: 'debian:12 says so' }),
      PAD,
      'not_affected: ',
      /Debian:12 says so\. Seen: pad/,
    ],
    [
      'data only',
      flaw(PAD, { standing: 'informational', standingReason: 'headers' }),
      PAD,
      'not_affected: vulnerable_code_not_present',
      /Headers\. Seen: pad/,
    ],
    [
      'only declared',
      flaw(declared, { standing: 'informational', standingReason: 'only declared' }),
      declared,
      'not_affected: component_not_present',
      /Only declared\. Seen: pad/,
    ],
    [
      'no word of its vendor',
      flaw(PAD, { standing: 'vendor-status-unknown', standingReason: 'no record' }),
      PAD,
      'under_investigation',
      /No record\. Seen/,
    ],
    [
      'a part of a package that is affected',
      flaw(
        { ...PAD, ownedBy: { purl: 'x', name: 'x', namespace: '', ofDistribution: true } },
        { standing: 'informational', standingReason: 'counted as a finding of x' },
      ),
      PAD,
      'under_investigation',
      /It is counted as a finding of x\./,
    ],
  ];
  for (const [name, finding, pkg, status, text] of cases) {
    it(name, () => {
      const [claim] = draft(reportOf([pkg], finding));
      const { justification } = claim!;
      const said = claim!.status === 'not_affected' ? `not_affected: ${justification}` : claim!.status;
      assert.equal(said, status);
      assert.match(claim!.text, text);
      assert.match(claim!.text, /^Drafted by plimsoll from evidence/);
    });
  }

  it('only declared is no evidence where not all could be read', () => {
    const report = reportOf(
      [declared],
      flaw(declared, { standing: 'informational', standingReason: 'only declared' }),
    );
    const [claim] = draft({ ...report, coverage: SAMPLE_REPORT.coverage });
    assert.equal(claim!.status, 'under_investigation');
  });

  it('leaves out what somebody has said already, and waives nothing', () => {
    const claims = draft(GATE_REPORT);
    assert.ok(!claims.some(({ id }) => id === 'CVE-2031-0003'));
    assert.equal(claims.find(({ id }) => id === 'GHSA-pppp-qqqq-rrrr')!.status, 'under_investigation');
  });

  it('is about the flaws that were asked for, under any id', () => {
    const ids = (advisories: readonly string[]): readonly string[] =>
      draft(SAMPLE_REPORT, { advisories }).map(({ id }) => id);
    assert.deepEqual(ids(['dsa-9001-1']), ['CVE-2031-0001']);
    assert.equal(ids([]).length, 10);
  });

  it('never says that anything is not affected without a reason', () => {
    for (const claim of draft(SAMPLE_REPORT)) {
      if (claim.status === 'not_affected') assert.ok(claim.text.length > 80);
      assert.notEqual(claim.status, 'affected');
      assert.notEqual(claim.status, 'fixed');
    }
  });
});

describe('drafts about flaws that were not found', () => {
  const report = reportOf([PAD]);
  const ask = (packages: readonly string[], given = report): VexClaim =>
    draft(given, { advisories: ['CVE-1'], packages })[0]!;

  const cases: readonly (readonly [
    name: string,
    packages: readonly string[],
    status: string,
    text: RegExp,
    given?: ScanReport,
  ])[] = [
    [
      'a component that is not there',
      ['pkg:npm/lodash'],
      'not_affected',
      /no package pkg:npm\/lodash is in the image\. Looked at: 1 package \(npm 1\); 0 layers; coverage complete; 3 executables/,
    ],
    [
      'not all could be read',
      ['pkg:npm/lodash'],
      'under_investigation',
      /not all of the image could be looked at.*coverage partial \(starter-data, unreadable-file\)/,
      { ...report, coverage: SAMPLE_REPORT.coverage },
    ],
    [
      'a component that is there',
      ['pkg:npm/pad'],
      'under_investigation',
      /it is in the image, or something of its name: pkg:npm\/pad@1\.0\.0;/,
    ],
    [
      'its name in another ecosystem',
      ['pkg:maven/org.example/Pad'],
      'under_investigation',
      /something of its name: pkg:npm\/pad/,
    ],
    [
      'a source package of that name',
      ['pkg:npm/openssl'],
      'under_investigation',
      /pkg:deb\/debian\/libssl3/,
      { ...SAMPLE_REPORT, coverage: COMPLETE },
    ],
    [
      'a kind that nobody looks for',
      ['pkg:cargo/time'],
      'under_investigation',
      /packages of type cargo are not looked for/,
    ],
    ['no component', [], 'under_investigation', /the advisory data may not know it/],
  ];
  for (const [name, packages, status, text, given] of cases) {
    it(name, () => {
      const claim = ask(packages, given);
      assert.deepEqual([claim.status, claim.justification !== ''], [status, status === 'not_affected']);
      assert.match(claim.text, text);
    });
  }

  it('each component has a statement of its own', () => {
    const claims = draft(report, { advisories: ['CVE-1'], packages: ['pkg:npm/pad', 'pkg:npm/lodash'] });
    assert.deepEqual(
      claims.map(({ status, components }) => [status, components[0]!.purl]),
      [
        ['under_investigation', 'pkg:npm/pad'],
        ['not_affected', 'pkg:npm/lodash'],
      ],
    );
  });
});

describe('who signs', () => {
  it('makes a document of a draft', () => {
    const options = { timestamp: '', advisories: [], packages: [], purlTypes: new Set<string>() };
    const unsigned = draftVex([], { ...options, author: '' });
    const signed = draftVex([], { ...options, author: 'Team' });
    assert.deepEqual(
      [unsigned.author, unsigned.isDraft, signed.author, signed.isDraft],
      ['plimsoll', true, 'Team', false],
    );
  });
});
