/** What rules are told about one finding, one gap or the image: each value is taken when a rule asks for it, and once. */
import type { Problem } from '../model/problem.ts';
import type { RankedFinding } from '../model/report.ts';
import type { Context } from './context.ts';
import type { ExpressionVariables } from './expression/expressions.ts';
import { findingVariables, gapVariables, imageVariables } from './expression/variables.ts';
import { FINDING_VALUES, type FieldValue, GAP_VALUES, IMAGE_VALUES } from './field-values.ts';
import type { Facts } from './rules.ts';

/** Of the image itself; fields of findings and gaps are undefined. */
export function createImageFacts(context: Context): Facts {
  return createFacts(
    (field) => IMAGE_VALUES.get(field)?.(context),
    () => imageVariables(context),
  );
}

/** `image`: the facts of the image, which every finding shares. */
export function createFindingFacts(ranked: RankedFinding, context: Context, image: Facts): Facts {
  return createFacts(
    (field) => {
      const get = FINDING_VALUES.get(field);
      return get === undefined ? image.get(field) : get(ranked, context);
    },
    () => findingVariables(ranked, context, image.variables()),
  );
}

export function createGapFacts(problem: Problem, context: Context, image: Facts): Facts {
  return createFacts(
    (field) => {
      const get = GAP_VALUES.get(field);
      return get === undefined ? image.get(field) : get(problem, context);
    },
    () => gapVariables(problem, context, image.variables()),
  );
}

function createFacts(take: (field: string) => FieldValue, toVariables: () => ExpressionVariables): Facts {
  const values = new Map<string, FieldValue>();
  let variables: ExpressionVariables | null = null;
  return {
    get(field) {
      let value = values.get(field);
      if (value !== undefined || values.has(field)) return value;
      value = take(field);
      values.set(field, value);
      return value;
    },
    variables() {
      variables ??= toVariables();
      return variables;
    },
  };
}
