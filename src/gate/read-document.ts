/**
 * Documents that a gate works with: policies, waivers, VEX, each named by a path, `https://…#sha256:…` or
 * `oci://…@sha256:…`. A path is relative to the document that names it. What comes over a network must be pinned by
 * a digest, and may not name files of this machine. Left out: writing.
 */

import { hash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, posix, resolve } from 'node:path';
import { InputError, messageOf, systemCode } from '../base/errors.ts';
import type { Http } from '../base/http/http.ts';
import type { RegistrySettings } from '../image/sources/registry/source.ts';
import { type Digest, digestAlgorithm, isDigest, sha256 } from '../model/digest.ts';
import { compareText } from '../model/problem.ts';
import {
  badPin,
  localFromRemote,
  MAX_BYTES,
  missingPin,
  tooLarge,
  unknownScheme,
  unreadable,
} from './document-error.ts';

export interface ReadDocument {
  /** The name under which others can refer to it: what was asked for, a path joined to the folder of its `from`. */
  readonly reference: string;
  readonly bytes: Uint8Array;
  /** Of the bytes. */
  readonly digest: Digest;
}

/**
 * `from` is the `reference` of the document that names another, or null for the command line. Throws InputError, or
 * UsageError for a reference that is none.
 */
export interface DocumentReader {
  /** Null only for a file that is not there. */
  read(reference: string, from: string | null): Promise<ReadDocument | null>;
  /** The files of a folder, sorted, without its sub-folders and hidden files; anything else alone. Read them with `from` null. */
  list(reference: string, from: string | null): Promise<readonly string[]>;
}

export interface DocumentNetwork {
  readonly http: Http;
  readonly registry: RegistrySettings;
}

export interface DocumentReaderSettings {
  readonly cwd: string;
  /** Asked for when a document is not on this machine. */
  readonly network: () => Promise<DocumentNetwork>;
  readonly signal: AbortSignal;
}

const MAX_FILES = 10_000;
/** Of the layer with the document in an artifact; an artifact with only one layer needs none. */
const LAYER_MEDIA_TYPE = 'application/vnd.plimsoll.policy.v1+yaml';

export function createDocumentReader(settings: DocumentReaderSettings): DocumentReader {
  return {
    async read(reference, from) {
      const place = toPlace(reference, from);
      const bytes = await readPlace(place, settings);
      if (bytes === null) return null;
      if (place.kind !== 'artifact' && place.digest !== null) checkBytes(bytes, place.digest, reference);
      return { reference: place.reference, bytes, digest: sha256(bytes) };
    },
    async list(reference, from) {
      const place = toPlace(reference, from);
      return place.kind === 'file' ? listFolder(place, settings.cwd) : [place.reference];
    },
  };
}

/** Where a document lies. */
interface Place {
  readonly kind: 'file' | 'web' | 'artifact';
  /** With the digest. */
  readonly reference: string;
  /** Without the digest: a path, a URL; of an artifact all but the scheme. */
  readonly target: string;
  readonly digest: Digest | null;
}

function toPlace(reference: string, from: string | null): Place {
  const [, name, pin] = /^(.+?)[@#]((?:sha256|sha512):.*)$/s.exec(reference) ?? [null, reference, null];
  if (pin != null && !isDigest(pin)) throw badPin(reference, pin);
  const digest = pin ?? null;
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(name!)?.[1]?.toLowerCase();
  if (scheme === 'https' || scheme === 'http') {
    return { kind: 'web', reference, target: name!, digest: digest ?? missingPin(reference, '#') };
  }
  if (scheme === 'oci') {
    const pinned = digest ?? missingPin(reference, '@');
    return { kind: 'artifact', reference, target: `${name!.slice('oci://'.length)}@${pinned}`, digest };
  }
  if (scheme !== undefined) throw unknownScheme(reference, scheme);
  if (from !== null && isRemote(from)) throw localFromRemote(reference, from);
  const path = posix.normalize(from === null || isAbsolute(name!) ? name! : join(dirname(from), name!));
  return { kind: 'file', reference: digest === null ? path : `${path}#${digest}`, target: path, digest };
}

function isRemote(reference: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(reference);
}

function readPlace(place: Place, settings: DocumentReaderSettings): Promise<Uint8Array | null> {
  if (place.kind === 'file') return readFile(resolve(settings.cwd, place.target), place.target);
  return place.kind === 'web' ? fetchDocument(place, settings) : pullDocument(place, settings);
}

async function readFile(path: string, where: string): Promise<Uint8Array | null> {
  try {
    // A pipe that nobody writes to would be waited for without end.
    const found = await stat(path);
    if (!found.isFile()) throw unreadable(where, found.isDirectory() ? 'it is a folder' : 'it is no file');
    if (found.size > MAX_BYTES) throw tooLarge(where);
    return await readUpTo(path, where);
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(thrown))) return null;
    throw thrown instanceof InputError ? thrown : unreadable(where, messageOf(thrown), thrown);
  }
}

/** A file can grow, and those of /proc say that they are empty. */
async function readUpTo(path: string, where: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024));
      if (bytesRead === 0) return Buffer.concat(chunks);
      chunks.push(buffer.subarray(0, bytesRead));
      length += bytesRead;
      if (length > MAX_BYTES) throw tooLarge(where);
    }
  } finally {
    await file.close();
  }
}

async function fetchDocument(place: Place, settings: DocumentReaderSettings): Promise<Uint8Array> {
  const { http } = await settings.network();
  const response = await http.get(place.target, { signal: settings.signal });
  if (response.status === 200) return response.bytes(MAX_BYTES);
  await response.discard();
  throw new InputError('document-not-fetched', {
    what: `${new URL(response.url).host} answered with status ${response.status}.`,
    where: place.reference,
    wayOut: 'Check the address; a server that wants a login cannot be used.',
  });
}

async function pullDocument(place: Place, settings: DocumentReaderSettings): Promise<Uint8Array> {
  const { registry } = await settings.network();
  const { pullArtifact } = await import('../image/sources/registry/pull-artifact.ts');
  return pullArtifact(registry, {
    reference: place.target,
    mediaType: LAYER_MEDIA_TYPE,
    limitBytes: MAX_BYTES,
    signal: settings.signal,
  });
}

async function listFolder({ target, reference }: Place, cwd: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(resolve(cwd, target), { withFileTypes: true });
    if (entries.length > MAX_FILES) throw unreadable(target, `it has more than ${MAX_FILES} files`);
    const files = entries.filter((e) => !e.isDirectory() && !e.name.startsWith('.')).map((e) => e.name);
    return files.sort(compareText).map((name) => join(target, name));
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(thrown))) return [reference];
    throw thrown instanceof InputError ? thrown : unreadable(target, messageOf(thrown), thrown);
  }
}

function checkBytes(bytes: Uint8Array, digest: Digest, where: string): void {
  const algorithm = digestAlgorithm(digest);
  const actual = `${algorithm}:${hash(algorithm, bytes)}`;
  if (actual === digest) return;
  throw new InputError('digest-mismatch', {
    what: `The document hashes to ${actual}, not to the digest that it is named with: it was changed.`,
    where,
    wayOut: 'Look at what changed; if it is right, write the new digest.',
  });
}
