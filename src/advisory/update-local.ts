/** Updates a database from files: a copy of feeds in any layout, or OSV records that somebody wrote. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { InputError, UsageError } from '../base/errors.ts';
import { buildShards, toChange } from './build-shards.ts';
import { workFolder } from './commit.ts';
import { compileInto, type FeedCount, toContext } from './compile.ts';
import { fileDigest } from './download.ts';
import { isExport } from './import.ts';
import { findLocalFiles, type LocalFeed } from './local-files.ts';
import type { Manifest, Shard, Snapshot, SnapshotSource } from './manifest.ts';
import { openStage, type Stage } from './stage.ts';
import type { Built, UpdateOptions } from './update-options.ts';

/** All feeds together make the shards: two of them may fill one namespace. */
export async function updateLocally(
  path: string,
  manifest: Manifest | null,
  options: UpdateOptions,
): Promise<readonly Built[]> {
  if (isExport(path)) throw useImport(path);
  const { feeds } = await findLocalFiles(path, options.feeds, options.signal);
  const stage = openStage(workFolder(options.folder));
  try {
    const read: ReadFeed[] = [];
    for (const local of feeds) read.push(await readFeed(local, stage, options));
    const shards = await buildShards(stage, options.folder, options.signal);
    if (shards.length === 0) throw nothingUsable(path, read);
    const snapshots = read.map((feed) => toSnapshot(feed, shards)).filter((s) => s.namespaces.length > 0);
    const filled = shards.map((shard) => shard.namespace);
    const namespaces = options.namespaces ?? filled;
    const change = toChange(manifest, { shards, snapshots, namespaces }, options.force);
    const missing = namespaces.filter((namespace) => !filled.includes(namespace));
    return read.map((feed, index) => ({
      outcome: {
        feed: feed.local.feed.id,
        namespaces: [...feed.namespaces].sort(),
        kind: 'updated' as const,
        error: null,
        count: feed.count,
        missing: index === 0 ? missing : [],
      },
      change: index === 0 && shards.length > 0 ? change : null,
    }));
  } finally {
    stage.close();
  }
}

interface ReadFeed {
  readonly local: LocalFeed;
  readonly count: FeedCount;
  readonly namespaces: ReadonlySet<string>;
  readonly sources: readonly SnapshotSource[];
  readonly fetchedAt: string;
}

async function readFeed(local: LocalFeed, stage: Stage, options: UpdateOptions): Promise<ReadFeed> {
  const namespaces = new Set<string>();
  const count = await compileInto(observed(stage, namespaces), {
    feed: local.feed,
    files: local.files,
    wants: (namespace) => options.namespaces?.includes(namespace) ?? true,
    context: toContext(options.schemes),
    signal: options.signal,
    onProgress: (records) => options.onProgress({ stage: 'parse', what: local.feed.id, records }),
  });
  const sources = local.files.length > MAX_SOURCES ? [] : await Promise.all(local.files.map(toSource));
  return { local, count, namespaces, sources, fetchedAt: dateOf(local.files, count) };
}

/** A folder of single records has thousands of files; their digests say less than that of the shard. */
const MAX_SOURCES = 100;

function observed(stage: Stage, namespaces: Set<string>): Stage {
  return {
    ...stage,
    add: (advisory) => {
      stage.add(advisory);
      namespaces.add(advisory.key.namespace);
    },
    addTableRow: (namespace, row) => {
      stage.addTableRow(namespace, row);
      namespaces.add(namespace);
    },
  };
}

function toSnapshot(read: ReadFeed, shards: readonly Shard[]): Snapshot {
  return {
    feed: read.local.feed.id,
    namespaces: shards.map((shard) => shard.namespace).filter((namespace) => read.namespaces.has(namespace)),
    fetchedAt: read.fetchedAt,
    records: read.count.records,
    licence: read.local.feed.licence,
    sources: read.sources,
  };
}

async function toSource(path: string): Promise<SnapshotSource> {
  const sizeBytes = statSync(path).size;
  // The folder's name is nobody's business on the machine that the database is carried to.
  return { url: basename(path), etag: '', lastModified: '', sha256: await fileDigest(path), sizeBytes };
}

/**
 * How old the data are: the newest change of a record, or where records have no date, of a file. A record that claims
 * to be from the future must not make all of them young.
 */
function dateOf(files: readonly string[], count: FeedCount): string {
  const newest = Math.max(...files.map((file) => statSync(file).mtimeMs));
  const fileTime = `${new Date(newest).toISOString().slice(0, 19)}Z`;
  return count.modifiedAt !== '' && count.modifiedAt < fileTime ? count.modifiedAt : fileTime;
}

function useImport(path: string): UsageError {
  return new UsageError('is-an-export', {
    what: 'This file holds a whole database, not a feed.',
    where: path,
    wayOut: 'Run `plimsoll db import FILE`.',
  });
}

function nothingUsable(path: string, read: readonly ReadFeed[]): InputError {
  const records = read.reduce((sum, feed) => sum + feed.count.records, 0);
  const damage = read.flatMap((feed) => feed.count.damage)[0];
  const reasons = [...new Set(read.flatMap((feed) => [...feed.count.skipped.keys()]))].slice(0, 5).join(', ');
  const why = [damage, reasons].filter((text) => text !== undefined && text !== '').join('; ');
  return new InputError('no-advisories', {
    what: `None of the ${records} records there can be used${why === '' ? '' : ` (${why})`}.`,
    where: path,
    wayOut: 'Check that the records name packages of a known ecosystem, and those that --only names.',
  });
}
