import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { displayWidth } from '../../base/terminal.ts';
import type { Due } from '../../model/gate.ts';
import type { Judgement, ScanReport } from '../../model/report.ts';
import { GATE_REPORT, gateReport, hostileGateReport, SAMPLE_STEPS } from '../fixtures/gate-report.ts';
import { assertGolden } from '../fixtures/golden.ts';
import {
  EMPTY_REPORT,
  hostileReport,
  IN_NATURAL_ORDER,
  largeReport,
  SAMPLE_REPORT,
  SAMPLE_TIMESTAMP,
} from '../fixtures/sample-report.ts';
import { writeExplanation } from './explain.ts';
import { gateReporter } from './gate.ts';
import { dueLines } from './words.ts';

function gate(reports: readonly ScanReport[], width = 80, colour = false): string {
  const terminal = { colour, width };
  const options = { timestamp: SAMPLE_TIMESTAMP, terminal, compareVersions: IN_NATURAL_ORDER };
  return [...gateReporter.write(reports, options)].join('');
}

function section(text: string, title: string): string {
  return text.split('\n\n').find((part) => part.startsWith(title)) ?? '';
}

const ARM = { os: 'linux', architecture: 'arm64', variant: 'v8' };

function onArm(report: ScanReport): ScanReport {
  return { ...report, image: { ...report.image, platform: ARM } };
}

/** All of it blocks. */
function blocked(count: number): ScanReport {
  const report = largeReport(count);
  const judgements = report.decision.judgements.map(
    (j): Judgement => ({ ...j, outcome: 'block', by: { kind: 'rule', rule: 'all' } }),
  );
  return { ...GATE_REPORT, packages: report.packages, decision: { ...GATE_REPORT.decision, judgements } };
}

describe('gate', () => {
  for (const [outcomes, word] of [
    [['block', 'warn', 'pass'], 'BLOCK'],
    [['warn', 'pass'], 'WARN'],
    [['pass'], 'PASS'],
  ] as const) {
    it(`says ${word} with stage and image in its first line`, () => {
      const first = gate([gateReport(outcomes)]).split('\n')[0];
      assert.equal(first, `${word} production registry.example:5000/shop/web:1.4`);
    });
  }

  it('calls nothing passed that nobody judged or looked into', () => {
    const blind = { ...SAMPLE_REPORT.coverage, state: 'not-checkable' } as const;
    assert.match(gate([{ ...EMPTY_REPORT, coverage: blind }]), /^NOT CHECKABLE nobody asked/);
    assert.match(gate([EMPTY_REPORT]), /^NOT JUDGED nobody asked/);
    assert.equal(gate([]), 'Nothing was judged.\n');
  });

  it('has at most ten reasons, and no number of findings hides what is no finding', () => {
    const why = section(gate([blocked(500)]), 'WHY');
    assert.equal(why.split('\n').filter((line) => /^[xw] /.test(line)).length, 10);
    assert.match(why, /^x unreadable-file$/m);
    assert.match(why, /^x image$/m);
    assert.match(why, /and 493 more reasons; --format table has all$/);
  });

  it('puts many gaps of a kind in one reason', () => {
    const [, problem] = SAMPLE_REPORT.coverage.reasons;
    const gaps = Array.from({ length: 30 }, (_, i) => ({
      problem: { ...problem!, path: `p${i}` },
      outcome: 'block' as const,
      rule: '',
      because: 'no rule accepts it',
    }));
    const { basis } = GATE_REPORT.decision;
    assert.ok(basis.kind === 'policy');
    const decision = { ...GATE_REPORT.decision, basis: { ...basis, gate: { ...basis.gate, gaps } } };
    const text = gate([{ ...GATE_REPORT, decision }], 120);
    assert.match(text, /at p0 \(and 29 more of the kind\)/);
    assert.match(text, /gap unreadable-file \(30 times\): Build the image again/);
  });

  it('names the waiver that ended, its owner and where it is written', () =>
    assert.match(
      section(gate([GATE_REPORT], 200), 'WAIVERS'),
      /expired: old \(waivers\.yaml:12\) of shop team/,
    ));

  it('knows what no upgrade helps against', () => {
    const judgements = SAMPLE_REPORT.decision.judgements.map(
      (j): Judgement => ({
        ...j,
        outcome: j.ranked.finding.id === 'CVE-2031-0002' ? 'block' : 'pass',
        by: { kind: 'rule', rule: 'exploited' },
      }),
    );
    const decision = { ...GATE_REPORT.decision, judgements };
    const way = section(gate([{ ...GATE_REPORT, decision }], 200), 'THE SHORTEST WAY');
    assert.match(way, /the 1 flaw is in layers of the base, 0 with a fix/);
    assert.match(
      way,
      /CVE-2031-0002 in libssl3 3\.0\.11-1~deb12u2 \(will not be fixed\): a waiver or VEX statement that oci:.* lists; rule exploited is final/,
    );
  });

  it('proposes another base where all that blocks is in it', () => {
    const judgements = GATE_REPORT.decision.judgements.map(
      (j): Judgement => (j.ranked.finding.id === 'CVE-2031-0001' ? j : { ...j, outcome: 'pass' }),
    );
    const way = section(
      gate([{ ...GATE_REPORT, decision: { ...GATE_REPORT.decision, judgements } }], 200),
      'THE SHORTEST',
    );
    assert.match(
      way,
      /- build on a newer base image: the 1 flaw is in layers of the base, 1 with a fix\n {2}- upgrade libssl3/,
    );
  });

  it('makes one verdict of several platforms, and shows what differs', () => {
    const text = gate([gateReport(['pass', 'warn']), onArm(GATE_REPORT)], 120);
    assert.match(text, /^BLOCK production registry\S+ \(2 platforms\)$/m);
    assert.match(text, /^ {2}WARN +linux\/amd64: 0 block, 4 warn/m);
    assert.match(text, /^ {2}BLOCK +linux\/arm64\/v8: 5 block, 4 warn/m);
    assert.match(text, /^x CVE-2031-0001 .* \[only linux\/arm64\/v8\]$/m);
    assert.match(text, /^w GO-2031-0007 .*\(own\)$/m);
    assertGolden('gate', 'platforms', text);
  });

  it('tells platforms of several images apart', () => {
    const text = gate([GATE_REPORT, GATE_REPORT, gateReport(['pass'], { image: EMPTY_REPORT.image })]);
    assert.match(text, /^ {2}PASS +\.\/empty \(linux\/amd64\): /m);
    assert.match(text, /^ {2}BLOCK +registry.* \(linux\/amd64\) #2: /m);
  });

  it('prints all that the verdict rests on', () => {
    const rests = section(gate([GATE_REPORT]), 'THE VERDICT RESTS ON');
    for (const name of ['image', 'data', 'policy', 'waivers', 'vex', 'history', 'baseline'])
      assert.match(rests, new RegExp(`^${name} +sha256:[0-9a-f]{64}$`, 'm'));
    assert.match(rests, /^now +2031-03-01T12:00:00\.000Z$/m);
    assert.match(rests, /^program +plimsoll 0\.1\.0$/m);
  });

  it('fits any width, whatever the image says', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 40, max: 200 }),
        (text, width) => {
          const output = gate([hostileReport(text), hostileGateReport(text)], width);
          assert.ok(output.split('\n').every((line) => displayWidth(line) <= width));
          assert.doesNotMatch(output.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}]/u);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('says the same with colour', () => {
    const coloured = gate([GATE_REPORT], 80, true);
    assert.match(coloured, /\x1b\[31m/);
    assert.equal(stripVTControlCharacters(coloured).replace(/ +$/gm, ''), gate([GATE_REPORT]));
  });
});

describe('due dates', () => {
  const due: Due = {
    at: '2031-03-05',
    daysLeft: 4,
    isSoon: false,
    clock: 'disclosed',
    used: 'disclosed',
    since: '2031-02-03',
  };
  const cases: readonly (readonly [parts: Partial<Due>, text: string])[] = [
    [{}, 'due 2031-03-05, 4 days left; public since 2031-02-03'],
    [{ daysLeft: 1, isSoon: true }, 'due 2031-03-05, 1 day left (soon); public since 2031-02-03'],
    [{ daysLeft: 0 }, 'due 2031-03-05, the last day; public since 2031-02-03'],
    [{ daysLeft: -1 }, 'due 2031-03-05, over for 1 day; public since 2031-02-03'],
    [{ used: 'cisa', since: '' }, 'due 2031-03-05, 4 days left'],
    [{ at: '', daysLeft: 0, clock: 'fix-available' }, 'no time runs yet: there is no fix'],
    [
      { clock: 'first-seen' },
      'due 2031-03-05, 4 days left; public since 2031-02-03, as it is not known when it was first seen here',
    ],
  ];
  const shown = (outcome: 'block' | 'warn', because: string, parts: Partial<Due>): string => {
    const lines = dueLines({ width: 200, colour: false }, 0, { outcome, because, due: { ...due, ...parts } });
    return [...lines].map((spans) => spans.map(({ text }) => text).join('')).join('\n');
  };
  for (const [parts, text] of cases) it(text, () => assert.equal(shown('warn', 'so', parts), text));

  it('are not told twice', () => {
    assert.equal(shown('warn', 'due 2031-03-05, 4 days left', {}), '');
    assert.equal(shown('block', 'no day is known: it is due now', { daysLeft: 0 }), '');
  });
});

describe('writeExplanation', () => {
  it('shows the path of each finding through the rules', () => {
    const explained = GATE_REPORT.decision.judgements.map((judgement) => ({
      judgement,
      steps: SAMPLE_STEPS.get(judgement.ranked.finding.fingerprint) ?? [],
    }));
    const text = [...writeExplanation(GATE_REPORT, explained, { colour: false, width: 80 })].join('');
    assertGolden('gate', 'explanation', text);
    assert.match(
      [...writeExplanation(EMPTY_REPORT, [], { colour: false, width: 80 })].join(''),
      /No finding\.\n$/,
    );
  });
});
