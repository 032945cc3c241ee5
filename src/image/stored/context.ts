/** What opening an image out of a bundle needs, and the reading of documents in it. */
import { InputError } from '../../base/errors.ts';
import { type Limits, limitWayOut } from '../../base/limits.ts';
import type { Digest } from '../../model/digest.ts';
import { checkDigest, type Descriptor } from '../manifest.ts';
import type { OpenRequest } from '../source.ts';
import { type Bundle, type FileRange, findDocument } from './bundle.ts';

export interface StoredContext {
  readonly bundle: Bundle;
  readonly request: OpenRequest;
  readonly limits: Limits;
  /** Bytes of documents that may still be read. */
  readonly documents: { leftBytes: number };
  /** Source id of the image; null = the form that is found. */
  readonly source: string | null;
  /** Removes what was spooled. */
  close(): Promise<void>;
}

/** All documents of a bundle together may be so many times as large as one: names can be many for one large file. */
const ALL_DOCUMENTS = 16;

export function documentBudget({ documentBytes }: Limits): { leftBytes: number } {
  return { leftBytes: ALL_DOCUMENTS * documentBytes };
}

/**
 * A document by its name. Throws an InputError `missing-blob`, or `truncated-archive` where it may have been cut off,
 * and `document-too-large` for one that is, or all of them together.
 */
export async function readDocument(context: StoredContext, name: string): Promise<Uint8Array> {
  const { bundle, limits, documents } = context;
  if (documents.leftBytes < 0) throw tooManyDocuments(bundle, limits);
  const bytes = await findDocument(bundle, name, limits.documentBytes);
  if (bytes === null) throw missing(bundle, name);
  documents.leftBytes -= bytes.length;
  if (documents.leftBytes < 0) throw tooManyDocuments(bundle, limits);
  return bytes;
}

function tooManyDocuments({ where }: Bundle, limits: Limits): InputError {
  return new InputError('document-too-large', {
    what: `The documents that describe its images have more than ${documentBudget(limits).leftBytes} bytes together.`,
    where,
    wayOut: limitWayOut('document-too-large'),
  });
}

/** A document by its digest, checked against it. */
export async function readBlob(context: StoredContext, { digest }: Descriptor): Promise<Uint8Array> {
  const name = (await findBlobName(context.bundle, digest)) ?? blobName(digest);
  const bytes = await readDocument(context, name);
  checkDigest(bytes, digest, `${context.bundle.where}, ${name}`);
  return bytes;
}

/** Where the content of a digest lies; null if it is not there. */
export async function findBlob(bundle: Bundle, digest: Digest): Promise<FileRange | null> {
  const name = await findBlobName(bundle, digest);
  return name === null ? null : bundle.find(name);
}

/** `blobs/sha256/…` (image-spec, image-layout.md). */
export function blobName(digest: Digest): string {
  return `blobs/${digest.replace(':', '/')}`;
}

export function missing(bundle: Bundle, name: string): InputError {
  if (bundle.mayBeCut) {
    return new InputError('truncated-archive', {
      what: `The archive is cut off: it has no end mark, and \`${name}\` is missing.`,
      where: bundle.where,
      wayOut: 'Copy or save it again; check that there was room on the disk.',
    });
  }
  return new InputError('missing-blob', {
    what: `\`${name}\`, which the image needs, is missing.`,
    where: bundle.where,
    wayOut: 'Save or copy the whole image again.',
  });
}

/** Besides the layout's place, the plain hexadecimal name that `podman save --format docker-dir` uses. */
async function findBlobName(bundle: Bundle, digest: Digest): Promise<string | null> {
  for (const name of [blobName(digest), digest.slice(digest.indexOf(':') + 1)]) {
    if ((await bundle.find(name)) !== null) return name;
  }
  return null;
}
