/**
 * Brings a database up to date. Feeds are fetched and built one after the other into new shards; one renamed
 * manifest makes them the database. A feed that fails keeps its last good state and is named in the result.
 */
import type { Digest } from '../model/digest.ts';
import { tableNamespace } from '../model/table.ts';
import { commitChange, sweepDatabase, sweepWork } from './commit.ts';
import { readManifest, readUpdateStart, type UpdateStart } from './database.ts';
import { toDiskError } from './disk.ts';
import { planUnits } from './unit.ts';
import { updateLocally } from './update-local.ts';
import type { Built, UpdateOptions, UpdateResult } from './update-options.ts';
import { updateUnit } from './update-unit.ts';

/**
 * Throws the signal's reason, UsageError `unknown-namespace`, InputError `disk-full`, `not-writable` and what `readManifest` throws; then
 * the database is as it was. One of an older schema is made anew where all its namespaces are asked for. Everything else that goes wrong is an outcome.
 */
export async function updateDatabase(options: UpdateOptions): Promise<UpdateResult> {
  try {
    sweepWork(options.folder, Date.parse(options.now));
    return finish(options, await build(options, readStart(options)));
  } catch (thrown) {
    throw toDiskError(thrown, options.folder);
  }
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

function readStart({ folder, namespaces }: UpdateOptions): UpdateStart {
  if (namespaces === null) return readUpdateStart(folder);
  // The others of an older schema would be lost without a word.
  const manifest = readManifest(folder)?.manifest ?? null;
  return { manifest, namespaces };
}

async function build(options: UpdateOptions, start: UpdateStart): Promise<readonly Built[]> {
  const { from } = options;
  const { manifest, namespaces: known } = start;
  if (from.kind === 'local') return updateLocally(from.path, manifest, options);
  const namespaces =
    options.namespaces ?? withTables(known.length > 0 ? known : STANDARD_NAMESPACES, options);
  const built: Built[] = [];
  for (const unit of planUnits(namespaces, options.feeds, from.kind === 'mirror' ? from.url : null)) {
    options.signal.throwIfAborted();
    built.push(await updateUnit(unit, manifest, options));
  }
  return built;
}

/** Tables are for all images: whoever does not choose gets them. */
function withTables(namespaces: readonly string[], { feeds }: UpdateOptions): readonly string[] {
  const tables = feeds.flatMap((feed) => ('table' in feed ? [tableNamespace(feed.table)] : []));
  return [...new Set([...namespaces, ...tables])];
}

function finish(options: UpdateOptions, built: readonly Built[]): UpdateResult {
  const outcomes = built.map((b) => b.outcome);
  const changes = built.flatMap((b) => (b.change === null ? [] : [b.change]));
  if (changes.length === 0) return { digest: heldDigest(options.folder), outcomes };
  const digest = commitChange(options.folder, {
    replaces: changes.flatMap((change) => change.replaces),
    shards: changes.flatMap((change) => change.shards),
    snapshots: changes.flatMap((change) => change.snapshots),
  });
  sweepDatabase(options.folder, Date.parse(options.now));
  return { digest, outcomes };
}

/** Null also where what is there is of an older schema. */
function heldDigest(folder: string): Digest | null {
  return readUpdateStart(folder).manifest === null ? null : (readManifest(folder)?.digest ?? null);
}
