/** The bytes of a feed's file as they pass, without gzip, bzip2, xz or zstd around them. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { bunzip2 } from '../base/bzip2/bunzip2.ts';
import { messageOf } from '../base/errors.ts';
import { unxz } from '../base/xz/xz.ts';
import { damagedFile } from './damaged-file.ts';

export type Packing = 'gzip' | 'bzip2' | 'xz' | 'zstd' | 'none';

/** Plain bytes may be this many times the stored ones, once there are more than `floorBytes` of them. */
export interface PackingLimits {
  readonly ratio: number;
  readonly floorBytes: number;
}

/** The texts of feeds, one like the other, shrink to a fiftieth at best. */
export const PACKING_LIMITS: PackingLimits = { ratio: 400, floorBytes: 1024 * 1024 * 1024 };

/** Throws InputError `feed-damaged`. */
export async function* readPlain(
  path: string,
  limits: PackingLimits = PACKING_LIMITS,
): AsyncGenerator<Uint8Array> {
  try {
    yield* unpack(path, limits);
  } catch (cause) {
    throw damagedFile(path, messageOf(cause), cause);
  }
}

/** Told by the first bytes. */
export function packingOf(start: Uint8Array): Packing {
  const found = MAGICS.find(([, magic]) => magic.every((byte, at) => start[at] === byte));
  return found === undefined ? 'none' : found[0];
}

/** Of the compressed forms, at the end of a name. */
export const PACKED_ENDING: RegExp = /\.(?:gz|bz2|xz|zst)$/;

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

const MAGICS: readonly (readonly [Packing, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];
const MAGIC_BYTES = 6;
const CHUNK_BYTES = 256 * 1024;
/** 900,000 bytes of bzip2 may be stored in 50, 2 MiB of xz in 300: with larger pieces one could fill the memory. */
const SMALL_CHUNK_BYTES = 4 * 1024;

interface Decoder {
  push(chunk: Uint8Array): void;
  end(): void;
}

const DECODERS: Readonly<Record<'bzip2' | 'xz', (take: (plain: Uint8Array) => boolean) => Decoder>> = {
  bzip2: bunzip2,
  xz: unxz,
};

async function* unpack(path: string, limits: PackingLimits): AsyncGenerator<Uint8Array> {
  const packing = packingOf(readStart(path, MAGIC_BYTES));
  const isOurs = packing === 'bzip2' || packing === 'xz';
  const stored = createReadStream(path, { highWaterMark: isOurs ? SMALL_CHUNK_BYTES : CHUNK_BYTES });
  if (packing === 'none') {
    yield* stored;
    return;
  }
  let plainBytes = 0;
  for await (const chunk of isOurs ? decode(stored, DECODERS[packing]) : inflate(stored, packing)) {
    plainBytes += chunk.length;
    if (plainBytes > limits.floorBytes && plainBytes > limits.ratio * stored.bytesRead)
      throw new Error(`it unpacks to more than ${limits.ratio} times its size`);
    yield chunk;
  }
}

async function* inflate(stored: NodeJS.ReadableStream, packing: 'gzip' | 'zstd'): AsyncGenerator<Uint8Array> {
  const options = { chunkSize: CHUNK_BYTES };
  const plain = packing === 'gzip' ? createGunzip(options) : createZstdDecompress(options);
  // The error reaches the reader through the stream itself.
  pipeline(stored, plain, () => {});
  yield* plain;
}

async function* decode(
  stored: AsyncIterable<Uint8Array>,
  open: (take: (plain: Uint8Array) => boolean) => Decoder,
): AsyncGenerator<Uint8Array> {
  const plain: Uint8Array[] = [];
  const decoder = open((bytes) => {
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
