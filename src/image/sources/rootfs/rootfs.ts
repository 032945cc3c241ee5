/**
 * An unpacked root file system, or a source tree: a folder that is taken as an image with one layer and without a
 * config. Its platform cannot be known from outside, so it is what the user says, or the host's.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../../../base/errors.ts';
import type { LayerInfo } from '../../../model/image.ts';
import { EMPTY_CONFIG } from '../../config.ts';
import { NOTHING_ATTACHED } from '../../referrers.ts';
import type { ImageSource, OpenImage, OpenRequest } from '../../source.ts';
import { readError } from '../../stored/read-error.ts';

/** What an image has in these is hidden in every container. */
export const rootfsSource: ImageSource = {
  id: 'rootfs',
  open: (request) => openFolder(request, 'rootfs', ['dev', 'proc', 'sys']),
};

/** A source tree: what its manifests and lock files declare counts. Its history is not read. */
export const dirSource: ImageSource = { id: 'dir', open: (request) => openFolder(request, 'dir', ['.git']) };

const LAYER: LayerInfo = {
  index: 0,
  digest: null,
  diffId: null,
  chainId: null,
  sizeBytes: -1,
  createdBy: '',
};

async function openFolder(
  { reference, platform, host }: OpenRequest,
  source: string,
  passesOver: readonly string[],
): Promise<OpenImage> {
  await checkFolder(reference);
  return {
    info: {
      reference,
      source,
      names: [],
      id: null,
      manifestDigest: null,
      indexDigest: null,
      platform: platform ?? host,
      config: EMPTY_CONFIG,
      layers: [LAYER],
      annotations: {},
    },
    layers: [
      {
        info: LAYER,
        bytes: { kind: 'folder', path: resolve(reference), passesOver },
        digest: null,
        diffId: null,
      },
    ],
    problems: [],
    platforms: [],
    attached: async () => NOTHING_ATTACHED,
    close: async () => {},
  };
}

async function checkFolder(path: string): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
    await access(path, constants.R_OK);
  } catch (cause) {
    throw readError(cause, path);
  }
  if (isFolder) return;
  throw new InputError('not-a-folder', {
    what: 'It is a file, not a folder.',
    where: path,
    wayOut: 'Name the folder; an archive of an image is scanned without `rootfs:` or `dir:`.',
  });
}
