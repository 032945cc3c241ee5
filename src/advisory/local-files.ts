/** Finds advisory files in a folder of any layout, and which feed reads each. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { InputError, systemCode } from '../base/errors.ts';
import { takeTurns } from '../base/turns.ts';
import { compareText } from '../model/problem.ts';
import { readHead } from './documents.ts';
import type { AnyFeed } from './feed.ts';

export interface LocalFeed {
  readonly feed: AnyFeed;
  /** Sorted. */
  readonly files: readonly string[];
}

export interface LocalFiles {
  readonly feeds: readonly LocalFeed[];
  /** JSON, XML and ZIP files that no feed recognises, relative to the folder. */
  readonly unknown: readonly string[];
}

/** Looks at a file, or at all files of a folder tree. Throws InputError where there is nothing to read. */
export async function findLocalFiles(
  path: string,
  feeds: readonly AnyFeed[],
  signal: AbortSignal,
): Promise<LocalFiles> {
  const files = listFiles(path);
  const byFeed = new Map<AnyFeed, string[]>();
  const unknown: string[] = [];
  const turn = takeTurns(signal);
  for (const file of files) {
    await turn();
    const feed = await recognise(file, feeds);
    if (feed === null) unknown.push(relative(path, file) || file);
    else filesOf(byFeed, feed).push(file);
  }
  if (byFeed.size === 0) throw nothingThere(path, unknown.length);
  const found = feeds.flatMap((feed) => {
    const own = byFeed.get(feed);
    return own === undefined ? [] : [{ feed, files: 'table' in feed ? [newestOf(own)] : own }];
  });
  return { feeds: found, unknown };
}

/** Of several states of one table the last by name: that is where the sources write the day. */
function newestOf(files: readonly string[]): string {
  return files.toSorted((a, b) => compareText(basename(a), basename(b))).at(-1)!;
}

function filesOf(byFeed: Map<AnyFeed, string[]>, feed: AnyFeed): string[] {
  const files = byFeed.get(feed) ?? [];
  byFeed.set(feed, files);
  return files;
}

/** Advisory files below a folder, sorted by path; a file is itself. */
export function listFiles(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return [...walk(path, 0)].sort(compareText);
  } catch (cause) {
    if (systemCode(cause) === '') throw cause;
    throw new InputError('advisories-not-readable', {
      what: `The advisories cannot be read (${systemCode(cause)}).`,
      where: path,
      wayOut: 'Check that the path exists and that you may read it.',
      cause,
    });
  }
}

const MAX_DEPTH = 16;
/** `list` is that of Debian's notices. */
const FILE_NAME = /(?:\.(?:zip|tgz|(?:json|xml|csv|tar)(?:\.(?:gz|bz2|xz|zst))?)|^list(?:\.gz)?)$/;

/** Links to folders are not followed: they could lead anywhere, also round in a circle. */
function* walk(folder: string, depth: number): Generator<string> {
  if (depth > MAX_DEPTH) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path, depth + 1);
    else if (FILE_NAME.test(entry.name) && statSync(path).isFile()) yield path;
  }
}

async function recognise(path: string, feeds: readonly AnyFeed[]): Promise<AnyFeed | null> {
  const head = await readHead(path);
  return feeds.find((feed) => feed.recognises(head)) ?? null;
}

function nothingThere(path: string, unknown: number): InputError {
  return new InputError('no-advisories', {
    what:
      unknown === 0
        ? 'There are no advisory files.'
        : `None of the ${unknown} JSON, XML or ZIP files is an advisory file of a known form.`,
    where: path,
    wayOut:
      'Give a database folder, a file of `plimsoll db export`, or OSV records (*.json or all.zip), a Debian tracker JSON or Alpine secdb files.',
  });
}
