/**
 * One document out of an OCI artifact: a manifest with one layer that is the document. Specification: OCI image-spec
 * `manifest.md`, "Guidelines for Artifact Usage"; distribution-spec, "Pull". Manifest and layer are checked against
 * their digests. Left out: indexes, and layers that are not small.
 */
import { InputError } from '../../../base/errors.ts';
import { parseReference } from '../../../base/reference.ts';
import type { Descriptor, Manifest } from '../../manifest.ts';
import { fetchConfig, fetchManifest } from './document.ts';
import { endpointsOf } from './endpoint.ts';
import { openSession, type Session } from './session.ts';
import type { RegistrySettings } from './source.ts';

export interface ArtifactRequest {
  /** `registry/repository[:tag][@digest]` */
  readonly reference: string;
  /** The layer's; where none has it, the only layer is taken. */
  readonly mediaType: string;
  readonly limitBytes: number;
  readonly signal: AbortSignal;
}

/** The layer's bytes. Throws InputError `not-a-document`, `document-too-large`, and what a registry's answers throw. */
export async function pullArtifact(
  settings: RegistrySettings,
  request: ArtifactRequest,
): Promise<Uint8Array> {
  const { reference: where, limitBytes, signal } = request;
  const reference = parseReference(where);
  const sessions = endpointsOf(reference, settings.mirrors).map((endpoint) =>
    openSession(endpoint, { ...settings, signal, where }),
  );
  const { document } = await fromAny(sessions, (session) =>
    fetchManifest(session, reference, settings.limits.documentBytes),
  );
  if (document.kind === 'index') throw notADocument(where, 'is an index of several manifests');
  const layer = chooseLayer(document, request);
  if (layer.sizeBytes > limitBytes) throw tooLarge(where, layer.sizeBytes, limitBytes);
  return fromAny(sessions, (session) => fetchConfig(session, layer.digest, limitBytes));
}

/** The first answer; the registry's own failure is the error. */
async function fromAny<T>(sessions: readonly Session[], fetch: (session: Session) => Promise<T>): Promise<T> {
  const own = sessions.at(-1)!;
  for (const session of sessions) {
    try {
      return await fetch(session);
    } catch (thrown) {
      if (session === own || !(thrown instanceof InputError)) throw thrown;
    }
  }
  return fetch(own);
}

function chooseLayer({ layers }: Manifest, { mediaType, reference }: ArtifactRequest): Descriptor {
  const typed = layers.filter((layer) => layer.mediaType === mediaType);
  const [first, ...others] = typed.length > 0 ? typed : layers;
  if (first !== undefined && others.length === 0) return first;
  throw notADocument(reference, first === undefined ? 'has no layer' : `has ${others.length + 1} layers`);
}

function notADocument(where: string, what: string): InputError {
  return new InputError('not-a-document', {
    what: `The artifact ${what}; a document is one layer of one manifest.`,
    where,
    wayOut: 'Push the file as the only layer of an artifact, for example with `oras push`.',
  });
}

function tooLarge(where: string, sizeBytes: number, limitBytes: number): InputError {
  return new InputError('document-too-large', {
    what: `The document has ${sizeBytes} bytes; ${limitBytes} are read.`,
    where,
    wayOut: 'Split it, or take out what is not used.',
  });
}
