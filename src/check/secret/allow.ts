/** Rules by which people allow a secret: who, why, and until when. A finding stays in the report; it does not count. */
import { matchesGlob } from 'node:path';
import type { SecretFinding } from '../../model/finding.ts';

/** Holds for a finding that is all of what it says; a part that is null says nothing. At least one is given. */
export interface AllowRule {
  /** Detector id. */
  readonly detector: string | null;
  /** Glob over paths in the image (`srv/app/test/**`), `config:env/NAME` included. Every place of the finding must match. */
  readonly path: string | null;
  /** A finding's fingerprint, or the name of the secret under the user's key. */
  readonly fingerprint: string | null;
  readonly owner: string;
  readonly reason: string;
  /** Last day on which it holds, `YYYY-MM-DD`, UTC. */
  readonly until: string;
}

/** `now`: UTC, ISO 8601. A rule that is over allows nothing, and the finding says so. */
export function applyAllowRules(
  findings: readonly SecretFinding[],
  rules: readonly AllowRule[],
  now: string,
): readonly SecretFinding[] {
  return rules.length === 0 ? findings : findings.map((finding) => allow(finding, rules, now));
}

function allow(finding: SecretFinding, rules: readonly AllowRule[], now: string): SecretFinding {
  if (finding.standing !== 'counted') return finding;
  const matching = rules.filter((rule) => holdsFor(rule, finding));
  const rule = matching.find(({ until }) => now.slice(0, 10) <= until);
  if (rule !== undefined) {
    const standingReason = `allowed by ${rule.owner} until ${rule.until}: ${rule.reason}`;
    return { ...finding, standing: 'allowed', standingReason };
  }
  const over = matching.map(
    ({ owner, until }) => `no longer allowed: the rule of ${owner} ended on ${until}`,
  );
  return over.length === 0 ? finding : { ...finding, notes: [...finding.notes, ...over] };
}

function holdsFor({ detector, path, fingerprint }: AllowRule, finding: SecretFinding): boolean {
  return (
    (detector === null || detector === finding.id) &&
    (fingerprint === null || [finding.fingerprint, finding.secretId].includes(fingerprint)) &&
    (path === null || finding.places.every((place) => matchesPath(place.path, path)))
  );
}

/** A star stands for a dot in front of a name (`.env`) as well, which Node's does not. */
function matchesPath(path: string, glob: string): boolean {
  const marked = path.replace(/(?<=^|\/)\.(?=[^./])/g, '\u0001.');
  return matchesGlob(marked, glob.replace(/(?<=^|[/{,])\.(?=[^./])/g, '\u0001.'));
}
