/**
 * Opens whatever `--advisories PATH` names: a database folder, an exported file, or a folder or ZIP of advisory
 * files, and uses only that. What has to be built first is kept under the digest of its content, so that it is built
 * once; without a folder for that it is removed at the end.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { InputError } from '../base/errors.ts';
import { OWNER_MARK, ownerMark } from '../base/unfinished.ts';
import type { Scheme } from '../version/scheme.ts';
import { type Advisories, getManifest, openDatabase, readManifest } from './database.ts';
import { sweep, temporaryPath, toDiskError } from './disk.ts';
import { fileDigest } from './download.ts';
import type { AnyFeed } from './feed.ts';
import { importDatabase, isExport } from './import.ts';
import { listFiles } from './local-files.ts';
import { MANIFEST_SCHEMA } from './manifest.ts';
import { updateDatabase } from './update.ts';
import type { UpdateProgress } from './update-options.ts';

export interface OpenOptions {
  readonly feeds: readonly AnyFeed[];
  readonly schemes: readonly Scheme[];
  /** Where built databases are kept; null = a temporary folder that `close` removes. */
  readonly cacheFolder: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UpdateProgress) => void;
}

/** Throws InputError `advisories-not-readable`, `no-advisories`, `export-damaged`, and as openDatabase does. */
export async function openAdvisories(path: string, options: OpenOptions): Promise<Advisories> {
  if (isDatabase(path)) return openDatabase(path);
  const files = listFiles(path);
  if (options.cacheFolder === null) return openTemporary(path, options);
  const folder = join(options.cacheFolder, `advisories-${await contentKey(path, files)}`);
  if (readManifest(folder) !== null) markUsed(join(folder, 'manifest.json'));
  else if (!(await tryBuildAside(path, folder, options))) return openTemporary(path, options);
  return openDatabase(folder);
}

/** Who cleans up the cache goes by the last use. */
function markUsed(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // A cache of somebody else, or a read-only disk.
  }
}

/** Raised when the same files would give other rows, or others would be read. */
const BUILD_VERSION = 3;

function isDatabase(path: string): boolean {
  return statSync(join(path, 'manifest.json'), { throwIfNoEntry: false }) !== undefined && isFolder(path);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Over names and contents of the files. */
async function contentKey(path: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(`${BUILD_VERSION} ${MANIFEST_SCHEMA}\n`);
  for (const file of files) hash.update(`${relative(path, file)}\0${await fileDigest(file)}\n`);
  return hash.digest('hex').slice(0, 40);
}

async function openTemporary(path: string, options: OpenOptions): Promise<Advisories> {
  sweep(tmpdir(), (name) => (TEMPORARY.test(name) ? 'while-owned' : 'always'), Date.now());
  const folder = join(tmpdir(), `plimsoll-advisories-${ownerMark()}`);
  mkdirSync(folder, { mode: 0o700 });
  try {
    await buildInto(path, folder, options);
    const advisories = openDatabase(folder);
    const close = (): void => {
      advisories.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { ...advisories, close };
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    throw thrown;
  }
}

const TEMPORARY = new RegExp(`^plimsoll-advisories-${OWNER_MARK}$`);

/** False where nothing can be kept: a full or read-only disk. */
async function tryBuildAside(path: string, folder: string, options: OpenOptions): Promise<boolean> {
  try {
    await buildAside(path, folder, options);
    return true;
  } catch (thrown) {
    const error = toDiskError(thrown, folder);
    if (error instanceof InputError && ['disk-full', 'not-writable'].includes(error.code)) return false;
    throw thrown;
  }
}

/** Builds under another name: who finds the folder finds it whole. */
async function buildAside(path: string, folder: string, options: OpenOptions): Promise<void> {
  const parent = join(folder, '..');
  sweep(parent, (name) => (/^advisories-.*\.tmp$/.test(name) ? 'while-owned' : 'always'), Date.now());
  const aside = temporaryPath(parent, 'advisories');
  try {
    mkdirSync(aside);
    await buildInto(path, aside, options);
    renameSync(aside, folder);
  } catch (thrown) {
    rmSync(aside, { recursive: true, force: true });
    // Another process may have built the same meanwhile.
    if (readManifest(folder) === null) throw thrown;
  }
}

async function buildInto(path: string, folder: string, options: OpenOptions): Promise<void> {
  if (!isFolder(path) && isExport(path))
    await importDatabase(path, folder, { nowMs: 0, signal: options.signal });
  else {
    await updateDatabase({
      ...options,
      folder,
      namespaces: null,
      from: { kind: 'local', path },
      force: true,
      now: '1970-01-01T00:00:00Z',
      http: null,
      maxDownloadBytes: null,
    });
    getManifest(folder);
  }
}
