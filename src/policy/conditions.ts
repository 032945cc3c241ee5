/**
 * Conditions, with three answers. A field without data is `unknown`: only the test `unknown` passes then, and without one
 * nobody can say whether the condition holds. A field that what is asked about does not have passes no test.
 * Texts of a policy are parsed once, when a condition is compiled.
 */
import { compileName } from '../base/glob.ts';
import type { Condition, Test } from '../model/policy.ts';
import type { FieldValue } from './field-values.ts';
import { type Field, findField, toRank } from './fields.ts';

export type Answer = 'yes' | 'no' | 'unknown';

export type CompiledCondition = (value: FieldValue) => Answer;

/**
 * Holds where one of the tests does and all tests `not` do. Throws RangeError for a field or test that there is not: a
 * policy that was checked has none.
 */
export function compileCondition({ field: name, tests }: Condition): CompiledCondition {
  const field = findField(name);
  if (field === null) throw new RangeError(`there is no field ${name}`);
  const known = tests.filter(({ kind }) => kind !== 'unknown');
  const isUnknownAsked = known.length < tests.length;
  const whenUnknown: Answer = isUnknownAsked ? 'yes' : 'unknown';
  const holds = compileKnown(known, field);
  return (value) => {
    if (value === undefined) return 'no';
    if (value === null) return whenUnknown;
    return holds(value) ? 'yes' : 'no';
  };
}

type Known = Exclude<FieldValue, null | undefined>;
type Holds = (value: Known) => boolean;
type KnownTest = Exclude<Test, { readonly kind: 'unknown' }>;

function compileKnown(tests: readonly Test[], field: Field): Holds {
  const known = tests.filter((test): test is KnownTest => test.kind !== 'unknown');
  const wanted = known.filter(({ kind }) => kind !== 'not').map((test) => compileTest(test, field));
  const barred = known.filter(({ kind }) => kind === 'not').map((test) => compileTest(test, field));
  if (known.length === 0) return () => false;
  if (wanted.length === 1 && barred.length === 0) return wanted[0]!;
  const isWanted: Holds = wanted.length === 0 ? () => true : (value) => wanted.some((holds) => holds(value));
  return (value) => isWanted(value) && !barred.some((holds) => holds(value));
}

/** Of a `not`: whether it is what it must not be. */
function compileTest(test: KnownTest, field: Field): Holds {
  if (test.kind === 'compare') return compileCompare(test, field);
  const { value } = test;
  if (field.type === 'number' || field.type === 'days') return isNumber(Number(value));
  const isGlob = test.kind === 'glob' || (test.kind === 'not' && field.type === 'text');
  if (isGlob && value.includes('*')) return someText(compileName(value));
  return someText((text) => text === value);
}

function isNumber(wanted: number): Holds {
  return (value) => value === wanted;
}

function someText(holds: (text: string) => boolean): Holds {
  return (value) => {
    if (typeof value === 'string') return holds(value);
    return typeof value !== 'number' && value.some(holds);
  };
}

function compileCompare(test: Extract<Test, { kind: 'compare' }>, field: Field): Holds {
  const compare = OPERATORS[test.operator];
  return (value) => {
    const number = typeof value === 'string' ? toRank(field, value) : value;
    return typeof number === 'number' && compare(number, test.value);
  };
}

const OPERATORS: Readonly<
  Record<Extract<Test, { kind: 'compare' }>['operator'], (a: number, b: number) => boolean>
> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** The condition as a policy writes it: `severity >= high`, `fix is available`. */
export function describeCondition({ field: name, tests }: Condition): string {
  return `${name} ${tests.map((test) => describeTest(test, findField(name))).join(' or ')}`;
}

function describeTest(test: Test, field: Field | null): string {
  switch (test.kind) {
    case 'is':
    case 'glob':
      return `is ${test.value}`;
    case 'not':
      return `is not ${test.value}`;
    case 'unknown':
      return 'is unknown';
    case 'compare':
      return `${test.operator} ${wordOf(field, test.value) ?? `${test.value}${field?.type === 'days' ? ' days' : ''}`}`;
  }
}

function wordOf(field: Field | null, rank: number): string | undefined {
  return field?.words.find((word) => toRank(field, word) === rank);
}

/** The value in words; at most three texts. */
export function describeValue(value: FieldValue): string {
  if (value === undefined) return 'not of this kind';
  if (value === null) return 'unknown';
  if (typeof value !== 'object') return String(value);
  if (value.length === 0) return 'none';
  const more = value.length > 3 ? ` and ${value.length - 3} more` : '';
  return `${value.slice(0, 3).join(', ')}${more}`;
}
