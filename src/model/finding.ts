/** Findings: this image has that flaw, or holds that secret. A union on `kind`; each kind has typed evidence. */
import type { AdvisoryKey, AdvisoryState, AffectedRange } from './advisory.ts';
import type { EpssScore, KnownExploited } from './exploitation.ts';
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
  /** When the advisory was published, UTC ISO 8601, or empty. */
  readonly publishedAt: string;
  /** When the fix was out by the advisory's word, UTC ISO 8601; empty = it does not say, or there is none. */
  readonly fixedAt: string;
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
  /** By an advisory's word, or CISA's. */
  readonly knownExploited: boolean;
  /** Its entry in CISA's catalogue; null where it has none, or the catalogue is not loaded. */
  readonly listing: KnownExploited | null;
  /** Null where there is no score, or scores are not loaded. */
  readonly epss: EpssScore | null;
  readonly state: AdvisoryState;
  readonly instances: readonly VulnerabilityInstance[];
  /** Places of a weaker standing than the finding's: shown, and not what the finding is counted for. */
  readonly setAside: readonly SetAsideInstance[];
}

/** What became of the text that holds a secret. Only `visible` is in the running container; all of them ship. */
export type SecretState =
  | 'visible'
  /** A later layer removed the file: whoever has the image can still take it out of the layer below. */
  | 'removed'
  /** A later layer has other content at the path; the same can be taken out. */
  | 'overwritten'
  /** In the image's config: environment, labels, history, commands. */
  | 'in-config';

/** One place that holds the secret. */
export interface SecretPlace {
  readonly state: SecretState;
  /** The layer that holds it; null for a part of the config that made no layer. */
  readonly layerIndex: number | null;
  /** The layer that hid it; null where none did. */
  readonly goneInLayer: number | null;
  /** A file, one in an archive (`app.jar!/conf/a.properties`), or a part of the config (`config:env/NAME`). */
  readonly path: string;
  /** From 1; both 0 in content that has no lines. The column counts bytes. */
  readonly line: number;
  readonly column: number;
  /** Bytes before it in the file. */
  readonly offset: number;
  /** How it is written down there, outermost first; empty for plain bytes. */
  readonly encodings: readonly string[];
  /** At most 120 characters of the line, the secret masked. */
  readonly excerpt: string;
}

/** `counted`; or why a secret is shown but not counted against the image. */
export type SecretStanding =
  | 'counted'
  /** The file is byte for byte what a package of the distribution itself ships: everyone has it. */
  | 'shipped-by-package'
  /** A value that its provider or a standard publishes as an example. */
  | 'published-example'
  /** A key that a well-known package brings for its own tests. */
  | 'shared-default-key'
  /** Somebody allowed it: a comment beside it, or a rule with an owner. */
  | 'allowed';

export interface SecretFinding {
  readonly kind: 'secret';
  /** Over detector and first place, never over the secret (model/fingerprint.ts). */
  readonly fingerprint: string;
  /** The detector's id. */
  readonly id: string;
  /** What it is: `GitHub fine-grained personal access token`. */
  readonly title: string;
  readonly provider: string;
  readonly severity: Severity;
  readonly standing: SecretStanding;
  readonly standingReason: string;
  /** A few characters of it, the rest hidden. */
  readonly masked: string;
  /** `hmac-sha256:` and hexadecimal digits under the user's key: the same secret in every image; empty without a key. */
  readonly secretId: string;
  /** When it stops being valid, UTC ISO 8601, or empty: whoever judges compares it with a clock. */
  readonly expiresAt: string;
  /** What else is known of it, in words: `encrypted`, `the private key of the certificate etc/ssl/a.pem`. */
  readonly notes: readonly string[];
  /** Where to revoke it. */
  readonly revoke: string;
  /** By layer, then path: never empty. */
  readonly places: readonly SecretPlace[];
}

/** Something is wrong with a waiver. No waiver covers it. */
export interface WaiverFinding {
  readonly kind: 'waiver';
  /** Over id and waiver (model/fingerprint.ts). */
  readonly fingerprint: string;
  readonly id: 'waiver-expired' | 'waiver-incomplete' | 'waiver-too-wide' | 'waiver-unused';
  readonly title: string;
  readonly severity: Severity;
  readonly standing: 'counted';
  readonly standingReason: '';
  /** The waiver's id. */
  readonly waiver: string;
  /** Where it is written: file and line. */
  readonly writtenAt: string;
  readonly owner: string;
}

export type Finding = VulnerabilityFinding | SecretFinding | WaiverFinding;
