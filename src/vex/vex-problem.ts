/** What is said of VEX that cannot be used. */
import type { Problem } from '../model/problem.ts';

/** A note: without VEX everything counts. */
export function vexProblem(code: string, message: string, reference: string): Problem {
  const wayOut = 'Findings count as if it said nothing; correct it, or take it out of the policy.';
  return { code, effect: 'note', message, layerIndex: null, path: reference, wayOut };
}
