/** Stored bytes of layers in chunks of one size, so that where damage is found does not depend on who delivers them. */
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { InputError, messageOf, systemCode } from '../base/errors.ts';

export const STORED_CHUNK: number = 512 * 1024;

/** Bytes after which the event loop gets its turn. */
const TURN_BYTES = 16 * 1024 * 1024;

/**
 * Chunks of `STORED_CHUNK` bytes, only the last one shorter. Here and in what it is given, a chunk is valid until the
 * one after the next is asked for: the next is read while this one is inflated.
 */
export async function* fixedChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const nextBuffer = takeTurns();
  let held: Buffer | null = null;
  let filled = 0;
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      if (filled === 0 && chunk.length - at >= STORED_CHUNK) {
        yield chunk.subarray(at, at + STORED_CHUNK);
        at += STORED_CHUNK;
        continue;
      }
      held ??= nextBuffer();
      const part = chunk.subarray(at, at + STORED_CHUNK - filled);
      held.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < STORED_CHUNK) continue;
      yield held;
      held = null;
      filled = 0;
    }
  }
  if (filled > 0) yield held!.subarray(0, filled);
}

/** Two buffers in turn. */
export function takeTurns(bytes: number = STORED_CHUNK): () => Buffer {
  const buffers: Buffer[] = [];
  let turn = 1;
  return () => {
    turn = 1 - turn;
    const buffer = buffers[turn] ?? Buffer.allocUnsafeSlow(bytes);
    buffers[turn] = buffer;
    return buffer;
  };
}

export interface FileRange {
  readonly path: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** The same of a file that is open already. */
export interface OpenRange {
  readonly fd: number;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** A range of a file, through two buffers. A file that ends too early gives what it has: its digest tells. */
export async function* readFileRange(range: FileRange): AsyncGenerator<Uint8Array> {
  const fd = openFile(range.path);
  try {
    yield* readOpenRange({ ...range, fd });
  } catch (error) {
    throw systemCode(error) === '' ? error : unreadable(range.path, error);
  } finally {
    closeSync(fd);
  }
}

/** As `readFileRange`; throws the system's errors. */
export async function* readOpenRange(range: OpenRange): AsyncGenerator<Uint8Array> {
  const nextBuffer = takeTurns(Math.min(STORED_CHUNK, range.sizeBytes));
  let done = 0;
  for (let turn = TURN_BYTES; done < range.sizeBytes; ) {
    const buffer = nextBuffer();
    const got = readFull(
      range.fd,
      buffer,
      Math.min(STORED_CHUNK, range.sizeBytes - done),
      range.offsetBytes + done,
    );
    if (got === 0) return;
    done += got;
    yield buffer.subarray(0, got);
    turn -= got;
    if (turn > 0) continue;
    turn = TURN_BYTES;
    await setImmediate();
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function readFull(file: number, buffer: Buffer, wanted: number, position: number): number {
  let filled = 0;
  while (filled < wanted) {
    const got = readSync(file, buffer, filled, wanted - filled, position + filled);
    if (got === 0) break;
    filled += got;
  }
  return filled;
}

/** What is said of a file that cannot be read. */
export function unreadable(path: string, cause: unknown): InputError {
  return new InputError('unreadable-input', {
    what: `The image's file cannot be read: ${messageOf(cause)}.`,
    where: path,
    wayOut: 'Check that it is still there and may be read.',
    cause,
  });
}
