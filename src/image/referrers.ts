/**
 * Documents that are attached to an image: artifacts that refer to it (image-spec 1.1 `subject`; distribution-spec 1.1,
 * "Listing Referrers"), cosign's `sha256-….att`, and the attestations that BuildKit puts into the image's index. Only
 * found and fetched here, and held to their digests; what they say is nobody's word yet. Left out: signatures, SBOMs
 * in SPDX, artifacts that refer to these artifacts.
 */
import { PlimsollError } from '../base/errors.ts';
import { type JsonObject, objectField, parseJsonObject, textField } from '../base/json-fields.ts';
import type { Digest } from '../model/digest.ts';
import { isDigest } from '../model/digest.ts';
import { compareText, type Problem } from '../model/problem.ts';
import { type Descriptor, type Index, parseManifest } from './manifest.ts';

export interface AttachedDocument {
  /** `attached:` and the digest of its bytes. */
  readonly reference: string;
  readonly bytes: Uint8Array;
  /** What its artifact refers to: the image's manifest or index. Empty where only the document itself can tell. */
  readonly subject: Digest | '';
}

export interface Attached {
  /** Sorted by reference. */
  readonly documents: readonly AttachedDocument[];
  readonly problems: readonly Problem[];
}

export const NOTHING_ATTACHED: Attached = { documents: [], problems: [] };

/** Where an image's attachments lie. What fails throws InputError. */
export interface AttachmentStore {
  /** Manifests that may be attached to one of the digests: that of the image's manifest, and of its index if it has one. */
  list(digests: readonly Digest[]): Promise<readonly Descriptor[]>;
  readManifest(descriptor: Descriptor): Promise<Uint8Array>;
  readBlob(descriptor: Descriptor): Promise<Uint8Array>;
}

/** Of an image; anybody who may push can attach more. */
const MOST_MANIFESTS = 100;
const MOST_DOCUMENTS = 200;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_BYTES_TOGETHER = 32 * 1024 * 1024;

/** Never throws for what the store cannot give: a Problem says what is missing. */
export async function readAttached(store: AttachmentStore, digests: readonly Digest[]): Promise<Attached> {
  const reading: Reading = {
    store,
    digests,
    documents: new Map(),
    problems: [],
    leftBytes: MOST_BYTES_TOGETHER,
  };
  await tolerate(reading, 'what is attached to the image', async () => {
    const all = distinct(await store.list(digests)).filter(isPromising);
    if (all.length > MOST_MANIFESTS)
      note(reading, `Of ${all.length} attachments ${MOST_MANIFESTS} are looked at.`);
    for (const descriptor of all.slice(0, MOST_MANIFESTS)) {
      await tolerate(reading, descriptor.digest, () => readArtifact(reading, descriptor));
    }
  });
  const documents = [...reading.documents.values()].sort((a, b) => compareText(a.reference, b.reference));
  return { documents, problems: reading.problems };
}

/** Attestations that an index lists beside its images, of the manifest alone where they say of which. */
export function attestationsIn({ manifests }: Index, digests: readonly Digest[]): readonly Descriptor[] {
  return manifests.filter(({ annotations }) => {
    if (annotations['vnd.docker.reference.type'] !== 'attestation-manifest') return false;
    return digests.some((digest) => digest === annotations['vnd.docker.reference.digest']);
  });
}

/** The tag under which clients keep the list of referrers where a registry has none (distribution-spec, "Referrers Tag Schema"). */
export function referrersTag(digest: Digest): string {
  const [algorithm, encoded] = digest.split(':');
  return `${algorithm}-${encoded!.slice(0, 64)}`;
}

interface Reading {
  readonly store: AttachmentStore;
  readonly digests: readonly Digest[];
  readonly documents: Map<Digest, AttachedDocument>;
  readonly problems: Problem[];
  leftBytes: number;
}

async function readArtifact(reading: Reading, descriptor: Descriptor): Promise<void> {
  const { store, digests } = reading;
  const bytes = await store.readManifest(descriptor);
  const manifest = parseManifest(bytes, descriptor.mediaType, descriptor.digest);
  if (manifest.kind === 'index') return;
  const subject = subjectOf(bytes, descriptor.digest);
  // A list of referrers can be pushed by hand; what the artifact itself says is held fast by its digest.
  if (subject !== null && !digests.some((digest) => digest === subject)) return;
  for (const layer of manifest.layers) {
    if (isDocument(layer)) await tolerate(reading, layer.digest, () => readLayer(reading, layer, subject));
  }
}

async function readLayer(reading: Reading, layer: Descriptor, subject: Digest | null): Promise<void> {
  const { store, documents } = reading;
  if (documents.has(layer.digest)) return;
  const isTooMuch =
    layer.sizeBytes > Math.min(MOST_BYTES, reading.leftBytes) || documents.size >= MOST_DOCUMENTS;
  if (isTooMuch) return note(reading, `The attached document ${layer.digest} is too large, or one too many.`);
  reading.leftBytes -= layer.sizeBytes;
  const bytes = await store.readBlob(layer);
  documents.set(layer.digest, { reference: `attached:${layer.digest}`, bytes, subject: subject ?? '' });
}

function subjectOf(bytes: Uint8Array, where: string): Digest | null {
  const json: JsonObject = parseJsonObject(bytes, {
    code: 'damaged-manifest',
    title: 'The attachment',
    where,
    wayOut: '',
  });
  const digest = textField(objectField(json, 'subject'), 'digest');
  return isDigest(digest) ? digest : null;
}

function distinct(descriptors: readonly Descriptor[]): readonly Descriptor[] {
  return [...new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor])).values()];
}

/** Common things that hold no VEX. */
const OTHER_THINGS = /signature|simplesigning|cosign\.artifact\.sig|spdx|sarif|syft|helm|wasm/i;
const DOCUMENTS = /json|vex|csaf|cyclonedx|in-toto|dsse|sigstore/i;

function isPromising({ artifactType }: Descriptor): boolean {
  return !OTHER_THINGS.test(artifactType);
}

/** cosign and BuildKit say beside the layer what its attestation states. */
function isDocument({ mediaType, annotations }: Descriptor): boolean {
  const predicate = annotations['in-toto.io/predicate-type'] ?? annotations['predicateType'] ?? '';
  if (predicate !== '' && !/vex|csaf|cyclonedx|cosign\.sigstore\.dev\/attestation/i.test(predicate))
    return false;
  return DOCUMENTS.test(mediaType) && !OTHER_THINGS.test(mediaType);
}

async function tolerate(reading: Reading, what: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (thrown) {
    if (!(thrown instanceof PlimsollError)) throw thrown;
    note(reading, `It could not be read: ${what}: ${thrown.message}`);
  }
}

function note({ problems }: Reading, message: string): void {
  problems.push({
    code: 'attachment-not-read',
    effect: 'note',
    message,
    layerIndex: null,
    path: '',
    wayOut: 'Findings count as if it said nothing; name the VEX document in the policy as a file.',
  });
}
