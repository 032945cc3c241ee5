/**
 * The tables that the kernel finds keywords by, out of the keywords themselves. Of each keyword three bytes that follow each
 * other are looked for. They are chosen, and shared out to 16 buckets, so that the sets of bytes which a bucket takes at each
 * of the three places stay as rare as can be: by going through the keywords once. Hashes of them and the byte behind them, and
 * then four more bytes of the keyword, tell most of what only looks like one.
 */

/** A keyword in lower case, where its telling bytes begin, and the bucket that they are in. */
export interface Keyword {
  readonly text: Uint8Array;
  readonly tellingAt: number;
  readonly bucket: number;
}

export interface KeywordTables {
  readonly keywords: readonly Keyword[];
  /** For the kernel's memory. */
  readonly buckets: Uint8Array;
  readonly hashes: Uint8Array;
  readonly shorts: Uint8Array;
  readonly more: Uint32Array;
}

const PLACES = 3;
/** Bytes of a keyword that are hashed, where it has as many from its telling bytes on. */
const HASHED = 4;
const BUCKETS = 16;
/** Values of half a byte. */
const HALF = 16;
const HASH_BITS = 17;
const SHORT_BITS = 16;
const MORE_BITS = 12;
const ENTRY_WORDS = 4;
/** Places in a keyword that are tried, the rarest. */
const TRIED = 8;
const CAPITALS = 0x20;

/** Bits that the kernel sets of four bytes: capitals become small letters, and some marks others. */
const FOLDED = 0x20202020;

/** Of three or four bytes. */
export function hashOf(bytes: number, folded: number, bits: number): number {
  return Math.imul(bytes | folded, 0x9e3779b1) >>> (32 - bits);
}

/**
 * Words are ASCII, in any case, of three bytes or more, each once. Those that hints (`toHints`) know take no choosing; hints
 * of other words, or of none, do no harm.
 */
export function toTables(words: readonly string[], hints: string = ''): KeywordTables {
  const known = readHints(hints);
  const buckets = Array.from({ length: BUCKETS }, createBucket);
  const keywords = new Map<string, Keyword>();
  const taken = new Uint8Array(2 ** MORE_BITS);
  const put = (word: string, keyword: Keyword): void => {
    keywords.set(word, keyword);
    taken[slotOf(keyword.text, keyword.tellingAt)]! += 1;
  };
  const others: string[] = [];
  for (const word of words) {
    const keyword = fromHint(word, known.get(word.toLowerCase()));
    if (keyword === null) others.push(word);
    else {
      add(buckets[keyword.bucket]!, toTelling(keyword.text, keyword.tellingAt).lanes);
      put(word, keyword);
    }
  }
  const choices = others.map(toChoices).sort((a, b) => b.places[0]!.share - a.places[0]!.share);
  for (const { word, text, places } of choices) {
    // Two in a slot can be told apart further.
    const isFree = (at: number): boolean => at + HASHED <= text.length && taken[slotOf(text, at)]! < 2;
    put(word, { text, ...addBest(buckets, places, isFree) });
  }
  const inOrder = words.map((word) => keywords.get(word)!);
  return {
    keywords: inOrder,
    buckets: toBytes(buckets),
    hashes: toHashes(inOrder),
    shorts: toShorts(inOrder),
    more: toMore(inOrder),
  };
}

/** What was chosen for each keyword, for whoever makes the tables of the same again: choosing takes most of the time. */
export function toHints({ keywords }: KeywordTables): string {
  return keywords
    .map(({ text, tellingAt, bucket }) => `${Buffer.from(text).toString('latin1')}\t${tellingAt} ${bucket}`)
    .join('\n');
}

function readHints(hints: string): ReadonlyMap<string, string> {
  return new Map(hints === '' ? [] : hints.split('\n').map((line) => line.split('\t') as [string, string]));
}

function fromHint(word: string, hint: string | undefined): Keyword | null {
  if (hint === undefined) return null;
  const [tellingAt, bucket] = hint.split(' ').map(Number) as [number, number];
  return { text: toText(word), tellingAt, bucket };
}

function toText(word: string): Uint8Array {
  return Buffer.from(word.toLowerCase(), 'latin1');
}

/** In the table of what more there is of a keyword. */
function slotOf(text: Uint8Array, at: number): number {
  return hashOf(wordAt(text, at), FOLDED, MORE_BITS);
}

/** Three bytes of a keyword, by their lanes. */
interface Telling {
  readonly at: number;
  readonly lanes: readonly number[];
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
  const text = toText(word);
  // Where there is one, a fourth byte stands behind them.
  const length = Math.max(1, text.length - HASHED + 1);
  const places = Array.from({ length }, (_, at) => toTelling(text, at));
  return { word, text, places: places.sort((a, b) => a.share - b.share || a.at - b.at).slice(0, TRIED) };
}

function toTelling(text: Uint8Array, at: number): Telling {
  const lanes: number[] = [];
  let share = 1;
  for (let place = at; place < at + PLACES; place += 1) {
    const lane = laneOf(text[place]!);
    lanes.push(lane);
    share *= SHARES[lane]!;
  }
  return { at, lanes, share };
}

/** Lanes of the kernel's tables. */
const LANES: number = 3 * HALF;

/** Of an ASCII byte. Letters in either case have one, and marks one together with a digit or another mark eight further on. */
function laneOf(byte: number): number {
  const folded = byte | CAPITALS;
  if (folded >= 0x60) return folded - 0x60 + HALF;
  return (folded & 0x0f) ^ (folded >= 0x30 ? 8 : 0);
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

/** By lane. */
const SHARES: Float64Array = toShares();

function toShares(): Float64Array {
  const shares = new Float64Array(LANES);
  for (const [from, letters] of RARENESS) {
    for (let at = 0; at < HALF; at += 1)
      shares[laneOf(from + at)]! += 2 ** -((letters.charCodeAt(at) - 95) / 2);
  }
  return shares;
}

interface Bucket {
  /** For each place by lane: 1 if it is taken. */
  readonly takes: readonly Uint8Array[];
  /** For each place: the share of the lanes that are. */
  readonly shares: number[];
  /** Share of all places where it matches by chance. */
  product: number;
}

function createBucket(): Bucket {
  const takes = Array.from({ length: PLACES }, () => new Uint8Array(LANES));
  return { takes, shares: takes.map(() => 0), product: 0 };
}

/** What it costs that a keyword cannot be told apart further, as a share of all places. */
const NOT_FREE = 0.0001;

/** Adds one of them to the bucket where that makes chance matches rarest. */
function addBest(
  buckets: readonly Bucket[],
  places: readonly Telling[],
  isFree: (at: number) => boolean,
): Pick<Keyword, 'tellingAt' | 'bucket'> {
  let bucket = buckets[0]!;
  let telling = places[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const each of places) {
    const cost = isFree(each.at) ? 0 : NOT_FREE;
    for (const other of buckets) {
      const more = productWith(other, each.lanes) - other.product + cost;
      if (more >= least) continue;
      least = more;
      bucket = other;
      telling = each;
    }
  }
  add(bucket, telling.lanes);
  return { tellingAt: telling.at, bucket: buckets.indexOf(bucket) };
}

function productWith({ takes, shares }: Bucket, lanes: readonly number[]): number {
  let product = 1;
  for (let place = 0; place < PLACES; place += 1) {
    const lane = lanes[place]!;
    product *= takes[place]![lane] === 1 ? shares[place]! : shares[place]! + SHARES[lane]!;
  }
  return product;
}

function add(bucket: Bucket, lanes: readonly number[]): void {
  bucket.product = productWith(bucket, lanes);
  for (const [place, lane] of lanes.entries()) {
    if (bucket.takes[place]![lane] === 0) bucket.shares[place]! += SHARES[lane]!;
    bucket.takes[place]![lane] = 1;
  }
}

/** For each place the first eight buckets, then the other eight: by lane, a bit a bucket. */
function toBytes(buckets: readonly Bucket[]): Uint8Array {
  const bytes = new Uint8Array(PLACES * 2 * LANES);
  for (const [index, { takes }] of buckets.entries()) {
    for (const [place, taken] of takes.entries()) {
      const from = (place * 2 + (index >> 3)) * LANES;
      for (let lane = 0; lane < LANES; lane += 1) bytes[from + lane]! |= taken[lane]! << (index & 7);
    }
  }
  return bytes;
}

/** A bit a hash of four bytes; of a keyword that has but three, with every byte behind them. */
function toHashes(keywords: readonly Keyword[]): Uint8Array {
  const hashes = new Uint8Array(2 ** (HASH_BITS - 3));
  for (const { text, tellingAt } of keywords) {
    const four = wordAt(text, tellingAt);
    for (const last of text.length < HASHED ? EVERY : [0])
      setBit(hashes, hashOf(four | (last << 24), FOLDED, HASH_BITS));
  }
  return hashes;
}

/** All bytes, folded. */
const EVERY: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte).filter(
  (byte) => byte & CAPITALS,
);

/** A bit a hash of three bytes, for keywords that have no more. */
function toShorts(keywords: readonly Keyword[]): Uint8Array {
  const shorts = new Uint8Array(2 ** (SHORT_BITS - 3));
  for (const { text } of keywords) {
    if (text.length < HASHED) setBit(shorts, hashOf(wordAt(text, 0), FOLDED & 0xffffff, SHORT_BITS));
  }
  return shorts;
}

function setBit(table: Uint8Array, hash: number): void {
  table[hash >>> 3]! |= 1 << (hash & 7);
}

/** Four bytes, 0 behind the end. */
export function wordAt(text: Uint8Array, at: number): number {
  return text[at]! | (text[at + 1]! << 8) | (text[at + 2]! << 16) | ((text[at + 3] ?? 0) << 24);
}

/**
 * By the upper bits of the hash, for two keywords: where four more bytes of it stand from the telling ones on, the bytes,
 * and a mask, each in a word. The mask is 0 where a keyword has no more, or there are more keywords. Bytes of 0 are never there.
 */
function toMore(keywords: readonly Keyword[]): Uint32Array {
  const more = new Uint32Array((2 * ENTRY_WORDS) << MORE_BITS);
  for (let mask = 2; mask < more.length; mask += ENTRY_WORDS) more[mask] = 0xffffffff;
  const taken = new Uint8Array(2 ** MORE_BITS);
  for (const { text, tellingAt } of keywords) {
    if (text.length < HASHED) continue;
    const behind = text.length - HASHED;
    const at = tellingAt < behind - tellingAt ? behind : 0;
    const slot = slotOf(text, tellingAt);
    const place = taken[slot]!;
    const entry = (2 * slot + Math.min(place, 1)) * ENTRY_WORDS;
    more[entry] = at - tellingAt;
    more[entry + 1] = wordAt(text, at) | FOLDED;
    more[entry + 2] = place > 1 || at === tellingAt ? 0 : 0xffffffff;
    taken[slot] = Math.min(place + 1, 2);
  }
  return more;
}
