/**
 * A blob as one stream, whatever happens to its connections: a download that breaks goes on where it broke with a
 * range request (RFC 9110, section 14), at the next endpoint if one keeps failing. The length is checked here, the
 * digest by whoever reads the bytes.
 */
import { InputError } from '../../../base/errors.ts';
import type { HttpResponse } from '../../../base/http/http.ts';
import { type RetrySettings, waitAfter } from '../../../base/http/http-retry.ts';
import type { Digest } from '../../../model/digest.ts';
import { isHtml, notARegistry } from './registry-error.ts';
import type { Session } from './session.ts';

export interface BlobRequest {
  /** At least one; tried in order. */
  readonly sessions: readonly Session[];
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly retry: RetrySettings;
  readonly signal: AbortSignal;
}

/** Codes of failures that another request can heal. */
const RESUMABLE = new Set(['connection-broken', 'timeout', 'short-blob']);

/** A server that gives a few bytes for each connection is not worth more of them. */
const MAX_RESUMES = 50;

/** Throws InputError: what a session throws, `short-blob`, `long-blob`, `bad-range`. */
export async function* streamBlob(blob: BlobRequest): AsyncGenerator<Uint8Array> {
  const progress: Progress = { received: 0 };
  const last = blob.sessions.at(-1);
  for (const session of blob.sessions) {
    try {
      yield* resumed(session, blob, progress);
      return;
    } catch (thrown) {
      if (session === last || !(thrown instanceof InputError)) throw thrown;
    }
  }
}

interface Progress {
  /** Bytes that the consumer has got. */
  received: number;
}

async function* resumed(session: Session, blob: BlobRequest, progress: Progress): AsyncGenerator<Uint8Array> {
  const { retry, signal } = blob;
  let failures = 0;
  for (let resumes = 0; ; resumes++) {
    const before = progress.received;
    try {
      yield* streamFrom(session, blob, progress);
      return;
    } catch (thrown) {
      failures = progress.received > before ? 1 : failures + 1;
      const isFinal = failures >= retry.attempts || resumes >= MAX_RESUMES;
      if (isFinal || !(thrown instanceof InputError && RESUMABLE.has(thrown.code))) throw thrown;
    }
    await retry.sleep(waitAfter(failures, '', retry), signal);
  }
}

async function* streamFrom(
  session: Session,
  blob: BlobRequest,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  const start = progress.received;
  const range: Record<string, string> = start === 0 ? {} : { range: `bytes=${start}-` };
  const response = await session.get(`blobs/${blob.digest}`, range);
  let skip = await bytesToSkip(response, session, start);
  for await (const chunk of response.body) {
    const rest = chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - rest.length;
    if (rest.length === 0) continue;
    progress.received += rest.length;
    if (progress.received > blob.sizeBytes) throw wrongLength('long-blob', session, blob);
    yield rest;
  }
  if (progress.received < blob.sizeBytes) throw wrongLength('short-blob', session, blob);
}

/** A server may ignore the range and begin anew. */
async function bytesToSkip(response: HttpResponse, session: Session, start: number): Promise<number> {
  if (isHtml(response)) {
    await response.discard();
    throw notARegistry(response, session.asked());
  }
  if (response.status === 200) return start;
  const range = response.headers.get('content-range') ?? '';
  if (/^bytes (\d+)-/.exec(range)?.[1] === String(start)) return 0;
  await response.discard();
  throw new InputError('bad-range', {
    what: `${session.endpoint.host} sent another part of a layer than was asked for (${range.slice(0, 80)}).`,
    where: session.asked().where,
    wayOut: 'Try again; a proxy or cache on the way may be broken.',
  });
}

function wrongLength(code: 'short-blob' | 'long-blob', session: Session, blob: BlobRequest): InputError {
  const problem = code === 'short-blob' ? 'is shorter' : 'is longer';
  return new InputError(code, {
    what: `${blob.digest} from ${session.endpoint.host} ${problem} than the ${blob.sizeBytes} bytes that the manifest says.`,
    where: session.asked().where,
    wayOut: 'Try again; if it stays, push the image again.',
  });
}
