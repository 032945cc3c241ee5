/**
 * Pushes one document as an OCI artifact: a manifest with the empty config and one layer that is the document.
 * Specification: OCI image-spec `manifest.md`, "Guidelines for Artifact Usage"; distribution-spec, "Push": each blob
 * with a POST and a PUT, then the manifest. Left out: uploads in pieces, mounting from other repositories, mirrors.
 */
import { InputError } from '../../../base/errors.ts';
import type { HttpResponse } from '../../../base/http/http.ts';
import { parseReference } from '../../../base/reference.ts';
import { type Digest, sha256 } from '../../../model/digest.ts';
import { MEDIA_TYPE } from '../../manifest.ts';
import { endpointsOf } from './endpoint.ts';
import { toRegistryError } from './registry-error.ts';
import { openSession, type Session } from './session.ts';
import type { RegistrySettings } from './source.ts';

export interface PushRequest {
  /** `registry/repository:tag` */
  readonly reference: string;
  /** Of the layer; also the artifact's type. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal;
}

const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json';
const EMPTY: Uint8Array = Buffer.from('{}');

/**
 * Puts the document there under its tag, whatever had the tag. The digest of the manifest; the same document gives the
 * same one. Throws InputError `push-failed`, and what a registry's answers throw.
 */
export async function pushArtifact(settings: RegistrySettings, request: PushRequest): Promise<Digest> {
  const { reference: where, signal, bytes } = request;
  const reference = parseReference(where);
  const session = openSession(endpointsOf(reference, []).at(-1)!, { ...settings, signal, where });
  for (const blob of [EMPTY, bytes]) await pushBlob(session, blob);
  const manifest = manifestOf(request);
  await expect(
    session,
    await session.send({
      target: `manifests/${reference.tag}`,
      headers: { 'content-type': MEDIA_TYPE.ociManifest },
      body: manifest,
    }),
    201,
  );
  return sha256(manifest);
}

function manifestOf({ mediaType, bytes }: PushRequest): Uint8Array {
  const layer = { mediaType, digest: sha256(bytes), size: bytes.length };
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA_TYPE.ociManifest,
      artifactType: mediaType,
      config: { mediaType: EMPTY_TYPE, digest: sha256(EMPTY), size: EMPTY.length },
      layers: [layer],
    }),
  );
}

/** A blob that is there already may be put there again. */
async function pushBlob(session: Session, bytes: Uint8Array): Promise<void> {
  const begun = await session.send({ target: 'blobs/uploads/', headers: {}, body: null });
  await expect(session, begun, 202);
  const target = uploadTarget(begun, session);
  target.searchParams.append('digest', sha256(bytes));
  const headers = { 'content-type': 'application/octet-stream' };
  await expect(session, await session.send({ target: target.href, headers, body: bytes }), 201);
}

function uploadTarget(begun: HttpResponse, session: Session): URL {
  const location = begun.headers.get('location') ?? '';
  const target = location === '' ? null : URL.parse(location, begun.url);
  if (target !== null && /^https?:$/.test(target.protocol)) return target;
  throw new InputError('push-failed', {
    what: `${session.endpoint.host} does not say where to put what is pushed.`,
    where: session.asked().where,
    wayOut: 'Ask who runs the registry; a proxy may have changed the answer.',
  });
}

async function expect(session: Session, response: HttpResponse, status: number): Promise<void> {
  if (response.status !== status) throw await toRegistryError(response, session.asked());
  await response.discard();
}
