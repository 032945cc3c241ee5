/** The bytes of a feed's file as they pass, without gzip or bzip2 around them. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { bunzip2 } from '../base/bzip2/bunzip2.ts';
import { messageOf } from '../base/errors.ts';
import { damagedFile } from './damaged-file.ts';

export type Packing = 'gzip' | 'bzip2' | 'none';

/** Throws InputError `feed-damaged`. */
export async function* readPlain(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* unpack(path);
  } catch (cause) {
    throw damagedFile(path, messageOf(cause), cause);
  }
}

/** Told by the first bytes. */
export function packingOf(start: Uint8Array): Packing {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  const isBzip2 = start[0] === 0x42 && start[1] === 0x5a && start[2] === 0x68;
  return isBzip2 ? 'bzip2' : 'none';
}

/** The first bytes as they are stored. */
export function readStart(path: string, length: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, 0));
  } finally {
    closeSync(descriptor);
  }
}

const CHUNK_BYTES = 256 * 1024;
/** A block of 900,000 bytes may be stored in 50: with larger pieces one could fill the memory. */
const BZIP2_CHUNK_BYTES = 4 * 1024;

async function* unpack(path: string): AsyncGenerator<Uint8Array> {
  const packing = packingOf(readStart(path, 3));
  const stored = createReadStream(path, {
    highWaterMark: packing === 'bzip2' ? BZIP2_CHUNK_BYTES : CHUNK_BYTES,
  });
  if (packing === 'none') yield* stored;
  else if (packing === 'bzip2') yield* unpackBzip2(stored);
  else {
    const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
    // The error reaches the reader through the stream itself.
    pipeline(stored, gunzip, () => {});
    yield* gunzip;
  }
}

async function* unpackBzip2(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const plain: Uint8Array[] = [];
  const decoder = bunzip2((bytes) => {
    // They are overwritten after the call.
    plain.push(Uint8Array.from(bytes));
    return true;
  });
  for await (const chunk of stored) {
    decoder.push(chunk);
    yield* plain.splice(0);
  }
  decoder.end();
  yield* plain.splice(0);
}
