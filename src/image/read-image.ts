/** All of an image: its layers read, merged, and read again for files that only the merged view shows to be wanted. */
import type { Limits } from '../base/limits.ts';
import type { Problem } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import { checkFactBytes } from './fact-bytes.ts';
import type { LayerContents } from './layer-contents.ts';
import type { LayerHost } from './layer-host.ts';
import { type MergedImage, mergeLayers } from './merge.ts';
import type { HashKey } from './path-hash.ts';
import { readLayers, rereadLayers } from './read-layers.ts';
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

export interface ReadOptions {
  readonly readers: readonly AnyReader[];
  readonly limits: Limits;
  readonly kept: KeptLayers;
  /** Reads what is not kept, with the key of `kept`. */
  readonly host: LayerHost;
}

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

/** Throws as the host does. */
export async function readImage(layers: readonly LayerSource[], options: ReadOptions): Promise<ReadImage> {
  const { kept, readers, host } = options;
  const before = layers.map((layer) => kept.find(layer));
  let contents = await readMissing(layers, before, options);
  checkFacts(contents, options.limits);
  let facts = mergeLayers(contents, readers, options.limits);
  for (let round = 0; round < MOST_ROUNDS && facts.wantedAgain.length > 0; round++) {
    contents = await rereadLayers(layers, contents, facts.wantedAgain, host);
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
  { host, kept }: ReadOptions,
): Promise<readonly LayerContents[]> {
  const missing = layers.filter((_, index) => before[index] === null);
  const contents = await readLayers(missing, host, kept.hashKey);
  const read = new Map(contents.map((one, i) => [missing[i]!, one]));
  return layers.map((layer, index) => before[index] ?? read.get(layer)!);
}
