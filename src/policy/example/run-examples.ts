/** What a policy says of examples, against what is expected of it. */
import type { Finding } from '../../model/finding.ts';
import type { GateInputs, GateRecord } from '../../model/gate.ts';
import type { Policy } from '../../model/policy.ts';
import type { Decision, RankedFinding } from '../../model/report.ts';
import { decide } from '../decide.ts';
import { digestInputs } from '../digests.ts';
import type { Expressions } from '../expression/expressions.ts';
import { toFinding } from './make-finding.ts';
import { toBaseline, toHistory, toSubject, toWaivers } from './make-subject.ts';
import type { Example, Expected } from './parse-examples.ts';

export interface ExampleResult {
  readonly example: Example;
  /** What is otherwise than expected; empty = nothing. */
  readonly differences: readonly Difference[];
  /** Why the policy says so, in words. */
  readonly because: string;
}

export interface Difference {
  /** `outcome`, `rule`, `due`, `days left`. */
  readonly of: string;
  readonly expected: string;
  readonly actual: string;
}

export interface Tools {
  readonly rank: (findings: readonly Finding[]) => readonly RankedFinding[];
  /** Null where no rule has an expression. */
  readonly expressions: Expressions | null;
}

/** Throws UsageError for a stage that the policy does not have. */
export function runExample(policy: Policy, example: Example, tools: Tools): ExampleResult {
  const said = judge(policy, example, tools);
  return { example, differences: compare(example.expected, said), because: said.because };
}

interface Said {
  readonly outcome: string;
  readonly rule: string;
  readonly due: string;
  readonly daysLeft: string;
  readonly because: string;
}

const NONE = 'none';

function judge(policy: Policy, example: Example, tools: Tools): Said {
  const finding = toFinding(example);
  const now = `${example.now}T12:00:00Z`;
  const inputs: GateInputs = {
    stage: example.stage,
    now,
    policy,
    settings: {},
    waivers: toWaivers(example),
    statements: [],
    history: toHistory(example, finding),
    baseline: toBaseline(example, finding),
  };
  const vex = { judged: [], applied: new Map() };
  const { expressions } = tools;
  const asked = { kind: 'policy', inputs, vex, digests: digestInputs(inputs), expressions } as const;
  const ranked = finding === null ? [] : rankAs(example, tools.rank([finding]));
  return saidOf(example, decide(ranked, toSubject(example), asked, now));
}

function rankAs({ given }: Example, ranked: readonly RankedFinding[]): readonly RankedFinding[] {
  const tier = given.get('rank')?.[0] as RankedFinding['tier'] | undefined;
  return tier === undefined ? ranked : ranked.map(({ finding }) => ({ finding, tier }));
}

function saidOf({ about }: Example, { basis, judgements }: Decision): Said {
  const gate: GateRecord | null = basis.kind === 'policy' ? basis.gate : null;
  const judged = about === 'finding' ? undefined : about === 'gap' ? gate?.gaps[0] : gate?.image[0];
  if (judged !== undefined) {
    const { outcome, because } = judged;
    return { outcome, rule: judged.rule || NONE, due: NONE, daysLeft: NONE, because };
  }
  const [judgement] = judgements;
  if (about !== 'finding' || judgement === undefined) {
    return { outcome: 'pass', rule: NONE, due: NONE, daysLeft: NONE, because: 'no rule holds' };
  }
  const { outcome, by, due, because } = judgement;
  return {
    outcome,
    rule: by.kind === 'rule' ? by.rule : NONE,
    due: due?.at || NONE,
    daysLeft: due === null || due.at === '' ? NONE : String(due.daysLeft),
    because,
  };
}

function compare(expected: Expected, said: Said): readonly Difference[] {
  const rows: readonly (readonly [of: string, expected: string | null, actual: string])[] = [
    ['outcome', expected.outcome, said.outcome],
    ['rule', expected.rule, said.rule],
    ['due', expected.due, said.due],
    ['days left', expected.daysLeft, said.daysLeft],
  ];
  return rows.flatMap(([of, wanted, actual]) =>
    wanted === null || wanted === actual ? [] : [{ of, expected: wanted, actual }],
  );
}
