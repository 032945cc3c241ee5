/**
 * What was read of a layer, kept by diff id, readers and limits: content-addressed files, written beside their place
 * and renamed. Any number of processes use one folder without locks; a layer whose file is damaged or gone (each
 * begins with the digest of its rest) is read anew.
 * Facts only: no judgement and no advisory is ever in here.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../base/canonical-json.ts';
import { systemCode } from '../base/errors.ts';
import { type Limits, layerLimits, UNREPEATABLE_CODES } from '../base/limits.ts';
import { ownerMark } from '../base/unfinished.ts';
import { decodeResult, type Expected, encodeResult } from '../image/encode-result.ts';
import type { LayerContents } from '../image/layer-contents.ts';
import { type HashKey, randomHashKey } from '../image/path-hash.ts';
import type { KeptLayers } from '../image/read-image.ts';
import type { LayerSource } from '../image/source.ts';
import type { AnyReader } from '../model/reader.ts';
import { trimCache } from './cache-folder.ts';

/** No cache: `--no-cache`. */
export function noCache(): KeptLayers {
  return { hashKey: randomHashKey(), find: () => null, store: () => undefined };
}

/** Raised when the form of what is kept changes. */
const FORM = 3;
const MAX_BYTES = 2 * 1024 * 1024 * 1024;

/** A cache that cannot be written is no reason to fail: the next scan reads again. */
export function openLayerCache(folder: string, readers: readonly AnyReader[], limits: Limits): KeptLayers {
  const asked = canonicalJson({
    form: FORM,
    limits: layerLimits(limits),
    readers: readers.map((r) => [r.id, r.version]),
  });
  const layers = join(folder, 'layers');
  const hashKey = readHashKey(layers) ?? randomHashKey();
  let trimmed = false;
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
      if (path === null || layer.bytes.kind === 'unreadable' || !isRepeatable(contents)) return;
      const bytes = Buffer.concat([keyBytes(hashKey), ...encodeResult({ kind: 'contents', contents })]);
      writeWhole(layers, path, Buffer.concat([digestOf(bytes), bytes]));
      // Looking at the whole folder once is enough for one image.
      if (!trimmed) trimCache(folder, MAX_BYTES, Date.now());
      trimmed = true;
    },
  };
}

function readKept(path: string, expected: Expected): LayerContents | null {
  try {
    const file = readFileSync(path);
    const bytes = file.subarray(DIGEST_BYTES);
    if (!digestOf(bytes).equals(file.subarray(0, DIGEST_BYTES))) return null;
    if (!bytes.subarray(0, KEY_BYTES).equals(keyBytes(expected.hashKey))) return null;
    const result = decodeResult(bytes.subarray(KEY_BYTES), expected);
    const now = new Date();
    utimesSync(path, now, now);
    return result.kind === 'contents' ? result.contents : null;
  } catch {
    return null;
  }
}

const DIGEST_BYTES = 32;
const KEY_BYTES = 8;

function keyBytes({ low, high }: HashKey): Buffer {
  const bytes = Buffer.alloc(KEY_BYTES);
  bytes.writeUInt32LE(low, 0);
  bytes.writeUInt32LE(high, 4);
  return bytes;
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The key is drawn once a folder: what processes keep must be mergeable, and no image may know it. */
function readHashKey(folder: string): HashKey | null {
  const path = join(folder, 'path-key');
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined)
      writeFirst(folder, path, randomBytes(KEY_BYTES));
    // A machine that lost its power can leave it empty.
    if (statSync(path).size !== KEY_BYTES) writeWhole(folder, path, randomBytes(KEY_BYTES));
    const bytes = readFileSync(path);
    return { low: bytes.readUInt32LE(0), high: bytes.readUInt32LE(4) };
  } catch {
    return null;
  }
}

/** Of several processes the first one's file stays. */
function writeFirst(folder: string, path: string, bytes: Uint8Array): void {
  const temporary = writeTemporary(folder, path, bytes);
  try {
    linkSync(temporary, path);
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeWhole(folder: string, path: string, bytes: Uint8Array): void {
  try {
    renameSync(writeTemporary(folder, path, bytes), path);
  } catch {
    // A full or read-only disk: nothing is kept.
  }
}

function writeTemporary(folder: string, path: string, bytes: Uint8Array): string {
  const temporary = `${path}.${ownerMark()}.part`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 });
    return temporary;
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

/** A reader that crashed or ran out of time may do better the next time. */
function isRepeatable({ problems }: LayerContents): boolean {
  return problems.every((p) => !UNREPEATABLE_CODES.has(p.code));
}
