/**
 * Detectors are data: what a provider's credential looks like, by the provider's own documentation, and what has to
 * hold of it besides. One engine runs them all (`engine/scanner.ts`); nothing in here reads a byte of an image.
 */
import type { Severity } from '../../model/severity.ts';

/**
 * `token`: its own form tells what it is, wherever it stands. `assignment`: random characters that only the name beside
 * them tells apart, so that placeholders, words and low entropy are refused much harder.
 * `public`: no secret at all, but a public key or certificate that a private key may belong to; never a finding.
 */
export type DetectorKind = 'token' | 'assignment' | 'public';

export interface Detector {
  /** Unique, kebab-case, never changed once published: `github-fine-grained-token`. */
  readonly id: string;
  readonly kind: DetectorKind;
  /** What it is, as a person would say it: `GitHub fine-grained personal access token`. */
  readonly title: string;
  /** Whose credential it is, as it spells itself: `GitHub`. `Generic` where nobody's form is known. */
  readonly provider: string;
  readonly severity: Severity;
  /**
   * ASCII texts, at least one of which stands inside every match or right beside it, in whatever case: what the pre-filter
   * looks for. At least three bytes, better four and rare ones: each hit costs a run of the pattern.
   */
  readonly keywords: readonly string[];
  /**
   * Over text in Latin-1 (one character a byte), in linear time: bounded repetitions, no two of them side by side that can
   * take the same characters. Flags `g`, or `gi`. The first group that takes part is the secret; without groups the whole match.
   */
  readonly pattern: RegExp;
  /** Bytes of the longest match, or more. Windows overlap by so much. */
  readonly maxLength: number;
  /** Least Shannon entropy of the secret in bits for each character; 0 where the form alone tells enough. */
  readonly entropy: number;
  /** Check digits, structure, what else can be said offline. Null = the pattern says all. */
  readonly examine: ((candidate: Candidate) => Examined | null) | null;
  /** Where to revoke it, and how, in a sentence; it stands in reports. */
  readonly revoke: string;
  /** The provider's documentation of the form, or what stands in for it (a specification, a source of theirs). */
  readonly source: string;
}

/** What a report says of a detector, and of what is told without a pattern. */
export type DetectorInfo = Pick<
  Detector,
  'id' | 'kind' | 'title' | 'provider' | 'severity' | 'revoke' | 'source'
>;

/** What a pattern found, for `examine`. Texts are Latin-1. */
export interface Candidate {
  readonly secret: string;
  /** The whole match. */
  readonly match: string;
  /** All groups of the match. */
  readonly groups: readonly (string | undefined)[];
  /** Path of the file, with that of the archive in front: `app.jar!/conf/a.properties`; for text of the config `config:env/NAME`. */
  readonly path: string;
  /** Up to 64 bytes before and behind the match. */
  readonly before: string;
  readonly after: string;
}

/** What can be said of a secret offline. Null instead of it: it is none. */
export interface Examined {
  /** Instead of the detector's; null = that one. */
  readonly severity: Severity | null;
  /** For people: `encrypted with AES-256`, `1024 bits`, `for user deploy at registry.example`. Never a part of the secret. */
  readonly note: string;
  /** When it stops being valid, UTC ISO 8601, or empty: nobody looks at a clock here. */
  readonly expiresAt: string;
  /** SHA-256 of the SubjectPublicKeyInfo (DER) in hex, of a private or public key or certificate; or empty. */
  readonly publicKey: string;
  /** What the user revokes, where that is a part of the match only (the key inside a connection string); empty = the secret as it is. */
  readonly core: string;
}

/** It is one, and there is nothing more to say. */
export const CONFIRMED: Examined = { severity: null, note: '', expiresAt: '', publicKey: '', core: '' };
