/**
 * .xz as it passes (xz-file-format 1.2): streams of blocks in LZMA2, all sums checked but those of kinds that nobody uses, the index
 * held against the blocks. Left out: filters beside LZMA2 (for branches of programs, and delta), which are refused.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createCrc64 } from './crc64.ts';
import { dictionaryBytes, type Reading, readLzma2 } from './lzma2.ts';

const MAGIC = Buffer.from('fd377a585a00', 'hex');
const FOOTER_MAGIC = 'YZ';
const LZMA2 = 0x21;
/** Of `xz -9`. */
const MOST_DICTIONARY = 64 * 1024 * 1024;

export interface XzSink {
  push(chunk: Uint8Array): void;
  /** Throws if there was not all of it. */
  end(): void;
}

/**
 * `take` gets the plain bytes, valid during the call, and answers false when it wants no more. Both calls throw an Error on damage, and on
 * a dictionary of more than `mostDictionary` bytes.
 */
export function unxz(take: (plain: Uint8Array) => boolean, mostDictionary: number = MOST_DICTIONARY): XzSink {
  const state: State = { take, mostDictionary, isStopped: false, mayEnd: false };
  const reading = readStreams(state);
  let wanted = reading.next();
  let held: Uint8Array = new Uint8Array(0);
  return {
    push(chunk) {
      let bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      while (!wanted.done && !state.isStopped && bytes.length >= wanted.value) {
        const used = wanted.value;
        wanted = reading.next(bytes.subarray(0, used));
        bytes = bytes.subarray(used);
      }
      // A caller's chunk is its own again.
      held = wanted.done || state.isStopped ? bytes.subarray(0, 0) : Uint8Array.from(bytes);
    },
    end() {
      const isWhole = wanted.done || state.isStopped || (state.mayEnd && held.length === 0);
      if (!isWhole) throw new Error('it is cut off');
    },
  };
}

interface State {
  readonly take: (plain: Uint8Array) => boolean;
  readonly mostDictionary: number;
  isStopped: boolean;
  /** Between streams. */
  mayEnd: boolean;
}

/** Section 2: streams, and zeros by fours between them. Anything else behind a stream ends it. */
function* readStreams(state: State): Reading<void> {
  for (let streams = 0; ; ) {
    state.mayEnd = streams > 0;
    const first = Buffer.from(yield 4);
    if (streams > 0 && first.readUInt32LE(0) === 0) continue;
    if (!first.equals(MAGIC.subarray(0, 4))) {
      if (streams > 0) return;
      throw new Error('it is no xz');
    }
    state.mayEnd = false;
    yield* readStream(state);
    streams += 1;
  }
}

/** Section 2.1, behind the first four bytes of its header. */
function* readStream(state: State): Reading<void> {
  const header = Buffer.from(yield 8);
  const [zero, check] = [header[2]!, header[3]!];
  if (header.readUInt16LE(0) !== MAGIC.readUInt16LE(4)) throw new Error('it is no xz');
  requireSum(header.subarray(2, 4), header.readUInt32LE(4));
  if (zero !== 0 || check > 15) throw new Error('its header has flags that are not known');
  const records = { count: 0, hash: createHash('sha256') };
  for (;;) {
    const size = (yield 1)[0]!;
    if (size === 0) break;
    const { unpadded, plain } = yield* readBlock(state, size, check);
    records.hash.update(`${unpadded} ${plain}\n`);
    records.count += 1;
  }
  const indexBytes = yield* readIndex(records.count, records.hash.digest('hex'));
  const footer = Buffer.from(yield 12);
  requireSum(footer.subarray(4, 10), footer.readUInt32LE(0));
  const isRight =
    (footer.readUInt32LE(4) + 1) * 4 === indexBytes &&
    footer[8] === zero &&
    footer[9] === check &&
    footer.toString('latin1', 10) === FOOTER_MAGIC;
  if (!isRight) throw new Error('its footer does not fit');
}

function requireSum(bytes: Uint8Array, sum: number): void {
  if (crc32(bytes) !== sum) throw new Error('a sum does not fit');
}

interface BlockSizes {
  /** Without the padding, with the check. */
  readonly unpadded: number;
  readonly plain: number;
}

/** Section 3; `size` is the first byte of its header. */
function* readBlock(state: State, size: number, check: number): Reading<BlockSizes> {
  const header = Buffer.concat([Buffer.from([size]), yield size * 4 + 3]);
  const said = parseBlockHeader(header, state.mostDictionary);
  const sum = createSum(check);
  let plain = 0;
  const stored = yield* readLzma2(said.dictionary, (bytes) => {
    plain += bytes.length;
    sum.update(bytes);
    if (!state.isStopped) state.isStopped = !state.take(bytes);
  });
  if ((said.stored ?? stored) !== stored || (said.plain ?? plain) !== plain)
    throw new Error('a block has another size than it says');
  const padding = yield -stored & 3;
  if (padding.some((byte) => byte !== 0)) throw new Error('a block is not filled with zeros');
  const bytes = CHECK_BYTES[check]!;
  const expected = Buffer.from(yield bytes);
  const actual = sum.digest();
  if (actual !== null && !actual.equals(expected)) throw new Error('a sum does not fit');
  return { unpadded: header.length + stored + bytes, plain };
}

interface BlockHeader {
  readonly dictionary: number;
  /** Null where it does not say. */
  readonly stored: number | null;
  readonly plain: number | null;
}

/** Section 3.1. */
function parseBlockHeader(header: Buffer, mostDictionary: number): BlockHeader {
  const end = header.length - 4;
  requireSum(header.subarray(0, end), header.readUInt32LE(end));
  const flags = header[1]!;
  if ((flags & 0x3c) !== 0) throw new Error('a block has flags that are not known');
  const cursor = { at: 2 };
  const stored = (flags & 0x40) === 0 ? null : parseNumber(header, cursor);
  const plain = (flags & 0x80) === 0 ? null : parseNumber(header, cursor);
  const [filter, length] = [parseNumber(header, cursor), parseNumber(header, cursor)];
  if ((flags & 3) !== 0 || filter !== LZMA2) throw new Error('it uses a filter that is not known');
  if (length !== 1 || cursor.at >= end) throw new Error('a block has a damaged header');
  return { dictionary: dictionaryBytes(header[cursor.at]!, mostDictionary), stored, plain };
}

/** Section 1.2: seven bits a byte, the lowest first. */
function parseNumber(bytes: Buffer, cursor: { at: number }): number {
  let value = 0;
  for (let place = 0; ; place++) {
    const byte = bytes[cursor.at++];
    if (byte === undefined || place > 7) throw new Error('a number has no end');
    value += (byte & 0x7f) * 128 ** place;
    if (byte < 0x80) return value;
  }
}

/** Section 4, behind its first byte. Answers how long it is; throws if it tells of other blocks than there were. */
function* readIndex(count: number, blocks: string): Reading<number> {
  let length = 1;
  let sum = crc32(Buffer.from([0]));
  const next = function* (): Reading<number> {
    const bytes: number[] = [];
    do {
      bytes.push((yield 1)[0]!);
      if (bytes.length > 9) throw new Error('a number has no end');
    } while (bytes.at(-1)! >= 0x80);
    length += bytes.length;
    sum = crc32(Buffer.from(bytes), sum);
    return parseNumber(Buffer.from(bytes), { at: 0 });
  };
  const hash = createHash('sha256');
  if ((yield* next()) !== count) throw new Error('its index tells of other blocks');
  for (let i = 0; i < count; i++) {
    const unpadded = yield* next();
    hash.update(`${unpadded} ${yield* next()}\n`);
  }
  if (hash.digest('hex') !== blocks) throw new Error('its index tells of other blocks');
  const padding = yield -length & 3;
  sum = crc32(padding, sum);
  length += padding.length + 4;
  if (Buffer.from(yield 4).readUInt32LE(0) !== sum) throw new Error('a sum does not fit');
  return length;
}

/** Section 2.1.1.2. */
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const [CRC32, CRC64, SHA256] = [1, 4, 10];

interface Sum {
  update(bytes: Uint8Array): void;
  /** Null of a kind that is not known. */
  digest(): Buffer | null;
}

function createSum(check: number): Sum {
  if (check === CRC64) return createCrc64();
  if (check === SHA256) {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  }
  if (check !== CRC32) return { update: () => {}, digest: () => null };
  let sum = 0;
  return {
    update(bytes) {
      sum = crc32(bytes, sum);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(sum);
      return bytes;
    },
  };
}
