/**
 * What judging asks of expressions (CEL). The engine behind it takes tens of milliseconds to load: load-expressions.ts
 * does so, and only for a policy that has one.
 */

/** True or false, or why that cannot be told. */
export type ExpressionResult =
  | { readonly kind: 'value'; readonly value: boolean }
  | { readonly kind: 'error'; readonly message: string };

export interface Expressions {
  /** The same text is compiled once. Throws RangeError for a text that `checkExpression` refuses. */
  compile(text: string): (variables: ExpressionVariables) => ExpressionResult;
}

/** Of variables.ts: texts, numbers (whole ones as bigint), truth values, lists, and maps of them. */
export type ExpressionVariables = Readonly<Record<string, unknown>>;

/** Why an expression is refused. `position`: offset in its text, from 0. */
export interface ExpressionFlaw {
  readonly message: string;
  readonly position: number;
}
