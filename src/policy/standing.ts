/** What does not count against an image, whatever a policy says. */
import type { Finding } from '../model/finding.ts';

/** Null for what counts. `now`: UTC ISO 8601; a secret that expired before it opens nothing any more. */
export function whyNotCounted(finding: Finding, now: string): string | null {
  const { standing, standingReason } = finding;
  if (standing !== 'counted') return `not counted (${standing}): ${standingReason}`;
  const isExpired = finding.kind === 'secret' && finding.expiresAt !== '' && finding.expiresAt <= now;
  return isExpired ? 'it has expired' : null;
}
