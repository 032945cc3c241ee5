/**
 * Stored bytes of a layer to plain bytes: gzip, zstd and plain, told apart by their first bytes, whatever the media
 * type says. Several gzip members and zstd frames in a row count as one stream.
 */

import {
  createEngine,
  type Engine,
  PLAIN_CHUNK,
  type PlainSink,
  type PlainTarget,
} from '../../base/inflate-engine.ts';
import { GzipReader } from './gzip.ts';

export type Compression = 'gzip' | 'zstd' | 'plain';

/** Data that cannot be read to their end; what came before has been passed on. */
export class CompressionError extends Error {
  readonly code: 'unknown-compression' | 'truncated-layer' | 'damaged-layer';

  constructor(code: CompressionError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Takes stored bytes in order. Rejects with a CompressionError, after which it must not be used but closed. */
export interface Decompressor {
  push(stored: Uint8Array): Promise<void>;
  end(): Promise<void>;
  /** True if bytes follow that do not belong to the compressed data; known after `end`. */
  readonly foreignTail: boolean;
  close(): void;
}

/** Bytes that the form is told by. */
export const SNIFF_BYTES = 6;

const UNREADABLE: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lzip', [0x4c, 0x5a, 0x49, 0x50]],
  ['compress', [0x1f, 0x9d]],
];

/** The form of stored bytes by the first of them. Throws `unknown-compression` for one that is known but not read. */
export function detectCompression(head: Uint8Array): Compression {
  const startsWith = (magic: readonly number[]): boolean => magic.every((byte, i) => head[i] === byte);
  if (startsWith([0x1f, 0x8b])) return 'gzip';
  if (startsWith([0x28, 0xb5, 0x2f, 0xfd]) || isSkippableFrame(head)) return 'zstd';
  const unreadable = UNREADABLE.find(([, magic]) => startsWith(magic));
  if (unreadable === undefined) return 'plain';
  throw new CompressionError('unknown-compression', `it is compressed with ${unreadable[0]}`);
}

/** A decompressor for bytes that begin with `head`: the first `SNIFF_BYTES`, or all if there are fewer. */
export function createDecompressor(head: Uint8Array, target: PlainTarget): Decompressor {
  const form = detectCompression(head);
  if (form === 'plain') return passThrough(target.sink);
  return form === 'gzip' ? gunzip(new GzipReader(target)) : unzstd(createEngine('zstd', target));
}

export function gunzip(reader: GzipReader): Decompressor {
  return {
    push: (stored) => named(reader, () => reader.push(stored)),
    end: () => named(reader, async () => reader.end()),
    get foreignTail() {
      return reader.foreignTail;
    },
    close: () => reader.close(),
  };
}

export function unzstd(engine: Engine): Decompressor {
  let foreignTail = false;
  return {
    async push(stored) {
      if (foreignTail || engine.stopped()) return;
      foreignTail = (await named(engine, async () => engine.feed(stored, 0))) < stored.length;
    },
    end: () =>
      named(engine, async () => {
        if (!foreignTail && !engine.stopped()) await engine.finish();
        engine.flush();
      }),
    get foreignTail() {
      return foreignTail;
    },
    close: () => engine.close(),
  };
}

function passThrough(sink: PlainSink): Decompressor {
  let wanted = true;
  return {
    async push(stored) {
      for (let at = 0; at < stored.length && wanted; at += PLAIN_CHUNK) {
        wanted = sink(stored.subarray(at, at + PLAIN_CHUNK));
      }
    },
    end: async () => {},
    foreignTail: false,
    close: () => {},
  };
}

/** Gives failures their name, after what was read before has been passed on. */
async function named<T>(source: { flush(): void }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    source.flush();
    const message = cause instanceof Error ? cause.message : String(cause);
    const cut = message === 'unexpected end of file';
    throw new CompressionError(cut ? 'truncated-layer' : 'damaged-layer', message, cause);
  }
}

/** zstd: 0x184D2A50 to 5F, little endian; such a frame holds no data, but may come first. */
function isSkippableFrame(head: Uint8Array): boolean {
  return (head[0]! & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
}
