import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { displayWidth } from '../../base/terminal.ts';
import type { Coverage, DecisionBasis, ScanReport } from '../../model/report.ts';
import { GATE_REPORT, gateReport } from '../fixtures/gate-report.ts';
import {
  EMPTY_REPORT,
  hostileReport,
  IN_NATURAL_ORDER,
  INVENTORY_REPORT,
  largeReport,
  SAMPLE_REPORT,
  SAMPLE_TIMESTAMP,
} from '../fixtures/sample-report.ts';
import { tableReporter } from './table.ts';

function table(reports: readonly ScanReport[], width = 80, colour = false): string {
  const options = {
    timestamp: SAMPLE_TIMESTAMP,
    terminal: { colour, width },
    compareVersions: IN_NATURAL_ORDER,
  };
  return [...tableReporter.write(reports, options)].join('');
}

function covered(state: Coverage['state']): Coverage {
  return { ...SAMPLE_REPORT.coverage, state };
}

describe('table', () => {
  it('says verdict and coverage in its first three lines', () => {
    const [name, verdict, coverage] = table([SAMPLE_REPORT]).split('\n');
    assert.equal(name, 'registry.example:5000/shop/web:1.4');
    assert.equal(verdict, 'BLOCK  4 of 8 findings block (high or worse)');
    assert.match(coverage!, /^Coverage PARTIAL/);
  });

  for (const [state, failOn, line] of [
    ['complete', null, 'no findings'],
    ['partial', null, 'no findings in the part that could be checked'],
    ['not-checkable', null, 'NOT CHECKABLE  the absence of findings means nothing here'],
    ['complete', 'high', 'PASS  no finding is high or worse'],
    ['partial', 'critical', 'PASS  no finding is critical in the part that could be checked'],
    ['not-checkable', 'high', 'NOT CHECKABLE  the absence of findings means nothing here'],
  ] as const) {
    it(`without findings, ${state}, limit ${failOn}: ${line}`, () => {
      const basis: DecisionBasis = failOn === null ? { kind: 'none' } : { kind: 'fail-on', severity: failOn };
      const decision = { verdict: 'pass', basis, judgements: [] } as const;
      const text = table([{ ...SAMPLE_REPORT, decision, coverage: covered(state) }]);
      assert.equal(text.split('\n')[1], line);
    });
  }

  it('shows upgrade lines, the way out of problems, and what is not counted', () => {
    const text = table([SAMPLE_REPORT], 120);
    assert.match(text, /^ {2}upgrade @shop\/left-pad 1\.2\.0 to 1\.10\.0 clears 2$/m);
    assert.match(text, /^ {2}upgrade libssl3 \S+ to 3\.0\.13-1~deb12u1 clears 2, 1 without a fix$/m);
    assert.match(text, /^ {4}way out: Build the image again, or check the file\.$/m);
    assert.match(text, /^ {4}idna: CVE-2031-0601 \(debian:12 has no record of it\)$/m);
    assert.match(text, /^x! medium \(osv\) .*CVE-2031-0100 .*fix 2\.17\.1/m);
    assert.match(text, /layer 3 \(own\): RUN npm ci --omit=dev$/m);
    assert.match(text, /Only the starter data were used/);
  });

  it('says under a policy what warns, what is waived and until when', () => {
    const text = table([GATE_REPORT], 120);
    assert.match(text, /^BLOCK {2}3 of 9 findings block, 3 warn \(stage production\)$/m);
    assert.match(
      text,
      /^ {2}Policy +plimsoll\.yaml, sha256:\w{12}; of image rules and gaps 2 block, 1 warn$/m,
    );
    assert.match(text, /^w {2}unknown +GHSA-ssss-tttt-vvvv .*\(due 2031-03-05\)/m);
    assert.match(text, /^- {2}high \(osv\) +GHSA-pppp-qqqq-rrrr .*\(waiver pad\)/m);
    assert.match(text, /^- {2}medium \(debian\) +CVE-2031-0003 .*\(VEX \.\/vex\/shop\.json#0\)/m);
    assert.match(
      text,
      /^WAIVERS AT FAULT.*\nw {2}old {2}waiver-expired\n.*owner shop team; waivers\.yaml:12$/m,
    );
    assert.equal(
      table([gateReport(['warn', 'pass'])])
        .split('\n')[1]!
        .slice(0, 5),
      'WARN ',
    );
    assert.equal(
      table([gateReport(['pass'])])
        .split('\n')[1]!
        .slice(0, 5),
      'PASS ',
    );
  });

  it('shows packages of an inventory and no verdict', () => {
    const text = table([INVENTORY_REPORT], 120);
    assert.match(text, /^ {2}maven +org\.example:logger +2\.14\.1 +srv\/app\/shop\.jar!/m);
    assert.doesNotMatch(text, /BLOCK|PASS|no findings|Advisories/);
  });

  it('counts over several images', () => {
    assert.equal(
      table([SAMPLE_REPORT, EMPTY_REPORT]).split('\n')[0],
      '2 images: 1 blocked, 1 without complete coverage',
    );
    assert.equal(table([]), 'No image was scanned.\n');
  });

  it('never prints a build argument', () =>
    assert.doesNotMatch(table([SAMPLE_REPORT], 200), /not-shown|NPM_TOKEN/));

  it('shortens long lists of problems', () => {
    const [problem] = SAMPLE_REPORT.coverage.reasons;
    const reasons = Array.from({ length: 50 }, (_, i) => ({ ...problem!, path: `p${i}` }));
    const text = table([{ ...SAMPLE_REPORT, coverage: { ...SAMPLE_REPORT.coverage, reasons } }]);
    assert.match(text, /and 45 more problems of the kind starter-data/);
  });

  it('shows the end of a very long path in two lines', () => {
    const [problem] = SAMPLE_REPORT.coverage.reasons;
    const reasons = [{ ...problem!, path: `${'long/'.repeat(800)}at-the-end` }];
    const text = table([{ ...SAMPLE_REPORT, coverage: { ...SAMPLE_REPORT.coverage, reasons } }]);
    const lines = text.split('\n').filter((line) => line.includes('long/long'));
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /^ {4}…/);
    assert.match(lines[1]!, /at-the-end/);
  });

  it('fits any width, whatever the image says', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 40, max: 200 }),
        (text, width) => {
          const output = table([hostileReport(text)], width);
          assert.ok(output.split('\n').every((line) => displayWidth(line) <= width));
          assert.doesNotMatch(output.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}]/u);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes odd widths', () => {
    for (const width of [0, -5, Number.NaN, Number.POSITIVE_INFINITY, 40.5]) {
      assert.ok(table([SAMPLE_REPORT], width).length > 100);
    }
  });

  it('says the same with colour', () => {
    const coloured = table([SAMPLE_REPORT], 80, true);
    assert.match(coloured, /\x1b\[31m/);
    const plain = stripVTControlCharacters(coloured).replace(/ +$/gm, '');
    assert.equal(plain, table([SAMPLE_REPORT]));
  });

  it('keeps one line per finding where the terminal is wide', () => {
    const lines = table([largeReport(100)], 160).split('\n');
    assert.equal(lines.filter((line) => /CVE-2032-\d+ .*A flaw in/.test(line)).length, 100);
  });
});
