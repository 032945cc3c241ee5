/**
 * What lies in the cache folder: counted, and removed when it is old or too much. Only files that the program itself
 * puts there are ever looked at, so that a wrong `--cache-dir` costs nothing. Any number of processes may use the
 * folder meanwhile: what is removed under their hands is read anew.
 */
import { type Dirent, lstatSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError, messageOf, systemCode } from '../base/errors.ts';
import { OWNER_MARK, ownerOf } from '../base/unfinished.ts';

export type CacheKind = 'layers' | 'inventories' | 'advisories' | 'code';

/** One thing that is kept or removed as a whole. */
export interface CacheItem {
  readonly kind: CacheKind;
  readonly path: string;
  readonly files: number;
  readonly sizeBytes: number;
  /** Unix time in milliseconds. */
  readonly usedAtMs: number;
  /** Being written, or left behind by a process that was killed. */
  readonly isPart: boolean;
}

export interface PruneOptions {
  /** Remove what was not used since; null = whatever its age. */
  readonly usedBeforeMs: number | null;
  /** Remove what was not used for longest until no more than this is left; null = whatever its size. */
  readonly maxBytes: number | null;
  /** Remove everything. */
  readonly all: boolean;
  readonly nowMs: number;
}

/** Node keeps compiled code in a folder for each of its versions. */
const DEPTH: Readonly<Record<CacheKind, number>> = { layers: 1, inventories: 1, advisories: 0, code: 2 };
const KEPT = new RegExp(`^(?:[0-9a-f]{64}(?:\\.${OWNER_MARK}\\.part)?|path-key\\.${OWNER_MARK}\\.part)$`);
const NAMES: Readonly<Record<CacheKind, RegExp>> = {
  layers: KEPT,
  inventories: KEPT,
  advisories: new RegExp(`^advisories-(?:[0-9a-f]{40}|${OWNER_MARK}\\.tmp)$`),
  code: /^[0-9a-f]{4,64}(?:\.[0-9A-Za-z]{6})?$/,
};
/** Node gives its own unfinished files six letters by chance (mkstemp(3)). */
const PART = /\.(?:part|tmp|[0-9A-Za-z]{6})$/;

export const CACHE_KINDS: readonly CacheKind[] = ['layers', 'inventories', 'advisories', 'code'];

/** A part is removed once its process is gone, or where that is not known, when it is this old. */
const LEFT_BEHIND_MS = 3_600_000;
/** A scan may still open shards of a built database: one that was used just now stays. */
const IN_USE_MS = 600_000;

/** All items, those used last first. Empty if there is no folder. Throws InputError `cache-unreadable`. */
export function listCache(folder: string): readonly CacheItem[] {
  return CACHE_KINDS.flatMap((kind) => itemsOf(folder, kind)).sort((a, b) => b.usedAtMs - a.usedAtMs);
}

/** Removes what the options say; answers what is gone. Throws InputError `cache-unreadable`. */
export function pruneCache(folder: string, options: PruneOptions): readonly CacheItem[] {
  return removeAll(chooseItems(listCache(folder), options));
}

/**
 * Keeps what scans left to a size; compiled code is no part of it: it is small, and every command needs it. Never
 * throws: a cache that cannot be trimmed is no reason to fail.
 */
export function trimCache(folder: string, maxBytes: number, nowMs: number): void {
  try {
    const items = listCache(folder).filter(({ kind, isPart }) => isPart || kind !== 'code');
    removeAll(chooseItems(items, { usedBeforeMs: null, maxBytes, all: false, nowMs }));
  } catch {
    // Nothing was kept yet, or another process removed it.
  }
}

function chooseItems(items: readonly CacheItem[], options: PruneOptions): readonly CacheItem[] {
  const { usedBeforeMs, maxBytes, all, nowMs } = options;
  let total = 0;
  return items.filter((item) => {
    total += item.sizeBytes;
    const age = nowMs - item.usedAtMs;
    if (item.isPart && ownerOf(basename(item.path)) === 'dead') return true;
    if (item.kind === 'advisories' && age < IN_USE_MS) return false;
    if (item.isPart) return all || age > LEFT_BEHIND_MS;
    const isOld = usedBeforeMs !== null && item.usedAtMs < usedBeforeMs;
    return all || isOld || (maxBytes !== null && total > maxBytes);
  });
}

function removeAll(items: readonly CacheItem[]): readonly CacheItem[] {
  return items.filter(({ path }) => {
    try {
      rmSync(path, { recursive: true, force: true });
      return true;
    } catch {
      return false;
    }
  });
}

function itemsOf(folder: string, kind: CacheKind): readonly CacheItem[] {
  if (kind === 'advisories') {
    return entriesOf(folder)
      .filter((entry) => entry.isDirectory() && NAMES[kind].test(entry.name))
      .flatMap(({ name }) => databaseItem(join(folder, name)));
  }
  return filesBelow(join(folder, kind), DEPTH[kind]).flatMap(({ parentPath, name }) =>
    NAMES[kind].test(name) ? fileItem(join(parentPath, name), kind) : [],
  );
}

function fileItem(path: string, kind: CacheKind): readonly CacheItem[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  const isPart = PART.test(path);
  return [{ kind, path, files: 1, sizeBytes: stats.size, usedAtMs: stats.mtimeMs, isPart }];
}

/** A database that was built from files: the last use of its manifest counts. */
function databaseItem(path: string): readonly CacheItem[] {
  const files = filesBelow(path, 2).flatMap((f) => fileItem(join(f.parentPath, f.name), 'advisories'));
  if (files.length === 0) return [];
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const usedAtMs = Math.max(...files.map((file) => file.usedAtMs));
  return [{ kind: 'advisories', path, files: files.length, sizeBytes, usedAtMs, isPart: PART.test(path) }];
}

function filesBelow(folder: string, depth: number): readonly Dirent[] {
  return entriesOf(folder).flatMap((entry) => {
    if (entry.isFile()) return [entry];
    return entry.isDirectory() && depth > 1 ? filesBelow(join(folder, entry.name), depth - 1) : [];
  });
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw new InputError('cache-unreadable', {
      what: `The cache folder cannot be read: ${messageOf(cause)}.`,
      where: folder,
      wayOut: 'Check that it is a folder and that you may read it, or name another with --cache-dir.',
      cause,
    });
  }
}
