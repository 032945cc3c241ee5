/** Huffman codes of bzip2: canonical, of one to twenty bits. */
import type { BitReader } from './bit-reader.ts';

export interface Code {
  /** By length: the last code of it, filled up with ones to the longest; -1 where there is none. */
  readonly limits: Int32Array;
  /** By length: its first code, less the place of that among the symbols. */
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
  readonly shortest: number;
}

const LONGEST = 20;

/** Lengths are written as differences from the one before. */
export function readCode(bits: BitReader, count: number): Code {
  const lengths = new Uint8Array(count);
  let length = bits.read(5);
  for (let symbol = 0; symbol < count; symbol++) {
    while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
    if (length < 1 || length > LONGEST) throw new Error('a block has damaged tables');
    lengths[symbol] = length;
  }
  return toCode(lengths);
}

function toCode(lengths: Uint8Array): Code {
  const symbols = new Uint16Array(lengths.length);
  const limits = new Int32Array(LONGEST + 2).fill(-1);
  const bases = new Int32Array(LONGEST + 2);
  let [code, placed] = [0, 0];
  for (let length = 1; length <= LONGEST; length++) {
    bases[length] = code - placed;
    for (const [symbol, own] of lengths.entries()) {
      if (own !== length) continue;
      symbols[placed++] = symbol;
      code += 1;
      limits[length] = (code << (LONGEST - length)) - 1;
    }
    code <<= 1;
  }
  return { limits, bases, symbols, shortest: Math.min(...lengths) };
}

export function readSymbol(bits: BitReader, { limits, bases, symbols, shortest }: Code): number {
  const code = bits.peek(LONGEST);
  for (let length = shortest; length <= LONGEST; length++) {
    if (code > limits[length]!) continue;
    const place = (code >>> (LONGEST - length)) - bases[length]!;
    bits.skip(length);
    if (place < 0 || place >= symbols.length) break;
    return symbols[place]!;
  }
  throw new Error('a code that does not exist');
}
