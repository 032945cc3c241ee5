/**
 * Opens an image that lies in an archive (plain, gzip or zstd, a file or a stream) or in a folder, in the form of
 * `docker save` or of an OCI layout.
 */
import { closeSync, createReadStream, openSync, readSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../base/errors.ts';
import type { Limits } from '../../base/limits.ts';
import { SNIFF_BYTES } from '../inflate/decompress.ts';
import type { OpenImage, OpenRequest } from '../source.ts';
import { type Bundle, folderBundle } from './bundle.ts';
import { documentBudget, missing, type StoredContext } from './context.ts';
import { openDockerForm } from './docker-form.ts';
import { indexArchive } from './index-archive.ts';
import { openOciForm } from './oci-form.ts';
import { readError } from './read-error.ts';
import { sniffCompression } from './sniff.ts';
import { spool } from './spool.ts';

/** What a source that reads stored images is made with. */
export interface StoredSettings {
  /** The folder for temporary files. */
  readonly tempFolder: string;
  /** Standard input. */
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  readonly limits: Limits;
}

export interface Opening {
  readonly request: OpenRequest;
  readonly settings: StoredSettings;
  /** `any`: found by looking. */
  readonly form: 'any' | 'docker-archive' | 'oci-layout';
  /** Source id of the image; null = the form that is found. */
  readonly source: string | null;
}

/** Opens the path of the request, or standard input for `-`. */
export async function openStored(opening: Opening): Promise<OpenImage> {
  const { reference } = opening.request;
  if (reference === '-') return openStdin(opening);
  const found = statInput(reference);
  if (found.isDirectory())
    return openBundle(opening, folderBundle(resolve(reference), reference), async () => {});
  // Not regular: `<(docker save …)` of a shell.
  if (!found.isFile() || isCompressed(reference)) return openStream(opening, readFile(reference), reference);
  const bundle = await indexArchive(resolve(reference), reference, opening.settings.limits);
  return openBundle(opening, bundle, async () => {});
}

/** Opens a stream of an archive, which is kept on disk until the image is closed. */
export async function openStream(
  opening: Opening,
  chunks: AsyncIterable<Uint8Array>,
  where: string,
): Promise<OpenImage> {
  const { request, settings } = opening;
  const { tempFolder, limits } = settings;
  const limitBytes = limits.imagePlainBytes;
  const { path, remove } = await spool(chunks, { tempFolder, where, limitBytes, signal: request.signal });
  try {
    return await openBundle(opening, await indexArchive(path, where, limits), remove);
  } catch (cause) {
    await remove();
    throw cause;
  }
}

function openStdin(opening: Opening): Promise<OpenImage> {
  const { stdin } = opening.settings;
  if (stdin.isTTY !== true) return openStream(opening, stdin, 'standard input');
  throw new InputError('empty-input', {
    what: 'Standard input is a terminal, not an archive.',
    where: 'standard input',
    wayOut: 'Pipe an archive into it: docker save NAME | plimsoll scan -',
  });
}

async function openBundle(opening: Opening, bundle: Bundle, close: () => Promise<void>): Promise<OpenImage> {
  const { request, settings, source } = opening;
  const { limits } = settings;
  const context: StoredContext = {
    bundle,
    request,
    limits,
    documents: documentBudget(limits),
    source,
    close,
  };
  return (await findForm(opening, bundle)) === 'docker' ? openDockerForm(context) : openOciForm(context);
}

/**
 * Where both forms are there, manifest.json decides, unless a platform is asked for: only the layout can hold
 * several.
 */
async function findForm({ form, request }: Opening, bundle: Bundle): Promise<'docker' | 'oci'> {
  const isDocker = form !== 'oci-layout' && (await bundle.find('manifest.json')) !== null;
  const isOci = form !== 'docker-archive' && (await bundle.find('index.json')) !== null;
  if (isDocker) return isOci && request.platform !== null ? 'oci' : 'docker';
  if (isOci) return 'oci';
  throw noManifest(form, bundle);
}

function noManifest(form: Opening['form'], bundle: Bundle): InputError {
  if (bundle.mayBeCut) return missing(bundle, form === 'oci-layout' ? 'index.json' : 'manifest.json');
  const soughtFor = {
    any: 'neither manifest.json (docker save) nor index.json (OCI layout)',
    'docker-archive': 'no manifest.json, as docker save would write it',
    'oci-layout': 'no index.json, as an OCI layout would',
  };
  return new InputError('no-manifest', {
    what: `It holds ${soughtFor[form]}.`,
    where: bundle.where,
    wayOut:
      'Save the image with docker save, podman save or skopeo copy; scan an unpacked image as rootfs:FOLDER.',
  });
}

function statInput(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw readError(cause, path);
  }
}

function isCompressed(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(SNIFF_BYTES);
      const got = readSync(file, head, 0, SNIFF_BYTES, 0);
      return sniffCompression(head.subarray(0, got), path) !== 'plain';
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw readError(cause, path);
  }
}

async function* readFile(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: 1024 * 1024 });
  } catch (cause) {
    throw readError(cause, path);
  }
}
