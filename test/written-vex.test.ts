/** VEX that is written is read back by our own readers, and says of the same report what the report says. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../src/model/digest.ts';
import type { ScanReport } from '../src/model/report.ts';
import { VEX_STATUSES, type VexStatement } from '../src/model/vex.ts';
import { GATE_REPORT } from '../src/report/fixtures/gate-report.ts';
import { IN_NATURAL_ORDER, largeReport, SAMPLE_REPORT } from '../src/report/fixtures/sample-report.ts';
import { reporters } from '../src/report/list.ts';
import { judgeStatements } from '../src/vex/judge-statements.ts';
import { parseVex } from '../src/vex/parse-vex.ts';

const NOW = '2031-03-01T12:00:00Z';
const EVERYONE = {
  from: '',
  document: 0,
  author: 'plimsoll',
  publicKey: '',
  statuses: VEX_STATUSES,
  until: '',
  maxAgeDays: 0,
};

function readBack(format: string, reports: readonly ScanReport[]): readonly VexStatement[] {
  const options = {
    timestamp: NOW,
    terminal: { colour: false, width: 80 },
    compareVersions: IN_NATURAL_ORDER,
  };
  const bytes = Buffer.from([...reporters.find(({ id }) => id === format)!.write(reports, options)].join(''));
  const facts = { reference: 'x.json', digest: sha256(bytes), isOfImage: false, subject: '' };
  const read = parseVex(
    bytes,
    { ...facts, verifiedBy: [], trustRules: [0] },
    { publicKeys: [], digests: new Set() },
  );
  assert.deepEqual(read.problems, []);
  return read.statements;
}

function judge(report: ScanReport, statements: readonly VexStatement[]) {
  const { image, packages, decision } = report;
  const findings = decision.judgements.map(({ ranked }) => ranked.finding);
  return judgeStatements(findings, statements, { image, packages, trust: [EVERYONE], now: NOW });
}

/** Of the sample: by its vendor, and since it holds no code; under the policy also what somebody has said. */
const NOT_AFFECTED = ['CVE-2031-0500', 'CVE-2031-0600'];
const SAID = 'CVE-2031-0003';

const WITHOUT_NAME: ScanReport = {
  ...SAMPLE_REPORT,
  image: { ...SAMPLE_REPORT.image, source: 'rootfs', reference: './x', names: [], manifestDigest: null },
};

for (const format of ['openvex', 'csaf']) {
  describe(`${format}, written and read`, () => {
    const cases: readonly (readonly [string, ScanReport, readonly string[]])[] = [
      ['the sample', SAMPLE_REPORT, NOT_AFFECTED],
      ['a report under a policy', GATE_REPORT, [SAID, ...NOT_AFFECTED]],
      ['an image without a name', WITHOUT_NAME, NOT_AFFECTED],
      ['a large report', largeReport(500), []],
    ];
    for (const [name, report, ids] of cases) {
      it(`applies to the report that it was made of: ${name}`, () => {
        const { applied, judged } = judge(report, readBack(format, [report]));
        const findings = report.decision.judgements.map(({ ranked }) => ranked.finding);
        const out = findings.filter(({ fingerprint }) => applied.has(fingerprint));
        assert.deepEqual(
          out.map(({ id }) => id),
          ids,
        );
        // Each statement is about a finding, and none contradicts another.
        assert.ok(judged.every(({ outcome }) => outcome.kind === 'applied' || outcome.kind === 'told'));
        const spokenOf = new Set(
          judged.flatMap(({ outcome }) => ('fingerprints' in outcome ? outcome.fingerprints : [])),
        );
        const flaws = findings.filter(({ kind }) => kind === 'vulnerability');
        assert.deepEqual([...spokenOf].sort(), flaws.map(({ fingerprint }) => fingerprint).sort());
      });
    }

    it('says nothing of another image', () => {
      const image = { ...SAMPLE_REPORT.image, manifestDigest: null, id: sha256('x'), indexDigest: null };
      const { applied } = judge({ ...SAMPLE_REPORT, image }, readBack(format, [SAMPLE_REPORT]));
      assert.equal(applied.size, 0);
    });

    it('keeps images in one document apart', () => {
      const image = { ...SAMPLE_REPORT.image, manifestDigest: sha256('other'), id: null, indexDigest: null };
      const other: ScanReport = {
        ...SAMPLE_REPORT,
        image,
        decision: {
          ...SAMPLE_REPORT.decision,
          judgements: SAMPLE_REPORT.decision.judgements.filter(
            ({ ranked }) => ranked.finding.id !== 'CVE-2031-0600',
          ),
        },
      };
      const statements = readBack(format, [other, SAMPLE_REPORT]);
      assert.equal(judge(SAMPLE_REPORT, statements).applied.size, 2);
      assert.equal(judge({ ...SAMPLE_REPORT, image }, statements).applied.size, 1);
    });

    it('passes words on', () => {
      const said = readBack(format, [GATE_REPORT]).find(({ vulnerabilities }) =>
        vulnerabilities.includes(SAID),
      )!;
      assert.equal(said.justification, 'vulnerable_code_not_in_execute_path');
      const waived = readBack(format, [GATE_REPORT]).find(({ vulnerabilities }) =>
        vulnerabilities.includes('GHSA-pppp-qqqq-rrrr'),
      )!;
      assert.equal(waived.status, 'affected');
      assert.match(waived.text, /^Accepted under the waiver pad: waived until 2031-04-30/);
    });
  });
}
