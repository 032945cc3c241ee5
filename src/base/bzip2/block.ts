/** One block of bzip2: Huffman codes, ranks of a list, runs, and the Burrows-Wheeler transform, undone one by one. */
import type { BitReader } from './bit-reader.ts';
import { type Code, readCode, readSymbol } from './huffman.ts';

/** Room for the largest block. */
export interface Workspace {
  /** A byte, and above it the place of the next one. */
  readonly places: Uint32Array;
  readonly selectors: Uint8Array;
}

/** Symbols that one code is used for. */
const GROUP = 50;
const PIECE = 64 * 1024;

/** Answers the CRC-32 (not reflected) of the plain bytes. */
export function readBlock(bits: BitReader, work: Workspace, take: (plain: Uint8Array) => void): number {
  if (bits.read(1) !== 0) throw new Error('a block is of a form that is not known');
  const origin = bits.read(24);
  const used = readUsed(bits);
  const codes = readCodes(bits, work, used.length + 2);
  const count = readRanks(bits, { work, used, codes });
  if (origin >= count) throw new Error('a block begins nowhere');
  link(work.places, count);
  return writePlain(work.places, { origin, count }, take);
}

/** Bytes that occur, in order: a map of two levels. */
function readUsed(bits: BitReader): Uint8Array {
  const high = bits.read(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    const low = (high >> (15 - row)) & 1 ? bits.read(16) : 0;
    for (let column = 0; column < 16; column++) if ((low >> (15 - column)) & 1) used.push(row * 16 + column);
  }
  if (used.length === 0) throw new Error('a block has no bytes');
  return Uint8Array.from(used);
}

interface Codes {
  readonly codes: readonly Code[];
  readonly groups: number;
}

function readCodes(bits: BitReader, { selectors }: Workspace, symbols: number): Codes {
  const count = bits.read(3);
  const groups = bits.read(15);
  if (count < 2 || count > 6 || groups === 0) throw new Error('a block has damaged tables');
  const order = [0, 1, 2, 3, 4, 5];
  for (let group = 0; group < groups; group++) {
    let rank = 0;
    while (bits.read(1) === 1) rank += 1;
    if (rank >= count) throw new Error('a block has damaged tables');
    order.unshift(...order.splice(rank, 1));
    // The program has written a few too many, which mean nothing.
    if (group < selectors.length) selectors[group] = order[0]!;
  }
  return {
    codes: Array.from({ length: count }, () => readCode(bits, symbols)),
    groups: Math.min(groups, selectors.length),
  };
}

interface Ranked {
  readonly work: Workspace;
  readonly used: Uint8Array;
  readonly codes: Codes;
}

/** The last column of the transform; answers its length. */
function readRanks(bits: BitReader, { work, used, codes: { codes, groups } }: Ranked): number {
  const { places, selectors } = work;
  const end = used.length + 1;
  let [count, run, weight] = [0, 0, 1];
  for (let read = 0; ; read++) {
    if (read >= groups * GROUP) throw new Error('a block has too many symbols');
    const symbol = readSymbol(bits, codes[selectors[Math.floor(read / GROUP)]!]!);
    if (symbol <= 1) {
      run += weight << symbol;
      weight <<= 1;
      if (run > places.length) throw new Error('a block is larger than it may be');
      continue;
    }
    if (count + run >= places.length + (symbol === end ? 1 : 0))
      throw new Error('a block is larger than it may be');
    if (run > 0) places.fill(used[0]!, count, count + run);
    count += run;
    run = 0;
    weight = 1;
    if (symbol === end) return count;
    const byte = used[symbol - 1]!;
    // Ranks are low: a call would take longer.
    for (let rank = symbol - 1; rank > 0; rank--) used[rank] = used[rank - 1]!;
    used[0] = byte;
    places[count++] = byte;
  }
}

/** Each place gets, above its byte, where the byte behind it lies. */
function link(places: Uint32Array, count: number): void {
  const starts = new Uint32Array(256);
  for (let i = 0; i < count; i++) starts[places[i]! & 0xff]! += 1;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const own = starts[byte]!;
    starts[byte] = sum;
    sum += own;
  }
  for (let i = 0; i < count; i++) {
    const place = starts[places[i]! & 0xff]!++;
    places[place]! |= i << 8;
  }
}

/** Four equal bytes are followed by how many more there are. */
function writePlain(
  places: Uint32Array,
  { origin, count }: { readonly origin: number; readonly count: number },
  take: (plain: Uint8Array) => void,
): number {
  const piece = new Uint8Array(PIECE + 256);
  let [filled, sum, last, equal] = [0, -1, -1, 0];
  let place = places[origin]! >>> 8;
  const flush = (): void => {
    for (let i = 0; i < filled; i++) sum = (sum << 8) ^ TABLE[(sum >>> 24) ^ piece[i]!]!;
    take(piece.subarray(0, filled));
    filled = 0;
  };
  for (let i = 0; i < count; i++) {
    const entry = places[place]!;
    const byte = entry & 0xff;
    place = entry >>> 8;
    if (equal === 4) {
      piece.fill(last, filled, filled + byte);
      filled += byte;
      equal = 0;
      last = -1;
    } else {
      equal = byte === last ? equal + 1 : 1;
      last = byte;
      piece[filled++] = byte;
    }
    if (filled >= PIECE) flush();
  }
  flush();
  return ~sum >>> 0;
}

/** CRC-32, polynomial 0x04c11db7, the highest bit first. */
const TABLE: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum < 0 ? 0x04c11db7 : 0);
  return sum;
});
