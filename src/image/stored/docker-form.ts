/**
 * Opens an image out of what `docker save` writes, and podman, buildah, kaniko, Jib and Bazel likewise: a
 * `manifest.json` that lists images, each with a config and plain or compressed layers. Specification: Docker image
 * specification v1.2, "Combined Image JSON + Filesystem Changeset Format". Newer engines put an OCI layout into the
 * same archive; then layers carry their digests. The older `repositories` file is left out: what it says is in
 * manifest.json since 2016.
 */
import { InputError } from '../../base/errors.ts';
import {
  type DocumentName,
  damaged,
  isObject,
  type JsonObject,
  parseJson,
  textField,
  textsField,
} from '../../base/json-fields.ts';
import { type Digest, isDigest, sha256 } from '../../model/digest.ts';
import { assembleImage, mergeAnnotations, type StoredLayer } from '../assemble.ts';
import { parseConfig } from '../config.ts';
import { checkDigest, type Descriptor, type Manifest, parseManifest } from '../manifest.ts';
import { checkPlatform } from '../select-platform.ts';
import type { OpenImage } from '../source.ts';
import { readStoredAttached } from './attachments.ts';
import { type Candidate, chooseImage } from './choose-image.ts';
import { missing, readBlob, readDocument, type StoredContext } from './context.ts';
import { type FoundManifest, openManifest, readLayoutIndex } from './oci-form.ts';

/** One image as manifest.json lists it. */
interface SavedImage {
  readonly configName: string;
  readonly layerNames: readonly string[];
}

const MAX_IMAGES = 1000;
const MAX_LAYERS = 10_000;
const MAX_NAMES = 10_000;

export async function openDockerForm(context: StoredContext): Promise<OpenImage> {
  const { bundle, request } = context;
  const bytes = await readDocument(context, 'manifest.json');
  const name: DocumentName = {
    code: 'damaged-manifest',
    title: 'manifest.json',
    where: bundle.where,
    wayOut: 'Save the image again.',
  };
  const json = parseJson(bytes, name);
  if (isObject(json)) return openSingleManifest(context, bytes);
  const candidates = await readImages(context, json, name);
  const { names, image, digest } = chooseImage(candidates, request.imageName, bundle.where);
  return openSaved(context, image, { names, id: digest });
}

/** `podman save --format docker-dir`: a folder with one manifest of the registry's form. */
async function openSingleManifest(context: StoredContext, bytes: Uint8Array): Promise<OpenImage> {
  const manifest = parseManifest(bytes, '', `${context.bundle.where}, manifest.json`);
  if (manifest.kind === 'index') throw noImages(context.bundle.where);
  const { annotations } = manifest;
  const found: FoundManifest = {
    manifest,
    digest: sha256(bytes),
    indexDigest: null,
    annotations,
    platform: null,
    platforms: [],
  };
  return openManifest({ ...context, source: context.source ?? 'docker-archive' }, found, {
    names: [],
    layout: null,
  });
}

async function openSaved(
  context: StoredContext,
  image: SavedImage,
  { names, id }: { names: readonly string[]; id: Digest },
): Promise<OpenImage> {
  const { bundle, request } = context;
  checkConfigName(image.configName, id, bundle.where);
  const config = await readDocument(context, image.configName);
  checkDigest(config, id, `${bundle.where}, ${image.configName}`);
  const document = parseConfig(config, `${bundle.where}, ${image.configName}`);
  checkPlatform(document.platform, request.platform, bundle.where);
  const layers = await Promise.all(image.layerNames.map((name) => findLayer(context, name)));
  const described = await findDescription(context, id, layers);
  const [manifestDigest, indexDigest] = [described?.digest ?? null, described?.indexDigest ?? null];
  const readLayout = described === null ? null : () => readLayoutIndex(context);
  const attached = await readStoredAttached(context, readLayout, [manifestDigest, indexDigest]);
  return assembleImage({
    reference: request.reference,
    source: context.source ?? 'docker-archive',
    names,
    id,
    manifestDigest,
    indexDigest,
    document,
    layers,
    annotations: described?.annotations ?? {},
    problems: [],
    platforms: [],
    attached: async () => attached,
    close: context.close,
  });
}

async function readImages(
  context: StoredContext,
  json: unknown,
  name: DocumentName,
): Promise<Candidate<SavedImage>[]> {
  if (!Array.isArray(json)) throw damaged(name, 'is not a list of images');
  if (json.length === 0) throw noImages(name.where);
  if (json.length > MAX_IMAGES) throw damaged(name, `lists more than ${MAX_IMAGES} images`);
  const byConfig = new Map<Digest, { names: Set<string>; digest: Digest; image: SavedImage }>();
  const digestOf = configDigests(context);
  for (const [index, item] of json.entries()) {
    if (!isObject(item)) throw damaged(name, `has an image [${index}] that is not an object`);
    const image = toSavedImage(item, name);
    const digest = await digestOf(image.configName);
    const entry = byConfig.get(digest) ?? { names: new Set(), digest, image };
    for (const tag of textsField(item, 'RepoTags')) entry.names.add(tag);
    if (entry.names.size > MAX_NAMES) throw damaged(name, `gives an image more than ${MAX_NAMES} names`);
    byConfig.set(digest, entry);
  }
  return [...byConfig.values()].map((entry) => ({ ...entry, names: [...entry.names] }));
}

function toSavedImage(item: JsonObject, name: DocumentName): SavedImage {
  const configName = textField(item, 'Config');
  if (configName === '') throw damaged(name, 'has an image without a config');
  const layerNames = textsField(item, 'Layers');
  if (layerNames.length > MAX_LAYERS) throw damaged(name, `lists more than ${MAX_LAYERS} layers`);
  return { configName, layerNames };
}

/** Hashes each config once, whatever the names that it has: a thousand images can name the same large file. */
function configDigests(context: StoredContext): (name: string) => Promise<Digest> {
  const known = new Map<string, Digest>();
  return async (name) => {
    const range = await context.bundle.find(name);
    const place = range === null ? name : `${range.path}:${range.offsetBytes}`;
    const digest = known.get(place) ?? sha256(await readDocument(context, name));
    known.set(place, digest);
    return digest;
  };
}

/** A config is named by its digest: `HEX.json`, `sha256:HEX`, `blobs/sha256/HEX`. Other names say nothing. */
function checkConfigName(name: string, id: Digest, where: string): void {
  const told = /(?:^|[/:])([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1];
  if (told === undefined || id === `sha256:${told}`) return;
  throw new InputError('digest-mismatch', {
    what: `The config \`${name}\` hashes to ${id}: it was damaged or changed.`,
    where,
    wayOut: 'Save the image again from where it was made.',
  });
}

async function findLayer({ bundle }: StoredContext, name: string): Promise<StoredLayer> {
  const range = await bundle.find(name);
  if (range === null) throw missing(bundle, name);
  return { bytes: { kind: 'file', ...range }, digest: toLayerDigest(name), sizeBytes: range.sizeBytes };
}

/** Only in a layout is a layer named by its digest; `ID/layer.tar` and `HEX.tar` are named by something else. */
function toLayerDigest(name: string): Digest | null {
  const match = /^blobs\/(sha256|sha512)\/([0-9a-f]+)$/.exec(name);
  const digest = match === null ? '' : `${match[1]}:${match[2]}`;
  return isDigest(digest) ? digest : null;
}

/**
 * The manifest in the layout beside, found by its config. It only adds digests and annotations: manifest.json
 * decides what the image is, since Docker 25.0.0 wrote layers in a wrong order into the layout. Null if there is
 * none, whatever the reason.
 */
async function findDescription(
  context: StoredContext,
  id: Digest,
  layers: readonly StoredLayer[],
): Promise<FoundManifest | null> {
  if ((await context.bundle.find('index.json')) === null) return null;
  try {
    const { manifests } = await readLayoutIndex(context);
    return await searchManifest(context, manifests, (manifest) => describes(manifest, id, layers));
  } catch {
    return null;
  }
}

function describes(manifest: Manifest, id: Digest, layers: readonly StoredLayer[]): boolean {
  if (manifest.config.digest !== id || manifest.layers.length !== layers.length) return false;
  return manifest.layers.every((layer, index) => layer.digest === layers[index]!.digest);
}

/**
 * Looks one index below index.json, which is as deep as engines nest. Each document is read once: a thousand indexes
 * can each name the same thousand manifests.
 */
async function searchManifest(
  context: StoredContext,
  manifests: readonly Descriptor[],
  isIt: (manifest: Manifest) => boolean,
): Promise<FoundManifest | null> {
  const seen = new Set<Digest>();
  const search = async (
    descriptors: readonly Descriptor[],
    indexDigest: Digest | null,
  ): Promise<FoundManifest | null> => {
    for (const descriptor of descriptors.slice(0, MAX_IMAGES)) {
      const { digest, platform } = descriptor;
      if (seen.has(digest)) continue;
      seen.add(digest);
      const document = await findManifest(context, descriptor);
      if (document?.kind === 'manifest' && isIt(document)) {
        const annotations = mergeAnnotations(descriptor.annotations, document.annotations);
        return { manifest: document, digest, indexDigest, annotations, platform, platforms: [] };
      }
      if (document?.kind === 'index' && indexDigest === null) {
        const found = await search(document.manifests, digest);
        if (found !== null) return found;
      }
    }
    return null;
  };
  return search(manifests, null);
}

async function findManifest(
  context: StoredContext,
  descriptor: Descriptor,
): Promise<ReturnType<typeof parseManifest> | null> {
  try {
    const bytes = await readBlob(context, descriptor);
    return parseManifest(bytes, descriptor.mediaType, context.bundle.where);
  } catch {
    return null;
  }
}

function noImages(where: string): InputError {
  return new InputError('no-image', {
    what: 'manifest.json lists no image.',
    where,
    wayOut: 'Save the image again.',
  });
}
