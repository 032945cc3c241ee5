/**
 * Rules, compiled once and asked for many findings. A rule holds where all of `when` do, not all of `unless` do, and the
 * expression is true, asked in this order. Where a field has no data the rule is passed over; an exception (`unless`)
 * counts only where it is known to hold, so that missing data never let something pass that a rule blocks.
 */
import type { Condition, Rule } from '../model/policy.ts';
import { type Answer, type CompiledCondition, compileCondition, describeValue } from './conditions.ts';
import type { Expressions, ExpressionVariables } from './expression/expressions.ts';
import type { FieldValue } from './field-values.ts';

/** The values of what is asked about, taken when they are asked for. */
export interface Facts {
  get(field: string): FieldValue;
  variables(): ExpressionVariables;
}

export type Outcome =
  /** `notes`: what must be told about it; mostly empty. */
  | { readonly kind: 'holds'; readonly notes: readonly string[] }
  /** `because`: what does not hold; told only where it is asked for. */
  | { readonly kind: 'no'; because(): string }
  /** Passed over: `field` has no value. */
  | { readonly kind: 'unasked'; readonly field: string };

export interface CompiledRule {
  readonly rule: Rule;
  readonly when: readonly Part[];
  ask(facts: Facts): Outcome;
}

export interface Part {
  readonly field: string;
  readonly holds: CompiledCondition;
}

/** Throws where the rule has an expression and there is no engine for it. */
export function compileRule(rule: Rule, expressions: Expressions | null): CompiledRule {
  const [when, unless] = [rule.when.map(toPart), rule.unless.map(toPart)];
  const evaluate = compileExpression(rule, expressions);
  const unasked = new Map(
    [...when, ...unless].map(({ field }) => [field, { kind: 'unasked', field } as const]),
  );
  return {
    rule,
    when,
    ask(facts) {
      const whether = askAll(when, facts);
      if (whether.answer === 'no') return { kind: 'no', because: () => describe(whether.part, facts) };
      if (whether.answer === 'unknown') return unasked.get(whether.part!.field)!;
      if (unless.length === 0 && evaluate === null) return HOLDS;
      const exception = unless.length === 0 ? NO_EXCEPTION : askAll(unless, facts);
      if (exception.answer === 'yes') return { kind: 'no', because: () => 'its exception holds' };
      if (exception.answer === 'unknown' && rule.action === 'allow')
        return unasked.get(exception.part!.field)!;
      const notes =
        exception.answer === 'unknown'
          ? [`${exception.part!.field} is unknown: the exception does not count`]
          : [];
      return evaluate === null ? { kind: 'holds', notes } : evaluate(facts, notes);
    },
  };
}

const HOLDS: Outcome = { kind: 'holds', notes: [] };

function toPart(condition: Condition): Part {
  return { field: condition.field, holds: compileCondition(condition) };
}

interface Asked {
  readonly answer: Answer;
  /** The one that decides; null where all hold. */
  readonly part: Part | null;
}

const ALL_HOLD: Asked = { answer: 'yes', part: null };
const NO_EXCEPTION: Asked = { answer: 'no', part: null };

/** One that does not hold decides, whatever is unknown of the others. */
function askAll(parts: readonly Part[], facts: Facts): Asked {
  let unknown: Part | null = null;
  for (const part of parts) {
    const answer = part.holds(facts.get(part.field));
    if (answer === 'no') return { answer, part };
    if (answer === 'unknown') unknown ??= part;
  }
  return unknown === null ? ALL_HOLD : { answer: 'unknown', part: unknown };
}

function describe(part: Part | null, facts: Facts): string {
  return part === null ? '' : `${part.field} is ${describeValue(facts.get(part.field))}`;
}

type Evaluate = (facts: Facts, notes: readonly string[]) => Outcome;

/** What cannot be evaluated must not let anything pass: a rule that blocks or warns holds then, one that allows does not. */
function compileExpression(rule: Rule, expressions: Expressions | null): Evaluate | null {
  if (rule.expression === '') return null;
  if (expressions === null) throw new Error(`no engine was loaded for the expression of rule ${rule.id}`);
  let evaluate: ReturnType<Expressions['compile']> | null = null;
  return (facts, notes) => {
    // Late: fields leave out most findings, and often all.
    evaluate ??= expressions.compile(rule.expression);
    const result = evaluate(facts.variables());
    if (result.kind === 'value')
      return result.value
        ? { kind: 'holds', notes }
        : { kind: 'no', because: () => 'the expression is false' };
    const because = `the expression cannot be evaluated: ${result.message}`;
    if (rule.action === 'allow') return { kind: 'no', because: () => because };
    return { kind: 'holds', notes: [...notes, because] };
  };
}
