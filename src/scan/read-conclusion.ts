/** Reads the layers of an image, merges them and concludes what they hold. Loaded where nothing of it is kept. */
import { toSettings } from '../check/secret/settings.ts';
import type { LayerHost } from '../image/layer-host.ts';
import type { HashKey } from '../image/path-hash.ts';
import { readHere } from '../image/read-here.ts';
import { readImage } from '../image/read-image.ts';
import { openSandbox } from '../image/sandbox/sandbox-host.ts';
import type { OpenImage } from '../image/source.ts';
import type { Digest } from '../model/digest.ts';
import type { ImageInfo } from '../model/image.ts';
import type { AnyReader } from '../model/reader.ts';
import { catalogImage } from './catalog.ts';
import type { Conclusion } from './conclusion.ts';
import type { Found, FoundSecrets } from './find-secrets.ts';
import type { InventoryOptions } from './inventory-options.ts';
import { hashKeyOf, noCache, openLayerCache } from './layer-cache.ts';
import { readersModule } from './prestart.ts';
import { createReaders, type ReaderSettings } from './readers.ts';

export interface ReadConclusion {
  readonly conclusion: Conclusion;
  /** What a folder is identified by; null for layers. */
  readonly contentDigest: Digest | null;
}

/** Throws as readImage does. */
export async function readConclusion(image: OpenImage, options: InventoryOptions): Promise<ReadConclusion> {
  const { cacheFolder, limits, ecosystems } = options;
  const hashKey = hashKeyOf(cacheFolder);
  const settings = readerSettings(options, hashKey);
  const readers = await createReaders(settings);
  const kept = cacheFolder === null ? noCache(hashKey) : openLayerCache(cacheFolder, readers, limits);
  const host = openHost({ ...options, hashKey, readers, readerSettings: settings });
  try {
    const read = await readImage(image.layers, { readers, limits, kept, host });
    const { problems, owned, ...catalog } = catalogImage(read.facts, ecosystems);
    const layers = read.layers.map(({ entries, plainBytes, rereads }) => ({ entries, plainBytes, rereads }));
    const found = { facts: read.facts, packages: catalog.packages, owned, ecosystems };
    const secrets = await secretsOf(image.info, settings, found);
    return {
      conclusion: {
        layers,
        ...catalog,
        ...secrets,
        problems: [...read.problems, ...problems, ...secrets.problems],
      },
      contentDigest: read.layers[0]?.contentDigest ?? null,
    };
  } finally {
    await host.close();
  }
}

/** Loaded only where they are asked for. */
async function secretsOf(image: ImageInfo, { secrets }: ReaderSettings, found: Found): Promise<FoundSecrets> {
  if (secrets === null) return { secrets: null, shown: null, problems: [] };
  const { findSecrets } = await import('./find-secrets.ts');
  return findSecrets(image, secrets, found);
}

function readerSettings({ secrets }: InventoryOptions, { low, high }: HashKey): ReaderSettings {
  const key = [low, high].map((word) => word.toString(16).padStart(8, '0')).join('');
  return { secrets: secrets === null ? null : toSettings(secrets, key) };
}

interface HostOptions extends InventoryOptions {
  readonly hashKey: HashKey;
  readonly readers: readonly AnyReader[];
  readonly readerSettings: ReaderSettings;
}

function openHost(options: HostOptions): LayerHost {
  return options.sandbox ? openSandbox({ ...options, readersModule: readersModule() }) : readHere(options);
}
