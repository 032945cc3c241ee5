/**
 * Expressions in CEL, evaluated by @bufbuild/cel, each within a number of steps. Nothing of JavaScript is within reach: names
 * and functions are those of the lists in shapes.ts and signatures.ts, and are checked before.
 */
import { celEnv, isCelError, plan } from '@bufbuild/cel';
import { checkTypes } from './check-types.ts';
import type { ExpressionResult, Expressions, ExpressionVariables } from './expressions.ts';
import { isFlaw } from './flaw.ts';
import { createFunctions } from './functions.ts';
import { createMeter, meterLoops } from './meter.ts';
import { parseExpression } from './parse-expression.ts';
import { variablesOf } from './shapes.ts';

/** What any evaluation may take, and more for each place of the finding. */
const STEPS = 2000;
const STEPS_A_PLACE = 40;

export function createExpressions(): Expressions {
  const meter = createMeter();
  const env = celEnv({ funcs: createFunctions(meter) });
  const compiled = new Map<string, (variables: ExpressionVariables) => ExpressionResult>();
  const compile = (text: string): ((variables: ExpressionVariables) => ExpressionResult) => {
    const parsed = parse(text);
    meterLoops(parsed.expr);
    const evaluate = plan(env, parsed.expr);
    return (variables) => {
      meter.start(STEPS + STEPS_A_PLACE * placesOf(variables));
      const result = evaluate(variables as Parameters<typeof evaluate>[0]);
      if (meter.isOver()) return { kind: 'error', message: 'it takes too many steps' };
      if (isCelError(result)) return { kind: 'error', message: result.message };
      if (typeof result === 'boolean') return { kind: 'value', value: result };
      return { kind: 'error', message: 'it gives neither true nor false' };
    };
  };
  return {
    compile(text) {
      const evaluate = compiled.get(text) ?? compile(text);
      compiled.set(text, evaluate);
      return evaluate;
    },
  };
}

function parse(text: string): ReturnType<typeof parseExpression> {
  try {
    const parsed = parseExpression(text);
    checkTypes(parsed, variablesOf(null));
    return parsed;
  } catch (error) {
    if (isFlaw(error)) throw new RangeError(`the expression \`${text}\` cannot be used: ${error.message}`);
    throw error;
  }
}

function placesOf({ finding }: ExpressionVariables): number {
  if (!(finding instanceof Map)) return 0;
  const places: unknown = finding.get('instances') ?? finding.get('places');
  return Array.isArray(places) ? places.length : 0;
}
