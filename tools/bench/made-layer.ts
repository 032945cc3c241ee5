/**
 * Writes layers of any size fast, as gzip: content comes from a few pieces, each of which is compressed once and then
 * copied. A piece ends with a flush (RFC 1951, section 3.2.4), so that pieces can follow each other in any order, and no
 * piece refers to another one: what unpacks them has the same work as with any layer of a builder.
 * POSIX ustar (IEEE Std 1003.1, `pax`). Left out: names over 100 bytes, links.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { randomOf } from '../../test/crash/random.ts';

export interface MadeLayer {
  readonly digest: string;
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly plainBytes: number;
  readonly entries: number;
}

export interface LayerWriter {
  /** A regular file with the given pieces as content, one after the other. */
  file(path: string, content: readonly Buffer[]): void;
  /** Ends the layer, whose file is then named by its digest. */
  end(): MadeLayer;
}

/** `folder` takes the file. */
export function createLayer(folder: string): LayerWriter {
  const path = join(folder, `unfinished-${process.pid}`);
  const stored = createStored(path);
  const header = createHeaders();
  let entries = 0;
  const fill = (sizeBytes: number): void => stored.bytes(ZEROS.subarray(0, -sizeBytes & (BLOCK - 1)));
  return {
    file(name, content) {
      const sizeBytes = content.reduce((sum, piece) => sum + piece.length, 0);
      stored.bytes(header(name, sizeBytes));
      for (const piece of content) stored.piece(piece);
      fill(sizeBytes);
      entries++;
    },
    end() {
      stored.bytes(ZEROS.subarray(0, 2 * BLOCK));
      const { digest, ...rest } = stored.end();
      renameSync(path, join(folder, digest.slice('sha256:'.length)));
      return { ...rest, digest, entries };
    },
  };
}

/** Half of it does not compress, half is text: what programs and data look like to gzip. */
export function mixedPiece(sizeBytes: number, seed: number): Buffer {
  const random = randomOf(seed);
  const parts: Buffer[] = [];
  for (let size = 0; size < sizeBytes; size += MIX_BYTES) {
    const isNoise = (size / MIX_BYTES) % 2 === 0;
    parts.push(isNoise ? random.bytes(MIX_BYTES) : Buffer.from(text(random.next).padEnd(MIX_BYTES, ' ')));
  }
  return Buffer.concat(parts).subarray(0, sizeBytes);
}

const BLOCK = 512;
const MIX_BYTES = 4096;
const ZEROS = Buffer.alloc(2 * BLOCK);

const WORDS = 'the quick brown fox jumps over a lazy dog while layers of an image are read one by one'.split(
  ' ',
);

function text(next: () => number): string {
  const words = Array.from({ length: 640 }, () => WORDS[Math.floor(next() * WORDS.length)]);
  return words.join(' ').slice(0, MIX_BYTES);
}

interface Stored {
  /** Bytes that do not come again. */
  bytes(bytes: Uint8Array): void;
  /** Bytes that come again and again: the same buffer each time. */
  piece(bytes: Buffer): void;
  end(): Omit<MadeLayer, 'entries'>;
}

/** Bytes that do not come again are compressed so many at once. */
const BATCH_BYTES = 256 * 1024;
/** A piece that is smaller costs more on its own than with its neighbours. */
const PIECE_BYTES = 2048;

function createStored(path: string): Stored {
  const descriptor = openSync(path, 'wx');
  const known = new Map<Buffer, Buffer>();
  const batch = Buffer.alloc(BATCH_BYTES);
  const [plainHash, storedHash] = [createHash('sha256'), createHash('sha256')];
  const sizes = { plain: 0, stored: 0 };
  let filled = 0;
  let checksum = 0;
  const write = (bytes: Uint8Array): void => {
    storedHash.update(bytes);
    sizes.stored += bytes.length;
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
  };
  const take = (bytes: Uint8Array, compressed: Uint8Array): void => {
    plainHash.update(bytes);
    checksum = crc32(bytes, checksum);
    sizes.plain += bytes.length;
    write(compressed);
  };
  const flush = (): void => {
    if (filled > 0) take(batch.subarray(0, filled), deflate(batch.subarray(0, filled)));
    filled = 0;
  };
  const add = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + BATCH_BYTES - filled);
      batch.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled === BATCH_BYTES) flush();
    }
  };
  write(GZIP_HEAD);
  return {
    bytes: add,
    piece(bytes) {
      if (bytes.length < PIECE_BYTES) return add(bytes);
      flush();
      const compressed = known.get(bytes) ?? deflate(bytes);
      known.set(bytes, compressed);
      take(bytes, compressed);
    },
    end() {
      flush();
      const tail = Buffer.alloc(8);
      tail.writeUInt32LE(checksum, 0);
      tail.writeUInt32LE(sizes.plain % 2 ** 32, 4);
      write(LAST_BLOCK);
      write(tail);
      closeSync(descriptor);
      const [diffId, digest] = [toDigest(plainHash), toDigest(storedHash)];
      return { digest, diffId, sizeBytes: sizes.stored, plainBytes: sizes.plain };
    },
  };
}

/** RFC 1952: deflate, no flags, no time, an unknown system. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** A last block with fixed codes and nothing in it. */
const LAST_BLOCK = Buffer.from([3, 0]);

function deflate(bytes: Uint8Array): Buffer {
  return deflateRawSync(bytes, { level: 1, finishFlush: constants.Z_SYNC_FLUSH });
}

function toDigest(hash: Hash): string {
  return `sha256:${hash.digest('hex')}`;
}

/** Gives the header of a file; the buffer is the same each time. */
function createHeaders(): (name: string, sizeBytes: number) => Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write('0000644\x000000000\x000000000\x00', 100, 'latin1');
  header.write('00000000000\x00        0', 136, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  return (name, sizeBytes) => {
    if (name.length > 100) throw new Error(`a name of more than 100 bytes: ${name}`);
    header.fill(0, header.write(name, 0, 'latin1'), 100);
    header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    header.fill(' ', 148, 156);
    let sum = 0;
    for (const byte of header) sum += byte;
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return header;
  };
}
