import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  asked,
  dated,
  flaw,
  NOW,
  problem,
  ranked,
  secret,
  subject,
  waiverFault,
} from '../../test/policy-cases.ts';
import { ecosystems } from '../ecosystem/list.ts';
import { createContext } from './context.ts';
import { createFindingFacts, createGapFacts, createImageFacts } from './facts.ts';
import { FINDING_VALUES, type FieldValue, GAP_VALUES, IMAGE_VALUES } from './field-values.ts';
import { FIELDS, type Field, findField, toRank } from './fields.ts';
import type { Facts } from './rules.ts';

const context = createContext(subject(), asked({ rules: [] }), NOW);
const image = createImageFacts(context);
const findings = [flaw(), dated('2026-01-01', '2026-02-01'), secret(), waiverFault()];
const SAMPLES: readonly (readonly [subject: string, facts: Facts])[] = [
  ...findings.map((f) => ['finding', createFindingFacts(ranked(f), context, image)] as const),
  ['gap', createGapFacts(problem(), context, image)],
  ['image', image],
];

describe('fields', () => {
  test('have names of their own', () =>
    assert.equal(new Set(FIELDS.map(({ name }) => name)).size, FIELDS.length));

  test('all have a way to their value, and nothing else has', () => {
    const named = (subjects: string): string[] =>
      FIELDS.filter((f) => f.subjects.includes(subjects as 'gap')).map(({ name }) => name);
    const images = [...IMAGE_VALUES.keys()];
    assert.deepEqual(named('finding').sort(), [...FINDING_VALUES.keys(), ...images].sort());
    assert.deepEqual(named('gap').sort(), [...GAP_VALUES.keys(), ...images].sort());
    assert.deepEqual(named('image').sort(), images.sort());
  });

  for (const field of FIELDS) {
    test(`${field.name}: values are of its type`, () => {
      for (const [of, facts] of SAMPLES) {
        const value = facts.get(field.name);
        const isAsked = field.subjects.includes(of as 'gap');
        if (!isAsked) assert.equal(value, undefined);
        else if (!field.hasData) assert.ok(value === null || value === undefined);
        else assertType(field, value);
      }
    });
  }

  test('say what they mean', () => {
    for (const { meaning } of FIELDS) assert.match(meaning, /^[A-Z`].*\.$/);
  });

  test('know all ecosystems', () =>
    assert.deepEqual(
      findField('ecosystem')?.words,
      ecosystems.map(({ id }) => id),
    ));

  test('severities and tiers have ranks: the worse, the higher', () => {
    const severity = findField('severity')!;
    assert.deepEqual(
      severity.words.map((word) => toRank(severity, word)),
      [5, 4, 3, 2, 1],
    );
    assert.equal(toRank(severity, 'unknown'), null);
    assert.equal(toRank(findField('rank')!, 'act-now'), 4);
    assert.equal(toRank(findField('kind')!, 'secret'), null);
  });
});

function assertType({ type, words }: Field, value: FieldValue): void {
  if (value === null || value === undefined) return;
  const texts = typeof value === 'object' ? value : [value];
  for (const one of texts) {
    if (type === 'number' || type === 'days') assert.equal(typeof one, 'number');
    else if (type === 'truth') assert.ok(one === 'true' || one === 'false');
    else if (type === 'text') assert.equal(typeof one, 'string');
    else if (words.length > 0) assert.ok(words.includes(String(one)), String(one));
  }
}
