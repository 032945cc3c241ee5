/** The engine for a policy's expressions, loaded only where there are some. */
import { UsageError } from '../../base/errors.ts';
import type { Policy } from '../../model/policy.ts';
import { getStage } from '../get-stage.ts';
import type { Expressions } from './expressions.ts';

/** Each may take some milliseconds to compile. */
const MOST_EXPRESSIONS = 500;

/** Null where no rule of the stage has an expression. Throws UsageError for a stage that there is not, or with too many. */
export async function loadExpressions(policy: Policy, stage: string): Promise<Expressions | null> {
  const { rules } = getStage(policy, stage);
  const count = rules.filter(({ expression }) => expression !== '').length;
  if (count === 0) return null;
  if (count > MOST_EXPRESSIONS) throw tooMany(policy, stage, count);
  const { createExpressions } = await import('./engine.ts');
  return createExpressions();
}

function tooMany(policy: Policy, stage: string, count: number): UsageError {
  return new UsageError('too-many-expressions', {
    what: `the stage ${stage} has ${count} expressions, more than ${MOST_EXPRESSIONS}`,
    where: policy.documents[0]?.reference ?? 'policy',
    wayOut: 'say with fields what fields can say',
  });
}
