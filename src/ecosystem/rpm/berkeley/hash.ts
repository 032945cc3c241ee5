/**
 * The values of a Berkeley DB hash database. Buckets are chains of pages; a page has an index of items that lie from
 * its end downwards, key and value in turn; long items lie in chains of overflow pages. A database has no checksums:
 * what must hold of undamaged pages is checked instead, so that nothing is lost without a word. Pages that no bucket
 * leads to are read too, and told.
 */
import type { Tell } from '../records.ts';
import { type BerkeleyFile, PAGE_HEAD_BYTES } from './file.ts';
import { createOverflow, type Overflow } from './overflow.ts';

/** Key and value; null for one that cannot be read. */
export interface Pair {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/** In a page. The index of items stands behind PAGE_HEAD_BYTES. */
const AT = { number: 8, next: 16, items: 20, lowest: 22, type: 25 } as const;
const HASH_PAGES: readonly (number | undefined)[] = [2, 13];
const ITEM_ON_PAGE = 1;
const ITEM_IN_OVERFLOW = 3;
const OVERFLOW_ITEM_BYTES = 12;

interface Walk {
  readonly file: BerkeleyFile;
  readonly overflow: Overflow;
  readonly seen: Set<number>;
  readonly tell: Tell;
  /** Found so far. */
  pairs: number;
}

/** Each page is read once: linear in the file, whatever it says. */
export function* readPairs(file: BerkeleyFile, tell: Tell): Generator<Pair> {
  const walk: Walk = { file, tell, overflow: createOverflow(file, tell), seen: new Set(), pairs: 0 };
  const blank: number[] = [];
  for (const page of bucketPages(walk)) {
    if (isBlank(file, page)) blank.push(page);
    else yield* readChain(walk, page);
  }
  yield* readStrays(walk);
  // The page of a bucket that was never filled may be blank, if the database misses nothing.
  const misses = walk.pairs < file.pairs || (file.pairs === 0 && walk.pairs > 0);
  if (misses) for (const page of blank) tell(`page ${page} is blank`);
}

function* bucketPages({ file, tell }: Walk): Generator<number> {
  if (file.maxBucket >= file.lastPage) tell('it has fewer pages than buckets');
  for (let bucket = 0; bucket <= Math.min(file.maxBucket, file.lastPage - 1); bucket++) {
    const page = bucket + file.spares[32 - Math.clz32(bucket)]!;
    if (page > 0 && page <= file.lastPage) yield page;
    else tell(`bucket ${bucket} has no page`);
  }
}

function* readChain(walk: Walk, first: number): Generator<Pair> {
  const { file, seen, tell } = walk;
  for (let page = first; page !== 0; page = file.u32(page * file.pageSizeBytes + AT.next)) {
    if (page > file.lastPage || seen.has(page)) return tell(`page ${page} is led to and cannot be`);
    if (!isHashPage(file, page)) return tell(`page ${page} is no page of a bucket`);
    seen.add(page);
    yield* readPage(walk, page);
  }
}

function* readStrays(walk: Walk): Generator<Pair> {
  const { file, seen, tell } = walk;
  for (let page = 1; page <= file.lastPage; page++) {
    if (seen.has(page) || !isHashPage(file, page)) continue;
    if (file.u16(page * file.pageSizeBytes + AT.items) === 0) continue;
    tell(`no bucket leads to page ${page}`);
    yield* readPage(walk, page);
  }
}

function isHashPage(file: BerkeleyFile, page: number): boolean {
  return HASH_PAGES.includes(file.bytes[page * file.pageSizeBytes + AT.type]);
}

function isBlank({ bytes, pageSizeBytes }: BerkeleyFile, page: number): boolean {
  return bytes.subarray(page * pageSizeBytes, (page + 1) * pageSizeBytes).every((byte) => byte === 0);
}

function* readPage(walk: Walk, page: number): Generator<Pair> {
  const { file, tell } = walk;
  if (file.u32(page * file.pageSizeBytes + AT.number) !== page) tell(`page ${page} has another number`);
  const items = itemsOf(walk, page);
  for (let n = 0; n < items.length; n += 2) {
    walk.pairs++;
    const key = readItem(walk, page, items[n]);
    yield { key, value: readItem(walk, page, items[n + 1]) };
  }
}

interface Item {
  /** In the file. */
  readonly start: number;
  readonly end: number;
}

/** Null for an item that lies where none can. */
function itemsOf({ file, tell }: Walk, page: number): (Item | null)[] {
  const start = page * file.pageSizeBytes;
  const said = file.u16(start + AT.items);
  const count = Math.min(said, Math.floor((file.pageSizeBytes - PAGE_HEAD_BYTES) / 2));
  const least = PAGE_HEAD_BYTES + 2 * count;
  const items: (Item | null)[] = [];
  let end = file.pageSizeBytes;
  for (let n = 0; n < count; n++) {
    const at = file.u16(start + PAGE_HEAD_BYTES + 2 * n);
    const fits = at >= least && at < end;
    items.push(fits ? { start: start + at, end: start + end } : null);
    end = at;
  }
  // A page of 64 KiB cannot write its own size in 16 bits.
  const lowest = file.u16(start + AT.lowest);
  const isWhole = (end & 0xffff) === lowest && count === said && count % 2 === 0;
  if (!isWhole || items.includes(null)) tell(`page ${page} contradicts itself`);
  return items;
}

function readItem(
  { file, overflow, tell }: Walk,
  page: number,
  item: Item | null | undefined,
): Uint8Array | null {
  if (item === null || item === undefined) return null;
  const { start, end } = item;
  const type = file.bytes[start];
  if (type === ITEM_ON_PAGE) return file.bytes.subarray(start + 1, end);
  if (type === ITEM_IN_OVERFLOW && end - start === OVERFLOW_ITEM_BYTES)
    return overflow(file.u32(start + 4), file.u32(start + 8));
  tell(`page ${page} has an item of an unknown kind`);
  return null;
}
