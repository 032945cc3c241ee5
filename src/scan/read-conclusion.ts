/** Reads the layers of an image, merges them and concludes what they hold. Loaded where nothing of it is kept. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConfigScan } from '../check/secret/config.ts';
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
import { type Found, type FoundSecrets, findSecrets } from './find-secrets.ts';
import type { InventoryOptions } from './inventory-options.ts';
import { hashKeyOf, noCache, openLayerCache } from './layer-cache.ts';
import { readersModule } from './prestart.ts';
import { createReaders, describeReaders, type ReaderSettings } from './readers.ts';

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
  const readers = options.sandbox ? describeReaders(settings) : await createReaders(settings);
  const kept = cacheFolder === null ? noCache(hashKey) : openLayerCache(cacheFolder, readers, limits);
  const host = openHost({ ...options, hashKey, readers, readerSettings: settings });
  try {
    const config = scanConfig(image.info, settings);
    // While the sandboxed process reads layers this one has nothing to do.
    config.catch(() => {});
    const read = await readImage(image.layers, { readers, limits, kept, host });
    const { problems, owned, ...catalog } = catalogImage(read.facts, ecosystems);
    const layers = read.layers.map(({ entries, plainBytes, rereads }) => ({ entries, plainBytes, rereads }));
    const found = { facts: read.facts, packages: catalog.packages, owned, ecosystems };
    const secrets = secretsOf(await config, settings, found);
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

/** Detectors are loaded only where they are asked for, and once the other process is on its way. */
async function scanConfig(image: ImageInfo, { secrets }: ReaderSettings): Promise<ConfigScan | null> {
  if (secrets === null) return null;
  await nextTurn();
  const { findInConfig } = await import('../check/secret/create-reader.ts');
  return findInConfig(image, secrets);
}

function secretsOf(config: ConfigScan | null, { secrets }: ReaderSettings, found: Found): FoundSecrets {
  if (secrets === null || config === null) return { secrets: null, shown: null, problems: [] };
  return findSecrets(config, secrets, found);
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
