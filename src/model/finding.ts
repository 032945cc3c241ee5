/** Findings: this image has that flaw. A union on `kind`; each kind has typed evidence. */
import type { AdvisoryKey, AdvisoryState, AffectedRange } from './advisory.ts';
import type { FoundAt, PackageOwner } from './package.ts';
import type { Severity, SeverityOpinion } from './severity.ts';

/** Why a version counts as affected: one advisory, the key that found it, and the range or listed version that held it. */
export interface MatchEvidence {
  readonly advisoryId: string;
  readonly feed: string;
  readonly key: AdvisoryKey;
  readonly state: AdvisoryState;
  /** The version that was compared (of the source package where the key names one). */
  readonly comparedVersion: string;
  /** The range that holds it; null where the advisory lists the version, or says that all are affected. */
  readonly range: AffectedRange | null;
  readonly listed: boolean;
  /** Fixed version of this advisory in the instance's line, or empty. */
  readonly fixedVersion: string;
  readonly url: string;
}

/** One place in the image that has the flaw. */
export interface VulnerabilityInstance {
  readonly purl: string;
  readonly version: string;
  readonly foundAt: FoundAt;
  readonly ownedBy: PackageOwner | null;
  /** Smallest version that clears this flaw here, or empty. */
  readonly fixedVersion: string;
  readonly evidence: readonly MatchEvidence[];
}

/** A place that weighs less than the finding it belongs to, and why. */
export interface SetAsideInstance {
  readonly standing: FindingStanding;
  readonly reason: string;
  readonly instance: VulnerabilityInstance;
}

/** `counted`; or why a finding is shown but is not counted against the image. */
export type FindingStanding =
  | 'counted'
  /** A kernel header or data-only package: no code of the flaw is in it. */
  | 'informational'
  /** The owning distribution says that it is not affected, or has fixed it. */
  | 'vendor-not-affected'
  /** The files belong to an OS package and its distribution has no record of the flaw, or has not determined it. */
  | 'vendor-status-unknown';

export interface VulnerabilityFinding {
  readonly kind: 'vulnerability';
  /** `v1:` + SHA-256 (model/fingerprint.ts). */
  readonly fingerprint: string;
  /** The id shown: CVE first, then GHSA, then the source's own. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly title: string;
  /** Package URL without version and qualifiers. */
  readonly packagePurl: string;
  readonly packageName: string;
  readonly ecosystem: string;
  readonly standing: FindingStanding;
  /** Why it has this standing, in words. For `counted` empty, or whose package it is a part of that cannot speak for it. */
  readonly standingReason: string;
  readonly severity: Severity;
  /** Whose severity that is; empty if unknown. */
  readonly severitySource: string;
  readonly score: number | null;
  /** Every source's opinion, in a fixed order. */
  readonly opinions: readonly SeverityOpinion[];
  readonly knownExploited: boolean;
  readonly state: AdvisoryState;
  readonly instances: readonly VulnerabilityInstance[];
  /** Places of a weaker standing than the finding's: shown, and not what the finding is counted for. */
  readonly setAside: readonly SetAsideInstance[];
}

export type Finding = VulnerabilityFinding;
