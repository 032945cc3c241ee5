/** All of an image: its layers read, merged, and read again for files that only the merged view shows to be wanted. */
import type { Problem } from '../model/problem.ts';
import type { LayerContents } from './layer-contents.ts';
import { type PoolOptions, readLayers, rereadLayers } from './layer-pool.ts';
import { loadReaders } from './load-readers.ts';
import { type MergedImage, mergeLayers } from './merge.ts';
import type { LayerSource } from './source.ts';

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
export async function readImage(layers: readonly LayerSource[], options: PoolOptions): Promise<ReadImage> {
  const readers = await loadReaders(options.readersModule.href);
  let contents = await readLayers(layers, options);
  let facts = mergeLayers(contents, readers, options.limits);
  for (let round = 0; round < MOST_ROUNDS && facts.wantedAgain.length > 0; round++) {
    contents = await rereadLayers(layers, contents, facts.wantedAgain, options);
    facts = mergeLayers(contents, readers, options.limits);
  }
  return {
    layers: contents,
    facts,
    problems: [...contents.flatMap((layer) => layer.problems), ...facts.problems],
    rereads: contents.reduce((total, layer) => total + layer.rereads, 0),
  };
}
