/**
 * The rules of a stage, ready to be asked. Most rules speak of few findings: those that cannot hold for a finding because
 * of its kind, severity, ecosystem and the like are left out before any of them is asked, once for all findings that are
 * alike in these fields. The order of the rules stays.
 */
import type { Rule } from '../model/policy.ts';
import type { Expressions } from './expression/expressions.ts';
import type { FieldValue } from './field-values.ts';
import { type CompiledRule, compileRule, type Facts, type Outcome } from './rules.ts';

export interface Held {
  readonly rule: Rule;
  readonly notes: readonly string[];
}

export interface RuleBook {
  /** The first rule that holds; null if none does. Rules that were passed over before it are told to `skip`. */
  findFirst(facts: Facts, skip: (rule: Rule, field: string) => void): Held | null;
}

/** Fields with few values, which most rules ask for. Each has one value, or none. */
const NARROWING: readonly string[] = ['kind', 'severity', 'ecosystem', 'fix', 'known-exploited', 'owner'];

/** `rules`: in the order in which they are asked, all about findings. */
export function createRuleBook(rules: readonly Rule[], expressions: Expressions | null): RuleBook {
  const compiled = rules.map((rule) => compileRule(rule, expressions));
  const asked = NARROWING.filter((field) => compiled.some(({ when }) => when.some((p) => p.field === field)));
  const alike = new Map<string, readonly CompiledRule[]>();
  const candidates = (facts: Facts): readonly CompiledRule[] => {
    const values = asked.map((field) => facts.get(field));
    const key = values.map(spell).join(' ');
    let found = alike.get(key);
    if (found === undefined) {
      found = compiled.filter((rule) => canHold(rule, asked, values));
      alike.set(key, found);
    }
    return found;
  };
  return {
    findFirst(facts, skip) {
      for (const { rule, ask } of candidates(facts)) {
        const outcome: Outcome = ask(facts);
        if (outcome.kind === 'holds') return { rule, notes: outcome.notes };
        if (outcome.kind === 'unasked') skip(rule, outcome.field);
      }
      return null;
    },
  };
}

function spell(value: FieldValue): string {
  return value === undefined ? '-' : value === null ? '?' : String(value);
}

/** False where one condition on these fields does not hold. */
function canHold({ when }: CompiledRule, fields: readonly string[], values: readonly FieldValue[]): boolean {
  return when.every(({ field, holds }) => {
    const at = fields.indexOf(field);
    return at < 0 || holds(values[at]) !== 'no';
  });
}
