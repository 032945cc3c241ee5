/**
 * Opens an image out of an OCI layout, be it a folder or inside a tar. Specification: image-spec `image-layout.md`.
 * Indexes may be nested; a layout may lack platforms that its indexes name (a sparse index).
 */
import { InputError } from '../../base/errors.ts';
import type { Digest } from '../../model/digest.ts';
import type { Platform } from '../../model/platform.ts';
import type { Problem } from '../../model/problem.ts';
import { checkIsImage, layerObstacle } from '../artifact.ts';
import { assembleImage, mergeAnnotations, type StoredLayer } from '../assemble.ts';
import { parseConfig } from '../config.ts';
import { type Descriptor, type Index, type Manifest, parseManifest } from '../manifest.ts';
import { checkPlatform, emptyIndex, isRunnable, platformsOf, selectPlatform } from '../select-platform.ts';
import type { OpenImage } from '../source.ts';
import { readStoredAttached } from './attachments.ts';
import { type Candidate, chooseImage } from './choose-image.ts';
import { blobName, findBlob, missing, readBlob, readDocument, type StoredContext } from './context.ts';

/** Deeper nesting than any tool makes. */
const MAX_DEPTH = 8;

/** A manifest and how it was reached. */
export interface FoundManifest {
  readonly manifest: Manifest;
  readonly digest: Digest;
  /** The outermost index below index.json, which is what a registry would name; null if there is none. */
  readonly indexDigest: Digest | null;
  readonly annotations: Readonly<Record<string, string>>;
  /** What an index says of it; null if none does. */
  readonly platform: Platform | null;
  /** Of the index that it was chosen from. */
  readonly platforms: readonly Platform[];
}

export async function openOciForm(context: StoredContext): Promise<OpenImage> {
  const index = await readLayoutIndex(context);
  if (index.manifests.length === 0) throw emptyIndex(context.bundle.where);
  const { imageName } = context.request;
  const { names, image } = chooseImage(groupImages(index.manifests), imageName, context.bundle.where);
  const found = await resolveManifest(context, image, null);
  return openManifest(context, found, { names, layout: index });
}

export async function readLayoutIndex(context: StoredContext): Promise<Index> {
  const where = `${context.bundle.where}, index.json`;
  const document = parseManifest(await readDocument(context, 'index.json'), '', where);
  if (document.kind === 'index') return document;
  throw new InputError('damaged-manifest', {
    what: 'index.json is not an image index.',
    where,
    wayOut: 'Save the image again.',
  });
}

/** Opens what a checked manifest describes. */
export async function openManifest(
  context: StoredContext,
  { manifest, digest, indexDigest, annotations, platform, platforms }: FoundManifest,
  { names, layout }: { readonly names: readonly string[]; readonly layout: Index | null },
): Promise<OpenImage> {
  const { bundle, request } = context;
  checkIsImage(manifest, bundle.where);
  const document = parseConfig(
    await readBlob(context, manifest.config),
    `${bundle.where}, ${manifest.config.digest}`,
  );
  // A platform that was chosen in an index holds: configs often lack the variant.
  checkPlatform(document.platform, platform === null ? request.platform : null, bundle.where);
  const attached = await readStoredAttached(context, layout === null ? null : async () => layout, [
    digest,
    indexDigest,
  ]);
  return assembleImage({
    reference: request.reference,
    source: context.source ?? 'oci-layout',
    names,
    id: manifest.config.digest,
    manifestDigest: digest,
    indexDigest,
    document,
    layers: await Promise.all(manifest.layers.map((layer, index) => findLayer(context, layer, index))),
    annotations,
    problems: [],
    platforms,
    attached: async () => attached,
    close: context.close,
  });
}

/** Goes down to one platform's manifest. */
async function resolveManifest(
  context: StoredContext,
  descriptors: readonly Descriptor[],
  indexDigest: Digest | null,
  depth: number = 0,
): Promise<FoundManifest> {
  const { bundle } = context;
  if (depth > MAX_DEPTH) throw tooDeep(bundle.where);
  const present = await filterPresent(context, descriptors);
  const descriptor = selectDescriptor(context, descriptors, present);
  const bytes = await readBlob(context, descriptor);
  const document = parseManifest(bytes, descriptor.mediaType, `${bundle.where}, ${descriptor.digest}`);
  if (document.kind === 'index') {
    return resolveManifest(context, document.manifests, indexDigest ?? descriptor.digest, depth + 1);
  }
  const annotations = mergeAnnotations(descriptor.annotations, document.annotations);
  const { digest, platform } = descriptor;
  return { manifest: document, digest, indexDigest, annotations, platform, platforms: platformsOf(present) };
}

function selectDescriptor(
  { bundle, request }: StoredContext,
  all: readonly Descriptor[],
  present: readonly Descriptor[],
): Descriptor {
  // A lone artifact is followed, since its manifest says what it is.
  if (all.length === 1 && !isRunnable(all[0]!)) return all[0]!;
  // Where nothing is there, the choice is made all the same, so that the error names what is missing.
  const choice = present.length === 0 ? all : present;
  const { platform: wanted, host, anyPlatform: any } = request;
  return selectPlatform(choice, { wanted, host, any, where: bundle.where });
}

async function filterPresent({ bundle }: StoredContext, all: readonly Descriptor[]): Promise<Descriptor[]> {
  const ranges = await Promise.all(all.map(({ digest }) => findBlob(bundle, digest)));
  return all.filter((_, index) => ranges[index] !== null);
}

async function findLayer({ bundle }: StoredContext, layer: Descriptor, index: number): Promise<StoredLayer> {
  const { digest, sizeBytes } = layer;
  const range = await findBlob(bundle, digest);
  const problem = layerObstacle(layer, index);
  if (problem !== null && !(range !== null && isOnlyForeign(problem))) {
    return { bytes: { kind: 'unreadable', problem }, digest, sizeBytes };
  }
  if (range === null) throw missing(bundle, blobName(digest));
  return { bytes: { kind: 'file', ...range }, digest, sizeBytes };
}

/** A foreign layer that is there after all can be read like any other. */
function isOnlyForeign(problem: Problem): boolean {
  return problem.code === 'foreign-layer';
}

/**
 * The images of a layout. Descriptors of one digest are names of one image; descriptors of one name, or without
 * names but with a platform each, are one image's platforms.
 */
function groupImages(descriptors: readonly Descriptor[]): Candidate<readonly Descriptor[]>[] {
  const named = mergeByDigest(descriptors);
  if (arePlatformsOfOne(named)) return [{ ...named[0]!, image: named.map(({ image }) => image) }];
  return named.map((candidate) => ({ ...candidate, image: [candidate.image] }));
}

function mergeByDigest(descriptors: readonly Descriptor[]): Candidate<Descriptor>[] {
  const runnable = descriptors.filter(isRunnable);
  const merged = new Map<Digest, { names: Set<string>; digest: Digest; image: Descriptor }>();
  for (const image of runnable.length === 0 ? descriptors : runnable) {
    const entry = merged.get(image.digest) ?? { names: new Set(), digest: image.digest, image };
    const name = nameOf(image);
    if (name !== '') entry.names.add(name);
    merged.set(image.digest, entry);
  }
  return [...merged.values()].map((entry) => ({ ...entry, names: [...entry.names] }));
}

function arePlatformsOfOne(candidates: readonly Candidate<Descriptor>[]): boolean {
  const names = new Set(candidates.map((candidate) => candidate.names.join('\n')));
  const platforms = new Set(candidates.map(({ image }) => JSON.stringify(image.platform)));
  return candidates.length > 1 && names.size === 1 && platforms.size === candidates.length;
}

/** containerd writes the full name; the specification's own annotation is often only the tag. */
function nameOf({ annotations }: Descriptor): string {
  return annotations['io.containerd.image.name'] || annotations['org.opencontainers.image.ref.name'] || '';
}

function tooDeep(where: string): InputError {
  return new InputError('damaged-manifest', {
    what: `Image indexes are nested more than ${MAX_DEPTH} deep.`,
    where,
    wayOut: 'Save the image again.',
  });
}
