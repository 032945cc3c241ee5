/** Puts a new state of a database in place: one renamed manifest. Until then nothing of the old state changes. */
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import type { Digest } from '../model/digest.ts';
import { manifestPath, previousManifestPath, readUpdateStart, shardPath, toFiles } from './database.ts';
import { putInPlace, sweep, writeWhole } from './disk.ts';
import { isUnfinishedDownload } from './download.ts';
import { MANIFEST_SCHEMA, type Manifest, type Shard, type Snapshot, writeManifest } from './manifest.ts';
import { shardFileName } from './shard.ts';

export interface Change {
  /** Namespaces whose shards and snapshots so far are dropped. */
  readonly replaces: readonly string[];
  readonly shards: readonly Shard[];
  readonly snapshots: readonly Snapshot[];
}

/** The folder for unfinished files of a database. */
export function workFolder(folder: string): string {
  return join(folder, 'tmp');
}

/** Moves a finished shard to its name. Also over an equal one, which makes it young for the sweep. */
export function placeShard(folder: string, temporary: string, digest: Digest): void {
  makeFolder(join(folder, 'shards'), 0o777);
  const path = shardPath(folder, digest);
  putInPlace(temporary, path);
  const now = new Date();
  utimesSync(path, now, now);
}

/**
 * Merges a change into what the manifest says at this moment, so that a second process that updated other namespaces
 * meanwhile keeps its own. Returns the new digest.
 */
export function commitChange(folder: string, change: Change): Digest {
  const { text, digest } = writeManifest(merge(readUpdateStart(folder).manifest, change));
  commitText(folder, text);
  return digest;
}

/** Makes these bytes the manifest; the one before stays as the previous one. */
export function commitText(folder: string, text: string): void {
  const current = readText(manifestPath(folder));
  if (current === text) return;
  if (current !== null) writeWhole(previousManifestPath(folder), current, workFolder(folder));
  writeWhole(manifestPath(folder), text, workFolder(folder));
}

/** Removes unfinished work of processes that are gone, before there is more of it: the disk may be full. */
export function sweepWork(folder: string, nowMs: number): void {
  sweep(workFolder(folder), (name) => (isUnfinishedDownload(name) ? 'while-young' : 'while-owned'), nowMs);
}

/** Removes old files that neither manifest names. Never fails an update. */
export function sweepDatabase(folder: string, nowMs: number): void {
  const wanted = new Set<string>();
  for (const path of [manifestPath(folder), previousManifestPath(folder)]) {
    const text = readText(path);
    if (text === null) continue;
    try {
      for (const shard of toFiles(text, path).manifest.shards) wanted.add(shardFileName(shard.digest));
    } catch {
      // A manifest of another version may name any of them.
      return;
    }
  }
  sweep(join(folder, 'shards'), (name) => (wanted.has(name) ? 'always' : 'while-young'), nowMs);
  sweepWork(folder, nowMs);
}

function merge(manifest: Manifest | null, change: Change): Manifest {
  const replaced = new Set(change.replaces);
  const others = (manifest?.snapshots ?? []).flatMap((snapshot) => {
    const namespaces = snapshot.namespaces.filter((namespace) => !replaced.has(namespace));
    return namespaces.length === 0 ? [] : [{ ...snapshot, namespaces }];
  });
  const kept = (manifest?.shards ?? []).filter((shard) => !replaced.has(shard.namespace));
  return {
    schema: MANIFEST_SCHEMA,
    shards: [...kept, ...change.shards],
    snapshots: [...others, ...change.snapshots],
  };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
