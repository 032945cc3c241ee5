/** Judges what made-gate.ts makes, once, in a process of its own: a gate is a fresh process. Prints milliseconds as JSON. */
import { decide } from '../../src/policy/decide.ts';
import { digestInputs } from '../../src/policy/digests.ts';
import { loadExpressions } from '../../src/policy/expression/load-expressions.ts';
import { rankFindings } from '../../src/priority/rank.ts';
import { MADE_AT, type MadeGate, type MadeSizes, makeGate } from './made-gate.ts';

export interface GateFigures {
  readonly loadMs: number;
  readonly digestMs: number;
  readonly decideMs: number;
  readonly blocked: number;
  readonly waived: number;
  /** Share of the findings, in per cent. */
  readonly asked: number;
}

/** Of this thread: other programs of the machine do not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const sizes = JSON.parse(process.argv[2] ?? '') as MadeSizes;
// As they are when they were read: texts that were put together are slower.
const { report, findings, policy, waivers } = JSON.parse(JSON.stringify(makeGate(sizes))) as MadeGate;
const inputs = {
  stage: 'production',
  now: MADE_AT,
  policy,
  settings: {},
  waivers,
  statements: [],
  history: null,
  baseline: null,
};
const ranked = rankFindings(findings);
const t0 = cpuMs();
const expressions = await loadExpressions(policy, 'production');
const t1 = cpuMs();
const digests = digestInputs(inputs);
const t2 = cpuMs();
const vex = { judged: [], applied: new Map() };
const decision = decide(ranked, report, { kind: 'policy', inputs, vex, digests, expressions }, MADE_AT);
const t3 = cpuMs();
const passesFields = findings.filter(
  (f, i) => f.knownExploited && report.layers[i % 8]!.owner.part === 'own',
);
const figures: GateFigures = {
  loadMs: t1 - t0,
  digestMs: t2 - t1,
  decideMs: t3 - t2,
  blocked: decision.judgements.filter(({ outcome }) => outcome === 'block').length,
  waived: decision.judgements.filter(({ by }) => by.kind === 'waiver').length,
  asked: (100 * passesFields.length) / findings.length,
};
process.stdout.write(JSON.stringify(figures));
