import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { glob, is, not, rule, UNKNOWN } from '../../test/policy-cases.ts';
import type { Action, Condition, Rule, Test } from '../model/policy.ts';
import type { FieldValue } from './field-values.ts';
import { createRuleBook, type Held } from './rule-book.ts';
import { compileRule, type Facts } from './rules.ts';

const TEXTS = ['pkg:npm/a', 'pkg:npm/ab', 'pkg:pypi/a', 'app/a', 'app/b/c', ''];
const GLOBS = ['*', 'pkg:npm/*', 'pkg:npm/a*', '*/a', 'app/*/c', '*a*', 'a', 'pkg:npm/a', 'pkg:pypi/*'];
const WORDS: Readonly<Record<string, readonly string[]>> = {
  kind: ['secret', 'vulnerability'],
  fix: ['available', 'none'],
  owner: ['base', 'own'],
};

const textTest: fc.Arbitrary<Test> = fc.oneof(
  fc.constantFrom(...TEXTS).map(is),
  fc.constantFrom(...GLOBS).map(glob),
  fc.constantFrom(...GLOBS).map(not),
  fc.constant(UNKNOWN),
);
const textCondition: fc.Arbitrary<Condition> = fc.record({
  field: fc.constantFrom('package', 'path', 'id'),
  tests: fc.array(textTest, { minLength: 1, maxLength: 3 }),
});
const wordCondition: fc.Arbitrary<Condition> = fc.constantFrom(...Object.keys(WORDS)).chain((field) => {
  const words = fc.constantFrom(...WORDS[field]!);
  const one: fc.Arbitrary<Test> = fc.oneof(words.map(is), words.map(not), fc.constant(UNKNOWN));
  return fc.array(one, { minLength: 1, maxLength: 2 }).map((tests) => ({ field, tests }));
});
const conditions = fc.array(fc.oneof(textCondition, wordCondition), { maxLength: 3 });
const rules: fc.Arbitrary<readonly Rule[]> = fc
  .array(
    fc.record({
      action: fc.constantFrom<Action>('block', 'warn', 'allow'),
      when: conditions,
      unless: conditions,
    }),
    {
      maxLength: 12,
    },
  )
  .map((all) => all.map((parts, i) => rule({ ...parts, id: `rule-${i}` })));

const texts: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.uniqueArray(fc.constantFrom(...TEXTS), { maxLength: 3 }),
  fc.constantFrom(null, undefined),
);
const values: fc.Arbitrary<ReadonlyMap<string, FieldValue>> = fc
  .tuple(
    texts,
    texts,
    texts,
    ...Object.values(WORDS).map((words) => fc.constantFrom(...words, null, undefined)),
  )
  .map((all) => new Map(['package', 'path', 'id', ...Object.keys(WORDS)].map((field, i) => [field, all[i]])));

interface Answer {
  readonly held: Held | null;
  readonly skipped: readonly string[];
}

/** Every rule in its order, as the policy says. */
function askAll(given: readonly Rule[], facts: Facts): Answer {
  const skipped: string[] = [];
  for (const one of given) {
    const outcome = compileRule(one, null).ask(facts);
    if (outcome.kind === 'holds') return { held: { rule: one, notes: outcome.notes }, skipped };
    if (outcome.kind === 'unasked') skipped.push(`${one.id} ${outcome.field}`);
  }
  return { held: null, skipped };
}

describe('the rule book', () => {
  test('finds what asking every rule in turn finds, for one finding after another', () => {
    fc.assert(
      fc.property(rules, fc.array(values, { minLength: 1, maxLength: 6 }), (given, findings) => {
        const book = createRuleBook(given, null);
        for (const one of findings) {
          const facts: Facts = { get: (field) => one.get(field), variables: () => ({}) };
          const skipped: string[] = [];
          const held = book.findFirst(facts, ({ id }, field) => skipped.push(`${id} ${field}`));
          assert.deepEqual({ held, skipped }, askAll(given, facts));
        }
      }),
      { numRuns: 300 },
    );
  });
});
