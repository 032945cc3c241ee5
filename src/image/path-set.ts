/**
 * A set of paths that holds only their 64-bit hashes: open addressing in a typed array, at most 16 bytes a path.
 * It answers "does this layer have that path?" for millions of paths, and moves between threads without a copy.
 * Two paths count as one with a chance of 2^-64 for each pair; see path-hash.ts why nobody can make them.
 */
import { type HashKey, hashLow, lastHigh, type PrefixHashes } from './path-hash.ts';

/** What can be sent to another thread: the key goes along. */
export interface PathSetData {
  readonly key: HashKey;
  /** Slots of low and high word; 0, 0 = empty. */
  readonly slots: Uint32Array<ArrayBuffer>;
  readonly count: number;
}

const FIRST_SLOTS = 16;
const LARGEST_LOAD = 0.8;
const GROWTH = 1.5;

export class PathSet {
  readonly key: HashKey;
  #slots: Uint32Array<ArrayBuffer>;
  #count: number;

  constructor(data: PathSetData) {
    this.key = data.key;
    this.#slots = data.slots;
    this.#count = data.count;
  }

  static empty(key: HashKey): PathSet {
    return new PathSet({ key, slots: new Uint32Array(2 * FIRST_SLOTS), count: 0 });
  }

  get count(): number {
    return this.#count;
  }

  /** For sending. The set must not grow afterwards. */
  get data(): PathSetData {
    return { key: this.key, slots: this.#slots, count: this.#count };
  }

  /** True if the path was not in the set. */
  add(path: string): boolean {
    const low = hashLow(path, this.key);
    return this.addHash(low, lastHigh());
  }

  has(path: string): boolean {
    const low = hashLow(path, this.key);
    return this.hasHash(low, lastHigh());
  }

  /** True if the set has the prefix of that number, counted from 0; the hashes must be made with this set's key. */
  hasPrefix(hashes: PrefixHashes, index: number): boolean {
    return this.hasHash(hashes[2 * index]!, hashes[2 * index + 1]!);
  }

  addHash(low: number, high: number): boolean {
    const filled = low === 0 && high === 0 ? 1 : low;
    const slot = findSlot(this.#slots, filled, high);
    if (this.#slots[slot] === filled && this.#slots[slot + 1] === high) return false;
    this.#slots[slot] = filled;
    this.#slots[slot + 1] = high;
    this.#count++;
    if (this.#count * 2 > this.#slots.length * LARGEST_LOAD) this.#slots = grown(this.#slots);
    return true;
  }

  hasHash(low: number, high: number): boolean {
    if (this.#count === 0) return false;
    const filled = low === 0 && high === 0 ? 1 : low;
    const slot = findSlot(this.#slots, filled, high);
    return this.#slots[slot] === filled && this.#slots[slot + 1] === high;
  }
}

/** The place of a hash, or the empty one where it belongs. The high word picks the first slot to look at. */
function findSlot(slots: Uint32Array, low: number, high: number): number {
  const count = slots.length / 2;
  let slot = 2 * Math.floor((high / 0x100000000) * count);
  while (
    !(slots[slot] === low && slots[slot + 1] === high) &&
    !(slots[slot] === 0 && slots[slot + 1] === 0)
  ) {
    slot = slot + 2 === slots.length ? 0 : slot + 2;
  }
  return slot;
}

function grown(old: Uint32Array): Uint32Array<ArrayBuffer> {
  const slots = new Uint32Array(2 * Math.ceil((old.length / 2) * GROWTH));
  for (let i = 0; i < old.length; i += 2) {
    const [low, high] = [old[i]!, old[i + 1]!];
    if (low === 0 && high === 0) continue;
    const slot = findSlot(slots, low, high);
    slots[slot] = low;
    slots[slot + 1] = high;
  }
  return slots;
}
