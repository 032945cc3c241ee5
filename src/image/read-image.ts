/** All of an image: its layers read, merged, and read again for files that only the merged view shows to be wanted. */
import type { Limits } from '../base/limits.ts';
import type { Problem } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import { readableWithin, withinImageBudget, withoutFacts } from './image-budget.ts';
import { type LayerContents, MOST_REREADS } from './layer-contents.ts';
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
const MOST_ROUNDS = MOST_REREADS - 1;

/** Throws as the host does. */
export async function readImage(all: readonly LayerSource[], options: ReadOptions): Promise<ReadImage> {
  const { kept, readers, host, limits } = options;
  const layers = readableWithin(all, limits);
  const before = findKept(all, layers, options);
  let contents = withinImageBudget(await readMissing(layers, before, options), limits);
  let facts = mergeLayers(contents, readers, limits);
  for (let round = 0; round < MOST_ROUNDS && facts.wantedAgain.length > 0; round++) {
    contents = withinImageBudget(await rereadLayers(layers, contents, facts.wantedAgain, host), limits);
    facts = mergeLayers(contents, readers, limits);
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

/** What was read before; no more of it is held than of what is read now, and nothing of what must not be read. */
function findKept(
  all: readonly LayerSource[],
  readable: readonly LayerSource[],
  { kept, limits }: ReadOptions,
): readonly (LayerContents | null)[] {
  let factBytes = 0;
  return all.map((layer, index) => {
    const found = layer === readable[index] ? kept.find(layer) : null;
    factBytes += found?.factBytes ?? 0;
    return found !== null && factBytes > limits.imageFactBytes ? withoutFacts(found) : found;
  });
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
