import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rule, when } from '../../test/policy-cases.ts';
import type { Action, Condition } from '../model/policy.ts';
import type { ExpressionResult, Expressions } from './expression/expressions.ts';
import type { FieldValue } from './field-values.ts';
import { compileRule, type Facts } from './rules.ts';

/** `owner` is base, `fix` is unknown, `check` is not there. */
const VALUES: ReadonlyMap<string, FieldValue> = new Map<string, FieldValue>([
  ['owner', 'base'],
  ['fix', null],
]);
const FACTS: Facts = { get: (field) => VALUES.get(field), variables: () => ({}) };

const YES = when('owner', 'base');
const NO = when('owner', 'own');
const UNKNOWN = when('fix', 'available');
const NOT_THERE = when('check', 'token');

type Row = readonly [
  action: Action,
  whens: readonly Condition[],
  unless: readonly Condition[],
  outcome: 'holds' | 'no' | 'unasked',
];

const TABLE: readonly Row[] = [
  ['block', [], [], 'holds'],
  ['block', [YES], [], 'holds'],
  ['block', [NO], [], 'no'],
  ['block', [UNKNOWN], [], 'unasked'],
  ['block', [NOT_THERE], [], 'no'],
  ['block', [YES, NO], [], 'no'],
  ['block', [UNKNOWN, NO], [], 'no'],
  ['block', [NO, UNKNOWN], [], 'no'],
  ['block', [UNKNOWN, YES], [], 'unasked'],
  ['block', [UNKNOWN, NOT_THERE], [], 'no'],
  ['block', [YES], [YES], 'no'],
  ['block', [YES], [NO], 'holds'],
  ['block', [YES], [YES, NO], 'holds'],
  ['block', [YES], [YES, YES], 'no'],
  ['block', [YES], [NOT_THERE], 'holds'],
  ['block', [YES], [UNKNOWN], 'holds'],
  ['block', [YES], [UNKNOWN, YES], 'holds'],
  ['block', [YES], [UNKNOWN, NO], 'holds'],
  ['warn', [YES], [UNKNOWN], 'holds'],
  ['allow', [YES], [UNKNOWN], 'unasked'],
  ['allow', [YES], [UNKNOWN, YES], 'unasked'],
  ['allow', [YES], [UNKNOWN, NO], 'holds'],
  ['allow', [YES], [YES], 'no'],
  ['allow', [UNKNOWN], [], 'unasked'],
  ['allow', [UNKNOWN], [YES], 'unasked'],
];

function giving(result: ExpressionResult): Expressions {
  return { compile: () => () => result };
}

const ANSWERS: readonly (readonly [
  action: Action,
  result: ExpressionResult,
  outcome: string,
  note: RegExp,
])[] = [
  ['block', { kind: 'value', value: true }, 'holds', /^$/],
  ['block', { kind: 'value', value: false }, 'no', /the expression is false/],
  ['block', { kind: 'error', message: 'no such key' }, 'holds', /cannot be evaluated: no such key/],
  ['warn', { kind: 'error', message: 'no such key' }, 'holds', /cannot be evaluated: no such key/],
  ['allow', { kind: 'error', message: 'no such key' }, 'no', /cannot be evaluated: no such key/],
  ['allow', { kind: 'value', value: true }, 'holds', /^$/],
];

describe('rules', () => {
  for (const [index, [action, whens, unless, outcome]] of TABLE.entries()) {
    test(`${index}: ${action} ${outcome}`, () =>
      assert.equal(compileRule(rule({ action, when: whens, unless }), null).ask(FACTS).kind, outcome));
  }

  for (const [action, result, outcome, note] of ANSWERS) {
    test(`${action} with an expression that gives ${JSON.stringify(result)}: ${outcome}`, () => {
      const answer = compileRule(rule({ action, expression: 'x' }), giving(result)).ask(FACTS);
      assert.equal(answer.kind, outcome);
      assert.match(
        answer.kind === 'holds' ? answer.notes.join() : answer.kind === 'no' ? answer.because() : '',
        note,
      );
    });
  }

  test('the expression is asked last, and only where all else holds', () => {
    const asked: string[] = [];
    const engine: Expressions = {
      compile: (text) => () => {
        asked.push(text);
        return { kind: 'value', value: true };
      },
    };
    for (const [id, whens, unless] of [
      ['no', [NO], []],
      ['unknown', [UNKNOWN], []],
      ['exception', [YES], [YES]],
      ['yes', [YES], [NO]],
    ] as const)
      compileRule(rule({ when: whens, unless, expression: id }), engine).ask(FACTS);
    assert.deepEqual(asked, ['yes']);
  });

  test('an expression without an engine is an error', () =>
    assert.throws(() => compileRule(rule({ expression: 'x' }), null), /no engine was loaded/));

  test('what failed, and what is missing, is told', () => {
    const failed = compileRule(rule({ when: [YES, NO] }), null).ask(FACTS);
    assert.equal(failed.kind === 'no' && failed.because(), 'owner is base');
    const missing = compileRule(rule({ when: [YES, UNKNOWN] }), null).ask(FACTS);
    assert.deepEqual(missing, { kind: 'unasked', field: 'fix' });
    const exception = compileRule(rule({ when: [YES], unless: [UNKNOWN] }), null).ask(FACTS);
    assert.deepEqual(exception, {
      kind: 'holds',
      notes: ['fix is unknown: the exception does not count'],
    });
  });
});
