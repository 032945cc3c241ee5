/**
 * What was read of a layer, kept by diff id, readers and limits. A layer whose file is damaged or gone is read anew.
 * Facts only: no judgement and no advisory is ever in here.
 */
import { createHash, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../base/canonical-json.ts';
import { systemCode } from '../base/errors.ts';
import { type Limits, layerLimits } from '../base/limits.ts';
import { decodeResult, encodeResult } from '../image/encode-result.ts';
import type { LayerContents } from '../image/layer-contents.ts';
import { type HashKey, randomHashKey } from '../image/path-hash.ts';
import type { KeptLayers } from '../image/read-image.ts';
import type { Expected } from '../image/result-shape.ts';
import type { LayerSource } from '../image/source.ts';
import type { AnyReader } from '../model/reader.ts';
import { nameOfProgram } from './inventory-cache.ts';
import { markUsed, readKeptFile, writeKeptFile, writeTemporary } from './kept-file.ts';
import { isRepeatable } from './repeatable.ts';

/** No cache: `--no-cache`. */
export function noCache(hashKey: HashKey = randomHashKey()): KeptLayers {
  return { hashKey, find: () => null, store: () => undefined };
}

/** Raised when the form of what is kept changes. */
const FORM = 3;

/** A cache that cannot be written is no reason to fail: the next scan reads again. */
export function openLayerCache(folder: string, readers: readonly AnyReader[], limits: Limits): KeptLayers {
  const asked = canonicalJson({
    form: FORM,
    // Another program may find otherwise in the same bytes, whatever its readers say of themselves.
    program: nameOfProgram(),
    limits: layerLimits(limits),
    readers: readers.map((r) => [r.id, r.version]),
  });
  const layers = join(folder, 'layers');
  const hashKey = hashKeyOf(folder);
  const pathOf = ({ diffId }: LayerSource): string | null =>
    diffId === null ? null : join(layers, createHash('sha256').update(`${diffId}\n${asked}`).digest('hex'));
  return {
    hashKey,
    find(layer) {
      const path = pathOf(layer);
      return path === null ? null : readKept(path, { readers, info: layer.info, limits, hashKey });
    },
    store(layer, contents) {
      const path = pathOf(layer);
      if (path === null || layer.bytes.kind === 'unreadable' || !isRepeatable(contents.problems)) return;
      writeKeptFile(path, keyBytes(hashKey), ...encodeResult({ kind: 'contents', contents }));
    },
  };
}

/** The key of a cache folder, or a new one where nothing is kept. Nobody who made an image knows it. */
export function hashKeyOf(folder: string | null): HashKey {
  return (folder === null ? null : readHashKey(join(folder, 'layers'))) ?? randomHashKey();
}

function readKept(path: string, expected: Expected): LayerContents | null {
  try {
    const bytes = readKeptFile(path);
    if (bytes?.subarray(0, KEY_BYTES).equals(keyBytes(expected.hashKey)) !== true) return null;
    const result = decodeResult(bytes.subarray(KEY_BYTES), expected);
    markUsed(path);
    return result.kind === 'contents' ? result.contents : null;
  } catch {
    return null;
  }
}

const KEY_BYTES = 8;

function keyBytes({ low, high }: HashKey): Buffer {
  const bytes = Buffer.alloc(KEY_BYTES);
  bytes.writeUInt32LE(low, 0);
  bytes.writeUInt32LE(high, 4);
  return bytes;
}

/** The key is drawn once a folder: what processes keep must be mergeable, and no image may know it. */
function readHashKey(folder: string): HashKey | null {
  const path = join(folder, 'path-key');
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) writeFirst(path, randomBytes(KEY_BYTES));
    // A machine that lost its power can leave it empty.
    if (statSync(path).size !== KEY_BYTES) renameSync(writeTemporary(path, randomBytes(KEY_BYTES)), path);
    const bytes = readFileSync(path);
    return { low: bytes.readUInt32LE(0), high: bytes.readUInt32LE(4) };
  } catch {
    return null;
  }
}

/** Of several processes the first one's file stays. */
function writeFirst(path: string, bytes: Uint8Array): void {
  const temporary = writeTemporary(path, bytes);
  try {
    linkSync(temporary, path);
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
  } finally {
    rmSync(temporary, { force: true });
  }
}
