/**
 * A set of paths while it grows: open addressing in many small tables, each of which grows by itself, a little at a
 * time, so that never much stands there twice.
 */
import { type HashKey, hashLow, lastHigh } from './path-hash.ts';
import { filledLow, type PathSetData } from './path-set.ts';

/** Tables by the first bits of the high word; one alone while there are few paths. */
const TABLES = 256;
const FEW = 4096;

const FIRST_SLOTS = 16;
const LARGEST_LOAD = 0.8;
const GROWTH = 1.25;

/** Hashes whose high word is `first` or one of the next. */
interface Table {
  readonly first: number;
  readonly span: number;
  /** Low and high word; 0, 0 = empty. */
  slots: Uint32Array<ArrayBuffer>;
  count: number;
}

export class PathSetBuilder {
  readonly key: HashKey;
  #tables: readonly Table[] = divided(1);
  #count = 0;

  constructor(key: HashKey) {
    this.key = key;
  }

  get count(): number {
    return this.#count;
  }

  /** Memory of its tables. */
  get sizeBytes(): number {
    return this.#tables.reduce((sum, { slots }) => sum + slots.byteLength, 0);
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
    if (!addTo(this.#tableOf(high), filledLow(low, high), high)) return false;
    if (++this.#count === FEW) this.#divide();
    return true;
  }

  hasHash(low: number, high: number): boolean {
    if (this.#count === 0) return false;
    const table = this.#tableOf(high);
    const filled = filledLow(low, high);
    return isAt(table.slots, findSlot(table, filled, high), filled, high);
  }

  /** Ends the building: the builder is empty then. */
  end(): PathSetData {
    const hashes = new Uint32Array(2 * this.#count);
    let end = 0;
    for (const { slots } of this.#tables) {
      end = appendSorted(hashes, end, slots);
      free(slots);
    }
    this.#tables = divided(1);
    this.#count = 0;
    return { key: this.key, hashes };
  }

  #tableOf(high: number): Table {
    const tables = this.#tables;
    return tables[tables.length === 1 ? 0 : high >>> 24]!;
  }

  #divide(): void {
    const { slots } = this.#tables[0]!;
    this.#tables = divided(TABLES);
    for (let i = 0; i < slots.length; i += 2) {
      if (!isAt(slots, i, 0, 0)) addTo(this.#tableOf(slots[i + 1]!), slots[i]!, slots[i + 1]!);
    }
  }
}

function divided(count: number): Table[] {
  const span = 0x100000000 / count;
  return Array.from({ length: count }, (_, index) => {
    return { first: index * span, span, slots: new Uint32Array(2 * FIRST_SLOTS), count: 0 };
  });
}

function isAt(slots: Uint32Array, at: number, low: number, high: number): boolean {
  return slots[at] === low && slots[at + 1] === high;
}

function addTo(table: Table, low: number, high: number): boolean {
  const at = findSlot(table, low, high);
  if (isAt(table.slots, at, low, high)) return false;
  table.slots[at] = low;
  table.slots[at + 1] = high;
  if (2 * ++table.count > LARGEST_LOAD * table.slots.length) grow(table);
  return true;
}

/** The place of a hash, or the empty one where it belongs: larger hashes mostly stand behind smaller ones. */
function findSlot({ slots, first, span }: Table, low: number, high: number): number {
  const length = slots.length;
  let at = 2 * Math.floor(((high - first) / span) * (length / 2));
  for (;;) {
    const other = slots[at]!;
    const otherHigh = slots[at + 1]!;
    if (other === low && otherHigh === high) return at;
    if (other === 0 && otherHigh === 0) return at;
    at = at + 2 === length ? 0 : at + 2;
  }
}

function grow(table: Table): void {
  const old = table.slots;
  table.slots = new Uint32Array(2 * Math.ceil((old.length / 2) * GROWTH));
  for (let i = 0; i < old.length; i += 2) {
    const low = old[i]!;
    const high = old[i + 1]!;
    if (low === 0 && high === 0) continue;
    const at = findSlot(table, low, high);
    table.slots[at] = low;
    table.slots[at + 1] = high;
  }
  free(old);
}

/** At once: the garbage collector would let many times what is needed gather. */
function free({ buffer }: Uint32Array<ArrayBuffer>): void {
  buffer.transfer(0);
}

/** Inserts each hash among those that came before it: it has nearly always come behind them. */
function appendSorted(hashes: Uint32Array, start: number, slots: Uint32Array): number {
  let end = start;
  for (let i = 0; i < slots.length; i += 2) {
    const low = slots[i]!;
    const high = slots[i + 1]!;
    if (low === 0 && high === 0) continue;
    let at = end;
    for (; at > start && isAfter(hashes, at - 2, low, high); at -= 2) {
      hashes[at] = hashes[at - 2]!;
      hashes[at + 1] = hashes[at - 1]!;
    }
    hashes[at] = low;
    hashes[at + 1] = high;
    end += 2;
  }
  return end;
}

function isAfter(hashes: Uint32Array, at: number, low: number, high: number): boolean {
  const other = hashes[at + 1]!;
  return other > high || (other === high && hashes[at]! > low);
}
