/** All of an image: its layers read, merged, and read again for files that only the merged view shows to be wanted. */
import type { Limits } from '../base/limits.ts';
import type { Problem } from '../model/problem.ts';
import { checkFactBytes } from './fact-bytes.ts';
import type { LayerContents } from './layer-contents.ts';
import { type PoolOptions, readLayers, rereadLayers } from './layer-pool.ts';
import { loadReaders } from './load-readers.ts';
import { type MergedImage, mergeLayers } from './merge.ts';
import type { HashKey } from './path-hash.ts';
import type { LayerSource } from './source.ts';

/** Layers that were read before, by whatever process. */
export interface KeptLayers {
  /** Of all paths in what is kept: layers of one image are merged, so they share it. */
  readonly hashKey: HashKey;
  /** What is kept of a layer, as if it had just been read; null if nothing is. */
  find(layer: LayerSource): LayerContents | null;
  /** Keeps what was read. */
  store(layer: LayerSource, contents: LayerContents): void;
}

export type ReadOptions = Omit<PoolOptions, 'hashKey'> & { readonly kept: KeptLayers };

export interface ReadImage {
  /** Base first. */
  readonly layers: readonly LayerContents[];
  readonly facts: MergedImage;
  /** Of the layers, base first, and of the merged view. */
  readonly problems: readonly Problem[];
  /** How many layers were read again, for the report. */
  readonly rereads: number;
}

/** A file that is found in one round may be a link that shows another one in the next. */
const MOST_ROUNDS = 3;

/** Throws as `readLayers`. */
export async function readImage(layers: readonly LayerSource[], options: ReadOptions): Promise<ReadImage> {
  const { kept } = options;
  const pool: PoolOptions = { ...options, hashKey: kept.hashKey };
  const readers = await loadReaders(options.readersModule.href);
  const before = layers.map((layer) => kept.find(layer));
  let contents = await readMissing(layers, before, pool);
  checkFacts(contents, options.limits);
  let facts = mergeLayers(contents, readers, options.limits);
  for (let round = 0; round < MOST_ROUNDS && facts.wantedAgain.length > 0; round++) {
    contents = await rereadLayers(layers, contents, facts.wantedAgain, pool);
    checkFacts(contents, options.limits);
    facts = mergeLayers(contents, readers, options.limits);
  }
  for (const [index, layer] of layers.entries()) {
    if (contents[index] !== before[index]) kept.store(layer, contents[index]!);
  }
  return {
    layers: contents,
    facts,
    problems: [...contents.flatMap((layer) => layer.problems), ...facts.problems],
    rereads: contents.reduce((total, layer) => total + layer.rereads, 0),
  };
}

/** Kept layers and second passes count as well. */
function checkFacts(layers: readonly LayerContents[], { imageFactBytes }: Limits): void {
  checkFactBytes(
    layers.reduce((total, layer) => total + layer.factBytes, 0),
    imageFactBytes,
  );
}

async function readMissing(
  layers: readonly LayerSource[],
  before: readonly (LayerContents | null)[],
  pool: PoolOptions,
): Promise<readonly LayerContents[]> {
  const missing = layers.filter((_, index) => before[index] === null);
  const read = new Map((await readLayers(missing, pool)).map((contents, i) => [missing[i]!, contents]));
  return layers.map((layer, index) => before[index] ?? read.get(layer)!);
}
