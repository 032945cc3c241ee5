/**
 * The check of an expression before anything is judged by it: does it read, are its names and types right, does it say true
 * or false. It loads the engine: import it where there is an expression to check.
 */
import type { RuleSubject } from '../../model/policy.ts';
import { checkTypes } from './check-types.ts';
import type { ExpressionFlaw } from './expressions.ts';
import { isFlaw } from './flaw.ts';
import { parseExpression } from './parse-expression.ts';
import { variablesOf } from './shapes.ts';

/** Null for an expression that can be judged by. `subject`: whose variables there are; null = those of all. */
export function checkExpression(text: string, subject: RuleSubject | null = null): ExpressionFlaw | null {
  try {
    checkTypes(parseExpression(text), variablesOf(subject));
    return null;
  } catch (error) {
    if (!isFlaw(error)) throw error;
    return { message: error.message, position: error.position };
  }
}
