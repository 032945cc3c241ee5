/**
 * A set of paths while it grows: ordered linear probing (Amble and Knuth, "Ordered hash tables"), that is a sorted list
 * with gaps, each hash at the place that its size gives it or soon behind. It grows where it stands, in memory of which
 * the system gives only what is used, and closing the gaps ends it: what it holds is never there twice.
 */
import { type HashKey, hashLow, lastHigh } from './path-hash.ts';
import { filledLow, type PathSetData } from './path-set.ts';

const HASH_BYTES = 8;
const FIRST_HOMES = 100;
const LARGEST_LOAD = 0.8;
const GROWTH = 1.25;
/** Slots that are added behind the last one. */
const MORE = 16;

/** From this on it grows where it stands; before, a little memory is copied, which is a little faster to look at. */
const LARGE = 65_536;

/** Address space for some 200 million paths: costs nothing. */
const RESERVED_BYTES = 2 ** 31;

export class PathSetBuilder {
  readonly key: HashKey;
  /** Low and high word; 0, 0 = empty. */
  #slots: Uint32Array<ArrayBuffer> = createSlots(FIRST_HOMES);
  /** Slots where hashes belong. Behind them, some may stand that found theirs taken. */
  #homes = FIRST_HOMES;
  #count = 0;

  constructor(key: HashKey) {
    this.key = key;
  }

  get count(): number {
    return this.#count;
  }

  /** Memory of its table. */
  get sizeBytes(): number {
    return this.#slots.byteLength;
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

  addHash(low: number, high: number): boolean {
    const filled = filledLow(low, high);
    const at = this.#find(filled, high);
    if (isAt(this.#slots, at, filled, high)) return false;
    this.#makeGap(at);
    this.#slots[at] = filled;
    this.#slots[at + 1] = high;
    if (++this.#count > LARGEST_LOAD * this.#homes) this.#grow();
    return true;
  }

  hasHash(low: number, high: number): boolean {
    if (this.#count === 0) return false;
    const filled = filledLow(low, high);
    return isAt(this.#slots, this.#find(filled, high), filled, high);
  }

  /** Ends the building: the builder is empty then. */
  end(): PathSetData {
    const slots = this.#slots;
    let end = 0;
    for (let at = 0; at < slots.length; at += 2) {
      if (isAt(slots, at, 0, 0)) continue;
      slots[end] = slots[at]!;
      slots[end + 1] = slots[at + 1]!;
      end += 2;
    }
    const hashes = slots.buffer.resizable ? slots : slots.slice(0, end);
    if (hashes === slots) slots.buffer.resize(HASH_BYTES * this.#count);
    else free(slots);
    this.#slots = createSlots(FIRST_HOMES);
    this.#homes = FIRST_HOMES;
    this.#count = 0;
    return { key: this.key, hashes };
  }

  /** The place of a hash; else that of the next larger one or the gap, before which or in which it belongs. */
  #find(low: number, high: number): number {
    const slots = this.#slots;
    const { length } = slots;
    let at = home(high, this.#homes);
    for (; at < length; at += 2) {
      const otherHigh = slots[at + 1]!;
      if (otherHigh < high) {
        if (otherHigh === 0 && slots[at] === 0) return at;
      } else if (otherHigh > high || slots[at]! >= low || isAt(slots, at, 0, 0)) return at;
    }
    return at;
  }

  /** Moves what stands there, up to the next gap, on by one. */
  #makeGap(at: number): void {
    let slots = this.#slots;
    let gap = at;
    while (gap < slots.length && !isAt(slots, gap, 0, 0)) gap += 2;
    if (gap === slots.length) slots = this.#resize(slots.length / 2 + MORE);
    if (gap > at) slots.copyWithin(at + 2, at, gap);
  }

  #grow(): void {
    const homes = Math.ceil(this.#homes * GROWTH);
    const { length } = this.#slots;
    const slots = this.#resize(Math.max(homes, placesFor(this.#slots, homes)) + MORE);
    spread(slots, moveToEnd(slots, length), homes);
    this.#homes = homes;
  }

  #resize(places: number): Uint32Array<ArrayBuffer> {
    const old = this.#slots;
    if (old.buffer.resizable) {
      old.buffer.resize(HASH_BYTES * places);
      return old;
    }
    this.#slots = createSlots(places);
    this.#slots.set(old);
    free(old);
    return this.#slots;
  }
}

/** As long as their buffer. */
function createSlots(places: number): Uint32Array<ArrayBuffer> {
  const bytes = HASH_BYTES * places;
  return new Uint32Array(
    places < LARGE ? new ArrayBuffer(bytes) : new ArrayBuffer(bytes, { maxByteLength: RESERVED_BYTES }),
  );
}

/** At once: the garbage collector would let many gather. */
function free({ buffer }: Uint32Array<ArrayBuffer>): void {
  buffer.transferToFixedLength(0);
}

function home(high: number, homes: number): number {
  return 2 * Math.floor((high / 0x100000000) * homes);
}

function isAt(slots: Uint32Array, at: number, low: number, high: number): boolean {
  return slots[at] === low && slots[at + 1] === high;
}

/** How many places it takes to have each hash where it belongs or behind. */
function placesFor(slots: Uint32Array, homes: number): number {
  let end = 0;
  for (let at = 0; at < slots.length; at += 2) {
    if (!isAt(slots, at, 0, 0)) end = Math.max(end, home(slots[at + 1]!, homes)) + 2;
  }
  return end / 2;
}

/** Without gaps, in order; answers where the first one stands. */
function moveToEnd(slots: Uint32Array, length: number): number {
  let first = slots.length;
  for (let at = length - 2; at >= 0; at -= 2) {
    if (isAt(slots, at, 0, 0)) continue;
    first -= 2;
    slots[first] = slots[at]!;
    slots[first + 1] = slots[at + 1]!;
  }
  return first;
}

/** From the end to where they belong: there are places for all, so that none is written over before it was read. */
function spread(slots: Uint32Array, first: number, homes: number): void {
  let end = 0;
  for (let at = first; at < slots.length; at += 2) {
    const low = slots[at]!;
    const high = slots[at + 1]!;
    const place = Math.max(end, home(high, homes));
    for (; end < place; end++) slots[end] = 0;
    slots[place] = low;
    slots[place + 1] = high;
    end = place + 2;
  }
  slots.fill(0, end);
}
