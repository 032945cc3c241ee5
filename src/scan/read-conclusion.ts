/** Reads the layers of an image, merges them and catalogs what they hold. Loaded where nothing of it is kept. */

import type { LayerHost } from '../image/layer-host.ts';
import { readHere } from '../image/read-here.ts';
import { type KeptLayers, readImage } from '../image/read-image.ts';
import { openSandbox } from '../image/sandbox/sandbox-host.ts';
import type { OpenImage } from '../image/source.ts';
import type { Digest } from '../model/digest.ts';
import { catalogImage } from './catalog.ts';
import type { Conclusion } from './conclusion.ts';
import type { InventoryOptions } from './inventory-options.ts';
import { noCache, openLayerCache } from './layer-cache.ts';
import { readersModule } from './prestart.ts';
import { readers } from './readers.ts';

export interface ReadConclusion {
  readonly conclusion: Conclusion;
  /** What a folder is identified by; null for layers. */
  readonly contentDigest: Digest | null;
}

/** Throws as readImage does. */
export async function readConclusion(image: OpenImage, options: InventoryOptions): Promise<ReadConclusion> {
  const { cacheFolder, limits, ecosystems } = options;
  const kept = cacheFolder === null ? noCache() : openLayerCache(cacheFolder, readers, limits);
  const host = openHost(options, kept);
  try {
    const read = await readImage(image.layers, { readers, limits, kept, host });
    const { problems, ...catalog } = catalogImage(read.facts, ecosystems);
    const layers = read.layers.map(({ entries, plainBytes, rereads }) => ({ entries, plainBytes, rereads }));
    return {
      conclusion: { layers, ...catalog, problems: [...read.problems, ...problems] },
      contentDigest: read.layers[0]?.contentDigest ?? null,
    };
  } finally {
    await host.close();
  }
}

function openHost(options: InventoryOptions, { hashKey }: KeptLayers): LayerHost {
  const common = { ...options, readers, hashKey };
  return options.sandbox ? openSandbox({ ...common, readersModule: readersModule() }) : readHere(common);
}
