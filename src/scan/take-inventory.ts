/** From an opened image to its inventory: read the layers, merge, catalog. The only stage that reads an image. */

import type { Limits } from '../base/limits.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import type { LayerHost, LayerProgress } from '../image/layer-host.ts';
import { readHere } from '../image/read-here.ts';
import { type KeptLayers, type ReadImage, readImage } from '../image/read-image.ts';
import { openSandbox } from '../image/sandbox/sandbox-host.ts';
import type { OpenImage } from '../image/source.ts';
import type { Inventory } from '../model/inventory.ts';
import { compareProblems, type Problem } from '../model/problem.ts';
import type { LayerSummary } from '../model/report.ts';
import { catalogImage } from './catalog.ts';
import { noCache, openLayerCache } from './layer-cache.ts';
import { type BaseLayers, ownersOfLayers } from './owner-of-layer.ts';
import { readers } from './readers.ts';

export interface InventoryOptions {
  readonly ecosystems: readonly Ecosystem[];
  /** What the user named as base image; null if nothing. */
  readonly base: BaseLayers | null;
  /** Threads that read layers, at most. */
  readonly workers: number;
  /** Whether layers are read in a process that can do nothing else. */
  readonly sandbox: boolean;
  readonly limits: Limits;
  /** Where results of layers are kept; null = nowhere. */
  readonly cacheFolder: string | null;
  readonly signal: AbortSignal;
  onProgress(progress: LayerProgress): void;
}

export async function takeInventory(image: OpenImage, options: InventoryOptions): Promise<Inventory> {
  const { cacheFolder, limits } = options;
  const kept = cacheFolder === null ? noCache() : openLayerCache(cacheFolder, readers, limits);
  const host = openHost(options, kept);
  try {
    return conclude(image, await readImage(image.layers, { readers, limits, kept, host }), options);
  } finally {
    await host.close();
  }
}

function openHost(options: InventoryOptions, { hashKey }: KeptLayers): LayerHost {
  const common = { ...options, readers, hashKey };
  return options.sandbox ? openSandbox({ ...common, readersModule: readersModule() }) : readHere(common);
}

function conclude(image: OpenImage, read: ReadImage, options: InventoryOptions): Inventory {
  const { distros, packages, unidentifiedExecutables, problems } = catalogImage(
    read.facts,
    options.ecosystems,
  );
  return {
    image: { ...image.info, id: image.info.id ?? read.layers[0]?.contentDigest ?? null },
    layers: summarize(image, read, options.base),
    distros,
    packages,
    unidentifiedExecutables,
    problems: [
      ...problemsOfOpening(image),
      ...baseProblems(image, options.base),
      ...read.problems,
      ...problems,
    ].sort(compareProblems),
  };
}

/** Those of layers that cannot be read come once more from reading them. */
function problemsOfOpening({ problems, layers }: OpenImage): Problem[] {
  const ofLayers = layers.map(({ bytes }) => (bytes.kind === 'unreadable' ? bytes.problem : null));
  return problems.filter((problem) => !ofLayers.includes(problem));
}

/** Loaded by the sandboxed process: `.ts` from the sources, `.js` from dist. */
function readersModule(): URL {
  const own = import.meta.url;
  return new URL(`./readers${own.slice(own.lastIndexOf('.'))}`, own);
}

function summarize(image: OpenImage, read: ReadImage, base: BaseLayers | null): LayerSummary[] {
  const owners = ownersOfLayers(image.info.layers, base);
  return read.layers.map(({ entries, plainBytes, rereads }, index) => ({
    index,
    owner: owners[index]!,
    entries,
    plainBytes,
    rereads,
  }));
}

/** A base that is not one would silently change whose layers are whose. */
function baseProblems(image: OpenImage, base: BaseLayers | null): Problem[] {
  if (base === null || ownersOfLayers(image.info.layers, base).some((o) => o.basis === 'told')) return [];
  return [
    {
      code: 'not-the-base',
      effect: 'note',
      message: 'the layers of the image named with --base are not the first layers of this image',
      layerIndex: null,
      path: '',
      wayOut: 'name the base image in the version that this image was built from',
    },
  ];
}
