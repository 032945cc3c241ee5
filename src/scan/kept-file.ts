/**
 * Files of the cache: each begins with the digest of its rest, is written beside its place and renamed. Any number of
 * processes read and write them without locks; one that is damaged or gone is as good as none.
 */
import { createHash, hash } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
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

/**
 * `pieces`: one after the other; they can be large, and are not put together. A cache that cannot be written is no reason
 * to fail: then nothing is kept.
 */
export function writeKeptFile(path: string, ...pieces: readonly Uint8Array[]): void {
  try {
    const digest = createHash('sha256');
    for (const piece of pieces) digest.update(piece);
    renameSync(writeTemporary(path, digest.digest(), ...pieces), path);
  } catch {
    // A full or read-only disk.
  }
}

/** Writes under a name of this process, and gives that. Throws what the system says; nothing is left then. */
export function writeTemporary(path: string, ...pieces: readonly Uint8Array[]): string {
  const temporary = `${path}.${ownerMark()}.part`;
  try {
    makeFolder(dirname(path));
    writePieces(temporary, pieces);
    return temporary;
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

function writePieces(path: string, pieces: readonly Uint8Array[]): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    for (const piece of pieces) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}
