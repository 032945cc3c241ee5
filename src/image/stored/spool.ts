/**
 * Keeps a stream on disk where only its owner can read it, since an archive must be read out of order. gzip and
 * zstd are taken off on the way. Where the system can (`O_TMPFILE`, open(2)) the file has no name: whatever happens
 * to the process, nothing of it is left. Elsewhere its folder goes when the image is closed, on an error, and when
 * the process ends, unless that is killed.
 */
import { closeSync, constants, createWriteStream, openSync, rmSync, type WriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addAbortSignal, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { InputError, messageOf, PlimsollError, systemCode } from '../../base/errors.ts';
import { limitWayOut } from '../../base/limits.ts';
import { type Compression, SNIFF_BYTES } from '../inflate/decompress.ts';
import { emptyInput } from './index-archive.ts';
import { sniffCompression } from './sniff.ts';

export interface SpoolOptions {
  /** The folder for temporary files. */
  readonly tempFolder: string;
  /** The input as the user named it, for errors. */
  readonly where: string;
  /** Largest spooled file, in bytes. */
  readonly limitBytes: number;
  readonly signal: AbortSignal;
}

export interface Spool {
  readonly path: string;
  /** Removes the file. Safe to call twice. */
  remove(): Promise<void>;
}

/** A private file that is empty yet. */
export interface PrivateFile extends Spool {
  readonly stream: WriteStream;
}

/**
 * Writes the stream to a private file. Throws an InputError: `disk-full`, `temp-folder`, `truncated-archive`,
 * `damaged-archive`, `unknown-compression`, `empty-input`, `too-large`, or what the stream itself throws.
 */
export async function spool(
  chunks: AsyncIterable<Uint8Array>,
  options: SpoolOptions,
  makeFile: (options: SpoolOptions) => Promise<PrivateFile> = makePrivateFile,
): Promise<Spool> {
  const { path, remove, stream } = await makeFile(options);
  try {
    await write(chunks, stream, options);
    return { path, remove };
  } catch (cause) {
    await remove();
    throw spoolError(cause, options);
  }
}

async function makePrivateFile(options: SpoolOptions): Promise<PrivateFile> {
  return makeNamelessFile(options) ?? (await makeNamedFile(options));
}

/** The flag is the same wherever Linux runs Node, but for that of folders in it. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;
const HIGH_WATER_MARK = 1024 * 1024;

/** Null where there is no such thing, or it goes wrong: the other way tells why. */
function makeNamelessFile({ tempFolder }: SpoolOptions): PrivateFile | null {
  if (process.platform !== 'linux') return null;
  let writing: number | null = null;
  try {
    writing = openSync(tempFolder, O_TMPFILE | constants.O_RDWR | constants.O_EXCL, 0o600);
    // The stream closes its own descriptor at the right time; the file lives as long as this one.
    const reading = openSync(`/proc/self/fd/${writing}`, 'r');
    const stream = createWriteStream('', { fd: writing, highWaterMark: HIGH_WATER_MARK });
    let isOpen = true;
    const remove = async (): Promise<void> => {
      if (isOpen) closeSync(reading);
      isOpen = false;
    };
    return { path: `/proc/self/fd/${reading}`, stream, remove };
  } catch {
    if (writing !== null) closeSync(writing);
    return null;
  }
}

/** A file in a folder that only its owner can enter. Throws InputError `disk-full`, `temp-folder`. */
export async function makeNamedFile(options: SpoolOptions): Promise<PrivateFile> {
  const folder = await makeFolder(options);
  const path = join(folder, 'archive.tar');
  const stream = createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: HIGH_WATER_MARK });
  const remove = async (): Promise<void> => {
    forget(folder);
    await rm(folder, { recursive: true, force: true });
  };
  return { path, stream, remove };
}

async function makeFolder({ tempFolder }: SpoolOptions): Promise<string> {
  try {
    const folder = await mkdtemp(join(tempFolder, 'plimsoll-'));
    remember(folder);
    return folder;
  } catch (cause) {
    if (isDiskFull(cause)) throw diskFull(tempFolder, cause);
    throw new InputError('temp-folder', {
      what: `No temporary folder can be made: ${messageOf(cause)}.`,
      where: tempFolder,
      wayOut: 'Set TMPDIR to a folder that can be written to.',
      cause,
    });
  }
}

async function write(
  chunks: AsyncIterable<Uint8Array>,
  file: WriteStream,
  options: SpoolOptions,
): Promise<void> {
  const input = chunks instanceof Readable ? chunks : Readable.from(chunks, { objectMode: false });
  // Also wakes a read that waits for the first byte.
  addAbortSignal(options.signal, input);
  try {
    const { head, all } = await peek(input);
    if (head.length === 0) throw emptyInput(options.where);
    const compression = sniffCompression(head, options.where);
    const stages = [toDecompressor(compression), countBytes(options)].filter((stage) => stage !== null);
    await pipeline([all, ...stages, file], { signal: options.signal });
  } finally {
    input.destroy();
    file.destroy();
  }
}

/** The first bytes (enough to tell the compression, if there are as many) and the whole stream, they included. */
async function peek(input: Readable): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = input[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < SNIFF_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return { head, all: rejoin(head, { [Symbol.asyncIterator]: () => iterator }) };
}

async function* rejoin(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield head;
  yield* rest;
}

function toDecompressor(compression: Compression): NodeJS.ReadWriteStream | null {
  const chunkSize = 1024 * 1024;
  if (compression === 'plain') return null;
  return compression === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize });
}

/** A small compressed file can grow until it fills the disk. */
function countBytes({ where, limitBytes }: SpoolOptions): Transform {
  let total = 0;
  return new Transform({
    highWaterMark: 1024 * 1024,
    transform(chunk: Uint8Array, _encoding, done) {
      total += chunk.length;
      if (total <= limitBytes) return done(null, chunk);
      done(
        new InputError('too-large', {
          what: `The archive is larger than ${limitBytes} bytes.`,
          where,
          wayOut: limitWayOut('image-plain-limit'),
        }),
      );
    },
  });
}

function spoolError(cause: unknown, options: SpoolOptions): unknown {
  if (cause instanceof PlimsollError) return cause;
  if (isDiskFull(cause)) return diskFull(options.tempFolder, cause);
  const code = systemCode(cause);
  if (code === 'Z_BUF_ERROR' || code === 'ZSTD_error_srcSize_wrong') return cutOff(options.where, cause);
  if (!code.startsWith('Z_') && !code.startsWith('ZSTD_')) return cause;
  return new InputError('damaged-archive', {
    what: `The archive cannot be decompressed: ${messageOf(cause)}.`,
    where: options.where,
    wayOut: 'Copy or save it again.',
    cause,
  });
}

function cutOff(where: string, cause: unknown): InputError {
  return new InputError('truncated-archive', {
    what: 'The archive is cut off: its compressed data end too early.',
    where,
    wayOut: 'Copy or save it again; check that there was room on the disk.',
    cause,
  });
}

function isDiskFull(cause: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(systemCode(cause));
}

function diskFull(tempFolder: string, cause: unknown): InputError {
  return new InputError('disk-full', {
    what: 'The disk is full: there is no room for the temporary copy of the image.',
    where: tempFolder,
    wayOut: 'Make room, or set TMPDIR to another disk.',
    cause,
  });
}

/** Folders to remove should the process end before the image is closed. */
const live = new Set<string>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function remember(folder: string): void {
  live.add(folder);
  if (live.size > 1) return;
  process.on('exit', removeAll);
  for (const signal of SIGNALS) process.on(signal, removeAndDie);
}

function forget(folder: string): void {
  if (!live.delete(folder) || live.size > 0) return;
  stopListening();
}

function stopListening(): void {
  process.off('exit', removeAll);
  for (const signal of SIGNALS) process.off(signal, removeAndDie);
}

function removeAll(): void {
  for (const folder of live) rmSync(folder, { recursive: true, force: true });
  live.clear();
}

/** Where nobody else listens to the signal, it does what it would have done without us. */
function removeAndDie(signal: NodeJS.Signals): void {
  removeAll();
  stopListening();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
