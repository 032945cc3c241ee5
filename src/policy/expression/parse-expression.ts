/**
 * From text to the syntax tree of CEL (github.com/google/cel-spec, langdef.md). Length, nesting and conditionals have limits:
 * the parser's time grows with the square of them, and its stack with the nesting.
 */
import { parse } from '@bufbuild/cel';
import { Flaw } from './flaw.ts';

export type Expr = ReturnType<typeof parse>['expr'];
export type Comprehension = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];
export type Call = Extract<Expr['exprKind'], { case: 'callExpr' }>['value'];

export interface Parsed {
  readonly expr: Expr;
  /** Where a part of the tree is in the text. */
  positionOf(expr: Expr): number;
}

const MOST_CHARACTERS = 2000;
const MOST_NESTED = 32;
const MOST_CONDITIONALS = 16;

/** Throws Flaw. */
export function parseExpression(text: string): Parsed {
  checkLimits(text);
  try {
    const { expr, sourceInfo } = parse(text);
    const positions = sourceInfo?.positions ?? {};
    return { expr, positionOf: ({ id }) => positions[String(id)] ?? 0 };
  } catch (error) {
    const position = offsetOf(error);
    throw new Flaw(`it cannot be read from ${spell(text, position)} on`, position);
  }
}

function checkLimits(text: string): void {
  if (text.length > MOST_CHARACTERS)
    throw new Flaw(`it is longer than ${MOST_CHARACTERS} characters`, MOST_CHARACTERS);
  if (text.trim() === '') throw new Flaw('it is empty', 0);
  let [nested, conditionals] = [0, 0];
  for (const { index, 0: sign } of text.matchAll(SIGNS)) {
    if (sign === '?' && ++conditionals > MOST_CONDITIONALS)
      throw new Flaw(`it has more than ${MOST_CONDITIONALS} conditionals`, index);
    if ('([{'.includes(sign) && ++nested > MOST_NESTED)
      throw new Flaw(`it is nested more than ${MOST_NESTED} deep`, index);
    if (')]}'.includes(sign)) nested--;
  }
}

/** Brackets and conditionals, and texts in quotes as a whole. */
const SIGNS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()[\]{}?]/gs;

function offsetOf(error: unknown): number {
  const location = (error as { location?: { start?: { offset?: unknown } } }).location;
  const offset = location?.start?.offset;
  return typeof offset === 'number' ? offset : 0;
}

function spell(text: string, position: number): string {
  const rest = text.slice(position, position + 20).trim();
  return rest === '' ? 'its end' : `\`${rest}\``;
}
