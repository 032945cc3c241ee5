/** Reads layers that stand in memory, for tests of what is made of layers. */
import { DEFAULT_LIMITS, type Limits } from '../src/base/limits.ts';
import type { LayerContents } from '../src/image/layer-contents.ts';
import type { LayerInput } from '../src/image/pass-layer.ts';
import { readLayer } from '../src/image/read-layer.ts';
import type { LayerInfo } from '../src/model/image.ts';
import type { AnyReader, WholeReader } from '../src/model/reader.ts';
import { text } from '../src/model/shape.ts';
import { type Entry, layer } from './tar-builder.ts';

/** Keeps the text of every file whose path matches. */
export function textReader(
  id: string,
  wanted: RegExp,
  wellKnownPaths: readonly string[] = [],
): WholeReader<string> {
  return {
    id,
    version: 1,
    shape: text,
    kind: 'whole',
    maxBytes: Number.MAX_SAFE_INTEGER,
    wellKnownPaths,
    wants: ({ path }) => wanted.test(path),
    read: ({ bytes }) => Buffer.from(bytes).toString(),
  };
}

export function layerInfo(index: number, sizeBytes = -1): LayerInfo {
  return { index, digest: null, diffId: null, chainId: null, sizeBytes, createdBy: `step ${index}` };
}

/** A layer of stored bytes, given in chunks of `step`. */
export function memoryLayer(stored: Uint8Array, index = 0, step = 100_000): LayerInput {
  return {
    info: layerInfo(index, stored.length),
    digest: null,
    diffId: null,
    storedSize: stored.length,
    async *openStored() {
      for (let at = 0; at < stored.length; at += step) yield stored.subarray(at, at + step);
    },
    onProgress: () => {},
  };
}

/** The contents of layers given by their entries or as plain tars, base first. */
export async function readEntries(
  layers: readonly (readonly Entry[] | Uint8Array)[],
  readers: readonly AnyReader[],
  limits: Limits = DEFAULT_LIMITS,
): Promise<LayerContents[]> {
  const tars = layers.map((entries) => (entries instanceof Uint8Array ? entries : layer(entries)));
  return Promise.all(tars.map((tar, index) => readLayer(memoryLayer(tar, index), readers, limits)));
}
