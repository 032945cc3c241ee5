/**
 * Puts an image together from its checked documents and the way to its layers. All sources end here, so that the
 * same image looks the same wherever it came from.
 */
import { InputError } from '../base/errors.ts';
import { once } from '../base/once.ts';
import type { Digest } from '../model/digest.ts';
import { chainIds } from '../model/digest.ts';
import type { ImageInfo, LayerInfo } from '../model/image.ts';
import type { Platform } from '../model/platform.ts';
import type { Problem } from '../model/problem.ts';
import type { ConfigDocument } from './config.ts';
import { layerInstructions } from './config.ts';
import type { Attached } from './referrers.ts';
import type { LayerBytes, LayerSource, OpenImage } from './source.ts';

/** Where one layer's stored bytes lie. */
export interface StoredLayer {
  readonly bytes: LayerBytes;
  /** Digest of the stored bytes; null where the source has none. */
  readonly digest: Digest | null;
  /** -1 where the source does not say. */
  readonly sizeBytes: number;
}

export interface ImageParts {
  readonly reference: string;
  readonly source: string;
  readonly names: readonly string[];
  /** Digest of the config's bytes. */
  readonly id: Digest;
  readonly manifestDigest: Digest | null;
  readonly indexDigest: Digest | null;
  readonly document: ConfigDocument;
  /** Base first; as many as the config has diff ids. */
  readonly layers: readonly StoredLayer[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  readonly platforms: readonly Platform[];
  attached(): Promise<Attached>;
  /** Must be safe to call twice. */
  close(): Promise<void>;
}

/** Throws an InputError `layer-count` if manifest and config speak of different numbers of layers. */
export function assembleImage(parts: ImageParts): OpenImage {
  const { layers, document } = parts;
  if (layers.length !== document.diffIds.length) throw wrongCount(parts);
  const infos = toLayerInfos(parts);
  return {
    info: toImageInfo(parts, infos),
    layers: layers.map((layer, index) => toLayerSource(layer, infos[index]!)),
    problems: [
      ...parts.problems,
      ...layers.flatMap(({ bytes }) => (bytes.kind === 'unreadable' ? bytes.problem : [])),
    ],
    platforms: parts.platforms,
    attached: once(parts.attached),
    close: parts.close,
  };
}

/** The manifest's annotations over those of its descriptor. */
export function mergeAnnotations(
  descriptor: Readonly<Record<string, string>>,
  manifest: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.assign(Object.create(null), descriptor, manifest);
}

function toLayerInfos({ layers, document }: ImageParts): LayerInfo[] {
  const chain = chainIds(document.diffIds);
  const instructions = layerInstructions(document.config.history, layers.length);
  return layers.map(({ digest, sizeBytes }, index) => ({
    index,
    digest,
    diffId: document.diffIds[index]!,
    chainId: chain[index]!,
    sizeBytes,
    createdBy: instructions[index]!,
  }));
}

function toImageInfo(parts: ImageParts, layers: readonly LayerInfo[]): ImageInfo {
  return {
    reference: parts.reference,
    source: parts.source,
    names: parts.names,
    id: parts.id,
    manifestDigest: parts.manifestDigest,
    indexDigest: parts.indexDigest,
    platform: parts.document.platform,
    config: parts.document.config,
    layers,
    annotations: parts.annotations,
  };
}

function toLayerSource({ bytes, digest }: StoredLayer, info: LayerInfo): LayerSource {
  return { info, bytes, digest, diffId: info.diffId };
}

function wrongCount({ layers, document, reference }: ImageParts): InputError {
  return new InputError('layer-count', {
    what: `The manifest lists ${layers.length} layers, the config ${document.diffIds.length}: one of them is damaged.`,
    where: reference,
    wayOut: 'Build, save or push the image again.',
  });
}
