/** Answers of a server: status, headers, and a body that is read as it comes or whole within a limit. */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../errors.ts';
import { parseJsonText } from '../json.ts';

/** Must be read to its end, or discarded: else its connection stays taken. */
export interface HttpResponse {
  /** Where the answer came from, after redirects, without query and credentials. */
  readonly url: string;
  readonly status: number;
  /** By lower-case name; several of one name are joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** Can be read once. Throws InputError `connection-broken`, `timeout`, … */
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body. Throws InputError `response-too-large` beyond the limit. */
  bytes(limitBytes: number): Promise<Uint8Array>;
  /** The whole body as UTF-8. */
  text(limitBytes: number): Promise<string>;
  /** Throws InputError `not-json` if the body is something else. */
  json(limitBytes: number): Promise<unknown>;
  /** Drops the body. */
  discard(): Promise<void>;
}

export interface ResponseParts {
  readonly url: string;
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
}

export function toResponse(parts: ResponseParts): HttpResponse {
  const bytes = (limitBytes: number): Promise<Uint8Array> => readAll(parts, limitBytes);
  const text = async (limitBytes: number): Promise<string> =>
    new TextDecoder().decode(await bytes(limitBytes));
  return {
    ...parts,
    bytes,
    text,
    json: async (limitBytes) => parseJson(parts, await text(limitBytes)),
  };
}

/** Undoes gzip where the server used it (RFC 9110, section 8.4). Throws InputError for other encodings. */
export function decoded(parts: ResponseParts): ResponseParts {
  const encoding = (parts.headers.get('content-encoding') ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return parts;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw unusable(parts, 'unknown-encoding', `is encoded as ${encoding}, which was not asked for`);
  }
  return { ...parts, body: gunzipped(parts) };
}

async function* gunzipped(parts: ResponseParts): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  // The error reaches the reader through the stream itself.
  pipeline(Readable.from(parts.body), gunzip, () => {});
  try {
    yield* gunzip;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_'))) throw cause;
    throw unusable(parts, 'damaged-encoding', 'is not valid gzip');
  }
}

async function readAll(parts: ResponseParts, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of parts.body) {
    size += chunk.length;
    if (size > limitBytes)
      throw unusable(parts, 'response-too-large', `is larger than the limit of ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function parseJson(parts: ResponseParts, text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    const type = parts.headers.get('content-type') ?? 'no media type';
    throw unusable(parts, 'not-json', `is not JSON but ${type.slice(0, 80)}`);
  }
}

function unusable(parts: ResponseParts, code: string, problem: string): InputError {
  return new InputError(code, {
    what: `The answer of ${new URL(parts.url).host} ${problem} (status ${parts.status}).`,
    where: parts.url,
    wayOut: 'Check that this is the right address and that no proxy or login page answers in its place.',
  });
}
