/**
 * Downloads one part of a feed to a temporary file: only if it changed (RFC 9110, sections 13.1.2 and 13.1.3), going
 * on where an earlier attempt stopped (sections 13.1.5 and 14.2), also one of a process that was killed.
 */
import { createHash } from 'node:crypto';
import { createReadStream, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, PlimsollError } from '../base/errors.ts';
import { type Http, type HttpResponse, httpStatusError } from '../base/http/http.ts';
import { ownerOf } from '../base/unfinished.ts';
import { sha256 } from '../model/digest.ts';
import { namesIn, temporaryPath } from './disk.ts';
import type { SnapshotSource } from './manifest.ts';

export interface DownloadOptions {
  readonly http: Http;
  /** For the unfinished file. */
  readonly folder: string;
  /** What is known of the file from the last time; null to fetch it whatever it is. */
  readonly last: SnapshotSource | null;
  /** Refuses more; null = no limit. */
  readonly maxBytes: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void;
}

export type Download =
  | { readonly kind: 'unchanged' }
  /** The caller removes the file. */
  | { readonly kind: 'file'; readonly path: string; readonly source: SnapshotSource };

/**
 * Throws InputError: `http-status`, `no-such-feed` (404), `download-too-large`, `download-truncated`, and what the
 * HTTP client throws, and the signal's reason. After a broken connection the unfinished file stays for the next
 * attempt.
 */
export async function downloadPart(url: string, options: DownloadOptions): Promise<Download> {
  const response = await request(url, options);
  if (response.status === 304) {
    await response.discard();
    return { kind: 'unchanged' };
  }
  await checkStatus(response);
  const path = await receive(url, response, options);
  const source: SnapshotSource = {
    url: response.url,
    etag: response.headers.get('etag') ?? '',
    lastModified: response.headers.get('last-modified') ?? '',
    sha256: await fileDigest(path),
    sizeBytes: statSync(path).size,
  };
  if (options.last?.sha256 !== source.sha256) return { kind: 'file', path, source };
  rmSync(path, { force: true });
  return { kind: 'unchanged' };
}

/** SHA-256 of a file's bytes. */
export async function fileDigest(path: string): Promise<ReturnType<typeof sha256>> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

/** True for the name of a file whose download may be taken up. */
export function isUnfinishedDownload(name: string): boolean {
  return name.startsWith('part-');
}

const RESUMES = 4;
/** A file that somebody still writes to is younger than this: connections wait a minute for the next piece. */
const ABANDONED_MS = 600_000;

/** ZIP files are fetched as they are, so that a part of them is a part; texts travel compressed. */
function isResumable(url: string): boolean {
  return url.endsWith('.zip') || url.endsWith('.tar');
}

/** Places that have one address for people and programs (Bodhi) send pages to who does not say what it reads. */
const ACCEPT = 'application/json, */*;q=0.5';

function request(url: string, { http, last, signal }: DownloadOptions): Promise<HttpResponse> {
  const headers: Record<string, string> = { accept: ACCEPT };
  if (last !== null && last.etag !== '') headers['if-none-match'] = last.etag;
  if (last !== null && last.lastModified !== '') headers['if-modified-since'] = last.lastModified;
  return http.get(url, { headers, compressed: !isResumable(url), signal });
}

async function checkStatus(response: HttpResponse): Promise<void> {
  if (response.status === 200) return;
  await response.discard();
  if (response.status === 404) {
    throw new InputError('no-such-feed', {
      what: `${new URL(response.url).host} has no such file.`,
      where: response.url,
      wayOut:
        'Check the name of the namespace; a release that has ended may have been removed by its source.',
    });
  }
  throw httpStatusError(response, 'Try again later, or take the feed from a mirror with --from.');
}

interface Target {
  readonly url: string;
  /** What identifies this version of the file: a strong entity tag or a date; empty if there is neither. */
  readonly validator: string;
  /** Null where the server does not say, or compresses. */
  readonly totalBytes: number | null;
  readonly path: string;
}

async function receive(url: string, response: HttpResponse, options: DownloadOptions): Promise<string> {
  const validator = validatorOf(response);
  const totalBytes = isResumable(url) ? lengthOf(response) : null;
  await checkSize(totalBytes ?? 0, url, response, options);
  const part = { ofUrl: `part-${shortDigest(url)}-`, version: shortDigest(validator) };
  const path = temporaryPath(options.folder, part.ofUrl + part.version);
  const target = { url, validator, totalBytes, path };
  const mayResume = isResumable(url) && validator !== '';
  const isClaimed = claimUnfinished(options.folder, part, mayResume ? path : null);
  if (isClaimed) await response.discard();
  try {
    await receiveAll(target, isClaimed ? null : response, mayResume ? RESUMES : 0, options);
  } catch (thrown) {
    const keeps = mayResume && thrown instanceof PlimsollError && thrown.code !== 'download-too-large';
    if (!keeps) rmSync(path, { force: true });
    throw thrown;
  }
  return path;
}

function shortDigest(text: string): string {
  return sha256(text).slice('sha256:'.length, 'sha256:'.length + 16);
}

interface Part {
  /** How all names of this URL's unfinished files begin. */
  readonly ofUrl: string;
  /** What follows for this version of the file. */
  readonly version: string;
}

/**
 * Takes over to `path` what another process left behind of the same version; renaming lets only one have it. What is
 * left of other versions is of no use to anybody.
 */
function claimUnfinished(folder: string, { ofUrl, version }: Part, path: string | null): boolean {
  let isClaimed = false;
  for (const name of namesIn(folder)) {
    const found = join(folder, name);
    if (!name.startsWith(ofUrl) || found === path) continue;
    try {
      if (ownerOf(name) !== 'dead' && Date.now() - statSync(found).mtimeMs < ABANDONED_MS) continue;
      if (isClaimed || path === null || !name.startsWith(ofUrl + version)) rmSync(found);
      else {
        renameSync(found, path);
        isClaimed = true;
      }
    } catch {
      // Somebody else took it.
    }
  }
  return isClaimed;
}

async function receiveAll(
  target: Target,
  first: HttpResponse | null,
  resumes: number,
  options: DownloadOptions,
): Promise<void> {
  let response = first;
  for (let attempt = 0; ; attempt += 1) {
    const failure = await receiveOnce(target, response, options);
    response = null;
    const size = sizeOf(target.path);
    if (target.totalBytes === null ? failure === null : size === target.totalBytes) return;
    if (failure !== null && !isBroken(failure)) throw failure;
    if (attempt >= resumes) throw failure ?? truncated(target, size);
  }
}

/** What went wrong, or null; bytes that came are in the file either way. */
async function receiveOnce(
  target: Target,
  response: HttpResponse | null,
  options: DownloadOptions,
): Promise<unknown> {
  try {
    await append(target, response ?? (await requestRest(target, options)), options);
    return null;
  } catch (thrown) {
    return thrown;
  }
}

/** `if-range` makes the server send all of a file that has changed meanwhile. */
function requestRest(
  { url, validator, path }: Target,
  { http, signal }: DownloadOptions,
): Promise<HttpResponse> {
  const headers = { accept: ACCEPT, range: `bytes=${sizeOf(path)}-`, 'if-range': validator };
  return http.get(url, { headers, signal });
}

async function append(target: Target, response: HttpResponse, options: DownloadOptions): Promise<void> {
  let done = await startOf(target, response);
  const file = await open(target.path, done === 0 ? 'w' : 'a');
  try {
    for await (const chunk of response.body) {
      done += chunk.length;
      if (options.maxBytes !== null && done > options.maxBytes) throw tooLarge(target.url, options.maxBytes);
      await file.writeFile(chunk);
      options.onProgress(done, target.totalBytes);
    }
  } finally {
    await file.close();
  }
}

/** Where the answer's first byte belongs. What does not fit what is there starts anew. */
async function startOf(target: Target, response: HttpResponse): Promise<number> {
  if (response.status === 200) return 0;
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (response.status === 206 && Number(start) === sizeOf(target.path)) return Number(start);
  await response.discard();
  rmSync(target.path, { force: true });
  if (response.status === 206 || response.status === 416) throw truncated(target, 0);
  throw httpStatusError(response, 'Try again later, or take the feed from a mirror with --from.');
}

function isBroken(thrown: unknown): boolean {
  return (
    thrown instanceof PlimsollError &&
    ['connection-broken', 'timeout', 'download-truncated'].includes(thrown.code)
  );
}

/** Only a strong entity tag says that bytes are the same (RFC 9110, section 13.1.5). */
function validatorOf(response: HttpResponse): string {
  const etag = response.headers.get('etag') ?? '';
  if (etag !== '' && !etag.startsWith('W/')) return etag;
  return response.headers.get('last-modified') ?? '';
}

function lengthOf(response: HttpResponse): number | null {
  const length = response.headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(length) ? Number(length) : null;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function checkSize(
  bytes: number,
  url: string,
  response: HttpResponse,
  { maxBytes }: DownloadOptions,
): Promise<void> {
  if (maxBytes === null || bytes <= maxBytes) return;
  await response.discard();
  throw tooLarge(url, maxBytes);
}

function tooLarge(url: string, maxBytes: number): InputError {
  return new InputError('download-too-large', {
    what: `The download is larger than ${Math.floor(maxBytes / 1_000_000)} MB.`,
    where: url,
    wayOut: 'Run `plimsoll db update --only NAMESPACE`, which has no such limit.',
  });
}

function truncated({ url, totalBytes }: Target, size: number): InputError {
  return new InputError('download-truncated', {
    what: `The download broke off: ${size} of ${totalBytes ?? 'unknown'} bytes came.`,
    where: url,
    wayOut: 'Run the command again: it goes on where this one stopped.',
  });
}
