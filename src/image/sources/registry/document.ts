/** Manifests, indexes and configs from a registry: small documents, read whole and checked against their digest. */
import { InputError } from '../../../base/errors.ts';
import { type Digest, isDigest, sha256 } from '../../../model/digest.ts';
import {
  checkDigest,
  type Index,
  MANIFEST_MEDIA_TYPES,
  type Manifest,
  parseManifest,
} from '../../manifest.ts';
import { isHtml, notARegistry } from './registry-error.ts';
import type { Session } from './session.ts';

export interface FetchedManifest {
  readonly document: Manifest | Index;
  /** As asked for; else of the bytes. */
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** The old forms last, only so that the error can name them. */
const ACCEPT = [
  ...MANIFEST_MEDIA_TYPES,
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
  'application/vnd.docker.distribution.manifest.v1+json',
].join(', ');

/**
 * Fetches a manifest or index by tag or digest. Throws InputError `digest-mismatch`, `response-too-large`, what a
 * session throws, and what parseManifest throws.
 */
export async function fetchManifest(
  session: Session,
  target: { readonly tag: string; readonly digest: Digest | null },
  limitBytes: number,
): Promise<FetchedManifest> {
  const { where } = session.asked();
  const response = await session.get(`manifests/${target.digest ?? target.tag}`, { accept: ACCEPT });
  if (isHtml(response)) {
    await response.discard();
    throw notARegistry(response, session.asked());
  }
  const bytes = await response.bytes(limitBytes);
  const mediaType = response.headers.get('content-type') ?? '';
  // Its digest leaves out the signature that stands in it, so it is refused before the digest is checked.
  if (/manifest\.v1\+(json|prettyjws)/i.test(mediaType)) parseManifest(bytes, mediaType, where);
  const claimed =
    target.digest ?? claimedDigest(response.headers.get('docker-content-digest') ?? '', session);
  if (claimed !== null) checkDigest(bytes, claimed, where);
  return {
    document: parseManifest(bytes, mediaType, where),
    digest: target.digest ?? claimed ?? sha256(bytes),
    bytes,
  };
}

/** Fetches a config. Throws InputError `digest-mismatch` and what a session throws. */
export async function fetchConfig(session: Session, digest: Digest, limitBytes: number): Promise<Uint8Array> {
  const response = await session.get(`blobs/${digest}`, {});
  if (isHtml(response)) {
    await response.discard();
    throw notARegistry(response, session.asked());
  }
  const bytes = await response.bytes(limitBytes);
  checkDigest(bytes, digest, session.asked().where);
  return bytes;
}

function claimedDigest(header: string, session: Session): Digest | null {
  if (header === '' || isDigest(header)) return header === '' ? null : header;
  throw new InputError('digest-mismatch', {
    what: `${session.endpoint.host} gave a digest that is none: ${JSON.stringify(header.slice(0, 80))}.`,
    where: session.asked().where,
    wayOut: 'A proxy may have changed the answer; ask who runs the registry.',
  });
}
