/**
 * What was read of a layer, kept by diff id, readers and limits: content-addressed files, written beside their place
 * and renamed. Any number of processes use one folder without locks; a file that is damaged or gone is read anew.
 * Facts only: no judgement and no advisory is ever in here.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { canonicalJson } from '../base/canonical-json.ts';
import type { Limits } from '../base/limits.ts';
import type { LayerContents } from '../image/layer-contents.ts';
import type { LayerSource } from '../image/source.ts';
import type { AnyReader } from '../model/reader.ts';

export interface LayerCache {
  /** What is kept of a layer, as if it had just been read; null if nothing is. */
  find(layer: LayerSource): LayerContents | null;
  /** Keeps what was read. A cache that cannot be written is no reason to fail: the next scan reads again. */
  store(layer: LayerSource, contents: LayerContents): void;
  /** Removes what was used longest ago, beyond the cache's size. */
  trim(): void;
}

/** No cache: `--no-cache`. */
export const NO_CACHE: LayerCache = { find: () => null, store: () => undefined, trim: () => undefined };

/** Raised when the form of what is kept changes. */
const FORM = 1;
const MAX_BYTES = 2 * 1024 * 1024 * 1024;
/** A file that a killed process left behind is removed when it is this old. */
const LEFT_BEHIND_MS = 3_600_000;

export function openLayerCache(folder: string, readers: readonly AnyReader[], limits: Limits): LayerCache {
  const asked = canonicalJson({ form: FORM, limits, readers: readers.map((r) => [r.id, r.version]) });
  const layers = join(folder, 'layers');
  const pathOf = ({ diffId }: LayerSource): string | null =>
    diffId === null ? null : join(layers, createHash('sha256').update(`${diffId}\n${asked}`).digest('hex'));
  return {
    find(layer) {
      const path = pathOf(layer);
      const kept = path === null ? null : readKept(path);
      return kept === null ? null : placeAt(kept, layer);
    },
    store(layer, contents) {
      const path = pathOf(layer);
      if (path !== null && isRepeatable(contents)) writeKept(layers, path, contents);
    },
    trim: () => trimFolder(layers),
  };
}

function readKept(path: string): LayerContents | null {
  try {
    const kept = deserialize(readFileSync(path)) as LayerContents;
    const now = new Date();
    utimesSync(path, now, now);
    return kept;
  } catch {
    return null;
  }
}

function writeKept(folder: string, path: string, contents: LayerContents): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, serialize(contents), { flag: 'wx', mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
  }
}

/** The same layer can stand elsewhere in another image. */
function placeAt(kept: LayerContents, { info }: LayerSource): LayerContents {
  const problems = kept.problems.map((p) => (p.layerIndex === null ? p : { ...p, layerIndex: info.index }));
  return { ...kept, info, problems };
}

/** A reader that crashed or ran out of time may do better the next time. */
function isRepeatable({ problems }: LayerContents): boolean {
  return problems.every((p) => p.code !== 'layer-reader-crashed');
}

function trimFolder(folder: string): void {
  try {
    const files = readdirSync(folder).map((name) => ({
      path: join(folder, name),
      ...sizeAndAge(join(folder, name)),
    }));
    let total = 0;
    for (const file of files.sort((a, b) => b.usedAtMs - a.usedAtMs)) {
      total += file.sizeBytes;
      const leftBehind = file.path.endsWith('.part') && Date.now() - file.usedAtMs > LEFT_BEHIND_MS;
      if (total > MAX_BYTES || leftBehind) rmSync(file.path, { force: true });
    }
  } catch {
    // Nothing was kept yet, or another process removed it: there is nothing to trim.
  }
}

function sizeAndAge(path: string): { readonly sizeBytes: number; readonly usedAtMs: number } {
  const stat = statSync(path, { throwIfNoEntry: false });
  return { sizeBytes: stat?.size ?? 0, usedAtMs: stat?.mtimeMs ?? 0 };
}
