/** What functions and operators take and give: the whole list, for the check of expressions. */
import { celEnv, isCelError } from '@bufbuild/cel';
import type { Expr } from './parse-expression.ts';
import { join, type Shape } from './shapes.ts';

export type Arguments = readonly Shape[];

export interface Signature {
  /** As people write it. */
  readonly name: string;
  /** `method`: written behind what it is asked of, `text.contains(…)`. Operators are functions. */
  readonly form: 'function' | 'method' | 'either';
  /** Null where it does not take these arguments. */
  result(given: Arguments): Shape | null;
}

/** By the name that the parser gives it. */
export const CALLS: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ['_&&_', fixed('&&', ['bool', 'bool'], 'bool')],
  ['_||_', fixed('||', ['bool', 'bool'], 'bool')],
  ['!_', fixed('!', ['bool'], 'bool')],
  ['@not_strictly_false', fixed('all', ['bool'], 'bool')],
  ['_==_', { name: '==', form: 'function', result: (g) => (isComparable(g) ? 'bool' : null) }],
  ['_!=_', { name: '!=', form: 'function', result: (g) => (isComparable(g) ? 'bool' : null) }],
  ...['<', '<=', '>', '>='].map((name): [string, Signature] => [
    `_${name}_`,
    { name, form: 'function', result: (g) => (isOrdered(g) ? 'bool' : null) },
  ]),
  ['_+_', { name: '+', form: 'function', result: sum }],
  ...['-', '*', '/'].map((name): [string, Signature] => [
    `_${name}_`,
    { name, form: 'function', result: arithmetic },
  ]),
  ['_%_', fixed('%', ['int', 'int'], 'int')],
  ['-_', { name: '-', form: 'function', result: ([a]) => (isNumber(a) ? a! : null) }],
  ['_?_:_', { name: '? :', form: 'function', result: ([c, a, b]) => (c === 'bool' ? join(a!, b!) : null) }],
  ['@in', { name: 'in', form: 'function', result: isIn }],
  ['_[_]', { name: '[]', form: 'function', result: atIndex }],
  ['size', { name: 'size', form: 'either', result: ([a]) => (isSized(a) ? 'int' : null) }],
  ['contains', fixed('contains', ['text', 'text'], 'bool', 'method')],
  ['startsWith', fixed('startsWith', ['text', 'text'], 'bool', 'method')],
  ['endsWith', fixed('endsWith', ['text', 'text'], 'bool', 'method')],
  ['matches', fixed('matches', ['text', 'text'], 'bool', 'method')],
  ['int', { name: 'int', form: 'function', result: ([a]) => (isNumber(a) || a === 'text' ? 'int' : null) }],
  [
    'double',
    { name: 'double', form: 'function', result: ([a]) => (isNumber(a) || a === 'text' ? 'double' : null) },
  ],
  ['string', { name: 'string', form: 'function', result: ([a]) => (isScalar(a) ? 'text' : null) }],
  ['lower', fixed('lower', ['text'], 'text')],
  ['glob', fixed('glob', ['text', 'text'], 'bool')],
  ['days', fixed('days', ['text', 'text'], 'int')],
  ['severityRank', fixed('severityRank', ['text'], 'int')],
  ['compareVersions', fixed('compareVersions', ['text', 'text', 'text'], 'int')],
  ['inVersions', fixed('inVersions', ['text', 'text', 'text'], 'bool')],
]);

/** The product of the counts in a pattern (`a{9}`) is what its automaton grows by. */
const MOST_REPEATED = 100;

/** A pattern is written in the policy, never taken from an image, and small: what keeps it from being so, or null. */
export function findPatternFlaw({ exprKind }: Expr): string | null {
  const constant = exprKind.case === 'constExpr' ? exprKind.value.constantKind : null;
  if (constant?.case !== 'stringValue') return 'the pattern of matches must be a text as it is written';
  const isLarge = sizeOfPattern(constant.value) > MOST_REPEATED * constant.value.length;
  if (isLarge) return `the pattern repeats more than ${MOST_REPEATED} times`;
  return isCelError(celEnv().funcs.find('matches')?.call(0, '', [constant.value]))
    ? 'the pattern of matches cannot be read (RE2)'
    : null;
}

/** An upper bound of the steps that one letter of a text can take. */
export function sizeOfPattern(pattern: string): number {
  const counts = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(([, least, most]) =>
    Math.max(1, Number(least), Number(most ?? 0)),
  );
  return pattern.length * counts.reduce((product, count) => product * count, 1);
}

function fixed(
  name: string,
  takes: Arguments,
  gives: Shape,
  form: Signature['form'] = 'function',
): Signature {
  return {
    name,
    form,
    result: (given) =>
      given.length === takes.length && takes.every((t, i) => t === given[i]) ? gives : null,
  };
}

function isNumber(shape: Shape | undefined): boolean {
  return shape === 'int' || shape === 'double';
}

function isScalar(shape: Shape | undefined): boolean {
  return typeof shape === 'string';
}

function isSized(shape: Shape | undefined): boolean {
  return shape === 'text' || (typeof shape === 'object' && shape.kind !== 'members');
}

/** Lists and records cannot be compared: it would take as long as they are. */
function isComparable([a, b]: Arguments): boolean {
  return isScalar(a) && isScalar(b) && (a === b || (isNumber(a) && isNumber(b)));
}

function isOrdered([a, b]: Arguments): boolean {
  return (a === 'text' && b === 'text') || (isNumber(a) && isNumber(b));
}

function arithmetic([a, b]: Arguments): Shape | null {
  return isNumber(a) && a === b ? a! : null;
}

function sum([a, b]: Arguments): Shape | null {
  if (a === 'text' && b === 'text') return 'text';
  if (typeof a === 'object' && a.kind === 'list' && typeof b === 'object' && b.kind === 'list')
    return a.of === 'any' ? b : a;
  return arithmetic([a!, b!]);
}

function isIn([a, b]: Arguments): Shape | null {
  if (typeof b !== 'object' || b.kind === 'members') return null;
  const element = b.kind === 'map' ? 'text' : b.of;
  return element === 'any' || isComparable([a!, element]) ? 'bool' : null;
}

function atIndex([a, b]: Arguments): Shape | null {
  if (typeof a !== 'object' || a.kind === 'members') return null;
  if (a.kind === 'map') return b === 'text' ? 'text' : null;
  return b === 'int' ? a.of : null;
}
