/**
 * An image archive as a starting point: its layers, byte for byte, and its config. Read is `docker save` of the containerd
 * store, which is an OCI layout too (image-spec 1.1). Unpacked by the system's `tar`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface History {
  readonly created_by?: string;
  readonly empty_layer?: boolean;
  readonly comment?: string;
  readonly created?: string;
}

export interface ImageConfig {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly rootfs: { readonly type: string; readonly diff_ids: readonly string[] };
  readonly history?: readonly History[];
}

export interface StoredLayer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly diffId: string;
}

export interface BaseImage {
  readonly layers: readonly StoredLayer[];
  readonly config: ImageConfig;
}

/** Unpacks the archive into the folder, whose blobs then are those of the new image too. */
export function unpackBase(archive: string, folder: string): BaseImage {
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  const manifests: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const [manifest] = manifests as readonly { readonly Config: string; readonly Layers: readonly string[] }[];
  const config = JSON.parse(readFileSync(join(folder, manifest!.Config), 'utf8')) as ImageConfig;
  const layers = manifest!.Layers.map((path, index) => ({
    mediaType: isGzip(join(folder, path)) ? LAYER_GZIP : LAYER_PLAIN,
    digest: `sha256:${path.replace(/^.*\//, '')}`,
    size: statSync(join(folder, path)).size,
    diffId: config.rootfs.diff_ids[index]!,
  }));
  return { layers, config };
}

/** Writes the config, manifest and index of an image whose layers are there already. */
export function writeLayout(folder: string, layers: readonly StoredLayer[], config: ImageConfig): void {
  const put = (mediaType: string, document: object): object => {
    const bytes = Buffer.from(JSON.stringify(document));
    const digest = putBlob(folder, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const manifest = put(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: put('application/vnd.oci.image.config.v1+json', config),
    layers: layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
  });
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [manifest],
  };
  writeFileSync(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(join(folder, 'index.json'), JSON.stringify(index));
}

export function putBlob(folder: string, bytes: Uint8Array): string {
  const hex = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(folder, 'blobs/sha256', hex), bytes);
  return `sha256:${hex}`;
}

export const LAYER_GZIP: string = 'application/vnd.oci.image.layer.v1.tar+gzip';
const LAYER_PLAIN = 'application/vnd.oci.image.layer.v1.tar';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

function isGzip(path: string): boolean {
  return readFileSync(path).readUInt16BE(0) === 0x1f8b;
}
