/**
 * Images from a registry. Specification: OCI distribution-spec 1.1, "Pull"; Docker Registry HTTP API V2. Manifests
 * and configs are checked against their digests here, layers by the layer reader while they stream. Left out:
 * pushing, listing tags.
 */
import { InputError } from '../../../base/errors.ts';
import type { Http } from '../../../base/http/http.ts';
import type { RetrySettings } from '../../../base/http/http-retry.ts';
import type { Limits } from '../../../base/limits.ts';
import { formatReference, parseReference, type Reference } from '../../../base/reference.ts';
import type { Digest } from '../../../model/digest.ts';
import type { Platform } from '../../../model/platform.ts';
import type { Problem } from '../../../model/problem.ts';
import { checkIsImage, layerObstacle } from '../../artifact.ts';
import { assembleImage, type StoredLayer } from '../../assemble.ts';
import { parseConfig } from '../../config.ts';
import type { Descriptor, Manifest } from '../../manifest.ts';
import { type Attached, readAttached } from '../../referrers.ts';
import { checkPlatform, platformsOf, selectPlatform } from '../../select-platform.ts';
import type { ImageSource, OpenImage, OpenRequest } from '../../source.ts';
import { registryAttachments } from './attachments.ts';
import { streamBlob } from './blob.ts';
import type { CredentialStore } from './credential.ts';
import { fetchConfig, fetchManifest } from './document.ts';
import { endpointsOf, type Mirror, type RegistryTrust } from './endpoint.ts';
import { openSession, type Session } from './session.ts';

export interface RegistrySettings {
  readonly http: Http;
  readonly credentials: CredentialStore;
  readonly mirrors: readonly Mirror[];
  readonly trust: RegistryTrust;
  readonly limits: Limits;
  /** For downloads that break; single requests follow the client's own. */
  readonly retry: RetrySettings;
}

/** An index that leads to an index that leads to an image: more is not seen in practice, and could go on for ever. */
const MAX_INDEXES = 3;

export function createRegistrySource(settings: RegistrySettings): ImageSource {
  return { id: 'registry', open: (request) => openImage(settings, request) };
}

interface Pull {
  readonly settings: RegistrySettings;
  readonly request: OpenRequest;
  readonly reference: Reference;
  /** Mirrors first, the registry last. */
  readonly sessions: readonly Session[];
  readonly problems: Problem[];
  /** Mirrors that are not asked again. */
  readonly failed: Set<Session>;
}

async function openImage(settings: RegistrySettings, request: OpenRequest): Promise<OpenImage> {
  const pull = startPull(settings, request);
  const found = await resolve(pull);
  const where = request.reference;
  checkIsImage(found.manifest, where);
  const { digest } = found.manifest.config;
  const bytes = await fromAny(pull, (session) => fetchConfig(session, digest, settings.limits.documentBytes));
  const document = parseConfig(bytes, where);
  checkPlatform(document.platform, found.indexDigest === null ? request.platform : null, where);
  return assembleImage({
    reference: where,
    source: 'registry',
    names: [formatReference(pull.reference)],
    id: digest,
    manifestDigest: found.manifestDigest,
    indexDigest: found.indexDigest,
    document,
    layers: found.manifest.layers.map((layer, index) => toStoredLayer(pull, layer, index)),
    annotations: Object.assign(Object.create(null), found.annotations, found.manifest.annotations),
    problems: [...pull.problems, ...loginProblems(pull)],
    platforms: found.platforms,
    attached: () => readAttachedOf(pull, found),
    close: async () => {},
  });
}

/** Mirrors seldom have what is attached, so the registry itself is asked. */
function readAttachedOf(
  { sessions, settings }: Pull,
  { manifestDigest, indexDigest }: Resolved,
): Promise<Attached> {
  const store = registryAttachments(sessions.at(-1)!, settings.limits.documentBytes);
  return readAttached(store, [manifestDigest, ...(indexDigest === null ? [] : [indexDigest])]);
}

function startPull(settings: RegistrySettings, request: OpenRequest): Pull {
  const reference = parseReference(request.reference);
  const { http, credentials, trust, mirrors } = settings;
  const { signal, reference: where } = request;
  const sessions = endpointsOf(reference, mirrors).map((endpoint) =>
    openSession(endpoint, { http, credentials, trust, signal, where }),
  );
  return { settings, request, reference, sessions, problems: [], failed: new Set() };
}

interface Resolved {
  readonly manifest: Manifest;
  readonly manifestDigest: Digest;
  /** The index that the reference names; null where it names a manifest. */
  readonly indexDigest: Digest | null;
  /** Of the descriptor in the index. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly platforms: readonly Platform[];
}

async function resolve(pull: Pull): Promise<Resolved> {
  const { request, reference } = pull;
  const where = request.reference;
  let indexDigest: Digest | null = null;
  let annotations: Readonly<Record<string, string>> = {};
  let platforms: readonly Platform[] = [];
  let target: { readonly tag: string; readonly digest: Digest | null } = reference;
  for (let indexes = 0; ; indexes++) {
    const { document, digest } = await manifestOf(pull, target);
    if (document.kind === 'manifest') {
      return { manifest: document, manifestDigest: digest, indexDigest, annotations, platforms };
    }
    if (indexes === MAX_INDEXES) throw tooManyIndexes(where);
    indexDigest ??= digest;
    const wish = { wanted: request.platform, host: request.host, any: request.anyPlatform, where };
    const chosen = selectPlatform(document.manifests, wish);
    annotations = chosen.annotations;
    platforms = platformsOf(document.manifests);
    target = { tag: '', digest: chosen.digest };
  }
}

function manifestOf(
  pull: Pull,
  target: Parameters<typeof fetchManifest>[1],
): ReturnType<typeof fetchManifest> {
  return fromAny(pull, (session) => fetchManifest(session, target, pull.settings.limits.documentBytes));
}

/** The first answer; a mirror that fails is a note, only the registry's own failure is an error. */
async function fromAny<T>(pull: Pull, fetch: (session: Session) => Promise<T>): Promise<T> {
  const own = pull.sessions.at(-1)!;
  for (const session of working(pull)) {
    try {
      return await fetch(session);
    } catch (thrown) {
      if (session === own || !(thrown instanceof InputError)) throw thrown;
      pull.failed.add(session);
      pull.problems.push(mirrorProblem(pull, session, thrown));
    }
  }
  return fetch(own);
}

function working({ sessions, failed }: Pull): readonly Session[] {
  return sessions.filter((session) => !failed.has(session));
}

function mirrorProblem({ request }: Pull, { endpoint }: Session, error: InputError): Problem {
  return {
    code: 'mirror-failed',
    effect: 'note',
    message: `The mirror ${endpoint.host} did not give ${request.reference}: ${error.message}`,
    layerIndex: null,
    path: '',
    wayOut: error.wayOut,
  };
}

/** A helper that is not there goes unnoticed while the image is public; its owner wants to know. */
function loginProblems({ sessions }: Pull): readonly Problem[] {
  const failures = new Set(sessions.flatMap((session) => session.asked().search?.failures ?? []));
  return [...failures].map((failure) => ({
    code: 'login-not-read',
    effect: 'note',
    message: `A stored login could not be read: ${failure}.`,
    layerIndex: null,
    path: '',
    wayOut: 'Install the helper, or take it out of the configuration.',
  }));
}

function toStoredLayer(pull: Pull, layer: Descriptor, index: number): StoredLayer {
  const { digest, sizeBytes } = layer;
  const problem = layerObstacle(layer, index);
  if (problem !== null) return { bytes: { kind: 'unreadable', problem }, digest, sizeBytes };
  const { retry } = pull.settings;
  const { signal } = pull.request;
  const open = async (): Promise<AsyncIterable<Uint8Array>> =>
    streamBlob({ sessions: working(pull), digest, sizeBytes, retry, signal });
  return { bytes: { kind: 'stream', open }, digest, sizeBytes };
}

function tooManyIndexes(where: string): InputError {
  return new InputError('damaged-manifest', {
    what: `The image index leads to more than ${MAX_INDEXES} further indexes.`,
    where,
    wayOut: 'Push the image again.',
  });
}
