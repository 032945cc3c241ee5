/**
 * A set of paths that holds only their 64-bit hashes, sorted: 8 bytes a path. It answers "does this layer have that
 * path?" for millions of paths, and is sent and kept as it is. The same paths and key give the same bytes, whatever the
 * order in which they came (path-set-builder.ts).
 * Two paths count as one with a chance of 2^-64 for each pair; see path-hash.ts why nobody can make them.
 */
import { type HashKey, hashLow, lastHigh, type PrefixHashes } from './path-hash.ts';

/** What can be sent to another thread: the key goes along. */
export interface PathSetData {
  readonly key: HashKey;
  /** Low and high word in turn, ascending by the high word, then by the low one. */
  readonly hashes: Uint32Array<ArrayBuffer>;
}

export class PathSet {
  readonly key: HashKey;
  readonly #hashes: Uint32Array<ArrayBuffer>;

  constructor(data: PathSetData) {
    this.key = data.key;
    this.#hashes = data.hashes;
  }

  get count(): number {
    return this.#hashes.length / 2;
  }

  has(path: string): boolean {
    const low = hashLow(path, this.key);
    return this.hasHash(low, lastHigh());
  }

  /** True if the set has the prefix of that number, counted from 0; the hashes must be made with this set's key. */
  hasPrefix(hashes: PrefixHashes, index: number): boolean {
    return this.hasHash(hashes[2 * index]!, hashes[2 * index + 1]!);
  }

  hasHash(low: number, high: number): boolean {
    const hashes = this.#hashes;
    const filled = filledLow(low, high);
    let [from, to] = nearby(hashes, high);
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (isBefore(hashes, middle, filled, high)) from = middle + 1;
      else to = middle;
    }
    return hashes[2 * from] === filled && hashes[2 * from + 1] === high;
  }
}

/** The low word that stands for it: a hash of zero would look like an empty slot of the builder. */
export function filledLow(low: number, high: number): number {
  return low === 0 && high === 0 ? 1 : low;
}

/** Strictly ascending, as a set must be. */
export function isAscending(hashes: Uint32Array): boolean {
  for (let i = 1; i < hashes.length / 2; i++) {
    if (!isBefore(hashes, i - 1, hashes[2 * i]!, hashes[2 * i + 1]!)) return false;
  }
  return true;
}

/** True if the hash of that number is smaller than the given one. */
function isBefore(hashes: Uint32Array, index: number, low: number, high: number): boolean {
  const other = hashes[2 * index + 1]!;
  return other < high || (other === high && hashes[2 * index]! < low);
}

/** The part to look in. Hashes are spread evenly: nearly all stand this close to where that would put them. */
function nearby(hashes: Uint32Array, high: number): readonly [from: number, to: number] {
  const count = hashes.length / 2;
  const place = (high / 0x100000000) * count;
  const reach = 2 * Math.sqrt(count) + 2;
  const from = Math.max(0, Math.floor(place - reach));
  const to = Math.min(count, Math.ceil(place + reach));
  const isInside =
    (from === 0 || hashes[2 * from - 1]! < high) && (to === count || hashes[2 * to + 1]! > high);
  return isInside ? [from, to] : [0, count];
}
