/** Counts for how many findings a rule was passed over because a field has no value. */
import type { Unasked } from '../model/gate.ts';
import type { Rule } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';

export interface Tally {
  add(rule: Rule, field: string): void;
  /** In the order of the rules, then of the fields. */
  counts(): readonly Unasked[];
}

export function createTally(rules: readonly Rule[]): Tally {
  const byRule = new Map<Rule, Map<string, number>>(rules.map((rule) => [rule, new Map()]));
  return {
    add(rule, field) {
      const counts = byRule.get(rule);
      counts?.set(field, (counts.get(field) ?? 0) + 1);
    },
    counts: () =>
      [...byRule].flatMap(([rule, counts]) =>
        [...counts]
          .sort(([a], [b]) => compareText(a, b))
          .map(([field, count]) => ({ rule: rule.id, field, count })),
      ),
  };
}
