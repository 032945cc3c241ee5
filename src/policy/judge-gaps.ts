/**
 * Whether a policy accepts that the coverage is not complete: the first rule about gaps that holds decides, and what no
 * rule accepts blocks. Where nothing could be checked at all there is nothing to accept.
 */
import type { JudgedGap } from '../model/gate.ts';
import type { Stage } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import type { AskedPolicy } from './asked.ts';
import type { Context } from './context.ts';
import { createGapFacts } from './facts.ts';
import { reasonOf } from './reason.ts';
import { createRuleBook, type RuleBook } from './rule-book.ts';
import type { Facts } from './rules.ts';
import type { Tally } from './unasked.ts';

export interface GapBench {
  readonly stage: Stage;
  readonly asked: AskedPolicy;
  readonly context: Context;
  readonly image: Facts;
  readonly tally: Tally;
}

/** In the order given. */
export function judgeGaps(reasons: readonly Problem[], bench: GapBench): readonly JudgedGap[] {
  const about = bench.stage.rules.filter((rule) => rule.subject === 'gap');
  const rules = createRuleBook(about, bench.asked.expressions);
  return reasons.map((problem) => judgeGap(problem, rules, bench));
}

function judgeGap(problem: Problem, rules: RuleBook, { context, image, tally }: GapBench): JudgedGap {
  const held = rules.findFirst(createGapFacts(problem, context, image), tally.add);
  if (held === null) return { problem, outcome: 'block', rule: '', because: 'no rule accepts it' };
  const { rule, notes } = held;
  if (problem.effect === 'blind' && rule.action !== 'block') {
    const because = 'nothing could be checked: no rule can accept that';
    return { problem, outcome: 'block', rule: rule.id, because };
  }
  const because = reasonOf(rule, notes);
  return { problem, outcome: rule.action === 'allow' ? 'pass' : rule.action, rule: rule.id, because };
}
