/** Images that are made for a bench, as OCI layouts (image-spec 1.1, image-layout.md). */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLayer, type LayerWriter, type MadeLayer } from './made-layer.ts';

export interface MadeImage {
  /** What the program is told to scan. */
  readonly reference: string;
  readonly layers: readonly MadeLayer[];
}

/** Fills one layer. */
export type FillLayer = (layer: LayerWriter) => void;

/** Writes the layout into a new folder. */
export function makeImage(folder: string, fills: readonly FillLayer[]): MadeImage {
  const blobs = join(folder, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const layers = fills.map((fill) => {
    const layer = createLayer(blobs);
    fill(layer);
    return layer.end();
  });
  const config = putBlob(blobs, 'application/vnd.oci.image.config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map((_, index) => ({ created_by: `COPY layer ${index} / # buildkit` })),
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = putBlob(blobs, mediaType, {
    schemaVersion: 2,
    mediaType,
    config,
    layers: layers.map(({ digest, sizeBytes: size }) => ({ mediaType: LAYER_TYPE, digest, size })),
  });
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [manifest],
  };
  writeFileSync(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(join(folder, 'index.json'), JSON.stringify(index));
  return { reference: `oci-layout:${folder}`, layers };
}

/** Bytes, entries and layers of an image, for a table. */
export function describeImage({ layers }: MadeImage): readonly string[] {
  const sum = (of: (layer: MadeLayer) => number): number =>
    layers.reduce((total, layer) => total + of(layer), 0);
  return [
    String(layers.length),
    sum(({ entries }) => entries).toLocaleString('en-US'),
    (sum(({ plainBytes }) => plainBytes) / 1e6).toFixed(0),
    (sum(({ sizeBytes }) => sizeBytes) / 1e6).toFixed(0),
  ];
}

const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

function putBlob(folder: string, mediaType: string, document: object): Descriptor {
  const bytes = Buffer.from(JSON.stringify(document));
  const hex = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(folder, hex), bytes);
  return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
}
