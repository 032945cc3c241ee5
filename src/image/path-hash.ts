/**
 * Keyed 64-bit hashes of paths: HalfSipHash-1-3 with 64-bit output (Aumasson and Bernstein, "SipHash: a fast
 * short-input PRF"; HalfSipHash is its form for 32-bit words) over UTF-16 code units, two in a word.
 * The key is drawn for each process, so that nobody can craft a path that collides with another one and thereby
 * counts as removed.
 */
import { randomBytes } from 'node:crypto';

export interface HashKey {
  readonly low: number;
  readonly high: number;
}

/** Hashes of a path's folders, outermost first, the path itself last: low and high word in turn. */
export type PrefixHashes = Uint32Array;

export function randomHashKey(): HashKey {
  const bytes = randomBytes(8);
  return { low: bytes.readUInt32LE(0), high: bytes.readUInt32LE(4) };
}

/** The four words of state, and the result: kept outside so that a hash allocates nothing. */
const state = new Int32Array(4);
const saved = new Int32Array(4);
const result = new Uint32Array(2);

/** Low word of a path's hash; `lastHigh` gives its high word until the next call. */
export function hashLow(path: string, key: HashKey): number {
  start(key);
  absorb(path, 0, path.length >> 1);
  finish(path, path.length);
  return result[0]!;
}

export function lastHigh(): number {
  return result[1]!;
}

/** The hashes of all folders on the way to a path and of the path. */
export function hashPrefixes(path: string, key: HashKey): PrefixHashes {
  const hashes: number[] = [];
  start(key);
  let words = 0;
  for (let end = nextSlash(path, 0); ; end = nextSlash(path, end + 1)) {
    absorb(path, words, end >> 1);
    words = end >> 1;
    // The next prefix goes on from the state before the end was mixed in.
    saved.set(state);
    finish(path, end);
    state.set(saved);
    hashes.push(result[0]!, result[1]!);
    if (end === path.length) return new Uint32Array(hashes);
  }
}

function nextSlash(path: string, from: number): number {
  const at = path.indexOf('/', from);
  return at < 0 ? path.length : at;
}

function start({ low, high }: HashKey): void {
  state[0] = low;
  state[1] = high ^ 0xee;
  state[2] = 0x6c796765 ^ low;
  state[3] = 0x74656462 ^ high;
}

/** Mixes words `from` to `to` of the text in. The round is written out: a call for each would double the time. */
function absorb(text: string, from: number, to: number): void {
  let [v0, v1, v2, v3] = [state[0]!, state[1]!, state[2]!, state[3]!];
  for (let i = from; i < to; i++) {
    const word = text.charCodeAt(2 * i) | (text.charCodeAt(2 * i + 1) << 16);
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  state[0] = v0;
  state[1] = v1;
  state[2] = v2;
  state[3] = v3;
}

/** One round for the last word (an odd unit, and the length above it), then three for each half of the output. */
function finish(text: string, length: number): void {
  const last = (length % 2 === 1 ? text.charCodeAt(length - 1) : 0) | (length << 16);
  let [v0, v1, v2, v3] = [state[0]!, state[1]!, state[2]!, state[3]!];
  v3 ^= last;
  for (let r = 0; r < 7; r++) {
    if (r === 4) {
      result[0] = v1 ^ v3;
      v1 ^= 0xdd;
    }
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    if (r === 0) {
      v0 ^= last;
      v2 ^= 0xee;
    }
  }
  result[1] = v1 ^ v3;
}
