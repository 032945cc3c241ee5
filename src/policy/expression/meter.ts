/**
 * Counts the steps of one evaluation, so that none takes for ever: the same steps in every run, on every machine. A loop over
 * a list takes as many steps for each element as it has parts; functions on texts take more for longer ones.
 */
import type { Comprehension, Expr } from './parse-expression.ts';

export interface Meter {
  start(steps: number): void;
  /** Throws where there are no steps left. */
  spend(steps: number): void;
  /** True after they ran out: whatever came of the evaluation does not count. */
  isOver(): boolean;
}

export function createMeter(): Meter {
  let left = 0;
  return {
    start(steps) {
      left = steps;
    },
    spend(steps) {
      left -= steps;
      if (left < 0) throw new RangeError('it takes too many steps');
    },
    isOver: () => left < 0,
  };
}

/** The function that loops call for each element. No expression can: its name cannot be written. */
export const TICK = '@tick';

/** Makes every loop count, in place. */
export function meterLoops(expr: Expr): void {
  const loops: Comprehension[] = [];
  countParts(expr, loops);
  for (const loop of loops) {
    const parts = countParts(loop.loopStep!, []) + countParts(loop.loopCondition!, []);
    loop.loopCondition = call('_&&_', [call(TICK, [whole(parts)]), loop.loopCondition!]);
  }
}

/** All parts below, itself too; loops are added to `loops`. */
function countParts(expr: Expr, loops: Comprehension[]): number {
  const { exprKind } = expr;
  if (exprKind.case === 'comprehensionExpr') loops.push(exprKind.value);
  return partsOf(expr).reduce((sum, part) => sum + countParts(part, loops), 1);
}

function partsOf({ exprKind }: Expr): readonly Expr[] {
  switch (exprKind.case) {
    case 'selectExpr':
      return [exprKind.value.operand!];
    case 'listExpr':
      return exprKind.value.elements;
    case 'callExpr': {
      const { target, args } = exprKind.value;
      return target === undefined ? args : [target, ...args];
    }
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return [iterRange!, accuInit!, loopCondition!, loopStep!, result!];
    }
    default:
      return [];
  }
}

function call(name: string, args: Expr[]): Expr {
  const value = { $typeName: 'cel.expr.Expr.Call', function: name, args } as const;
  return { $typeName: 'cel.expr.Expr', id: 0n, exprKind: { case: 'callExpr', value } };
}

function whole(count: number): Expr {
  const value = {
    $typeName: 'cel.expr.Constant',
    constantKind: { case: 'int64Value', value: BigInt(count) },
  } as const;
  return { $typeName: 'cel.expr.Expr', id: 0n, exprKind: { case: 'constExpr', value } };
}
