/** Rules in words. */
import type { Rule } from '../model/policy.ts';
import { describeCondition } from './conditions.ts';

/** Why a rule decided: as its author says, else what it asks for; then what else must be told. */
export function reasonOf(rule: Rule, notes: readonly string[]): string {
  return [rule.because === '' ? describeRule(rule) : rule.because, ...notes].join('; ');
}

/** A rule can decide about thousands of findings. */
const described = new WeakMap<Rule, string>();

function describeRule(rule: Rule): string {
  const known = described.get(rule);
  if (known !== undefined) return known;
  const text = spell(rule);
  described.set(rule, text);
  return text;
}

function spell({ when, expression }: Rule): string {
  const parts = when.map(describeCondition);
  if (expression !== '') parts.push('by its expression');
  return parts.length === 0 ? 'it holds for everything' : parts.join(', ');
}
