/**
 * Fingerprints: the identity of a finding across rebuilds, reports and tickets.
 * `v1:` + SHA-256 over the kind, the canonical flaw id and the package URL without version and qualifiers.
 * A golden file pins them; a change of the recipe is a new prefix.
 */
import { sha256 } from './digest.ts';

/** Fingerprint of a vulnerability in a package, whatever its version and place. */
export function vulnerabilityFingerprint(id: string, packagePurl: string): string {
  return `v1:${sha256(['vulnerability', id, packagePurl].join('\n')).slice('sha256:'.length)}`;
}
