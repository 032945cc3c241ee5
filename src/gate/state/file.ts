/**
 * A state in a file. It is written whole and renamed, so that a reader sees the old or the new one and a process can be
 * killed at any time. Writers take turns by a symbolic link beside it whose target names the process: one step makes
 * it with its content. Who finds one whose process is dead, or that is old, takes it away. Where that is not enough (a
 * disk without such links, or of several machines) a writer looks again after it wrote, and adds its own anew.
 */
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError, messageOf, PlimsollError, systemCode } from '../../base/errors.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { ownerMark, ownerOf } from '../../base/unfinished.ts';
import type { HistoryOf } from '../../model/gate.ts';
import { mergeHistory } from '../../policy/history.ts';
import { formatState, MAX_STATE_BYTES, parseState, stateTooLarge } from './state-text.ts';
import type { StateStore } from './store.ts';

/** A writer needs milliseconds; one that takes longer is gone, or on a machine that nobody here can ask. */
const TURN_MS = 10_000;
const MAX_WAIT_MS = 60_000;
const MAX_TRIES = 5;

/** `where`: the path as the user wrote it, for errors. */
export function openStateFile(path: string, where: string, signal: AbortSignal): StateStore {
  return {
    read: async () => parseFile(path, where),
    merge: async (entries) => {
      try {
        await mergeInto(target(path), { where, entries, signal });
      } catch (thrown) {
        throw toStateError(thrown, where, signal);
      }
    },
  };
}

interface Work {
  readonly where: string;
  readonly entries: readonly HistoryOf[];
  readonly signal: AbortSignal;
}

async function mergeInto(path: string, work: Work): Promise<void> {
  makeFolder(dirname(path), 0o777);
  sweep(path);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const text = lackingText(path, work);
    if (text === null) return;
    await inTurn(path, work.signal, () => {
      // What the writer before us wrote counts too.
      const latest = lackingText(path, work);
      if (latest !== null) replace(path, latest);
    });
  }
  if (lackingText(path, work) !== null) throw busy(work.where);
}

/** What the file must become to have these entries, and no traces of a merge; null where it is so. */
function lackingText(path: string, { where, entries }: Work): string | null {
  const bytes = readBytes(path, where);
  const kept = bytes === null ? null : parseState(bytes, where);
  const text = formatState(mergeHistory(kept ?? [], entries));
  if (Buffer.byteLength(text) > MAX_STATE_BYTES) throw stateTooLarge(where);
  return bytes !== null && Buffer.from(text).equals(bytes) ? null : text;
}

function parseFile(path: string, where: string): readonly HistoryOf[] | null {
  const bytes = readBytes(path, where);
  return bytes === null ? null : parseState(bytes, where);
}

function readBytes(path: string, where: string): Uint8Array | null {
  try {
    // A pipe that nobody writes to would be waited for without end.
    if (!statSync(path).isFile()) throw unreadable(where, 'it is no file');
    const file = openSync(path, 'r');
    try {
      return readUpTo(file, where);
    } finally {
      closeSync(file);
    }
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw thrown instanceof InputError ? thrown : unreadable(where, messageOf(thrown), thrown);
  }
}

/** A file can grow, and those of /proc say that they are empty. */
function readUpTo(file: number, where: string): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.alloc(256 * 1024);
    const read = readSync(file, chunk);
    if (read === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, read));
    length += read;
    if (length > MAX_STATE_BYTES) throw stateTooLarge(where);
  }
}

/** What a link leads to: the link itself must stay one. */
function target(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function replace(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${ownerMark()}.part`);
  try {
    const file = openSync(temporary, 'wx', modeOf(path));
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o777;
}

async function inTurn(path: string, signal: AbortSignal, write: () => void): Promise<void> {
  const turn = join(dirname(path), `.${basename(path)}.turn`);
  const mark = ownerMark();
  await takeTurn(turn, mark, signal);
  try {
    write();
  } finally {
    // Somebody who thought us gone may have taken it.
    if (holderOf(turn) === mark) rmSync(turn, { force: true });
  }
}

async function takeTurn(turn: string, mark: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + MAX_WAIT_MS;
  for (;;) {
    signal.throwIfAborted();
    if (tryTurn(turn, mark)) return;
    if (isLeft(turn)) endTurn(turn, mark);
    else if (performance.now() > deadline) return;
    else await sleep(2 + Math.random() * 10, undefined, { signal });
  }
}

function tryTurn(turn: string, mark: string): boolean {
  try {
    symlinkSync(mark, turn);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    // Nobody can take turns on this disk.
    if (['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(systemCode(thrown))) return true;
    throw thrown;
  }
}

function isLeft(turn: string): boolean {
  if (ownerOf(holderOf(turn)) === 'dead') return true;
  const since = lstatSync(turn, { throwIfNoEntry: false })?.mtimeMs;
  return since !== undefined && Date.now() - since > TURN_MS;
}

/** Only one of those who see it can take it away; what is taken from a living one by mistake goes back. */
function endTurn(turn: string, mark: string): void {
  const aside = `${turn.slice(0, -'.turn'.length)}.${mark}.part`;
  try {
    renameSync(turn, aside);
    if (!isLeft(aside)) symlinkSync(holderOf(aside), turn);
  } catch (thrown) {
    if (!['ENOENT', 'EEXIST'].includes(systemCode(thrown))) throw thrown;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Empty where there is none. */
function holderOf(turn: string): string {
  try {
    return readlinkSync(turn);
  } catch {
    return '';
  }
}

/** Removes what processes left that were killed. */
function sweep(path: string): void {
  const prefix = `.${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(prefix) && name.endsWith('.part') && ownerOf(name) === 'dead') {
      rmSync(join(dirname(path), name), { force: true });
    }
  }
}

function toStateError(thrown: unknown, where: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (thrown instanceof PlimsollError || systemCode(thrown) === '') return thrown;
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(systemCode(thrown));
  return new InputError(isFull ? 'disk-full' : 'state-not-written', {
    what: isFull
      ? 'The state could not be written: the disk is full.'
      : `The state could not be written: ${messageOf(thrown)}.`,
    where,
    wayOut: isFull
      ? 'Free some space. The state that was there is unchanged.'
      : 'Its folder must be writable, and the file no mount of its own: it is replaced as a whole.',
    cause: thrown,
  });
}

function unreadable(where: string, why: string, cause?: unknown): InputError {
  return new InputError('state-unreadable', {
    what: `The state cannot be read: ${why}.`,
    where,
    wayOut: 'Name a file that can be read, or one that is not there yet.',
    cause,
  });
}

function busy(where: string): InputError {
  return new InputError('state-busy', {
    what: `Others wrote the state ${MAX_TRIES} times while it was to be written.`,
    where,
    wayOut: 'Try again.',
  });
}
