/**
 * Builds whole images in memory and writes them in the forms that sources read, for tests: no tool is needed.
 * Entries and layers come from tar-builder.ts. The same description gives the same bytes and digests.
 * Specifications: OCI image-spec 1.1 (manifest, config, image-layout), Docker's image specification v1.2 (save).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Digest, sha256 } from '../src/model/digest.ts';
import type { Platform } from '../src/model/platform.ts';
import { dir, type Entry, file, layer, type TarOptions } from './tar-builder.ts';

export type Compression = 'gzip' | 'zstd' | 'none';

export interface LayerSpec {
  /** Entries, or a finished plain tar. */
  readonly entries: readonly Entry[] | Uint8Array;
  /** The history's instruction; `COPY layer <index>` unless told. */
  readonly createdBy?: string;
  /** gzip unless told. */
  readonly compression?: Compression;
  readonly tar?: TarOptions;
  /** Instead of the media type that compression and `mediaTypes` give. */
  readonly mediaType?: string;
}

export interface ImageSpec {
  readonly layers: readonly LayerSpec[];
  /** Members of the config's `config` object: Env, Entrypoint, Labels, User, … */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Replaces or adds members at the config's top level. */
  readonly configRoot?: Readonly<Record<string, unknown>>;
  /** Replaces or adds members of the manifest. */
  readonly manifestRoot?: Readonly<Record<string, unknown>>;
  /** `linux/amd64` unless told. */
  readonly platform?: Platform;
  /** Names with tag, `example.test/app:1`; none = an untagged image. */
  readonly tags?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** OCI unless told. */
  readonly mediaTypes?: 'oci' | 'docker';
}

export interface BuiltLayer {
  readonly plain: Uint8Array;
  readonly stored: Uint8Array;
  readonly digest: Digest;
  readonly diffId: Digest;
  readonly mediaType: string;
  readonly createdBy: string;
}

export interface BuiltImage {
  readonly tags: readonly string[];
  readonly platform: Platform;
  readonly config: Uint8Array;
  readonly configDigest: Digest;
  readonly manifest: Uint8Array;
  readonly manifestDigest: Digest;
  readonly manifestType: string;
  readonly layers: readonly BuiltLayer[];
  readonly diffIds: readonly Digest[];
  /** Manifest, config and stored layers by digest. */
  readonly blobs: ReadonlyMap<Digest, Uint8Array>;
}

export interface BuiltIndex {
  readonly index: Uint8Array;
  readonly indexDigest: Digest;
  readonly indexType: string;
  /** The index and everything of its images by digest. */
  readonly blobs: ReadonlyMap<Digest, Uint8Array>;
}

const MEDIA_TYPES = {
  oci: {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
    zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
    none: 'application/vnd.oci.image.layer.v1.tar',
  },
  docker: {
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    gzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    zstd: 'application/vnd.docker.image.rootfs.diff.tar.zstd',
    none: 'application/vnd.docker.image.rootfs.diff.tar',
  },
} as const;

const AMD64: Platform = { os: 'linux', architecture: 'amd64', variant: '' };

export function buildImage(spec: ImageSpec): BuiltImage {
  const types = MEDIA_TYPES[spec.mediaTypes ?? 'oci'];
  const platform = spec.platform ?? AMD64;
  const layers = spec.layers.map((l, index) => buildLayer(l, index, types));
  const config = json(configOf(spec, platform, layers));
  const manifest = json({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: descriptor(types.config, config),
    layers: layers.map((l) => descriptor(l.mediaType, l.stored)),
    ...(spec.annotations === undefined ? {} : { annotations: spec.annotations }),
    ...spec.manifestRoot,
  });
  return {
    tags: spec.tags ?? [],
    platform,
    config,
    configDigest: sha256(config),
    manifest,
    manifestDigest: sha256(manifest),
    manifestType: types.manifest,
    layers,
    diffIds: layers.map((l) => l.diffId),
    blobs: byDigest([manifest, config, ...layers.map((l) => l.stored)]),
  };
}

/** An index over images of several platforms; `extra` are descriptors put behind them (attestations). */
export function buildIndex(
  images: readonly BuiltImage[],
  extra: readonly Readonly<Record<string, unknown>>[] = [],
  mediaTypes: 'oci' | 'docker' = 'oci',
): BuiltIndex {
  const indexType = MEDIA_TYPES[mediaTypes].index;
  const manifests = images.map((image) => ({
    ...descriptor(image.manifestType, image.manifest),
    platform: jsonPlatform(image.platform),
  }));
  const index = json({ schemaVersion: 2, mediaType: indexType, manifests: [...manifests, ...extra] });
  const blobs = byDigest([index, ...images.flatMap((image) => [...image.blobs.values()])]);
  return { index, indexDigest: sha256(index), indexType, blobs };
}

/** The files of a `docker save` archive: `legacy` as before Docker 25, `blobs` as since (an OCI layout inside). */
export function dockerArchiveFiles(
  images: readonly BuiltImage[],
  form: 'legacy' | 'blobs' = 'legacy',
): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>(form === 'blobs' ? ociLayoutFiles(images) : []);
  const blob = (digest: Digest): string => `blobs/sha256/${hex(digest)}`;
  const manifest = images.map((image) => {
    const config = form === 'blobs' ? blob(image.configDigest) : `${hex(image.configDigest)}.json`;
    files.set(config, image.config);
    const layers = image.layers.map((l) => {
      const path = form === 'blobs' ? blob(l.digest) : `${hex(l.digest)}/layer.tar`;
      files.set(path, l.stored);
      return path;
    });
    return { Config: config, RepoTags: image.tags.length === 0 ? null : image.tags, Layers: layers };
  });
  return files.set('manifest.json', json(manifest));
}

/** The files of an OCI image layout, by path in the folder. Tags become `org.opencontainers.image.ref.name`. */
export function ociLayoutFiles(images: readonly BuiltImage[]): ReadonlyMap<string, Uint8Array> {
  const manifests = images.flatMap((image) => {
    const plain = {
      ...descriptor(image.manifestType, image.manifest),
      platform: jsonPlatform(image.platform),
    };
    const tagged = image.tags.map((tag) => ({
      ...plain,
      annotations: {
        'io.containerd.image.name': tag,
        'org.opencontainers.image.ref.name': tag.slice(tag.lastIndexOf(':') + 1),
      },
    }));
    return tagged.length === 0 ? [plain] : tagged;
  });
  return layoutFiles(json({ schemaVersion: 2, mediaType: MEDIA_TYPES.oci.index, manifests }), [
    ...images.flatMap((image) => [...image.blobs]),
  ]);
}

/** An OCI layout whose index.json names one index (as multi-platform exports have it). */
export function ociIndexLayoutFiles(built: BuiltIndex, tag: string): ReadonlyMap<string, Uint8Array> {
  const named = {
    ...descriptor(built.indexType, built.index),
    annotations: { 'org.opencontainers.image.ref.name': tag },
  };
  return layoutFiles(json({ schemaVersion: 2, mediaType: MEDIA_TYPES.oci.index, manifests: [named] }), [
    ...built.blobs,
  ]);
}

/** A tar of files, folders first as writers do. */
export function tarOf(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const folders = new Set([...files.keys()].flatMap(parentsOf));
  return layer([
    ...[...folders].map((path) => dir(path)),
    ...[...files].map(([path, data]) => file(path, data)),
  ]);
}

export function writeDockerArchive(
  path: string,
  images: readonly BuiltImage[],
  form: 'legacy' | 'blobs' = 'legacy',
): void {
  writeFileSync(path, tarOf(dockerArchiveFiles(images, form)));
}

export function writeOciTar(path: string, images: readonly BuiltImage[]): void {
  writeFileSync(path, tarOf(ociLayoutFiles(images)));
}

export function writeOciLayout(folder: string, images: readonly BuiltImage[]): void {
  writeFolder(folder, ociLayoutFiles(images));
}

export function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, data] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data);
  }
}

/** Stored form of plain bytes. */
export function compress(plain: Uint8Array, compression: Compression): Uint8Array {
  if (compression === 'gzip') return gzipSync(plain);
  return compression === 'zstd' ? zstdCompressSync(plain) : plain;
}

type LayerTypes = (typeof MEDIA_TYPES)['oci' | 'docker'];

function buildLayer(spec: LayerSpec, index: number, types: LayerTypes): BuiltLayer {
  const plain = spec.entries instanceof Uint8Array ? spec.entries : layer(spec.entries, spec.tar);
  const compression = spec.compression ?? 'gzip';
  const stored = compress(plain, compression);
  return {
    plain,
    stored,
    digest: sha256(stored),
    diffId: sha256(plain),
    mediaType: spec.mediaType ?? types[compression],
    createdBy: spec.createdBy ?? `COPY layer ${index} / # buildkit`,
  };
}

function configOf(spec: ImageSpec, platform: Platform, layers: readonly BuiltLayer[]): object {
  const created = '1970-01-01T00:00:00Z';
  return {
    created,
    ...jsonPlatform(platform),
    config: spec.config ?? {},
    rootfs: { type: 'layers', diff_ids: layers.map((l) => l.diffId) },
    history: layers.map((l) => ({ created, created_by: l.createdBy })),
    ...spec.configRoot,
  };
}

function jsonPlatform(platform: Platform): object {
  const { os, architecture, variant } = platform;
  return variant === '' ? { architecture, os } : { architecture, os, variant };
}

function layoutFiles(index: Uint8Array, blobs: readonly [Digest, Uint8Array][]): Map<string, Uint8Array> {
  return new Map<string, Uint8Array>([
    ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
    ['index.json', index],
    ...blobs.map(([digest, data]): [string, Uint8Array] => [`blobs/sha256/${hex(digest)}`, data]),
  ]);
}

function descriptor(
  mediaType: string,
  data: Uint8Array,
): { mediaType: string; digest: Digest; size: number } {
  return { mediaType, digest: sha256(data), size: data.length };
}

function byDigest(blobs: readonly Uint8Array[]): Map<Digest, Uint8Array> {
  return new Map(blobs.map((data) => [sha256(data), data]));
}

function parentsOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function hex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
