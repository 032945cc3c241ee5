/** Advisories: what a feed states about a package. */
import type { SeverityOpinion } from './severity.ts';

/** Where an advisory is looked up: `{ namespace: 'debian:12', name: 'openssl' }`. */
export interface AdvisoryKey {
  /** `debian:12`, `alpine:3.20`, `npm`, `pypi`, `maven`, `golang`, … */
  readonly namespace: string;
  /** The package's name in the namespace's normal form (PEP 503 for pypi, `group:artifact` for maven). */
  readonly name: string;
}

export const SCHEME_IDS = [
  'alpm',
  'apk',
  'composer',
  'cran',
  'deb',
  'gem',
  'gentoo',
  'golang',
  'hackage',
  'maven',
  'nuget',
  'pep440',
  'rpm',
  'semver',
] as const;
export type SchemeId = (typeof SCHEME_IDS)[number];

/** A half-open interval. Null = no bound on that side. At most one of the upper bounds is set. */
export interface AffectedRange {
  /** First affected version; null = from the beginning. */
  readonly introduced: string | null;
  /** First version that is not affected any more. */
  readonly fixed: string | null;
  /** Last affected version, inclusive. */
  readonly lastAffected: string | null;
}

/** The part of a namespace that a statement is for. */
export interface AdvisoryScope {
  /** Architectures, in the package manager's spelling; empty = all. */
  readonly arches: readonly string[];
  /**
   * `name:stream` of an rpm module, a slot of portage; empty = packages outside all modules; null = the source does not
   * tell, or means all.
   */
  readonly moduleStream: string | null;
  /**
   * Repository, pocket or product line, as the distribution calls it: `esm-infra`, `fips`, `rhel_eus:9.2::baseos`,
   * `ksplice`. Empty = the ordinary one, which every image takes part in.
   */
  readonly stream: string;
}

export const EVERYWHERE: AdvisoryScope = { arches: [], moduleStream: null, stream: '' };

/** What the source says of its own product. `no record` is told by the absence of an advisory. */
export type AdvisoryState =
  | 'fixed'
  | 'affected'
  /** There is a fix, but only in a stream that the image does not take part in (a subscription, a longer support). */
  | 'fixed-with-subscription'
  | 'will-not-fix'
  | 'fix-deferred'
  | 'end-of-life'
  | 'under-investigation'
  | 'not-affected';

export interface Advisory {
  /** The record's own id: `GHSA-…`, `CVE-…`, `DSA-…`. */
  readonly id: string;
  /** Other ids of the same flaw (never `related`). */
  readonly aliases: readonly string[];
  /** Feed id: `osv`, `debian`, `alpine`, `starter`. */
  readonly feed: string;
  readonly key: AdvisoryKey;
  readonly scope: AdvisoryScope;
  readonly scheme: SchemeId;
  /** Union. Empty with `versions` empty means: every version (state decides). */
  readonly ranges: readonly AffectedRange[];
  /** Single affected versions, in addition to the ranges. */
  readonly versions: readonly string[];
  readonly state: AdvisoryState;
  /** Short title, at most 200 characters, or empty. */
  readonly title: string;
  readonly severities: readonly SeverityOpinion[];
  /** UTC, ISO 8601, or empty. */
  readonly publishedAt: string;
  /** When the fix was out, UTC ISO 8601; empty = the source does not say, or there is none. */
  readonly fixedAt: string;
  readonly withdrawnAt: string;
  /** True where the source lists the flaw as exploited in the wild. */
  readonly knownExploited: boolean;
  /** RUSTSEC and the like: `unmaintained`, `unsound`, `notice`; empty for a flaw. Never counted as a vulnerability. */
  readonly informational: string;
  /** Where to read about it. */
  readonly url: string;
}

/** The look-up that matching gets as an argument. It does no I/O that its caller cannot see. */
export interface AdvisoryLookup {
  /** All advisories for one key in a fixed order; empty if the namespace has no such name. */
  find(key: AdvisoryKey): readonly Advisory[];
  /** True if data for the namespace are loaded: without, absence of an advisory means nothing. */
  has(namespace: string): boolean;
}

/** One feed's snapshot in a database build. */
export interface FeedSnapshot {
  readonly feed: string;
  /** The namespaces that this snapshot filled. */
  readonly namespaces: readonly string[];
  /** When the source published or we fetched it, UTC ISO 8601. */
  readonly fetchedAt: string;
  readonly records: number;
  readonly licence: string;
}

/** What a report says about the advisories it used. */
export interface AdvisoryBuild {
  /** Digest of the manifest: *the* advisory digest. */
  readonly digest: string;
  /** True for the starter database in the repository. */
  readonly starter: boolean;
  /** Oldest fetch time of the namespaces the scan used, UTC ISO 8601; empty if none was used. */
  readonly oldestAt: string;
  readonly snapshots: readonly FeedSnapshot[];
}
