/**
 * Whose layer is it: of the base image, or of this build. Known from what the user says,
 * compared by diff id; never guessed from the text of instructions.
 */
import type { Digest } from '../model/digest.ts';
import type { LayerInfo, Owner } from '../model/image.ts';

/** The layers of the image that the user names as base. */
export interface BaseLayers {
  readonly diffIds: readonly (Digest | null)[];
}

/**
 * The owner of each layer. A base whose layers are not a prefix of the image's is no base: then, as without one,
 * only the bottom layer of several counts as base, by its position.
 */
export function ownersOfLayers(layers: readonly LayerInfo[], base: BaseLayers | null): Owner[] {
  if (base !== null && isPrefix(base.diffIds, layers)) {
    const count = base.diffIds.length;
    return layers.map((layer) => ({ part: layer.index < count ? 'base' : 'own', basis: 'told' }));
  }
  if (layers.length === 1) return [{ part: 'unknown', basis: 'position' }];
  return layers.map((layer) => ({ part: layer.index === 0 ? 'base' : 'own', basis: 'position' }));
}

function isPrefix(base: readonly (Digest | null)[], layers: readonly LayerInfo[]): boolean {
  return (
    base.length > 0 &&
    base.length <= layers.length &&
    base.every((diffId, i) => diffId !== null && diffId === layers[i]?.diffId)
  );
}
