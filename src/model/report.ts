/** What a scan ends in. */
import type { AdvisoryBuild } from './advisory.ts';
import type { Distro } from './distro.ts';
import type { Finding } from './finding.ts';
import type { DecidedBy, Due, GateRecord } from './gate.ts';
import type { ImageInfo, Owner } from './image.ts';
import type { ReleaseSupport } from './lifecycle.ts';
import type { Package } from './package.ts';
import type { Problem } from './problem.ts';
import type { Severity } from './severity.ts';

export type CoverageState = 'complete' | 'partial' | 'not-checkable';

/** How much of the image could be judged. The reasons are the problems whose effect is not `note`. */
export interface Coverage {
  readonly state: CoverageState;
  readonly reasons: readonly Problem[];
  /** ELF files and scripts with an execute bit that no package owns and no cataloger identified. */
  readonly unidentifiedExecutables: number;
}

/** A finding with its rank. `tier` orders reports: exploited first, then severity. */
export interface RankedFinding<F extends Finding = Finding> {
  readonly finding: F;
  readonly tier: 'act-now' | 'soon' | 'planned' | 'watch';
}

export interface Judgement<F extends Finding = Finding> {
  readonly ranked: RankedFinding<F>;
  readonly outcome: 'block' | 'warn' | 'pass';
  /** What decided, in words. */
  readonly because: string;
  readonly by: DecidedBy;
  /** Null where no time is set. */
  readonly due: Due | null;
}

/** What a verdict rests on. */
export type DecisionBasis =
  /** Nobody asked for a judgement: all pass. */
  | { readonly kind: 'none' }
  /** Findings at or above this severity block. */
  | { readonly kind: 'fail-on'; readonly severity: Severity }
  | { readonly kind: 'policy'; readonly gate: GateRecord };

export interface Decision {
  readonly verdict: 'pass' | 'warn' | 'block';
  readonly basis: DecisionBasis;
  readonly judgements: readonly Judgement[];
}

/** Figures about one layer as it was read. */
export interface LayerSummary {
  readonly index: number;
  readonly owner: Owner;
  readonly entries: number;
  readonly plainBytes: number;
  /** How often it was read again, for files that only the merged view shows to be wanted. */
  readonly rereads: number;
}

export interface ToolInfo {
  readonly name: 'plimsoll';
  readonly version: string;
}

/** `vuln`: packages against advisories; `secret`: credentials in layers and config. */
export type Scanner = 'vuln' | 'secret';

export interface ScanReport {
  readonly tool: ToolInfo;
  readonly image: ImageInfo;
  readonly layers: readonly LayerSummary[];
  readonly distros: readonly Distro[];
  /** Until when these distributions are supported, in their order; empty where flaws were not looked for. */
  readonly support: readonly ReleaseSupport[];
  readonly packages: readonly Package[];
  /** What was looked for; empty for an inventory alone (`plimsoll sbom`). */
  readonly scanners: readonly Scanner[];
  /** Null where flaws were not looked for. */
  readonly advisories: AdvisoryBuild | null;
  readonly decision: Decision;
  readonly coverage: Coverage;
  /** All problems, also those that are only told, in a fixed order. */
  readonly problems: readonly Problem[];
  /** All exit codes that hold, and the one taken. */
  readonly exit: { readonly code: number; readonly holding: readonly number[] };
}
