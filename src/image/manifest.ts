/**
 * Manifests and indexes, parsed with checks, and the choice of one platform of an index. Specification:
 * image-spec `manifest.md`, `image-index.md`, `descriptor.md`; Docker "Image Manifest V2, Schema 2".
 * Shared by all sources. Signatures and referrers are not looked at here.
 */

import { hash } from 'node:crypto';
import { InputError, NotCheckableError } from '../base/errors.ts';
import type { DocumentName, JsonObject } from '../base/json-fields.ts';
import {
  damaged,
  isObject,
  listField,
  objectField,
  ownField,
  parseJsonObject,
  textField,
  textMapField,
} from '../base/json-fields.ts';
import type { Digest } from '../model/digest.ts';
import { digestAlgorithm, isDigest } from '../model/digest.ts';
import type { Platform } from '../model/platform.ts';

export const MEDIA_TYPE = {
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
} as const;

/** Media types of configs that describe a container image. */
export const IMAGE_CONFIG_TYPES: readonly string[] = [MEDIA_TYPE.dockerConfig, MEDIA_TYPE.ociConfig];

/** What a client that reads all of these says it accepts. */
export const MANIFEST_MEDIA_TYPES: readonly string[] = [
  MEDIA_TYPE.ociIndex,
  MEDIA_TYPE.dockerIndex,
  MEDIA_TYPE.ociManifest,
  MEDIA_TYPE.dockerManifest,
];

/** Points to content by digest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Only in an index; null where it says none. */
  readonly platform: Platform | null;
  readonly artifactType: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The manifest of one platform's image, or of something else that is stored like one (see artifact.ts). */
export interface Manifest {
  readonly kind: 'manifest';
  readonly mediaType: string;
  readonly artifactType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** An image index or manifest list. */
export interface Index {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** How many entries one manifest or index may have; real ones have at most a few hundred. */
const MAX_DESCRIPTORS = 10_000;

/**
 * Parses a manifest or an index. `mediaType` is what the source says of it (Content-Type, descriptor), or empty:
 * the document's own `mediaType` field goes first, then this, then its shape. Throws an InputError
 * `damaged-manifest`, or a NotCheckableError `schema-1` or `not-a-container-image`.
 */
export function parseManifest(bytes: Uint8Array, mediaType: string, where: string): Manifest | Index {
  const name: DocumentName = {
    code: 'damaged-manifest',
    title: 'The image manifest',
    where,
    wayOut: 'Build, save or push the image again.',
  };
  const json = parseJsonObject(bytes, name);
  const type = textField(json, 'mediaType') || mediaType.replace(/;.*$/s, '').trim().toLowerCase();
  refuseSchema1(json, type, where);
  refuseOldArtifact(type, where);
  if (isIndex(json, type)) return toIndex(json, type, name);
  return toManifest(json, type, name);
}

/** Throws an InputError `digest-mismatch` unless the bytes hash to the digest. */
export function checkDigest(bytes: Uint8Array, digest: Digest, where: string): void {
  const algorithm = digestAlgorithm(digest);
  const actual = `${algorithm}:${hash(algorithm, bytes)}`;
  if (actual === digest) return;
  throw new InputError('digest-mismatch', {
    what: `The content of ${digest} hashes to ${actual}: it was damaged or changed.`,
    where,
    wayOut: 'Get the image again from where it was made.',
  });
}

function isIndex(json: JsonObject, type: string): boolean {
  if (type === MEDIA_TYPE.ociIndex || type === MEDIA_TYPE.dockerIndex) return true;
  if (type === MEDIA_TYPE.ociManifest || type === MEDIA_TYPE.dockerManifest) return false;
  return Array.isArray(ownField(json, 'manifests')) && !Object.hasOwn(json, 'layers');
}

function toIndex(json: JsonObject, mediaType: string, name: DocumentName): Index {
  // A reader that took the other list as an empty one could be shown two different images by one document.
  if (Object.hasOwn(json, 'layers')) throw damaged(name, 'is both an index and a manifest');
  if (!Array.isArray(ownField(json, 'manifests')))
    throw damaged(name, 'is an index without a list of manifests');
  return {
    kind: 'index',
    mediaType,
    manifests: toDescriptors(listField(json, 'manifests'), 'manifests', name),
    annotations: textMapField(json, 'annotations'),
  };
}

function toManifest(json: JsonObject, mediaType: string, name: DocumentName): Manifest {
  if (Object.hasOwn(json, 'manifests')) throw damaged(name, 'is both an index and a manifest');
  const config = ownField(json, 'config');
  if (!isObject(config)) throw damaged(name, 'names no config');
  if (!Array.isArray(ownField(json, 'layers'))) throw damaged(name, 'has no list of layers');
  return {
    kind: 'manifest',
    mediaType,
    artifactType: textField(json, 'artifactType'),
    config: toDescriptor(config, 'config', name),
    layers: toDescriptors(listField(json, 'layers'), 'layers', name),
    annotations: textMapField(json, 'annotations'),
  };
}

function toDescriptors(list: readonly unknown[], field: string, name: DocumentName): Descriptor[] {
  if (list.length > MAX_DESCRIPTORS) throw damaged(name, `lists more than ${MAX_DESCRIPTORS} ${field}`);
  return list.map((item, position) => toDescriptor(item, `${field}[${position}]`, name));
}

function toDescriptor(value: unknown, field: string, name: DocumentName): Descriptor {
  if (!isObject(value)) throw damaged(name, `has a ${field} that is not an object`);
  const digest = textField(value, 'digest');
  if (!isDigest(digest)) throw damaged(name, `has no valid digest in ${field}`);
  return {
    mediaType: textField(value, 'mediaType'),
    digest,
    sizeBytes: toSize(ownField(value, 'size'), field, name),
    platform: toPlatform(objectField(value, 'platform')),
    artifactType: textField(value, 'artifactType'),
    annotations: textMapField(value, 'annotations'),
  };
}

function toSize(value: unknown, field: string, name: DocumentName): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw damaged(name, `has no valid size in ${field}`);
}

function toPlatform(json: JsonObject): Platform | null {
  const os = textField(json, 'os');
  const architecture = textField(json, 'architecture');
  return os === '' && architecture === '' ? null : { os, architecture, variant: textField(json, 'variant') };
}

function refuseSchema1(json: JsonObject, type: string, where: string): void {
  const isOld =
    ownField(json, 'schemaVersion') === 1 ||
    /docker\.distribution\.manifest\.v1\+(json|prettyjws)$/.test(type);
  if (!isOld || type === MEDIA_TYPE.ociManifest) return;
  throw new NotCheckableError('schema-1', {
    what: 'The image has a manifest of Docker schema 1, which was retired in 2017 and cannot be checked.',
    where,
    wayOut: 'Pull the image and push it again with a current client, or build it anew.',
  });
}

function refuseOldArtifact(type: string, where: string): void {
  if (type !== 'application/vnd.oci.artifact.manifest.v1+json') return;
  throw new NotCheckableError('not-a-container-image', {
    what: 'This is an OCI artifact (a draft form that was withdrawn), not a container image.',
    where,
    wayOut: 'Name the image that the artifact belongs to.',
  });
}
