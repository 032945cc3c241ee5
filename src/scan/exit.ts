/**
 * Exit codes: 0 pass, 1 findings at or above --fail-on, 2 wrong usage, 3 not checkable (and, once a judgement was
 * asked for, partial), 4 advisories too old, 5 unusable input or internal error.
 */
import type { Coverage, Decision, ScanReport } from '../model/report.ts';

/** Which code wins where several hold. */
const PRECEDENCE = [5, 2, 4, 1, 3] as const;

export interface ExitFacts {
  readonly decision: Decision;
  readonly coverage: Coverage;
  /** --strict: partial counts as not checkable. */
  readonly strict: boolean;
  /** The advisories are older than --max-age. */
  readonly tooOld: boolean;
}

/** All codes that hold, and the one taken. */
export function toExit(facts: ExitFacts): ScanReport['exit'] {
  const judged = facts.strict || facts.decision.failOn !== null;
  const unchecked =
    facts.coverage.state === 'not-checkable' || (judged && facts.coverage.state === 'partial');
  const holding = [
    ...(facts.decision.verdict === 'block' ? [1] : []),
    ...(unchecked ? [3] : []),
    ...(facts.tooOld ? [4] : []),
  ];
  return { code: worstExit(holding), holding };
}

/** The code that a process ends with where several hold; 0 for none. */
export function worstExit(codes: readonly number[]): number {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? 0;
}
