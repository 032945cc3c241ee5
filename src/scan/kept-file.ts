/**
 * Files of the cache: each begins with the digest of its rest, is written beside its place and renamed. Any number of
 * processes read and write them without locks; one that is damaged or gone is as good as none.
 */
import { hash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import { ownerMark } from '../base/unfinished.ts';

const DIGEST_BYTES = 32;

/** What the file holds; null if there is none, or one that is damaged. */
export function readKeptFile(path: string): Buffer | null {
  try {
    const file = readFileSync(path);
    const rest = file.subarray(DIGEST_BYTES);
    return digestOf(rest).equals(file.subarray(0, DIGEST_BYTES)) ? rest : null;
  } catch {
    return null;
  }
}

/** Says that the file was of use: what was not for longest is removed first. */
export function markUsed(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // A cache of somebody else, or a read-only disk.
  }
}

/** A cache that cannot be written is no reason to fail: then nothing is kept. */
export function writeKeptFile(path: string, bytes: Uint8Array): void {
  try {
    renameSync(writeTemporary(path, Buffer.concat([digestOf(bytes), bytes])), path);
  } catch {
    // A full or read-only disk.
  }
}

/** Writes under a name of this process, and gives that. Throws what the system says; nothing is left then. */
export function writeTemporary(path: string, bytes: Uint8Array): string {
  const temporary = `${path}.${ownerMark()}.part`;
  try {
    makeFolder(dirname(path));
    writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 });
    return temporary;
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}
