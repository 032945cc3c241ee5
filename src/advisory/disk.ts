/**
 * Writing so that a process can be killed at any time: to a temporary name, to the disk, then renamed. Left-over
 * temporary files are harmless and swept once their process is gone, or where that is not known, when they are old.
 */
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { InputError, messageOf, PlimsollError, systemCode } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { ownerMark, ownerOf } from '../base/unfinished.ts';

/** Unreferenced and temporary files younger than this may belong to a process that still runs. */
export const KEPT_MS: number = 24 * 60 * 60 * 1000;

/** A name in `folder` that no other process uses. The folder is made. */
export function temporaryPath(folder: string, kind: string): string {
  makeFolder(folder, 0o777);
  return join(folder, `${kind}-${ownerMark()}.tmp`);
}

/**
 * A new SQLite file, set up by these statements; nothing is left of it if they fail. It has another name until it is
 * complete: a journal would protect nobody. SQLite's defensive mode would write one all the same.
 */
export function createUnfinished(path: string, statements: string): DatabaseSync {
  const database = new DatabaseSync(path, { defensive: false });
  try {
    database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ${statements}`);
    return database;
  } catch (thrown) {
    database.close();
    rmSync(path, { force: true });
    throw thrown;
  }
}

/** Puts a finished file in its place: contents, then name, both lasting. Replaces what is there. */
export function putInPlace(temporary: string, path: string): void {
  syncPath(temporary);
  renameSync(temporary, path);
  syncPath(dirname(path));
}

/** Writes a small file whole or not at all. `folder` is for the temporary file, on the same disk. */
export function writeWhole(path: string, content: string, folder: string): void {
  const temporary = temporaryPath(folder, 'file');
  try {
    writeFileSync(temporary, content);
    putInPlace(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** For how long a file stays: for good, until it is `KEPT_MS` old, or until its process is gone, too. */
export type Stay = 'always' | 'while-young' | 'while-owned';

/** Removes what may not stay in a folder any longer. What cannot be removed stays. */
export function sweep(folder: string, stayOf: (name: string) => Stay, nowMs: number): void {
  for (const name of findNames(folder)) {
    const path = join(folder, name);
    const stay = stayOf(name);
    if (stay === 'always') continue;
    try {
      const isLeft = stay === 'while-owned' && ownerOf(name) === 'dead';
      if (isLeft || nowMs - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true });
    } catch {
      // Another process was faster, or may and we may not.
    }
  }
}

function findNames(folder: string): readonly string[] {
  try {
    return namesIn(folder);
  } catch {
    return [];
  }
}

/** Names in a folder; empty where there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}

/** Turns a failed write into an error for people; anything else passes unchanged. */
export function toDiskError(thrown: unknown, folder: string): unknown {
  if (thrown instanceof PlimsollError) return thrown;
  const code = sqliteFull(thrown) ? 'ENOSPC' : systemCode(thrown);
  const known = DISK_ERRORS[code];
  if (known === undefined) return thrown;
  return new InputError(known.code, {
    what: `The advisory database could not be written: ${known.what}.`,
    where: folder,
    wayOut: `${known.wayOut} The database that was there is unchanged.`,
    cause: thrown,
  });
}

const FULL = {
  code: 'disk-full',
  what: 'the disk is full',
  wayOut: 'Free some space, or choose another folder with --database.',
};
const FORBIDDEN = {
  code: 'not-writable',
  what: 'this user may not write there',
  wayOut: 'Check the owner of the folder, or choose another one with --database.',
};
const NO_FOLDER = {
  code: 'not-writable',
  what: 'there is a file where a folder should be, or a folder where a file should be',
  wayOut: 'Check the path.',
};
const DISK_ERRORS: Readonly<Record<string, typeof FULL>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: FORBIDDEN,
  ENOTDIR: NO_FOLDER,
  EEXIST: NO_FOLDER,
  EISDIR: NO_FOLDER,
};

/** SQLITE_FULL, and SQLITE_IOERR_WRITE, which is how a full disk shows in some file systems. */
function sqliteFull(thrown: unknown): boolean {
  const errcode = thrown instanceof Error && 'errcode' in thrown ? thrown.errcode : 0;
  return errcode === 13 || (errcode === 778 && /disk/.test(messageOf(thrown)));
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
