/** Stored bytes of layers in chunks of one size, so that where damage is found does not depend on who delivers them. */
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { InputError, messageOf, systemCode } from '../base/errors.ts';

export const STORED_CHUNK: number = 512 * 1024;

/** Bytes after which the event loop gets its turn. */
const TURN_BYTES = 16 * 1024 * 1024;

/** Chunks of `STORED_CHUNK` bytes, only the last one shorter. A chunk is valid until the next is asked for. */
export async function* fixedChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
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
      held ??= Buffer.allocUnsafeSlow(STORED_CHUNK);
      const part = chunk.subarray(at, at + STORED_CHUNK - filled);
      held.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < STORED_CHUNK) continue;
      yield held;
      filled = 0;
    }
  }
  if (filled > 0) yield held!.subarray(0, filled);
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

/** A range of a file, through one buffer. A file that ends too early gives what it has: its digest tells. */
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
  const buffer = Buffer.allocUnsafeSlow(Math.min(STORED_CHUNK, range.sizeBytes));
  const readInto = readIntoRange(range);
  for (let turn = TURN_BYTES, got = readInto(buffer); got > 0; got = readInto(buffer)) {
    yield buffer.subarray(0, got);
    turn -= got;
    if (turn > 0) continue;
    turn = TURN_BYTES;
    await setImmediate();
  }
}

/** Fills one buffer after the other from a range; answers how many bytes it got, 0 at the end. */
export function readIntoRange({ fd, offsetBytes, sizeBytes }: OpenRange): (buffer: Buffer) => number {
  let done = 0;
  return (buffer) => {
    const wanted = Math.min(STORED_CHUNK, sizeBytes - done);
    const got = wanted === 0 ? 0 : readFull(fd, buffer, wanted, offsetBytes + done);
    done = got === 0 ? sizeBytes : done + got;
    return got;
  };
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
