/** Opens the image that a command names and takes its inventory. */

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../base/errors.ts';
import type { Limits } from '../base/limits.ts';
import type { SecretOptions } from '../check/secret/settings.ts';
import { ecosystems } from '../ecosystem/list.ts';
import type { Attached } from '../image/referrers.ts';
import { sandboxFence } from '../image/sandbox/fence.ts';
import type { PrestartedSandbox } from '../image/sandbox/sandbox-host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Platform } from '../model/platform.ts';
import type { Problem } from '../model/problem.ts';
import type { BaseLayers } from '../scan/owner-of-layer.ts';
import { takeInventory } from '../scan/take-inventory.ts';

import { cacheFolder } from './folders.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';
import { type ImageOptions, limitsOf, type Workbench } from './workbench.ts';

export interface TakenInventory {
  readonly inventory: Inventory;
  readonly notes: readonly Problem[];
  /** What is attached to the image where it lies; null where nobody asked, and for what is no image. */
  readonly attached: Attached | null;
}

export async function takeInventoryOf(
  text: string,
  parts: {
    readonly io: Io;
    readonly command: Command;
    readonly workbench: Workbench;
    readonly progress: Progress;
    /** Null = secrets are not looked for. */
    readonly secrets: SecretOptions | null;
    /** Of an index; null = what the options say. */
    readonly platform?: Platform | null;
    readonly wantsAttached?: boolean;
  },
): Promise<TakenInventory> {
  const { io, command, workbench, progress, secrets, platform = null, wantsAttached = false } = parts;
  const options = command.opts<ImageOptions>();
  progress.stage('opening the image');
  const reading = {
    limits: limitsOf(options),
    cacheFolder: options.cache ? cacheFolder(io, options.cacheDir) : null,
  };
  const early = startEarly(options, reading);
  let hasRead = false;
  const { image, notes } = await workbench
    .open(text, { platform, onArchive: early.start })
    .catch((thrown) => {
      early.end();
      throw thrown;
    });
  try {
    const base = options.base === undefined ? null : await readBase(options.base, workbench);
    progress.stage('reading layers');
    const inventory = await takeInventory(image, {
      ecosystems,
      base,
      history: options.history ?? false,
      secrets,
      workers: options.workers ?? availableParallelism(),
      sandbox: options.sandbox,
      prestarted: await early.started(),
      ...reading,
      signal: io.signal,
      onProgress({ layerIndex, storedBytes }) {
        hasRead = true;
        progress.layer(layerIndex, storedBytes);
      },
    });
    const attached = wantsAttached ? await image.attached() : null;
    return { inventory, notes: [...notes, ...sandboxNotes(options.sandbox)], attached };
  } catch (thrown) {
    throw inImage(thrown, text);
  } finally {
    early.end();
    await image.close();
    // A scan that read nothing has kept nothing, and is to be fast.
    if (hasRead && reading.cacheFolder !== null) await keepSmall(reading.cacheFolder, options);
  }
}

const GIB = 2 ** 30;

async function keepSmall(folder: string, { cacheSize = 2 * GIB }: ImageOptions): Promise<void> {
  const { trimCache } = await import('../scan/cache-folder.ts');
  trimCache(folder, cacheSize, Date.now());
}

/** The process that reads layers, on its way while the image is being opened. */
function startEarly(
  { sandbox }: ImageOptions,
  { limits, cacheFolder }: { readonly limits: Limits; readonly cacheFolder: string | null },
) {
  // Something may be kept of the image.
  const isNeeded = sandbox && (cacheFolder === null || !existsSync(join(cacheFolder, 'layers')));
  let starting: Promise<PrestartedSandbox | null> = Promise.resolve(null);
  return {
    start(path: string): void {
      if (isNeeded) starting = import('../scan/prestart.ts').then(({ prestart }) => prestart(path, limits));
    },
    started: () => starting,
    end: () => void starting.then((started) => started?.kill()),
  };
}

/** A reader of layers does not know which image its layer is of. */
function inImage(thrown: unknown, reference: string): unknown {
  if (!(thrown instanceof InputError) || !/^layer \d+$/.test(thrown.where)) return thrown;
  const { code, message, where, wayOut, cause } = thrown;
  const image = reference === '-' ? 'standard input' : reference;
  return new InputError(code, { what: message, where: `${image}, ${where}`, wayOut, cause });
}

/** Only the base's description is needed, none of its layers. */
async function readBase(text: string, workbench: Workbench): Promise<BaseLayers> {
  const { image } = await workbench.open(text);
  try {
    return { diffIds: image.layers.map((l) => l.diffId) };
  } finally {
    await image.close();
  }
}

/** What a reader of the report should know of how the image was read. */
function sandboxNotes(sandbox: boolean): Problem[] {
  if (!sandbox) {
    return [readingNote('sandbox-off', 'layers were read without the sandbox', 'leave out --no-sandbox')];
  }
  if (sandboxFence().network) return [];
  const message = `Node ${process.versions.node} cannot keep the process that reads layers from the network`;
  return [readingNote('sandbox-with-network', message, 'use Node 26 or newer')];
}

function readingNote(code: string, message: string, wayOut: string): Problem {
  return { code, effect: 'note', message, layerIndex: null, path: '', wayOut };
}
