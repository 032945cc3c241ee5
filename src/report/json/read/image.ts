/** The image, and the figures of its layers, which are written among those of the image. */
import type { ImageConfig, ImageInfo, LayerInfo, Owner } from '../../../model/image.ts';
import type { LayerSummary } from '../../../model/report.ts';
import {
  count,
  flag,
  list,
  nullable,
  object,
  type Shape,
  ShapeError,
  text,
  textRecord,
} from '../../../model/shape.ts';
import { owner } from './package.ts';
import { digest, made, whole } from './shapes.ts';

export interface ReadImage {
  readonly image: ImageInfo;
  readonly layers: readonly LayerSummary[];
}

interface JsonLayer extends LayerInfo {
  readonly owner: Owner | null;
  readonly entries: number | null;
  readonly plainBytes: number | null;
  readonly rereads: number;
}

const layer = object<JsonLayer>({
  index: count,
  digest: nullable(digest),
  diffId: nullable(digest),
  chainId: nullable(digest),
  sizeBytes: whole,
  createdBy: text,
  owner: nullable(owner),
  entries: nullable(count),
  plainBytes: nullable(count),
  rereads: count,
});

interface JsonConfig extends Omit<ImageConfig, 'env'> {
  readonly envNames: readonly string[];
}

/** Values of the environment are never written: what is left of `NAME=value` is `NAME=`. */
const config: Shape<ImageConfig> = made(
  object<JsonConfig>({
    envNames: list(text),
    entrypoint: list(text),
    cmd: list(text),
    user: text,
    labels: textRecord,
    exposedPorts: list(text),
    healthcheck: list(text),
    history: list(object({ createdBy: text, comment: text, emptyLayer: flag })),
  }),
  ({ envNames, ...others }) => ({ env: envNames.map((name) => `${name}=`), ...others }),
);

export const readImage: Shape<ReadImage> = made(
  object<Omit<ImageInfo, 'layers'> & { readonly layers: readonly JsonLayer[] }>({
    reference: text,
    source: text,
    names: list(text),
    id: nullable(digest),
    manifestDigest: nullable(digest),
    indexDigest: nullable(digest),
    platform: object({ os: text, architecture: text, variant: text }),
    annotations: textRecord,
    config,
    layers: list(layer),
  }),
  ({ layers, ...image }) => ({
    image: { ...image, layers: layers.map(toInfo) },
    layers: layers.map(toSummary).filter((summary) => summary !== null),
  }),
);

function toInfo(
  { index, digest, diffId, chainId, sizeBytes, createdBy }: JsonLayer,
  place: number,
): LayerInfo {
  if (index !== place) throw new ShapeError(`.layers[${place}].index is not ${place}`);
  return { index, digest, diffId, chainId, sizeBytes, createdBy };
}

/** Null for a layer that was not read. Those that were are the first ones. */
function toSummary(layer: JsonLayer, place: number, all: readonly JsonLayer[]): LayerSummary | null {
  const { index, owner, entries, plainBytes, rereads } = layer;
  if (owner === null && entries === null && plainBytes === null) return null;
  if (owner === null || entries === null || plainBytes === null || all[place - 1]?.owner === null)
    throw new ShapeError(`.layers[${place}] is of a layer that was read only in part`);
  return { index, owner, entries, plainBytes, rereads };
}
