/**
 * The rules of a stage, ready to be asked. Most rules speak of few findings, so few are asked: those that name a package, an
 * id or a path are found by it, and of the others those are left out that cannot hold because of kind, severity, ecosystem
 * and the like, once for all findings that are alike in these. The order of the rules stays.
 */
import type { Rule } from '../model/policy.ts';
import type { Expressions } from './expression/expressions.ts';
import type { FieldValue } from './field-values.ts';
import { type CompiledRule, compileRule, type Facts } from './rules.ts';
import { createTextIndex, isByText } from './rules-by-text.ts';

export interface Held {
  readonly rule: Rule;
  readonly notes: readonly string[];
}

export interface RuleBook {
  /** The first rule that holds; null if none does. Rules that were passed over before it are told to `skip`. */
  findFirst(facts: Facts, skip: (rule: Rule, field: string) => void): Held | null;
}

/** `rules`: in the order in which they are asked. */
export function createRuleBook(rules: readonly Rule[], expressions: Expressions | null): RuleBook {
  const compiled = rules.map((rule) => compileRule(rule, expressions));
  const places = compiled.map((_, place) => place);
  const byText = createTextIndex(rules);
  const byWord = createNarrowing(
    compiled,
    places.filter((place) => !isByText(rules[place]!)),
  );
  return {
    findFirst(facts, skip) {
      const [named, others] = [byText(facts), byWord(facts)];
      let [i, j] = [0, 0];
      // Both are sorted, and have no place in common.
      while (i < named.length || j < others.length) {
        const isNamed = j >= others.length || (i < named.length && named[i]! < others[j]!);
        const { rule, ask } = compiled[isNamed ? named[i++]! : others[j++]!]!;
        const outcome = ask(facts);
        if (outcome.kind === 'holds') return { rule, notes: outcome.notes };
        if (outcome.kind === 'unasked') skip(rule, outcome.field);
      }
      return null;
    },
  };
}

/** Fields with few values, which most rules ask for. Each has one value, or none. */
const NARROWING: readonly string[] = ['kind', 'severity', 'ecosystem', 'fix', 'known-exploited', 'owner'];

function createNarrowing(
  compiled: readonly CompiledRule[],
  places: readonly number[],
): (facts: Facts) => readonly number[] {
  const fields = NARROWING.filter((field) =>
    places.some((place) => compiled[place]!.when.some((part) => part.field === field)),
  );
  const alike = new Map<string, readonly number[]>();
  return (facts) => {
    let key = '';
    for (const field of fields) key += `${spell(facts.get(field))} `;
    const known = alike.get(key);
    if (known !== undefined) return known;
    const values = fields.map((field) => facts.get(field));
    const found = places.filter((place) => canHold(compiled[place]!, fields, values));
    alike.set(key, found);
    return found;
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
