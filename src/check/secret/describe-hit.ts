/** From what the engine found to what may be said of it. Here the secret itself ends. */
import type { HitStanding, SecretHit } from './fact.ts';
import { excerptOf, maskSecret } from './mask.ts';
import type { FoundHit } from './open-file.ts';
import { nameSecret } from './settings.ts';

/** Why a value of this detector may be known to everyone; null if it is not. */
export type StandingOf = (
  detector: string,
  secret: string,
) => { readonly standing: HitStanding; readonly reason: string } | null;

/** Beside a secret it says that somebody has looked at it. */
const ALLOW_COMMENT = 'plimsoll:allow';

export function describeHit(
  hit: FoundHit,
  member: string,
  { key, standingOf }: { readonly key: string; readonly standingOf: StandingOf },
): SecretHit {
  const { detector, examined } = hit;
  const secret = examined.core === '' ? hit.secret : examined.core;
  const masked = maskSecret(secret);
  const known = standingOf(detector.id, secret);
  const isAllowed = hit.before.includes(ALLOW_COMMENT) || hit.after.includes(ALLOW_COMMENT);
  const allowed = { standing: 'allowed', reason: `a comment ${ALLOW_COMMENT} in the same line` } as const;
  const { standing, reason } = isAllowed ? allowed : (known ?? { standing: 'counted', reason: '' });
  return {
    detector: detector.id,
    title: detector.title,
    provider: detector.provider,
    revoke: detector.revoke,
    severity: examined.severity ?? detector.severity,
    member,
    line: hit.line,
    column: hit.column,
    offset: hit.offset,
    encodings: hit.encodings,
    secretId: nameSecret(secret, key),
    masked,
    excerpt: excerptOf(hit.before, secret, hit.after),
    note: examined.note,
    expiresAt: examined.expiresAt,
    publicKey: examined.publicKey,
    standing,
    standingReason: reason,
  };
}
