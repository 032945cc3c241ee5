/** From an opened image to its inventory: what is kept of it, or else read. The only stage that reads an image. */
import type { ShownImage } from '../check/secret/config.ts';
import type { OpenImage } from '../image/source.ts';
import type { ImageInfo } from '../model/image.ts';
import type { Inventory } from '../model/inventory.ts';
import { compareProblems, type Problem } from '../model/problem.ts';
import type { Conclusion } from './conclusion.ts';
import { openInventoryCache } from './inventory-cache.ts';
import type { InventoryOptions } from './inventory-options.ts';
import { type BaseLayers, ownersOfLayers } from './owner-of-layer.ts';
import { withRemovedPackages } from './removed-packages.ts';

/** Throws as reading does. What was concluded of the same layers before is taken as it is. */
export async function takeInventory(image: OpenImage, options: InventoryOptions): Promise<Inventory> {
  const cache = openInventoryCache(image, options);
  const kept = cache.find();
  if (kept !== null) return toInventory(image, kept, options);
  const { readConclusion } = await import('./read-conclusion.ts');
  const { conclusion, contentDigest } = await readConclusion(image, options);
  cache.store(conclusion);
  const id = image.info.id ?? contentDigest;
  return toInventory({ ...image, info: { ...image.info, id } }, conclusion, options);
}

function toInventory(
  image: OpenImage,
  conclusion: Conclusion,
  { base, history }: Pick<InventoryOptions, 'base' | 'history'>,
): Inventory {
  const owners = ownersOfLayers(image.info.layers, base);
  const { shown, ...found } = conclusion;
  const inventory: Inventory = {
    ...found,
    image: shown === null ? image.info : asShown(image.info, shown),
    layers: conclusion.layers.map((figures, index) => ({ index, owner: owners[index]!, ...figures })),
    problems: [...problemsOfOpening(image), ...baseProblems(image, base), ...conclusion.problems].sort(
      compareProblems,
    ),
  };
  return history ? withRemovedPackages(inventory) : inventory;
}

/** With texts that hold no secret which was found in them. */
function asShown(info: ImageInfo, { config, annotations, createdBy }: ShownImage): ImageInfo {
  const layers = info.layers.map((layer, index) => ({
    ...layer,
    createdBy: createdBy[index] ?? layer.createdBy,
  }));
  return { ...info, config, annotations, layers };
}

/** Those of layers that cannot be read come once more from reading them. */
function problemsOfOpening({ problems, layers }: OpenImage): Problem[] {
  const ofLayers = layers.map(({ bytes }) => (bytes.kind === 'unreadable' ? bytes.problem : null));
  return problems.filter((problem) => !ofLayers.includes(problem));
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
