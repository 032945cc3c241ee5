/**
 * Fingerprints: the identity of a finding across rebuilds, reports and tickets.
 * `v1:` + SHA-256 over the kind, the canonical flaw id and the package URL without version and qualifiers; of a secret
 * over the kind, the detector, the path and the number of the secret among those of that detector there.
 * A golden file pins them; a change of the recipe is a new prefix.
 */
import { sha256 } from './digest.ts';

/** Fingerprint of a vulnerability in a package, whatever its version and place. */
export function vulnerabilityFingerprint(id: string, packagePurl: string): string {
  return `v1:${sha256(['vulnerability', id, packagePurl].join('\n')).slice('sha256:'.length)}`;
}

/** Fingerprint of a secret: nothing of the secret goes into it. `ordinal` from 0, in the order of the file. */
export function secretFingerprint(detector: string, path: string, ordinal: number): string {
  return `v1:${sha256(['secret', detector, path, ordinal].join('\n')).slice('sha256:'.length)}`;
}

/** Fingerprint of what is wrong with a waiver: `id` says what. */
export function waiverFingerprint(id: string, waiver: string): string {
  return `v1:${sha256(['waiver', id, waiver].join('\n')).slice('sha256:'.length)}`;
}
