/** What a verdict under a policy is made of, and what it ends in: enough to compute it again from a report alone. */
import type { Digest } from './digest.ts';
import type { Action, Clock, Policy } from './policy.ts';
import type { Problem } from './problem.ts';
import type { Severity } from './severity.ts';
import type { JudgedStatement, VexStatement } from './vex.ts';
import type { Waiver } from './waiver.ts';

/** All that takes part besides image, advisories and program. */
export interface GateInputs {
  readonly stage: string;
  /** UTC ISO 8601. */
  readonly now: string;
  readonly policy: Policy;
  /** Settings that change findings or verdict, by name, sorted; of files the digest of their bytes. Part of the policy digest. */
  readonly settings: Readonly<Record<string, string>>;
  readonly waivers: readonly Waiver[];
  readonly statements: readonly VexStatement[];
  /** Null = there is no state: when a finding was first seen is unknown. */
  readonly history: History | null;
  /** Null = nothing to compare with. */
  readonly baseline: Baseline | null;
}

/** First-seen dates, from a state file or artifact. In a report: those of its findings only. */
export interface History {
  readonly reference: string;
  /** Sorted by key. */
  readonly entries: readonly HistoryOf[];
}

/** Days are `YYYY-MM-DD`, UTC; empty = not yet. */
export interface HistoryOf {
  /** The finding's fingerprint, or the one it would have under an alias. */
  readonly key: string;
  readonly firstSeen: string;
  /** The first day on which a fix was seen. */
  readonly fixSeen: string;
  readonly severity: Severity;
  /** Since when it has this severity. */
  readonly severitySince: string;
}

/** What was there before, to tell what a change brought. */
export interface Baseline {
  readonly reference: string;
  /** Of the image, or of the report's bytes. */
  readonly digest: string;
  /** Fingerprints of its findings, sorted; null where it is an inventory that was not judged. */
  readonly findings: readonly string[] | null;
  /** Package URLs with versions, sorted. */
  readonly packages: readonly string[];
}

/** What a finding is against the baseline; `newly-disclosed`: the package was there already, in this version. */
export type Change = 'added' | 'newly-disclosed' | 'unchanged';

/** The time that a rule leaves. */
export interface Due {
  /** `YYYY-MM-DD`; the rule blocks from the day after. Empty = the clock has not started. */
  readonly at: string;
  /** Whole days left; negative = over; 0 where the clock has not started. */
  readonly daysLeft: number;
  readonly isSoon: boolean;
  /** The clock that the rule asks for. */
  readonly clock: Clock;
  /** The clock that was used: another one where the day of the first is unknown. */
  readonly used: Clock | 'cisa';
  /** Where `used` began, `YYYY-MM-DD`; or empty. */
  readonly since: string;
}

/** What decided about a finding. */
export type DecidedBy =
  /** Nobody asked for a judgement. */
  | { readonly kind: 'nothing' }
  /** It is not counted, or it has expired. */
  | { readonly kind: 'standing' }
  /** `--fail-on`. */
  | { readonly kind: 'severity' }
  | { readonly kind: 'rule'; readonly rule: string }
  /** No rule of the stage holds. */
  | { readonly kind: 'no-rule' }
  /** The rule would have blocked or warned. */
  | { readonly kind: 'waiver'; readonly waiver: string; readonly rule: string }
  /** `statement`: document reference and number, `vex.json#0`. */
  | { readonly kind: 'vex'; readonly statement: string };

/** Why the coverage is not complete, and whether the policy accepts that. */
export interface JudgedGap {
  readonly problem: Problem;
  readonly outcome: 'block' | 'warn' | 'pass';
  /** Empty = no rule: it blocks. */
  readonly rule: string;
  readonly because: string;
}

/** A rule about the image as a whole that holds. */
export interface JudgedImage {
  readonly rule: string;
  readonly action: Action;
  readonly outcome: 'block' | 'warn' | 'pass';
  readonly because: string;
  readonly due: Due | null;
}

export interface JudgedWaiver {
  readonly waiver: Waiver;
  /** `elsewhere`: it speaks of another image, and is not asked any further. */
  readonly outcome: 'used' | 'unused' | 'expired' | 'incomplete' | 'too-wide' | 'elsewhere';
  /** Of the findings that it covers. */
  readonly fingerprints: readonly string[];
  readonly because: string;
}

/** A rule that could not be asked, because a field has no value here. */
export interface Unasked {
  readonly rule: string;
  readonly field: string;
  /** How many findings it was passed over for; 1 for rules about the image. */
  readonly count: number;
}

export interface GateRecord {
  readonly inputs: GateInputs;
  readonly digests: GateDigests;
  readonly gaps: readonly JudgedGap[];
  /** All rules about the image that hold, in the order of the rules: the first decides, the others are told. */
  readonly image: readonly JudgedImage[];
  readonly waivers: readonly JudgedWaiver[];
  readonly statements: readonly JudgedStatement[];
  readonly unasked: readonly Unasked[];
}

/** SHA-256 over canonical JSON. The verdict is a function of these, image, advisories, `now` and program. */
export interface GateDigests {
  /** Over policy, stage and settings. */
  readonly policy: Digest;
  readonly waivers: Digest;
  readonly vex: Digest;
  readonly history: Digest;
  readonly baseline: Digest;
}

/** One rule as it was asked about one finding (`--explain`). */
export interface ExplainStep {
  /** Id of the rule. */
  readonly rule: string;
  readonly action: Action;
  readonly held: boolean;
  /** What it was for; of a rule that did not hold the first condition that failed, with the field's value. */
  readonly why: string;
}
