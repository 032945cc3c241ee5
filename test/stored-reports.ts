/** Reports as they are stored, judged in a hundred ways: without a question, by a limit, under policies. */
import type { GateInputs } from '../src/model/gate.ts';
import type { ScanReport } from '../src/model/report.ts';
import { SEVERITIES } from '../src/model/severity.ts';
import { defaultPolicy } from '../src/policy/document/default-policy.ts';
import { loadExpressions } from '../src/policy/expression/load-expressions.ts';
import { GATE_REPORT } from '../src/report/fixtures/gate-report.ts';
import {
  EMPTY_REPORT,
  hostileReport,
  IN_NATURAL_ORDER,
  INVENTORY_REPORT,
  largeReport,
  SAMPLE_REPORT,
  SAMPLE_TIMESTAMP,
} from '../src/report/fixtures/sample-report.ts';
import { jsonReporter } from '../src/report/json/json.ts';
import { decideAgain, replayReport } from '../src/scan/judge.ts';

export const STORED = 100;

/** The same texts every time: nothing in them is left to chance or to a clock. */
export async function storedReports(): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let i = 0; i < STORED; i++) {
    const first = await judged(i);
    texts.push(writeStored(i % 7 === 0 ? [first, await judged(i + 3)] : [first]));
  }
  return texts;
}

/** As `--format json` writes them. */
export function writeStored(reports: readonly ScanReport[]): string {
  const terminal = { colour: false, width: 100 };
  const options = { timestamp: SAMPLE_TIMESTAMP, terminal, compareVersions: IN_NATURAL_ORDER };
  return [...jsonReporter.write(reports, options)].join('');
}

const BASES: readonly ScanReport[] = [
  SAMPLE_REPORT,
  GATE_REPORT,
  largeReport(60),
  hostileReport('İ ı ß ﬁ \u202e {0}'),
  EMPTY_REPORT,
];

async function judged(i: number): Promise<ScanReport> {
  const base = { ...BASES[i % BASES.length]!, exit: { code: 0, holding: i % 4 === 0 ? [3] : [] } };
  if (i % 11 === 1) return again(INVENTORY_REPORT, { kind: 'none' }, i);
  if (i % 10 === 2) return again(base, { kind: 'none' }, i);
  if (i % 10 === 3) return again(base, { kind: 'fail-on', severity: SEVERITIES[i % SEVERITIES.length]! }, i);
  const inputs = inputsOf(i);
  return replayReport(base, inputs, await loadExpressions(inputs.policy, inputs.stage));
}

function again(base: ScanReport, asking: Parameters<typeof decideAgain>[1]['asking'], i: number): ScanReport {
  return decideAgain(base, {
    asking,
    now: nowOf(i),
    oldestAllowed: i % 3 === 0 ? nowOf(i) : null,
    notes: [],
    isDayKnown: true,
  });
}

/** Some are a moment before or after midnight, where a time zone would make it another day. */
function nowOf(i: number): string {
  return new Date(Date.UTC(2031, i % 12, 1 + (i % 28), i % 2 === 0 ? 0 : 23, 59, 59, 999)).toISOString();
}

function inputsOf(i: number): GateInputs {
  const { basis } = GATE_REPORT.decision;
  if (basis.kind !== 'policy') throw new Error('the sample has no policy');
  const { inputs } = basis.gate;
  const policy = i % 3 === 0 ? inputs.policy : defaultPolicy();
  const { stages } = policy;
  return {
    stage: stages[i % stages.length]!.name,
    now: nowOf(i),
    policy,
    settings: i % 5 === 0 ? inputs.settings : {},
    waivers: inputs.waivers.slice(0, i % 4),
    statements: inputs.statements.slice(0, i % 7),
    history: i % 2 === 0 ? inputs.history : null,
    baseline: i % 6 < 3 ? inputs.baseline : null,
  };
}
