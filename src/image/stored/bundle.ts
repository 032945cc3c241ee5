/**
 * A bundle is a set of named files that hold images: an archive or a folder. Content is never loaded by opening
 * one; what is asked for is found as a range of a local file.
 */
import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { limitWayOut } from '../../base/limits.ts';
import { readError } from './read-error.ts';

/** Content as a range of a local file. */
export interface FileRange {
  readonly path: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

export interface Bundle {
  /** As the user named it, for errors. */
  readonly where: string;
  /** An archive without its end mark: what is missing may have been cut off. */
  readonly mayBeCut: boolean;
  /** The regular file of that name, links followed; null if there is none. */
  find(name: string): Promise<FileRange | null>;
}

/** A folder as a bundle. Links are followed (build tools link blobs), but only regular files count. */
export function folderBundle(folder: string, where: string): Bundle {
  return { where, mayBeCut: false, find: (name) => findInFolder(folder, name) };
}

/**
 * Cleans a name found in a document: `./a//b` becomes `a/b`. Null for a name that leads out of the bundle,
 * which an attacker could use to have any file of the machine read.
 */
export function cleanName(name: string): string | null {
  if (name.includes('\0')) return null;
  const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.includes('..') ? null : segments.join('/');
}

/** Reads a small document whole; null if it is not there. Throws an InputError `document-too-large`. */
export async function findDocument(
  bundle: Bundle,
  name: string,
  limitBytes: number,
): Promise<Uint8Array | null> {
  const range = await bundle.find(name);
  if (range === null) return null;
  if (range.sizeBytes > limitBytes) throw tooLarge(bundle, name, range.sizeBytes, limitBytes);
  return readRange(range, bundle.where);
}

function readRange(range: FileRange, where: string): Uint8Array {
  try {
    const file = openSync(range.path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(range.sizeBytes);
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, range.offsetBytes));
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw readError(cause, where);
  }
}

async function findInFolder(folder: string, name: string): Promise<FileRange | null> {
  const clean = cleanName(name);
  if (clean === null || clean === '') return null;
  const path = join(folder, clean);
  try {
    const found = statSync(path);
    return found.isFile() ? { path, offsetBytes: 0, sizeBytes: found.size } : null;
  } catch {
    return null;
  }
}

function tooLarge(bundle: Bundle, name: string, sizeBytes: number, limitBytes: number): InputError {
  return new InputError('document-too-large', {
    what: `\`${name}\` has ${sizeBytes} bytes; a document of an image may have ${limitBytes}.`,
    where: bundle.where,
    wayOut: limitWayOut('document-too-large'),
  });
}
