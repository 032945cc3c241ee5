/**
 * A policy as it is judged by: what it extends is already in it, its texts are parsed, its fields are known. Plain data:
 * a report carries it, so that its verdict can be computed again from the report alone.
 */
import type { Digest } from './digest.ts';

export type Action = 'block' | 'warn' | 'allow';

/** What a rule speaks of: one finding; one reason for which the coverage is not complete; the image as a whole. */
export type RuleSubject = 'finding' | 'gap' | 'image';

/** Where a part of a policy was read. */
export interface PolicyDocument {
  /** As it was named: a path, `https://…`, `oci://…`, `default`. */
  readonly reference: string;
  /** Of the bytes as they were read. */
  readonly digest: Digest;
}

export interface Policy {
  /** The policy itself first, then what it extends, nearest first. Rules and sources name them by index. */
  readonly documents: readonly PolicyDocument[];
  readonly stages: readonly Stage[];
  readonly waivers: WaiverRules;
  /** In order: the first entry that fits a document decides whether it is believed. */
  readonly trust: readonly TrustRule[];
}

export interface Stage {
  readonly name: string;
  /**
   * In the order in which they are asked; the first that holds decides. Rules marked final come before all others, those
   * of the outermost document first: nothing that extends it can come before them.
   */
  readonly rules: readonly Rule[];
}

export interface Rule {
  /** Unique in its stage. */
  readonly id: string;
  /** Index into the policy's documents. */
  readonly document: number;
  /** Only waivers and VEX of this rule's document, or of one that it extends, count against it. */
  readonly final: boolean;
  readonly action: Action;
  readonly subject: RuleSubject;
  /** All must hold; empty = always. */
  readonly when: readonly Condition[];
  /** Where all of these hold the rule does not; empty = never. */
  readonly unless: readonly Condition[];
  /** CEL, asked after the conditions; empty = none. */
  readonly expression: string;
  /** Only of rules that block. */
  readonly timeline: Timeline | null;
  /** False = no waiver counts against it. */
  readonly waivable: boolean;
  /** For people: why the rule is there; or empty. */
  readonly because: string;
}

/** Holds where one of the tests does. A field without a value (`unknown`) passes no test but `unknown`. */
export interface Condition {
  /** A name of policy/fields.ts. */
  readonly field: string;
  readonly tests: readonly Test[];
}

/** Words, truth values and ids are texts; severities and tiers are compared by their rank, durations in days. */
export type Test =
  | { readonly kind: 'is'; readonly value: string }
  | { readonly kind: 'not'; readonly value: string }
  | { readonly kind: 'glob'; readonly value: string }
  | { readonly kind: 'compare'; readonly operator: '<' | '<=' | '>' | '>='; readonly value: number }
  | { readonly kind: 'unknown' };

/** When the days begin to count: a fix for this distribution or ecosystem is out; the flaw is public; it was first seen here. */
export type Clock = 'fix-available' | 'disclosed' | 'first-seen';

/** Days that a rule that blocks leaves before it does; until then it warns. */
export interface Timeline {
  readonly clock: Clock;
  /** The first that fits the finding gives the days. */
  readonly days: readonly Allowance[];
  /** A warning with fewer days left than this is marked as soon due. */
  readonly warnDays: number;
  /** True = the days begin anew when the severity of a finding gets worse. */
  readonly restartOnSeverity: boolean;
}

export interface Allowance {
  /** A severity, a tier, `known-exploited`, or `any`. */
  readonly for: string;
  /** `cisa` = until the date that CISA's catalogue of exploited flaws gives. */
  readonly days: number | 'cisa';
}

export type WaiverField = 'reason' | 'owner' | 'approver' | 'expires';

/** What counts as a waiver. */
export interface WaiverRules {
  readonly sources: readonly WaiverSource[];
  readonly demand: readonly WaiverField[];
  /** The longest that one may run from the day of judgement; 0 = any time. */
  readonly maxDays: number;
}

export interface WaiverSource {
  /** A file (relative to the document that lists it, or to the current folder), `https://…` or `oci://…`. */
  readonly reference: string;
  /** Index into the policy's documents; 0 is also the command line's. */
  readonly document: number;
  /** PEM of the key that must have signed it (DSSE); empty = it need not be signed. */
  readonly publicKey: string;
  /** False = it may be missing. */
  readonly demanded: boolean;
}

/** Whose VEX statements are believed. */
export interface TrustRule {
  /** `image` = the image's referrers and attestations; else a file, a folder, `https://…` or `oci://…`. */
  readonly from: string;
  readonly document: number;
  /** Glob over the document's author or publisher; empty = anyone. */
  readonly author: string;
  /** PEM of the key that must have signed it (DSSE); empty = it need not be signed. */
  readonly publicKey: string;
  /** Statuses that are believed; others are told and do nothing. */
  readonly statuses: readonly string[];
  /** Last day on which it is believed, `YYYY-MM-DD`; empty = for ever. */
  readonly until: string;
  /** Oldest age of a statement in days; 0 = any. */
  readonly maxAgeDays: number;
}
