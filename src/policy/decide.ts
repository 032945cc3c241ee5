/**
 * The verdict: what blocks, what warns, what passes, and why. Nobody asked; one severity (`--fail-on`); or a policy
 * (judge-policy.ts). A finding of unknown severity is below all others, so `--fail-on` blocks it only for `unknown`.
 */
import type { DecidedBy } from '../model/gate.ts';
import type { Decision, Judgement, RankedFinding } from '../model/report.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';
import type { Asked, Subject } from './asked.ts';
import { judgePolicy } from './judge-policy.ts';
import { whyNotCounted } from './standing.ts';

export type { Asked, Subject } from './asked.ts';

/**
 * Judges every finding in the order given. `now`: UTC ISO 8601; a secret that expired before it opens nothing any more.
 */
export function decide(
  ranked: readonly RankedFinding[],
  subject: Subject,
  asked: Asked,
  now: string,
): Decision {
  if (asked.kind === 'none') return { verdict: 'pass', basis: asked, judgements: ranked.map(passUnasked) };
  if (asked.kind === 'policy') return judgePolicy(ranked, subject, asked, now);
  const judgements = ranked.map((r) => judgeSeverity(r, asked.severity, now));
  const verdict = judgements.some((j) => j.outcome === 'block') ? 'block' : 'pass';
  return { verdict, basis: asked, judgements };
}

function passUnasked(ranked: RankedFinding): Judgement {
  return {
    ranked,
    outcome: 'pass',
    because: 'no judgement was asked for',
    by: { kind: 'nothing' },
    due: null,
  };
}

const BY_STANDING: DecidedBy = { kind: 'standing' };
const BY_SEVERITY: DecidedBy = { kind: 'severity' };

function judgeSeverity(ranked: RankedFinding, failOn: Severity, now: string): Judgement {
  const { finding } = ranked;
  const standing = whyNotCounted(finding, now);
  if (standing !== null) return { ranked, outcome: 'pass', because: standing, by: BY_STANDING, due: null };
  const blocks = compareSeverity(finding.severity, failOn) <= 0;
  const because = blocks
    ? `${finding.severity} is at or above ${failOn}`
    : finding.severity === 'unknown'
      ? 'no source gives a severity'
      : `${finding.severity} is below ${failOn}`;
  return { ranked, outcome: blocks ? 'block' : 'pass', because, by: BY_SEVERITY, due: null };
}
