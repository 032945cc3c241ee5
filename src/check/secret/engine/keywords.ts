/**
 * The tables that the kernel finds keywords by, out of the keywords themselves. Of each keyword four bytes that follow each
 * other are looked for, or three where it has no more. They are chosen, and shared out to 16 buckets, so that the sets of
 * bytes which a bucket takes at each of the four places stay as rare as can be: by going through the keywords once.
 */

/** A keyword in lower case, and where its telling bytes begin. */
export interface Keyword {
  readonly text: Uint8Array;
  readonly tellingAt: number;
}

export interface KeywordTables {
  readonly keywords: readonly Keyword[];
  /** For the kernel's memory. */
  readonly buckets: Uint8Array;
  readonly hashes: Uint8Array;
  readonly more: Uint32Array;
}

const PLACES = 4;
const BUCKETS = 16;
/** Values of half a byte. */
const HALF = 16;
const HASH_BITS = 17;
/** Places in a keyword that are tried, the rarest. */
const TRIED = 3;
const CAPITALS = 0x20;

/** As the kernel sees four bytes: capitals become small letters, and some marks others. */
export function hashOf(bytes: number): number {
  return Math.imul(bytes | 0x20202020, 0x9e3779b1) >>> (32 - HASH_BITS);
}

/** Words are ASCII, in any case, of three bytes or more, each once. */
export function toTables(words: readonly string[]): KeywordTables {
  const choices = words.map(toChoices).sort((a, b) => b.places[0]!.share - a.places[0]!.share);
  const buckets = Array.from({ length: BUCKETS }, createBucket);
  const keywords = new Map<string, Keyword>();
  for (const { word, text, places } of choices) {
    keywords.set(word, { text, tellingAt: addBest(buckets, places).at });
  }
  const inOrder = words.map((word) => keywords.get(word)!);
  return { keywords: inOrder, buckets: toBytes(buckets), hashes: toHashes(inOrder), more: toMore(inOrder) };
}

/** Four bytes of a keyword, folded; -1 behind its end. */
interface Telling {
  readonly at: number;
  readonly bytes: readonly number[];
  /** Of all bytes, by chance. */
  readonly share: number;
}

interface Choices {
  readonly word: string;
  readonly text: Uint8Array;
  /** The rarest first. */
  readonly places: readonly Telling[];
}

function toChoices(word: string): Choices {
  const text = Uint8Array.from(word.toLowerCase(), (character) => character.charCodeAt(0));
  const places = Array.from({ length: Math.max(1, text.length - PLACES + 1) }, (_, at) =>
    toTelling(text, at),
  );
  return { word, text, places: places.sort((a, b) => a.share - b.share || a.at - b.at).slice(0, TRIED) };
}

function toTelling(text: Uint8Array, at: number): Telling {
  const bytes: number[] = [];
  let share = 1;
  for (let place = at; place < at + PLACES; place += 1) {
    const byte = place < text.length ? text[place]! | CAPITALS : -1;
    bytes.push(byte);
    if (byte >= 0) share *= SHARES[byte]!;
  }
  return { at, bytes, share };
}

/**
 * How rare a byte with bit 0x20 set is in a mixture of sources, documents and data: by 16 bytes from 0x20, 0x30, 0x60
 * and 0x70 on, a letter each; `a` is one in two, and each letter on is rarer by the root of two. All others are as `z`.
 */
const RARENESS: readonly (readonly [number, string])[] = [
  [0x20, 'dwnowwvnllitlnll'],
  [0x30, 'mnoppoqqqonpoonw'],
  [0x60, 'qhlijgklkhqmikhh'],
  [0x70, 'jqhggknnmmspqpxi'],
];

const SHARES: Float64Array = toShares();

function toShares(): Float64Array {
  const shares = Float64Array.from({ length: 256 }, (_, byte) => (byte & CAPITALS ? 2 ** -13.5 : 0));
  for (const [from, letters] of RARENESS) {
    for (let at = 0; at < HALF; at += 1) shares[from + at] = 2 ** -((letters.charCodeAt(at) - 95) / 2);
  }
  return shares;
}

/** `SUMS[high half][0 or 1][eight bits]`: the share of the bytes whose lower half is one of these of the lower or upper eight. */
const SUMS: readonly (readonly Float64Array[])[] = Array.from({ length: HALF }, (_, high) =>
  [0, 8].map((from) => {
    const sums = new Float64Array(256);
    for (let bits = 1; bits < 256; bits += 1) {
      const lowest = 31 - Math.clz32(bits & -bits);
      sums[bits] = sums[bits & (bits - 1)]! + SHARES[high * HALF + from + lowest]!;
    }
    return sums;
  }),
);

/** For each place the halves of bytes that are taken, and what share of all bytes it takes with one byte more. */
interface Bucket {
  readonly low: number[];
  readonly high: number[];
  /** By byte; 0 where it was not asked for. */
  readonly shares: readonly Float64Array[];
  /** Share of all places where it matches by chance. */
  product: number;
}

function createBucket(): Bucket {
  const shares = Array.from({ length: PLACES }, () => new Float64Array(256));
  return { low: [0, 0, 0, 0], high: [0, 0, 0, 0], shares, product: 0 };
}

/** Adds one of them to the bucket where that makes chance matches rarest. */
function addBest(buckets: readonly Bucket[], places: readonly Telling[]): Telling {
  let bucket = buckets[0]!;
  let telling = places[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const each of places) {
    for (const other of buckets) {
      const more = productWith(other, each.bytes) - other.product;
      if (more >= least) continue;
      least = more;
      bucket = other;
      telling = each;
    }
  }
  add(bucket, telling.bytes);
  return telling;
}

function productWith(bucket: Bucket, bytes: readonly number[]): number {
  let product = 1;
  for (let place = 0; place < PLACES; place += 1) {
    const byte = bytes[place]!;
    if (byte >= 0) product *= bucket.shares[place]![byte]! || shareWith(bucket, place, byte);
  }
  return product;
}

function shareWith({ low, high, shares }: Bucket, place: number, byte: number): number {
  const lows = low[place]! | (1 << (byte & 15));
  let share = 0;
  for (let highs = high[place]! | (1 << (byte >> 4)); highs !== 0; highs &= highs - 1) {
    const [lower, upper] = SUMS[31 - Math.clz32(highs & -highs)]!;
    share += lower![lows & 255]! + upper![lows >> 8]!;
  }
  shares[place]![byte] = share;
  return share;
}

function add(bucket: Bucket, bytes: readonly number[]): void {
  bucket.product = productWith(bucket, bytes);
  for (let place = 0; place < PLACES; place += 1) {
    const byte = bytes[place]!;
    bucket.low[place]! |= byte < 0 ? 0xffff : 1 << (byte & 15);
    bucket.high[place]! |= byte < 0 ? 0xffff : 1 << (byte >> 4);
    bucket.shares[place]!.fill(0);
  }
}

/** For each place low and high halves for the first eight buckets, then for the other eight; a bit a bucket. */
function toBytes(buckets: readonly Bucket[]): Uint8Array {
  const bytes = new Uint8Array(PLACES * 4 * HALF);
  for (const [index, { low, high }] of buckets.entries()) {
    for (let place = 0; place < PLACES; place += 1) {
      const at = (place * 4 + (index >> 3) * 2) * HALF;
      for (let half = 0; half < HALF; half += 1) {
        bytes[at + half]! |= ((low[place]! >> half) & 1) << (index & 7);
        bytes[at + HALF + half]! |= ((high[place]! >> half) & 1) << (index & 7);
      }
    }
  }
  return bytes;
}

/** A bit a hash. */
function toHashes(keywords: readonly Keyword[]): Uint8Array {
  const hashes = new Uint8Array(2 ** (HASH_BITS - 3));
  for (const keyword of keywords) {
    for (const hash of hashesOf(keyword)) hashes[hash >>> 3]! |= 1 << (hash & 7);
  }
  return hashes;
}

/** All values of a byte that the kernel sees. */
const FOLDED: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte).filter(
  (byte) => byte & CAPITALS,
);

/** Of three telling bytes, with every byte behind them. */
function hashesOf({ text, tellingAt }: Keyword): number[] {
  const four = wordAt(text, tellingAt);
  if (tellingAt + PLACES <= text.length) return [hashOf(four)];
  return Array.from({ length: 128 }, (_, index) => hashOf(four | (FOLDED[index]! << 24)));
}

/** Four bytes, 0 behind the end. */
export function wordAt(text: Uint8Array, at: number): number {
  return text[at]! | (text[at + 1]! << 8) | (text[at + 2]! << 16) | ((text[at + 3] ?? 0) << 24);
}

export const MORE_BITS = 12;
const MORE_WORDS = 4;

/**
 * By the upper bits of the hash: where four more bytes of the keyword stand from the telling ones on, the bytes, and a mask.
 * The mask is 0 where there are no more, or several keywords come together.
 */
function toMore(keywords: readonly Keyword[]): Uint32Array {
  const more = new Uint32Array(MORE_WORDS << MORE_BITS);
  const taken = new Set<number>();
  for (const keyword of keywords) {
    const { text, tellingAt } = keyword;
    const behind = text.length - PLACES;
    const at = tellingAt < behind - tellingAt ? behind : 0;
    for (const hash of hashesOf(keyword)) {
      const slot = hash >>> (HASH_BITS - MORE_BITS);
      const isSure = !taken.has(slot) && at !== tellingAt;
      more[slot * MORE_WORDS] = at - tellingAt;
      more[slot * MORE_WORDS + 1] = wordAt(text, at) | 0x20202020;
      more[slot * MORE_WORDS + 2] = isSure ? 0xffffffff : 0;
      taken.add(slot);
    }
  }
  return more;
}
