/** Updates the namespaces of one unit over the network. */
import { rmSync } from 'node:fs';
import { InputError, messageOf, PlimsollError } from '../base/errors.ts';
import { buildShards, toChange } from './build-shards.ts';
import { workFolder } from './commit.ts';
import { compileInto, type FeedCount, toContext } from './compile.ts';
import { damagedFile } from './damaged-file.ts';
import { shardPath } from './database.ts';
import { toDiskError } from './disk.ts';
import { type Download, downloadPart } from './download.ts';
import { followParts } from './follow.ts';
import type { Manifest, Snapshot, SnapshotSource } from './manifest.ts';
import { isWholeFile } from './shard.ts';
import { openStage } from './stage.ts';
import type { Unit } from './unit.ts';
import type { Built, UpdateOptions } from './update-options.ts';
import { withoutLogin } from './without-login.ts';

/** A failure is an outcome, except of the disk: that would hit the other units too. */
export async function updateUnit(
  planned: Unit,
  manifest: Manifest | null,
  options: UpdateOptions,
): Promise<Built> {
  const files: FetchedFile[] = [];
  let unit = planned;
  try {
    unit = { ...planned, parts: await followParts(planned.parts, options) };
    const last = options.force ? null : findLast(unit, manifest, options.folder);
    if (!(await fetchParts(unit, last, options, files)) && last !== null)
      return unchanged(unit, last, manifest, options);
    return await rebuild(unit, files, manifest, options);
  } catch (thrown) {
    options.signal.throwIfAborted();
    return failed(unit, toDiskError(named(thrown, files), options.folder));
  } finally {
    for (const file of files) rmSync(file.path, { force: true });
  }
}

interface FetchedFile {
  readonly path: string;
  readonly source: SnapshotSource;
}

/** The snapshot whose data can be kept if the source says "not modified": all of it there, and for all namespaces. */
function findLast(unit: Unit, manifest: Manifest | null, folder: string): Snapshot | null {
  const last = manifest?.snapshots.find(
    (snapshot) =>
      snapshot.feed === unit.feed.id &&
      unit.namespaces.every((namespace) => snapshot.namespaces.includes(namespace)) &&
      unit.parts.every((part) => part.optional === true || findSource(snapshot, part.url) !== null),
  );
  if (last === undefined || manifest === null) return null;
  const shards = manifest.shards.filter((shard) => unit.namespaces.includes(shard.namespace));
  return shards.every((shard) => isWholeFile(shardPath(folder, shard.digest))) ? last : null;
}

function findSource(snapshot: Snapshot | null, url: string): SnapshotSource | null {
  return snapshot?.sources.find((source) => source.url === withoutLogin(url)) ?? null;
}

/** Fills `files` and says true, or says false if nothing has changed. One changed part makes all of them needed. */
async function fetchParts(
  unit: Unit,
  last: Snapshot | null,
  options: UpdateOptions,
  files: FetchedFile[],
): Promise<boolean> {
  const answers: (readonly [url: string, Download])[] = [];
  for (const part of unit.parts) {
    const { url } = part;
    try {
      answers.push([url, await fetchPart(url, findSource(last, url), options, files)]);
    } catch (cause) {
      options.signal.throwIfAborted();
      if (part.optional !== true || !(cause instanceof PlimsollError)) throw cause;
    }
  }
  if (answers.every(([, answer]) => answer.kind === 'unchanged')) return false;
  for (const [url, answer] of answers) {
    if (answer.kind === 'unchanged') await fetchPart(url, null, options, files);
  }
  return true;
}

async function fetchPart(
  url: string,
  last: SnapshotSource | null,
  options: UpdateOptions,
  files: FetchedFile[],
): Promise<Download> {
  const { http } = options;
  if (http === null) throw new TypeError('an update over the network needs an HTTP client');
  const what = withoutLogin(url);
  const download = await downloadPart(url, {
    http,
    folder: workFolder(options.folder),
    last,
    maxBytes: options.maxDownloadBytes,
    signal: options.signal,
    onProgress: (doneBytes, totalBytes) =>
      options.onProgress({ stage: 'download', what, doneBytes, totalBytes }),
  });
  if (download.kind === 'file')
    files.push({ path: download.path, source: { ...download.source, url: what } });
  return download;
}

async function rebuild(
  unit: Unit,
  files: readonly FetchedFile[],
  manifest: Manifest | null,
  options: UpdateOptions,
): Promise<Built> {
  const { feed, namespaces } = unit;
  const stage = openStage(workFolder(options.folder));
  try {
    const read = await compileInto(stage, {
      feed,
      files: files.map((file) => file.path),
      wants: (namespace) => namespaces.includes(namespace),
      context: toContext(options.schemes),
      signal: options.signal,
      onProgress: (records) => options.onProgress({ stage: 'parse', what: feed.id, records }),
    });
    const damage = read.damage.map((text) => withUrls(text, files));
    const count = { ...read, damage, skipped: withMissing(read.skipped, unit, files) };
    if (count.records === 0) throw nothingReadable(files, count);
    const shards = await buildShards(stage, options.folder, options.signal);
    const filled = shards.map((shard) => shard.namespace);
    const snapshot: Snapshot = {
      feed: feed.id,
      namespaces: filled,
      fetchedAt: options.now,
      records: count.records,
      licence: feed.licence,
      sources: files.map((file) => file.source),
    };
    const snapshots = filled.length === 0 ? [] : [snapshot];
    const change = toChange(manifest, { shards, snapshots, namespaces }, options.force);
    const missing = namespaces.filter((namespace) => !filled.includes(namespace));
    const outcome = { feed: feed.id, namespaces, kind: 'updated' as const, error: null, count, missing };
    // Where nothing was found and nothing was there, there is no database to make.
    return { outcome, change: filled.length === 0 && manifest === null ? null : change };
  } finally {
    stage.close();
  }
}

/** The data are as they were, and were looked at now. */
function unchanged(unit: Unit, last: Snapshot, manifest: Manifest | null, options: UpdateOptions): Built {
  const { feed, namespaces } = unit;
  const shards = (manifest?.shards ?? []).filter((shard) => namespaces.includes(shard.namespace));
  const snapshots = [{ ...last, namespaces, fetchedAt: options.now }];
  return {
    outcome: { feed: feed.id, namespaces, kind: 'unchanged', error: null, count: null, missing: [] },
    change: { replaces: namespaces, shards, snapshots },
  };
}

/** People know the URL; the temporary file is gone when they look. */
function withUrls(text: string, files: readonly FetchedFile[]): string {
  return files.reduce((changed, { path, source }) => changed.replaceAll(path, source.url), text);
}

function named(thrown: unknown, files: readonly FetchedFile[]): unknown {
  if (!(thrown instanceof InputError && thrown.code === 'feed-damaged')) return thrown;
  const { code, message, where, wayOut } = thrown;
  return new InputError(code, { what: message, where: withUrls(where, files), wayOut, cause: thrown });
}

/** A login page in place of the feed, for one. */
function nothingReadable(files: readonly FetchedFile[], count: FeedCount): InputError {
  const url = files[0]?.source.url ?? '';
  return damagedFile(url, count.damage[0]?.replace(/^.*?: /, '') ?? 'it holds no record');
}

function failed({ feed, namespaces }: Unit, thrown: unknown): Built {
  if (thrown instanceof PlimsollError && ['disk-full', 'not-writable'].includes(thrown.code)) throw thrown;
  if (isProgrammingError(thrown)) throw thrown;
  const error = thrown instanceof PlimsollError ? thrown : unexpected(feed.id, thrown);
  return {
    outcome: { feed: feed.id, namespaces, kind: 'failed', error, count: null, missing: [] },
    change: null,
  };
}

function isProgrammingError(thrown: unknown): boolean {
  return thrown instanceof TypeError || thrown instanceof ReferenceError;
}

function unexpected(feed: string, cause: unknown): InputError {
  return new InputError('feed-failed', {
    what: `The feed could not be taken over: ${messageOf(cause)}.`,
    where: feed,
    wayOut: 'Try again later.',
    cause,
  });
}

/** Says which parts the update went on without. */
function withMissing(
  skipped: FeedCount['skipped'],
  { parts }: Unit,
  files: readonly FetchedFile[],
): FeedCount['skipped'] {
  const fetched = new Set(files.map(({ source }) => source.url));
  const missing = parts.map(({ url }) => withoutLogin(url)).filter((url) => !fetched.has(url));
  return new Map([...skipped, ...missing.map((url) => [`not-fetched:${url}`, 1] as const)]);
}
