import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare, glob, is, not, UNKNOWN } from '../../test/policy-cases.ts';
import type { Test } from '../model/policy.ts';
import { type Answer, compileCondition, describeCondition, describeValue } from './conditions.ts';
import type { FieldValue } from './field-values.ts';

type Row = readonly [field: string, tests: readonly Test[], value: FieldValue, answer: Answer];

const HIGH = 4;
const SOON = 3;

const TABLE: readonly Row[] = [
  ['kind', [is('secret')], 'secret', 'yes'],
  ['kind', [is('secret')], 'waiver', 'no'],
  ['kind', [is('secret'), is('waiver')], 'waiver', 'yes'],
  ['kind', [not('secret')], 'waiver', 'yes'],
  ['kind', [not('secret')], 'secret', 'no'],
  ['kind', [not('secret'), not('waiver')], 'waiver', 'no'],
  ['kind', [not('secret'), not('waiver')], 'vulnerability', 'yes'],
  ['known-exploited', [is('true')], 'true', 'yes'],
  ['known-exploited', [is('true')], 'false', 'no'],
  ['known-exploited', [not('true')], 'false', 'yes'],
  ['severity', [is('high')], 'high', 'yes'],
  ['severity', [is('high')], 'critical', 'no'],
  ['severity', [compare('>=', HIGH)], 'critical', 'yes'],
  ['severity', [compare('>=', HIGH)], 'high', 'yes'],
  ['severity', [compare('>=', HIGH)], 'medium', 'no'],
  ['severity', [compare('>', HIGH)], 'high', 'no'],
  ['severity', [compare('<', HIGH)], 'low', 'yes'],
  ['severity', [compare('<=', HIGH)], 'high', 'yes'],
  ['severity', [compare('>=', HIGH)], null, 'unknown'],
  ['severity', [compare('>=', HIGH), UNKNOWN], null, 'yes'],
  ['severity', [compare('>=', HIGH), UNKNOWN], 'low', 'no'],
  ['severity', [not('low')], null, 'unknown'],
  ['rank', [compare('>=', SOON)], 'act-now', 'yes'],
  ['rank', [compare('>=', SOON)], 'planned', 'no'],
  ['score', [compare('>=', 7.5)], 7.5, 'yes'],
  ['score', [compare('<', 7.5)], 7.5, 'no'],
  ['score', [is('10')], 10, 'yes'],
  ['score', [not('10')], 10, 'no'],
  ['score', [compare('>', 1)], undefined, 'no'],
  ['age', [compare('>', 7)], 8, 'yes'],
  ['age', [compare('>', 7)], 7, 'no'],
  ['age', [is('0')], 0, 'yes'],
  ['age', [UNKNOWN], null, 'yes'],
  ['age', [UNKNOWN], 3, 'no'],
  ['age', [UNKNOWN], undefined, 'no'],
  ['package', [is('pkg:npm/a')], ['pkg:npm/a', 'pkg:npm/a@1'], 'yes'],
  ['package', [is('pkg:npm/a@1')], ['pkg:npm/a', 'pkg:npm/a@1'], 'yes'],
  ['package', [is('pkg:npm/a')], ['pkg:npm/ab'], 'no'],
  ['package', [glob('pkg:npm/*')], ['pkg:npm/@scope/a'], 'yes'],
  ['package', [glob('pkg:npm/*')], ['pkg:pypi/a'], 'no'],
  ['package', [not('pkg:npm/*')], ['pkg:pypi/a'], 'yes'],
  ['package', [not('pkg:npm/*')], ['pkg:npm/a'], 'no'],
  ['package', [not('pkg:npm/*')], undefined, 'no'],
  ['id', [is('CVE-1')], ['GHSA-1', 'CVE-1'], 'yes'],
  ['id', [not('CVE-1')], ['GHSA-1', 'CVE-1'], 'no'],
  ['id', [glob('CVE-2024-*')], 'CVE-2024-9', 'yes'],
  ['path', [glob('app/*'), not('app/test/*')], ['app/a'], 'yes'],
  ['path', [glob('app/*'), not('app/test/*')], ['app/test/a'], 'no'],
  ['path', [glob('app/*'), not('app/test/*')], ['lib/a'], 'no'],
  ['path', [glob('app/*'), glob('lib/*')], ['lib/a'], 'yes'],
  ['label', [is('team=a')], [], 'no'],
  ['label', [not('team=a')], [], 'yes'],
  ['path', [is('a*')], ['ab'], 'no'],
  ['owner', [not('base'), UNKNOWN], null, 'yes'],
  ['owner', [not('base'), UNKNOWN], 'own', 'yes'],
  ['owner', [not('base'), UNKNOWN], 'base', 'no'],
  ['owner', [], 'base', 'no'],
];

describe('conditions', () => {
  for (const [field, tests, value, answer] of TABLE) {
    test(`${describeCondition({ field, tests })}, of ${describeValue(value)}: ${answer}`, () =>
      assert.equal(compileCondition({ field, tests })(value), answer));
  }

  test('a field that there is not is an error', () =>
    assert.throws(() => compileCondition({ field: 'colour', tests: [] }), /no field colour/));

  const WORDS: readonly (readonly [field: string, tests: readonly Test[], words: string])[] = [
    ['severity', [compare('>=', HIGH)], 'severity >= high'],
    ['rank', [compare('>', SOON)], 'rank > soon'],
    ['age', [compare('>', 7)], 'age > 7 days'],
    ['score', [compare('<', 5)], 'score < 5'],
    ['owner', [not('base'), UNKNOWN], 'owner is not base or is unknown'],
    ['package', [glob('pkg:npm/*'), is('pkg:a/b')], 'package is pkg:npm/* or is pkg:a/b'],
  ];
  for (const [field, tests, words] of WORDS)
    test(words, () => assert.equal(describeCondition({ field, tests }), words));

  test('values in words', () => {
    assert.equal(describeValue(['a', 'b', 'c', 'd', 'e']), 'a, b, c and 2 more');
    assert.equal(describeValue([]), 'none');
    assert.equal(describeValue(undefined), 'not of this kind');
    assert.equal(describeValue(null), 'unknown');
    assert.equal(describeValue(3), '3');
  });
});
