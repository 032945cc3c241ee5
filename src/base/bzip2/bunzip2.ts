/**
 * bzip2 as it passes. There is no specification but the program itself and a description of it (Joe Tsai, "BZIP2: Format
 * Specification", 2016), whose names are used here. A block does not say how long it is: stored bytes are held until all of one is there,
 * at most a megabyte. Left out: randomised blocks, which nobody has written since 1999.
 */
import { BitReader, NotYet } from './bit-reader.ts';
import { readBlock, type Workspace } from './block.ts';

export interface Bunzip2 {
  push(chunk: Uint8Array): void;
  /** Throws if there was not all of it. */
  end(): void;
}

const BLOCK = 0x314159265359;
const END = 0x177245385090;
/** A block of 900,000 bytes in the longest codes of 20 bits, and its tables: never so much, but bounded. */
const MOST_HELD = 3 * 1024 * 1024;

/** `take` gets the plain bytes, valid during the call, and answers false when it wants no more. Both calls throw an Error on damage. */
export function bunzip2(take: (plain: Uint8Array) => boolean): Bunzip2 {
  const stream: Stream = {
    bits: new BitReader(),
    level: 0,
    sum: 0,
    isBetween: true,
    streams: 0,
    work: null,
    tried: 0,
  };
  let isOver = false;
  return {
    push(chunk) {
      if (isOver) return;
      stream.bits.append(chunk);
      // Trying a block again and again, a byte at a time, would take for ever.
      if (stream.bits.left() < stream.tried) return;
      while (!isOver) {
        const mark = stream.bits.mark();
        try {
          isOver = !step(stream, take);
          stream.tried = 0;
        } catch (error) {
          if (!(error instanceof NotYet)) throw error;
          stream.bits.back(mark);
          if (stream.bits.left() > MOST_HELD) throw new Error('a block has no end');
          stream.tried = stream.bits.left() < 64 ? 0 : 2 * stream.bits.left();
          return;
        }
      }
    },
    end() {
      stream.tried = 0;
      this.push(new Uint8Array(0));
      if (!isOver && !(stream.isBetween && stream.streams > 0 && stream.bits.left() === 0))
        throw new Error('it is cut off');
    },
  };
}

interface Stream {
  readonly bits: BitReader;
  /** Hundreds of thousands of bytes that a block may have. */
  level: number;
  sum: number;
  isBetween: boolean;
  streams: number;
  work: Workspace | null;
  /** Bytes that have to be there before it is worth to try again. */
  tried: number;
}

/** A header, a block or a footer; false when nothing follows, or nobody wants it. Throws `NotYet` where bytes are missing. */
function step(stream: Stream, take: (plain: Uint8Array) => boolean): boolean {
  const { bits } = stream;
  if (stream.isBetween) return beginStream(stream);
  const magic = bits.read(24) * 2 ** 24 + bits.read(24);
  const sum = bits.read(16) * 2 ** 16 + bits.read(16);
  if (magic === END) {
    if (sum !== stream.sum) throw new Error('a sum does not fit');
    bits.align();
    stream.isBetween = true;
    stream.streams += 1;
    return true;
  }
  if (magic !== BLOCK) throw new Error('a block does not begin as it must');
  let isWanted = true;
  const actual = readBlock(bits, stream.work!, (plain) => {
    if (isWanted) isWanted = take(plain);
  });
  if (actual !== sum) throw new Error('a sum does not fit');
  stream.sum = (((stream.sum << 1) | (stream.sum >>> 31)) ^ sum) >>> 0;
  return isWanted;
}

/** Anything else behind a stream ends it. */
function beginStream(stream: Stream): boolean {
  const { bits, streams } = stream;
  const level = bits.read(24) === 0x425a68 ? bits.read(8) - 0x30 : 0;
  if (level < 1 || level > 9) {
    if (streams > 0) return false;
    throw new Error('it is no bzip2');
  }
  stream.work = { places: new Uint32Array(level * 100_000), selectors: new Uint8Array(18_002) };
  stream.sum = 0;
  stream.isBetween = false;
  return true;
}
