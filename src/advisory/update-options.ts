/** What an update is asked, what it tells while it works, and what comes of it. */
import type { PlimsollError } from '../base/errors.ts';
import type { Http } from '../base/http/http.ts';
import type { Digest } from '../model/digest.ts';
import type { Scheme } from '../version/scheme.ts';
import type { Change } from './commit.ts';
import type { FeedCount } from './compile.ts';
import type { AnyFeed } from './feed.ts';

export interface UpdateOptions {
  readonly folder: string;
  readonly feeds: readonly AnyFeed[];
  readonly schemes: readonly Scheme[];
  /** Null = those of the database, or the standard ones if there is none yet. */
  readonly namespaces: readonly string[] | null;
  readonly from: UpdateSource;
  /** Fetches what has not changed too, and accepts a feed that lost more than a fifth of its records. */
  readonly force: boolean;
  /** UTC, ISO 8601: the fetch time. */
  readonly now: string;
  /** Null only for local sources. */
  readonly http: Http | null;
  /** Refuses larger downloads; null = no limit. */
  readonly maxDownloadBytes: number | null;
  /** Ends the update; nothing has changed then. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UpdateProgress) => void;
}

export type UpdateSource =
  | { readonly kind: 'feeds' }
  /** Base URL, ending in `/`, of a copy: `osv/<Ecosystem>/all.zip`, `alpine/v3.20/main.json`, `debian/tracker.json`. */
  | { readonly kind: 'mirror'; readonly url: string }
  /** A file, or a folder in any layout. */
  | { readonly kind: 'local'; readonly path: string };

export type UpdateProgress =
  | {
      readonly stage: 'download';
      readonly what: string;
      readonly doneBytes: number;
      readonly totalBytes: number | null;
    }
  | { readonly stage: 'parse'; readonly what: string; readonly records: number };

export interface UpdateResult {
  /** The new advisory digest; null where nothing could be updated and there is no database. */
  readonly digest: Digest | null;
  readonly outcomes: readonly Outcome[];
}

/** What came of the namespaces that are fetched together. */
export interface Outcome {
  readonly feed: string;
  readonly namespaces: readonly string[];
  readonly kind: 'updated' | 'unchanged' | 'failed';
  /** For `failed`; the namespaces keep the data they had. */
  readonly error: PlimsollError | null;
  readonly count: FeedCount | null;
  /** Asked for, but the source has nothing for them. */
  readonly missing: readonly string[];
}

/** What is built, before it is put in place. */
export interface Built {
  readonly outcome: Outcome;
  readonly change: Change | null;
}

/** What `--from` names: a base URL, or a path; null = the feeds' own places. */
export function toUpdateSource(from: string | null): UpdateSource {
  if (from === null) return { kind: 'feeds' };
  if (!/^https?:\/\//i.test(from)) return { kind: 'local', path: from };
  return { kind: 'mirror', url: from.endsWith('/') ? from : `${from}/` };
}
