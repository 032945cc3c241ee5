/**
 * Exit codes: 0 pass or warn, 1 a finding or the image is blocked, 2 wrong usage, 3 not checkable (and, once a
 * judgement was asked for, partial, unless the policy accepts every reason), 4 advisories too old, 5 unusable input or
 * internal error.
 */
import type { GateRecord } from '../model/gate.ts';
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
  const { basis } = facts.decision;
  const gate = basis.kind === 'policy' ? basis.gate : null;
  const holding = [
    ...(isBlocked(facts.decision, gate) ? [1] : []),
    ...(isUnchecked(facts, gate) ? [3] : []),
    ...(facts.tooOld || (gate !== null && isAgeBlocked(gate)) ? [4] : []),
  ];
  return { code: worstExit(holding), holding };
}

/** The code that a process ends with where several hold; 0 for none. */
export function worstExit(codes: readonly number[]): number {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? 0;
}

function isBlocked({ judgements }: Decision, gate: GateRecord | null): boolean {
  if (judgements.some(({ outcome }) => outcome === 'block')) return true;
  if (gate === null) return false;
  return deciding(gate).some((rule) => !isOfAge(gate, rule));
}

function isUnchecked({ decision, coverage, strict }: ExitFacts, gate: GateRecord | null): boolean {
  if (coverage.state === 'not-checkable') return true;
  if (gate !== null && !strict) return gate.gaps.some(({ outcome }) => outcome === 'block');
  return coverage.state === 'partial' && (strict || decision.basis.kind !== 'none');
}

function isAgeBlocked(gate: GateRecord): boolean {
  return deciding(gate).some((rule) => isOfAge(gate, rule));
}

/** The rules about the image that block it. */
function deciding({ image }: GateRecord): readonly string[] {
  return image.slice(0, 1).flatMap(({ rule, outcome }) => (outcome === 'block' ? [rule] : []));
}

/** Data that are too old have a code of their own. */
function isOfAge({ inputs }: GateRecord, id: string): boolean {
  const stage = inputs.policy.stages.find(({ name }) => name === inputs.stage);
  const rule = stage?.rules.find((r) => r.id === id);
  return rule?.when.some(({ field }) => field === 'database-age') === true;
}
