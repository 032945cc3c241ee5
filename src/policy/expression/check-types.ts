/**
 * Types of an expression: every name is one of a variable or member, every function one of ours with the arguments that it
 * takes, and the whole says true or false. What is left to evaluation: members that a finding does not have.
 */
import { Flaw } from './flaw.ts';
import type { Call, Comprehension, Expr, Parsed } from './parse-expression.ts';
import { join, listOf, type Shape, spellShape } from './shapes.ts';
import { type Arguments, CALLS, findPatternFlaw, type Signature } from './signatures.ts';

type Scope = ReadonlyMap<string, Shape>;

/** Throws Flaw. */
export function checkTypes({ expr, positionOf }: Parsed, variables: Scope): void {
  const checker = createChecker(positionOf);
  const shape = checker(expr, variables);
  if (shape !== 'bool') throw new Flaw(`it gives ${spellShape(shape)}, not true or false`, 0);
}

function createChecker(positionOf: (expr: Expr) => number): (expr: Expr, scope: Scope) => Shape {
  const fail = (expr: Expr, message: string): never => {
    throw new Flaw(message, positionOf(expr));
  };
  const shapeOf = (expr: Expr, scope: Scope): Shape => {
    const { exprKind } = expr;
    switch (exprKind.case) {
      case 'constExpr':
        return (
          CONSTANTS.get(exprKind.value.constantKind.case ?? '') ??
          fail(expr, 'bytes and unsigned numbers are not known here')
        );
      case 'identExpr':
        return scope.get(exprKind.value.name) ?? fail(expr, unknownName(exprKind.value.name, scope));
      case 'selectExpr': {
        const { operand, field, testOnly } = exprKind.value;
        const found = memberOf(shapeOf(operand!, scope), field);
        if (found === null) return fail(expr, `there is no member ${field}`);
        return testOnly ? 'bool' : found;
      }
      case 'listExpr':
        return listOf(
          exprKind.value.elements.reduce<Shape>(
            (of, e) => join(of, shapeOf(e, scope)) ?? fail(e, 'a list has elements of one type'),
            'any',
          ),
        );
      case 'callExpr':
        return shapeOfCall(expr, exprKind.value, scope);
      case 'comprehensionExpr':
        return shapeOfLoop(expr, exprKind.value, scope);
      default:
        return fail(expr, 'maps and messages cannot be written here');
    }
  };
  const shapeOfCall = (expr: Expr, call: Call, scope: Scope): Shape => {
    const given = [...(call.target === undefined ? [] : [call.target]), ...call.args];
    const signature = CALLS.get(call.function);
    if (signature === undefined || !isWritten(signature, call))
      return fail(
        expr,
        `there is no function ${call.function}${signature === undefined ? '' : ' of this form'}`,
      );
    const shapes: Arguments = given.map((one) => shapeOf(one, scope));
    const result = signature.result(shapes);
    if (result === null)
      return fail(
        expr,
        `${signature.name} does not take ${shapes.map(spellShape).join(' and ') || 'nothing'}`,
      );
    const flaw = call.function === 'matches' ? findPatternFlaw(given[1]!) : null;
    if (flaw !== null) fail(given[1]!, flaw);
    return result;
  };
  const shapeOfLoop = (expr: Expr, loop: Comprehension, scope: Scope): Shape => {
    const range = shapeOf(loop.iterRange!, scope);
    const element = elementOf(range) ?? fail(expr, `${spellShape(range)} has no elements`);
    const start = shapeOf(loop.accuInit!, scope);
    const inner = new Map(scope).set(loop.iterVar, element).set(loop.accuVar, start);
    shapeOf(loop.loopCondition!, inner);
    const step = shapeOf(loop.loopStep!, inner);
    const end = join(start, step) ?? fail(expr, 'what is asked of each element must be true or false');
    return shapeOf(loop.result!, new Map(scope).set(loop.accuVar, end));
  };
  return shapeOf;
}

const CONSTANTS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['nullValue', 'null'],
  ['boolValue', 'bool'],
  ['int64Value', 'int'],
  ['doubleValue', 'double'],
  ['stringValue', 'text'],
]);

function unknownName(name: string, scope: Scope): string {
  return `there is no variable ${name}: there are ${[...scope.keys()].filter((n) => !n.startsWith('@')).join(', ')}`;
}

/** Null where there is no such member. */
function memberOf(shape: Shape, name: string): Shape | null {
  if (typeof shape === 'string') return null;
  if (shape.kind === 'map') return 'text';
  return shape.kind === 'members' ? (shape.members.get(name) ?? null) : null;
}

/** A map is gone through by its names. */
function elementOf(shape: Shape): Shape | null {
  if (typeof shape === 'string' || shape.kind === 'members') return null;
  return shape.kind === 'map' ? 'text' : shape.of;
}

function isWritten({ form }: Signature, { target }: Call): boolean {
  return form === 'either' || form === (target === undefined ? 'function' : 'method');
}
