/**
 * What judging asks of expressions (CEL). The engine behind it takes tens of milliseconds to load: it is loaded by
 * load-expressions.ts, and only for a policy that has one.
 */

/** True or false, or why that cannot be told. */
export type ExpressionResult =
  | { readonly kind: 'value'; readonly value: boolean }
  | { readonly kind: 'error'; readonly message: string };

export interface Expressions {
  /** The same text is compiled once. Throws for a text that `checkExpression` refuses. */
  compile(text: string): (variables: ExpressionVariables) => ExpressionResult;
}

/** Plain data: texts, numbers, truth values, null, lists and records of them. */
export type ExpressionVariables = Readonly<Record<string, unknown>>;
