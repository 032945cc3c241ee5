/** Files that people keep: written beside their place and renamed, so that one is whole, or as it was. */
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ownerMark, ownerOf } from '../base/unfinished.ts';
import { outputError } from './io.ts';

/** Throws InputError. */
export function writeFileWhole(path: string, pieces: Iterable<string>): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    // A device or a pipe is written to: a file put in its place would break it for everybody.
    if (found !== undefined && !found.isFile()) writeTo(path, 'w', pieces);
    else writeBeside(found === undefined ? path : realpathSync(path), pieces);
  } catch (cause) {
    throw outputError(path, cause);
  }
}

function writeBeside(path: string, pieces: Iterable<string>): void {
  removeLeftBehind(path);
  const temporary = `${path}.${ownerMark()}.part`;
  try {
    writeTo(temporary, 'wx', pieces);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cause;
  }
}

/** What killed processes left of this very file. */
function removeLeftBehind(path: string): void {
  const isPart = (name: string): boolean => name.startsWith(`${basename(path)}.`) && name.endsWith('.part');
  try {
    const names = readdirSync(dirname(path)).filter((name) => isPart(name) && ownerOf(name) === 'dead');
    for (const name of names) rmSync(join(dirname(path), name), { force: true });
  } catch {
    // A folder that may be written to and not read.
  }
}

function writeTo(path: string, flags: 'w' | 'wx', pieces: Iterable<string>): void {
  const file = openSync(path, flags, 0o644);
  try {
    for (const piece of pieces) writeFileSync(file, piece);
    if (flags === 'wx') fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
