/** What becomes of planted files in later layers: the marks of OCI image-spec 1.1, layer.md, "Whiteouts". */
import { type Entry, file, opaque, whiteout } from '../../test/tar-builder.ts';
import type { PlantedFile } from './places/spot.ts';
import type { PlantedState } from './truth.ts';

export type Fate = 'visible' | 'removed-file' | 'removed-folder' | 'removed-opaque' | 'overwritten' | 'moved';

/** So often each, of a hundred. */
export const FATES: readonly (readonly [fate: Fate, weight: number])[] = [
  ['visible', 45],
  ['removed-file', 15],
  ['removed-folder', 8],
  ['removed-opaque', 10],
  ['overwritten', 10],
  ['moved', 12],
];

export interface FatedPlace {
  readonly state: PlantedState;
  readonly path: string;
  /** In the layer that brings it, or in the last one, which cleans up. */
  readonly in: 'first' | 'last';
}

/** Entries for the last layer, and where the content is then. The file's folder is its own. */
export function meet(
  fate: Fate,
  planted: PlantedFile,
): { readonly last: readonly Entry[]; readonly places: readonly FatedPlace[] } {
  const { path } = planted;
  const folder = path.slice(0, path.lastIndexOf('/'));
  const gone: FatedPlace = { state: 'removed', path, in: 'first' };
  switch (fate) {
    case 'visible':
      return { last: [], places: [{ state: 'visible', path, in: 'first' }] };
    case 'removed-file':
      return { last: [whiteout(path)], places: [gone] };
    case 'removed-folder':
      return { last: [whiteout(folder)], places: [gone] };
    case 'removed-opaque':
      return { last: [opaque(folder), file(`${folder}/VERSION`, '2\n')], places: [gone] };
    case 'overwritten':
      return {
        last: [file(path, 'moved to the secret store\n')],
        places: [{ ...gone, state: 'overwritten' }],
      };
    case 'moved': {
      const target = `${folder}-moved${path.slice(folder.length)}`;
      return {
        last: [whiteout(path), file(target, planted.content)],
        places: [gone, { state: 'visible', path: target, in: 'last' }],
      };
    }
  }
}
