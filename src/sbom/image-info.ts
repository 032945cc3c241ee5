/** The image that an SBOM describes, as far as it does. */
import { chainIds, type Digest, isDigest } from '../model/digest.ts';
import type { ImageInfo, LayerInfo, Owner } from '../model/image.ts';
import type { Package } from '../model/package.ts';
import { type Platform, parsePlatform } from '../model/platform.ts';
import { parsePurl } from '../model/purl.ts';
import type { LayerSummary } from '../model/report.ts';
import type { SbomDocument, SbomImage, SbomLayer } from './sbom-document.ts';

export interface DescribedImage {
  readonly image: ImageInfo;
  readonly layers: readonly LayerSummary[];
}

/** As many layers as the document lists, and as its packages need. `where` names the image if nothing else does. */
export function toImageInfo(
  document: SbomDocument,
  packages: readonly Package[],
  where: string,
): DescribedImage {
  const { image } = document;
  const layers = layersOf(document, packages);
  return {
    image: {
      reference: image.reference || where,
      source: image.source || 'sbom',
      names: image.names,
      id: toDigest(image.id),
      manifestDigest: toDigest(image.manifestDigest),
      indexDigest: toDigest(image.indexDigest),
      platform: parsePlatform(image.platform) ?? UNKNOWN_PLATFORM,
      config: { ...NO_CONFIG, labels: toRecord(image.labels) },
      layers: layers.map(({ info }) => info),
      annotations: Object.create(null),
    },
    layers: layers.map(({ summary }) => summary),
  };
}

/** Repository, tag and digest of a `pkg:oci/…`; null for anything else. */
export function readOciPurl(text: string): Pick<SbomImage, 'names' | 'manifestDigest' | 'platform'> | null {
  const purl = parsePurl(text);
  if (purl?.type !== 'oci') return null;
  const repository = purl.qualifiers.get('repository_url') ?? '';
  const tag = purl.qualifiers.get('tag') ?? '';
  const architecture = purl.qualifiers.get('arch') ?? '';
  return {
    names: repository === '' ? [] : [tag === '' ? repository : `${repository}:${tag}`],
    manifestDigest: purl.version,
    platform: architecture === '' ? '' : `linux/${architecture}`,
  };
}

const UNKNOWN_PLATFORM: Platform = { os: 'linux', architecture: 'unknown', variant: '' };

const NO_CONFIG: Omit<ImageInfo['config'], 'labels'> = {
  env: [],
  entrypoint: [],
  cmd: [],
  user: '',
  exposedPorts: [],
  healthcheck: [],
  history: [],
};

function toDigest(text: string): Digest | null {
  return isDigest(text) ? text : null;
}

function toRecord(map: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const record: Record<string, string> = Object.create(null);
  for (const [key, value] of map) record[key] = value;
  return record;
}

interface Layer {
  readonly info: LayerInfo;
  readonly summary: LayerSummary;
}

function layersOf({ image, components }: SbomDocument, packages: readonly Package[]): readonly Layer[] {
  const told = new Map<number, SbomLayer>();
  for (const { layer } of components) {
    if (layer.index !== null && !told.has(layer.index)) told.set(layer.index, layer);
  }
  const diffIds = image.diffIds.map(toDigest);
  const chain = diffIds.every((diffId) => diffId !== null) ? chainIds(diffIds) : [];
  const count = packages.reduce((most, pkg) => Math.max(most, pkg.foundAt.layerIndex + 1), diffIds.length);
  return Array.from({ length: count }, (_, index) => ({
    info: {
      index,
      digest: null,
      diffId: diffIds[index] ?? null,
      chainId: chain[index] ?? null,
      sizeBytes: -1,
      createdBy: told.get(index)?.instruction ?? '',
    },
    summary: { index, owner: toOwner(told.get(index)), entries: 0, plainBytes: 0, rereads: 0 },
  }));
}

function toOwner(layer: SbomLayer | undefined): Owner {
  const part = (['base', 'own'] as const).find((known) => known === layer?.owner) ?? 'unknown';
  return { part, basis: layer?.ownerBasis === 'told' ? 'told' : 'position' };
}
