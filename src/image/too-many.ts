/** Faults of a layer in which more is found than is kept of it. */
import type { TarFault } from '../base/tar/tar-visitor.ts';
import type { FileEntry } from '../model/file.ts';

/** Facts beyond the limit, after which readers get no more files of the layer: they would work for nothing. */
export const MOST_REFUSED = 10;

/** The fault of what is beyond the limit on facts. */
export function tooManyFacts({ path }: FileEntry): TarFault {
  const message = 'More was found in the layer than is kept of one layer.';
  return { code: 'layer-facts-limit', effect: 'incomplete', message, path };
}

export function restLeftOut({ path }: FileEntry): TarFault {
  const message = 'So much was left out that the files from here on were not looked at.';
  return { code: 'layer-facts-limit', effect: 'incomplete', message, path };
}
