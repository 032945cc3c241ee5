/** Artifacts that are attached to an image, made in memory: OCI image-spec 1.1, "Guidelines for Artifact Usage". */
import { type Digest, sha256 } from '../src/model/digest.ts';

export interface ArtifactSpec {
  /** What it refers to; null as cosign and BuildKit leave it away. */
  readonly subject: { readonly bytes: Uint8Array; readonly mediaType: string } | null;
  readonly artifactType?: string;
  readonly documents: readonly AttachedSpec[];
}

export interface AttachedSpec {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface BuiltArtifact {
  readonly manifest: Uint8Array;
  readonly digest: Digest;
  readonly mediaType: string;
  /** As a list of referrers has it. */
  readonly descriptor: Readonly<Record<string, unknown>>;
  /** Manifest, config and documents by digest. */
  readonly blobs: ReadonlyMap<Digest, Uint8Array>;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
const EMPTY = Buffer.from('{}');

export function buildArtifact({ subject, artifactType, documents }: ArtifactSpec): BuiltArtifact {
  const manifest = toJson({
    schemaVersion: 2,
    mediaType: MANIFEST,
    ...(artifactType === undefined ? {} : { artifactType }),
    config: describe('application/vnd.oci.empty.v1+json', EMPTY),
    layers: documents.map(({ bytes, mediaType, annotations }) => ({
      ...describe(mediaType, bytes),
      ...(annotations === undefined ? {} : { annotations }),
    })),
    ...(subject === null ? {} : { subject: describe(subject.mediaType, subject.bytes) }),
  });
  const all = [manifest, EMPTY, ...documents.map(({ bytes }) => bytes)];
  return {
    manifest,
    digest: sha256(manifest),
    mediaType: MANIFEST,
    descriptor: { ...describe(MANIFEST, manifest), ...(artifactType === undefined ? {} : { artifactType }) },
    blobs: new Map(all.map((bytes) => [sha256(bytes), bytes])),
  };
}

/** A list of referrers, as the API gives it and the tag schema stores it. */
export function referrersList(descriptors: readonly object[]): Buffer {
  return toJson({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: descriptors });
}

function describe(mediaType: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  return { mediaType, digest: sha256(bytes), size: bytes.length };
}

function toJson(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
