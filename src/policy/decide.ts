/**
 * The verdict: counted findings at or above one severity block. A finding of unknown severity is below all others,
 * so it blocks only where `unknown` is asked for. Exploited flaws, waivers, VEX and due dates do not enter yet.
 */
import type { Finding } from '../model/finding.ts';
import type { Decision, Judgement, RankedFinding } from '../model/report.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';

/**
 * Judges every finding in the order given. `failOn` null = nobody asked for a judgement: all pass. `now`: UTC ISO 8601;
 * a secret that expired before it opens nothing any more.
 */
export function decide(ranked: readonly RankedFinding[], failOn: Severity | null, now: string): Decision {
  const judgements = ranked.map((r) => judge(r, failOn, now));
  const verdict = judgements.some((j) => j.outcome === 'block') ? 'block' : 'pass';
  return { verdict, failOn, judgements };
}

function judge(ranked: RankedFinding, failOn: Severity | null, now: string): Judgement {
  const { finding } = ranked;
  if (failOn === null) return { ranked, outcome: 'pass', because: 'no judgement was asked for' };
  if (finding.standing !== 'counted') return { ranked, outcome: 'pass', because: notCounted(finding) };
  if (isExpired(finding, now)) return { ranked, outcome: 'pass', because: 'it has expired' };
  if (compareSeverity(finding.severity, failOn) <= 0) {
    return { ranked, outcome: 'block', because: `${finding.severity} is at or above ${failOn}` };
  }
  const because =
    finding.severity === 'unknown' ? 'no source gives a severity' : `${finding.severity} is below ${failOn}`;
  return { ranked, outcome: 'pass', because };
}

function isExpired(finding: Finding, now: string): boolean {
  return finding.kind === 'secret' && finding.expiresAt !== '' && finding.expiresAt <= now;
}

function notCounted({ standing, standingReason }: Finding): string {
  return `not counted (${standing}): ${standingReason}`;
}
