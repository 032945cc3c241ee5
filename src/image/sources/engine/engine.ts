/**
 * Images in Docker's or Podman's engine: streamed out of it in the form of `docker save`, and kept on disk while
 * they are read. Specification: Docker Engine API, `/_ping`, `/images/{name}/json`, `/images/{name}/get`, which
 * Podman's service offers too.
 */
import type { IncomingMessage } from 'node:http';
import { parseJsonText } from '../../../base/json.ts';
import { type JsonObject, parseJsonObject, textField, textsField } from '../../../base/json-fields.ts';
import { findReference, parseReference } from '../../../base/reference.ts';
import type { ImageSource, OpenImage } from '../../source.ts';
import { openStream, type StoredSettings } from '../../stored/open-stored.ts';
import { type Endpoint, type Engine, type EngineEnvironment, findEndpoints } from './endpoint.ts';
import { type Asked, brokeOff, type Failure, noSuchImage, refused, unreachable } from './engine-errors.ts';
import { getFromEngine, readBody } from './engine-http.ts';

const PING_TIMEOUT_MS = 10_000;

export function createEngineSource(
  engine: Engine,
  settings: StoredSettings,
  environment: EngineEnvironment,
): ImageSource {
  return {
    id: engine,
    open: async (request) => {
      const path = toPath(request.reference);
      const endpoint = await findEngine(engine, await findEndpoints(engine, environment), request.signal);
      return openFromEngine({ engine, endpoint, settings, request, path });
    },
  };
}

interface Call extends Asked {
  readonly settings: StoredSettings;
  /** The image's name as a part of a URL's path. */
  readonly path: string;
}

async function openFromEngine(call: Call): Promise<OpenImage> {
  const { engine, settings, request, path } = call;
  const known = await inspect(call);
  const response = await get(call, `/images/${withTag(path, known)}/get`);
  const where = `${engine}:${request.reference}`;
  const chunks = readExport(response, where);
  const image = await openStream({ request, settings, form: 'any', source: engine }, chunks, where);
  // An image that is asked for by its id comes without names.
  const names = image.info.names.length > 0 ? image.info.names : textsField(known, 'RepoTags');
  return { ...image, info: { ...image.info, names } };
}

/** What the engine knows of the image, which also shows that it is there. */
async function inspect(call: Call): Promise<JsonObject> {
  const where = `${call.engine}:${call.request.reference}`;
  const response = await get(call, `/images/${call.path}/json`);
  const bytes = await readBody(response, call.settings.limits.documentBytes).catch((cause: unknown) => {
    throw brokeOff(where, cause);
  });
  return parseJsonObject(bytes, {
    code: 'engine-failed',
    title: "The engine's answer",
    where,
    wayOut: 'Check that an engine listens at that address.',
  });
}

/** Without a tag, `docker save` would export every tag of the repository. */
function withTag(path: string, known: JsonObject): string {
  const id = textField(known, 'Id').replace(/^sha256:/, '');
  if (id !== '' && id.startsWith(path.replace(/^sha256:/, ''))) return path;
  const hasSuffix = path.includes('@') || path.slice(path.lastIndexOf('/') + 1).includes(':');
  return hasSuffix ? path : `${path}:latest`;
}

/** Nothing but a reference or an image id gets into the URL. */
function toPath(reference: string): string {
  if (/^(?:sha256:)?[0-9a-f]{2,64}$/.test(reference)) return reference;
  if (findReference(reference) === null) parseReference(reference);
  return reference;
}

async function get(call: Call, path: string): Promise<IncomingMessage> {
  const where = `${call.engine}:${call.request.reference}`;
  let response: IncomingMessage;
  try {
    response = await getFromEngine(call.endpoint, path, call.request.signal);
  } catch (cause) {
    throw brokeOff(where, cause);
  }
  if (response.statusCode === 200) return response;
  const text = await readError(response);
  throw response.statusCode === 404 ? noSuchImage(call, text) : refused(call, `${response.statusCode}`, text);
}

/** The engine's own words: `{"message": "…"}`. */
async function readError(response: IncomingMessage): Promise<string> {
  try {
    const json: unknown = parseJsonText((await readBody(response, 64 * 1024)).toString());
    return textField(json as JsonObject, 'message').slice(0, 500);
  } catch {
    return '';
  }
}

async function* readExport(response: IncomingMessage, where: string): AsyncIterable<Uint8Array> {
  try {
    yield* response as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw brokeOff(where, cause);
  }
}

/** The first endpoint that answers. Throws an InputError `engine-permission` or `engine-not-running`. */
async function findEngine(
  engine: Engine,
  endpoints: readonly Endpoint[],
  signal: AbortSignal,
): Promise<Endpoint> {
  const failures: Failure[] = [];
  for (const endpoint of endpoints) {
    const cause = await ping(endpoint, signal);
    if (cause === null) return endpoint;
    signal.throwIfAborted();
    failures.push({ endpoint, cause });
  }
  throw unreachable(engine, failures);
}

/** Null, or what went wrong. */
async function ping(endpoint: Endpoint, signal: AbortSignal): Promise<unknown> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(PING_TIMEOUT_MS)]);
    const response = await getFromEngine(endpoint, '/_ping', limited);
    await readBody(response, 64 * 1024);
    return response.statusCode === 200 ? null : new Error(`it answers with status ${response.statusCode}`);
  } catch (cause) {
    return cause;
  }
}
