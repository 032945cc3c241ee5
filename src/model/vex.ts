/** VEX statements: what somebody says of flaws in a product. One form for OpenVEX, CSAF VEX and CycloneDX VEX. */
import type { Digest } from './digest.ts';

export const VEX_STATUSES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const;
export type VexStatus = (typeof VEX_STATUSES)[number];

/** Why something is not affected: OpenVEX's words, which CSAF uses too. */
export const VEX_JUSTIFICATIONS: readonly string[] = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
];

/** What an OpenVEX document gives as its author's role while nobody has signed it off: it is not to be relied on. */
export const DRAFT_ROLE = 'Draft, not signed off';

export interface VexDocument {
  /** Where it was read. */
  readonly reference: string;
  readonly digest: Digest;
  readonly format: 'openvex' | 'csaf' | 'cyclonedx';
  readonly id: string;
  /** Who says it: author, publisher, supplier. */
  readonly author: string;
  /** UTC ISO 8601; empty where none is given. */
  readonly timestamp: string;
  /** True where it came with the image: referrers, attestations. */
  readonly isOfImage: boolean;
  /** The digest that it was attached to or attested for; empty = none. */
  readonly subject: string;
  /** SHA-256 of each public key (SPKI, DER) under which its signature was checked; empty = none. */
  readonly verifiedBy: readonly string[];
  /**
   * Indices of the policy's trust rules whose source it was read from: two documents of a policy can name different
   * folders by the same path, and only the one that named it vouches for it.
   */
  readonly trustRules: readonly number[];
}

export interface VexStatement {
  readonly document: VexDocument;
  /** Number of the statement in its document, from 0. */
  readonly index: number;
  /** All ids of the flaw. */
  readonly vulnerabilities: readonly string[];
  readonly products: readonly VexProduct[];
  readonly status: VexStatus;
  /** A justification of OpenVEX's list, or empty. */
  readonly justification: string;
  /** Impact or action, in words; or empty. */
  readonly text: string;
  /** The statement's own time, else the document's. */
  readonly timestamp: string;
}

/** A product that the statement names. */
export interface VexProduct {
  /** A package URL (also `pkg:oci/…`), a digest, a reference, a CPE, or another name. */
  readonly id: string;
  /** Parts of the product that it is about; empty = the product itself. */
  readonly components: readonly string[];
}

/** What became of a statement. */
export type StatementOutcome =
  | { readonly kind: 'applied'; readonly fingerprints: readonly string[] }
  /** Believed, and it speaks of a finding, but changes nothing (`affected`, `under_investigation`). */
  | { readonly kind: 'told'; readonly fingerprints: readonly string[] }
  /** The flaw was found, in no component that the statement names. `nearest`: the closest one that has it, and why it is another. */
  | { readonly kind: 'no-product'; readonly nearest: string }
  /** No finding has this flaw. */
  | { readonly kind: 'no-finding' }
  | { readonly kind: 'not-trusted'; readonly reason: string }
  /** Another believed statement says otherwise of the same flaw and place: a newer one, or one as new, and then neither counts. */
  | { readonly kind: 'contradictory'; readonly other: string };

export interface JudgedStatement {
  readonly statement: VexStatement;
  readonly outcome: StatementOutcome;
}

/** A believed statement that takes a finding out of the count. */
export interface AppliedVex {
  readonly statement: VexStatement;
  /** Index of the policy's document with the trust rule. */
  readonly document: number;
  /** In words, with author and justification. */
  readonly because: string;
}

export interface VexVerdicts {
  /** Every statement given, in the order given. */
  readonly judged: readonly JudgedStatement[];
  /** By fingerprint of the finding. */
  readonly applied: ReadonlyMap<string, AppliedVex>;
}
