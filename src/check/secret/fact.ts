/**
 * What is said of the secrets in one file: masked texts and a keyed id, never a secret. Facts come from a process that
 * reads hostile bytes and are kept in a cache.
 */
import type { SecretStanding } from '../../model/finding.ts';
import { SEVERITIES, type Severity } from '../../model/severity.ts';
import { count, list, nullable, object, type Shape, text, textUpTo, word } from '../../model/shape.ts';

export interface SecretFact {
  /** By place in the file: that of a member of an archive comes with it. */
  readonly hits: readonly SecretHit[];
  readonly publicKeys: readonly PublicKeyPlace[];
  /** Of the whole file, for what packages say of theirs; null for a file that was too large to be held, or without hits. */
  readonly digests: FileDigests | null;
}

/** Hexadecimal. */
export interface FileDigests {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
}

/** Why it may not count, as far as its own bytes and line tell. */
export type HitStanding = Extract<
  SecretStanding,
  'counted' | 'published-example' | 'shared-default-key' | 'allowed'
>;

export interface SecretHit {
  /** Detector id. */
  readonly detector: string;
  readonly title: string;
  readonly provider: string;
  readonly revoke: string;
  readonly severity: Severity;
  /** Of the member in the archive (`conf/a.properties`, `b.jar!/c`); empty for the file itself. */
  readonly member: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  readonly encodings: readonly string[];
  /** HMAC-SHA256 of the secret, 32 hexadecimal digits: equal for equal secrets under one key. */
  readonly secretId: string;
  readonly masked: string;
  readonly excerpt: string;
  /** What can be told offline, in words; or empty. */
  readonly note: string;
  readonly expiresAt: string;
  /** SHA-256 of the public key that belongs to a private one, hexadecimal; or empty. */
  readonly publicKey: string;
  readonly standing: HitStanding;
  readonly standingReason: string;
}

/** A certificate or public key: a private key in the same image may belong to it. */
export interface PublicKeyPlace {
  readonly member: string;
  readonly title: string;
  readonly publicKey: string;
  /** Of a certificate, UTC ISO 8601; else empty. */
  readonly expiresAt: string;
}

const NAME = textUpTo(200);
const SENTENCE = textUpTo(1000);
const hex = (digits: number): Shape<string> => {
  const pattern = new RegExp(`^[0-9a-f]{${digits}}$`);
  return (value) => {
    const given = textUpTo(digits)(value);
    // `word` would list them all.
    return pattern.test(given) ? given : word('hexadecimal digits')(given);
  };
};

export const secretFact: Shape<SecretFact> = object<SecretFact>({
  hits: list(
    object<SecretHit>({
      detector: NAME,
      title: NAME,
      provider: NAME,
      revoke: SENTENCE,
      severity: word(...SEVERITIES),
      member: text,
      line: count,
      column: count,
      offset: count,
      encodings: list(word('utf-16', 'base64', 'hex', 'percent')),
      secretId: hex(32),
      masked: NAME,
      excerpt: NAME,
      note: SENTENCE,
      expiresAt: NAME,
      publicKey: textUpTo(64),
      standing: word('counted', 'published-example', 'shared-default-key', 'allowed'),
      standingReason: SENTENCE,
    }),
  ),
  publicKeys: list(
    object<PublicKeyPlace>({ member: text, title: NAME, publicKey: hex(64), expiresAt: NAME }),
  ),
  digests: nullable(object<FileDigests>({ md5: hex(32), sha1: hex(40), sha256: hex(64) })),
});
