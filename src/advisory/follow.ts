/** Parts that only lead to others (a list of mirrors, the index of a repository): reads them until there are data. */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { InputError, messageOf } from '../base/errors.ts';
import { workFolder } from './commit.ts';
import { damagedFile } from './damaged-file.ts';
import { downloadPart } from './download.ts';
import type { FeedPart } from './feed.ts';
import { packingOf } from './plain.ts';
import type { UpdateOptions } from './update-options.ts';
import { withoutLogin } from './without-login.ts';

/**
 * The parts that hold data, each once. Throws what `downloadPart` throws, and InputError `feed-damaged` where a file
 * leads nowhere: an empty answer must not look like a source without advisories.
 */
export async function followParts(
  parts: readonly FeedPart[],
  options: UpdateOptions,
): Promise<readonly FeedPart[]> {
  const found = new Map<string, FeedPart>();
  let work = parts;
  for (let depth = 0; work.length > 0; depth += 1) {
    if (depth > MOST_STEPS) throw damagedFile(withoutLogin(work[0]!.url), 'it leads too far');
    const next: FeedPart[] = [];
    for (const part of work) {
      if (part.follow === undefined) found.set(part.url, part);
      else next.push(...(await followOne(part, part.follow, options)));
      if (found.size + next.length > MOST_PARTS)
        throw damagedFile(withoutLogin(part.url), 'it names too many files');
    }
    work = next;
  }
  if (found.size === 0 && parts.length > 0)
    throw damagedFile(withoutLogin(parts[0]!.url), 'it leads to no advisories');
  return [...found.values()];
}

const MOST_STEPS = 5;
const MOST_PARTS = 1000;
/** Of a file that only leads to others. */
const MOST_BYTES = 16 * 1024 * 1024;

async function followOne(
  { url, namespaces }: FeedPart,
  follow: NonNullable<FeedPart['follow']>,
  options: UpdateOptions,
): Promise<readonly FeedPart[]> {
  const text = await fetchText(url, options);
  try {
    return follow(text, url)
      .filter((part) => isSafe(part.url, url))
      .map((part) => ({ ...part, namespaces }));
  } catch (cause) {
    throw damagedFile(withoutLogin(url), messageOf(cause), cause);
  }
}

async function fetchText(url: string, options: UpdateOptions): Promise<string> {
  const { http, signal, maxDownloadBytes } = options;
  if (http === null) throw new TypeError('an update over the network needs an HTTP client');
  const folder = workFolder(options.folder);
  const maxBytes = Math.min(maxDownloadBytes ?? MOST_BYTES, MOST_BYTES);
  const onProgress = (doneBytes: number, totalBytes: number | null): void =>
    options.onProgress({ stage: 'download', what: withoutLogin(url), doneBytes, totalBytes });
  const download = await downloadPart(url, { http, folder, last: null, maxBytes, signal, onProgress });
  if (download.kind === 'unchanged') throw new InputError('feed-damaged', unasked(url));
  try {
    return readText(download.path);
  } catch (cause) {
    throw damagedFile(withoutLogin(url), messageOf(cause), cause);
  } finally {
    rmSync(download.path, { force: true });
  }
}

function unasked(url: string): { what: string; where: string; wayOut: string } {
  return {
    what: 'The server says that a file has not changed, which nobody asked.',
    where: withoutLogin(url),
    wayOut: 'Try again later, or take the feed from a mirror with --from.',
  };
}

function readText(path: string): string {
  if (statSync(path).size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
  const stored = readFileSync(path);
  const plain = packingOf(stored) === 'gzip' ? gunzipSync(stored, { maxOutputLength: MOST_BYTES }) : stored;
  return plain.toString('utf8');
}

/** A document must not lead from an encrypted place to an open one, nor to files of this machine. */
function isSafe(url: string, from: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && new URL(from).protocol === 'http:');
}
