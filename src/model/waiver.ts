/** Waivers: dated, owned, scoped acceptances of findings. */
import type { PolicyDocument } from './policy.ts';

export interface Waiver {
  /** As written, or made of the file's name and the number of the entry. Unique. */
  readonly id: string;
  readonly scope: WaiverScope;
  readonly reason: string;
  readonly owner: string;
  readonly approver: string;
  /** True where the approval is signed with a key that the policy names; else it is only claimed. */
  readonly isApprovalSigned: boolean;
  /** Last day on which it holds, `YYYY-MM-DD`, UTC; empty = no end is given. */
  readonly expires: string;
  readonly source: WaiverOrigin;
}

/** Holds for a finding that is all of what it says; an empty text says nothing. */
export interface WaiverScope {
  /** An id or alias of a flaw. */
  readonly advisory: string;
  /** Id of a detector or check. */
  readonly check: string;
  /** Package URL without version, or a glob over it (`pkg:npm/*`). */
  readonly package: string;
  /** Versions of the package, in its ecosystem's order: `<4.17.21`, `>=1 <2`, `1.2.3`. */
  readonly versions: string;
  /** Glob over the image's reference or repository, or a digest of it. */
  readonly image: string;
  /** Whose layer: `base` or `own`. */
  readonly owner: string;
  /** Glob over paths in the image. */
  readonly path: string;
  readonly fingerprint: string;
}

export interface WaiverOrigin {
  readonly document: PolicyDocument;
  /** Index of the policy's document that lists the source. */
  readonly policyDocument: number;
  /** From 1; 0 where it is not known. */
  readonly line: number;
}
