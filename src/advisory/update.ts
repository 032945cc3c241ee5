/**
 * Brings a database up to date. Feeds are fetched and built one after the other into new shards; one renamed
 * manifest makes them the database. A feed that fails keeps its last good state and is named in the result.
 */
import type { PlimsollError } from '../base/errors.ts';
import type { Http } from '../base/http.ts';
import type { Digest } from '../model/digest.ts';
import type { Scheme } from '../version/scheme.ts';
import { type Change, commitChange, sweepDatabase } from './commit.ts';
import type { FeedCount } from './compile.ts';
import { readManifest } from './database.ts';
import { toDiskError } from './disk.ts';
import type { Feed } from './feed.ts';
import type { Manifest } from './manifest.ts';
import { planUnits } from './unit.ts';
import { updateLocally } from './update-local.ts';
import { updateUnit } from './update-unit.ts';

export interface UpdateOptions {
  readonly folder: string;
  readonly feeds: readonly Feed[];
  readonly schemes: readonly Scheme[];
  /** Null = those of the database, or the standard ones if there is none yet. */
  readonly namespaces: readonly string[] | null;
  readonly from: UpdateSource;
  /** Fetches what has not changed too, and accepts a feed that lost more than a fifth of its records. */
  readonly force: boolean;
  /** UTC, ISO 8601: the fetch time. */
  readonly now: string;
  readonly http: Http;
  /** Refuses larger downloads; null = no limit. */
  readonly maxDownloadBytes: number | null;
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

/**
 * Throws UsageError `unknown-namespace`, InputError `disk-full`, `not-writable` and what `readManifest` throws; then
 * the database is as it was. Everything else that goes wrong is an outcome.
 */
export async function updateDatabase(options: UpdateOptions): Promise<UpdateResult> {
  try {
    const manifest = readManifest(options.folder)?.manifest ?? null;
    return finish(options, await build(options, manifest));
  } catch (thrown) {
    throw toDiskError(thrown, options.folder);
  }
}

/** What is built, before it is put in place. */
export interface Built {
  readonly outcome: Outcome;
  readonly change: Change | null;
}

/** What a fresh database holds: the languages whose packages are recognised, and living releases. */
export const STANDARD_NAMESPACES: readonly string[] = [
  'npm',
  'pypi',
  'maven',
  'golang',
  'debian:11',
  'debian:12',
  'debian:13',
  'alpine:3.19',
  'alpine:3.20',
  'alpine:3.21',
  'alpine:3.22',
  'alpine:3.23',
];

async function build(options: UpdateOptions, manifest: Manifest | null): Promise<readonly Built[]> {
  const { from } = options;
  if (from.kind === 'local') return updateLocally(from.path, manifest, options);
  const known = manifest?.shards.map((shard) => shard.namespace) ?? [];
  const namespaces = options.namespaces ?? (known.length > 0 ? known : STANDARD_NAMESPACES);
  const built: Built[] = [];
  for (const unit of planUnits(namespaces, options.feeds, from.kind === 'mirror' ? from.url : null)) {
    built.push(await updateUnit(unit, manifest, options));
  }
  return built;
}

function finish(options: UpdateOptions, built: readonly Built[]): UpdateResult {
  const outcomes = built.map((b) => b.outcome);
  const changes = built.flatMap((b) => (b.change === null ? [] : [b.change]));
  if (changes.length === 0) return { digest: readManifest(options.folder)?.digest ?? null, outcomes };
  const digest = commitChange(options.folder, {
    replaces: changes.flatMap((change) => change.replaces),
    shards: changes.flatMap((change) => change.shards),
    snapshots: changes.flatMap((change) => change.snapshots),
  });
  sweepDatabase(options.folder, Date.parse(options.now));
  return { digest, outcomes };
}
