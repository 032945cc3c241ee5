/**
 * The WebAssembly module that sees every byte (kernel.wat), and the layout of its memory. The memory is made once, as
 * large as the keywords need. Addresses and lengths are bytes.
 */
import { type KeywordChains, toChains } from './chains.ts';
import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { KeywordTables } from './keywords.ts';

/** As kernel.wat names them. */
const BUCKETS = 0x0000;
const CLASSES = 0x0180;
const VALUES = 0x0200;
const WORDS = 0x0c00;
const SHORTS = 0x2000;
const HASHES = 0x4000;
const LIST = 0x8000;
const LIST_ENTRIES = 8192;
const MORE = 0x10000;
/** Decoded texts. */
export const SCRATCH = 0x30000;
export const SCRATCH_BYTES: number = 0x40000;
/** The bytes of a stream that are looked at. */
export const BLOCK = 0x70000;
export const BLOCK_BYTES: number = 0x80000;
/** What may be read behind either of them. */
export const MARGIN = 128;
/** What is known of keywords, and hits. */
const HEADS = 0x100000;
const PLANES = 0x108000;
const HITS = 0x10a000;
const HIT_WORDS = 8192;
const CHAINS = 0x112000;
const PAGE_BYTES = 0x10000;

/** Kinds of places in the list of `findRuns`: a place is `entry >> 2`. */
export const RUN_BASE64 = 0;
export const RUN_PERCENT = 1;
export const RUN_WIDE = 2;

/** Words: where a function goes on that stopped early; whether a run is open there; what decoders used, and where they can start anew. */
export const NEXT = 0;
export const OPEN = 1;
export const USED = 2;
export const RESUME = 3;
export const RESUME_AT = 4;
/** Where `verify` goes on, and units of cost of conditions. */
export const PLACE = 5;
export const COST = 6;
/** How far from the start of its line what is decoded next begins, taken once; the same for where to start anew. */
export const IN_LINE = 7;
export const RESUME_IN_LINE = 8;

/** Values of `OPEN`: no run is open; one is that needs no telling. */
export const NO_RUN = -1;
export const KNOWN_RUN = -2;

export interface Kernel {
  readonly bytes: Buffer;
  readonly list: Uint32Array;
  /** By `NEXT` and the like. */
  readonly words: Int32Array;
  /** An address and the number of a keyword, for each hit. */
  readonly hits: Int32Array;
  /** Says what has to stand around a keyword; words as in conditions.ts. */
  setConditions(keyword: number, words: readonly number[]): void;
  /** The number of a set of bytes for conditions; where there is no room for more, that of all bytes. */
  classOf(has: Uint8Array): number;
  /** Fills the list with places of keywords' telling bytes, some of them behind `to`; how many. */
  find(from: number, to: number): number;
  /** Looks at the places of the list: hits are keywords whose telling bytes begin before `to`, where their conditions hold. */
  verify(index: number, count: number, to: number, most: number): number;
  /** Whether the conditions of a keyword hold at an address. */
  mayStand(keyword: number, at: number, most: number): boolean;
  /** Fills the list with places of encoded text, without what can hold no text; `all`: not without. */
  findRuns(from: number, to: number, most: number, all: 0 | 1): number;
  findHex(from: number, to: number, least: number): number;
  hexEnd(from: number, to: number): number;
  /** Whether base64 there can be a text's; `used` is the place behind it. */
  isPlausible(from: number, to: number): number;
  countLines(from: number, to: number, unit: number): number;
  /** Decoders answer how many bytes they wrote. */
  decodeLines(from: number, to: number, out: number, again: number, hex: number): number;
  decodeWide(from: number, to: number, out: number, again: number): number;
  decodePercent(from: number, to: number, out: number, again: number): number;
}

type Made = 'bytes' | 'list' | 'words' | 'hits' | 'setConditions' | 'classOf' | 'mayStand';

type Exports = Omit<Kernel, Made> & {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  holds(conditions: number, at: number, most: number): number;
};

/** What is used of it: Node's types leave it to those of browsers. */
interface WebAssemblyLike {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

export function createKernel(tables: KeywordTables): Kernel {
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyLike })
    .WebAssembly;
  const exports = new Instance(new Module(Buffer.from(KERNEL_BYTES, 'base64'))).exports as Exports;
  const { memory, holds, ...rest } = exports;
  const chains = toChains(tables.keywords, CHAINS);
  memory.grow(Math.ceil((chains.end - memory.buffer.byteLength) / PAGE_BYTES));
  const bytes = Buffer.from(memory.buffer);
  fill(bytes, tables, chains);
  return {
    ...rest,
    bytes,
    list: new Uint32Array(memory.buffer, LIST, LIST_ENTRIES),
    words: new Int32Array(memory.buffer, WORDS, 9),
    hits: new Int32Array(memory.buffer, HITS, HIT_WORDS),
    setConditions(keyword, words) {
      bytes.set(new Uint8Array(Uint32Array.from([...words, 0]).buffer), chains.conditionsAt(keyword));
    },
    classOf: createClasses(bytes),
    mayStand: (keyword, at, most) => holds(chains.conditionsAt(keyword), at, most) === 1,
  };
}

function fill(
  bytes: Buffer,
  { buckets, hashes, shorts, more }: KeywordTables,
  { heads, entries }: KeywordChains,
): void {
  bytes.set(buckets, BUCKETS);
  bytes.set(toClasses(), CLASSES);
  bytes.set(toValues(), VALUES);
  bytes.set(hashes, HASHES);
  bytes.set(shorts, SHORTS);
  bytes.set(new Uint8Array(more.buffer), MORE);
  bytes.set(new Uint8Array(heads.buffer), HEADS);
  bytes.set(new Uint8Array(entries.buffer), CHAINS);
}

const MOST_CLASSES = 256;

/** Eight classes share 256 bytes, a bit each. The first has all bytes. */
function createClasses(bytes: Uint8Array): (has: Uint8Array) => number {
  const known = new Map<string, number>();
  // Most sets come over and over.
  const same = new Map<Uint8Array, number>();
  const add = (has: Uint8Array): number => {
    const key = Buffer.from(has).toString('latin1');
    const number = known.get(key) ?? known.size;
    if (number === MOST_CLASSES) return 0;
    if (known.has(key)) return number;
    known.set(key, number);
    const plane = PLANES + 256 * (number >> 3);
    for (let byte = 0; byte < 256; byte += 1) bytes[plane + byte]! |= has[byte]! << (number & 7);
    return number;
  };
  const classOf = (has: Uint8Array): number => {
    const number = same.get(has) ?? add(has);
    same.set(has, number);
    return number;
  };
  classOf(new Uint8Array(256).fill(1));
  return classOf;
}

/**
 * By the lower half of a byte, then by the upper: bits that both have. The lowest five for the letters, digits and marks of
 * base64, one for each set of lower halves; then one for the percent sign, and one for zero.
 */
function toClasses(): Uint8Array {
  const classes = new Uint8Array(32);
  const add = (bit: number, highs: readonly number[], lows: readonly number[]): void => {
    for (const low of lows) classes[low]! |= bit;
    for (const high of highs) classes[16 + high]! |= bit;
  };
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, at) => from + at);
  add(0x01, [2], [0x0b, 0x0d, 0x0f]);
  add(0x02, [3], range(0, 9));
  add(0x04, [4, 6], range(1, 15));
  add(0x08, [5], [...range(0, 10), 15]);
  add(0x10, [7], range(0, 10));
  add(0x20, [2], [5]);
  add(0x40, [0], [0]);
  return classes;
}

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_MARKS = '%._~+@:/?&=!$*,;()#-';
const NO_VALUE = 255;

/** Four tables by byte: value in base64, value as a hexadecimal digit, whether in percent-encoded text, whether text in UTF-16. */
function toValues(): Uint8Array {
  const values = new Uint8Array(4 * 256).fill(NO_VALUE, 0, 512);
  for (let value = 0; value < 64; value += 1) values[STANDARD.charCodeAt(value)] = value;
  values['-'.charCodeAt(0)] = 62;
  values['_'.charCodeAt(0)] = 63;
  for (let byte = 0; byte < 128; byte += 1) {
    const character = String.fromCharCode(byte);
    if (/[0-9a-f]/i.test(character)) values[0x100 + byte] = Number.parseInt(character, 16);
    if (/[A-Za-z0-9]/.test(character) || URL_MARKS.includes(character)) values[0x200 + byte] = 1;
    if (/[\t\n\r\x20-\x7e]/.test(character)) values[0x300 + byte] = 1;
  }
  return values;
}

/** Whether a byte of the memory belongs to base64, or to percent-encoded text. */
export function isBase64(bytes: Uint8Array, byte: number): boolean {
  return bytes[VALUES + byte]! < 64;
}

export function isUrl(bytes: Uint8Array, byte: number): boolean {
  return bytes[VALUES + 0x200 + byte] === 1;
}

export function isText(bytes: Uint8Array, byte: number): boolean {
  return bytes[VALUES + 0x300 + byte] === 1;
}
