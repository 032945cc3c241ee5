/**
 * Files of rpm's older database forms, made of package headers: Berkeley DB (hash pages) and NDB. From the documented
 * layouts, so that readers can be tested where the tools that write them are not.
 */

type Order = 'little' | 'big';

export interface BerkeleyForm {
  readonly pageSizeBytes?: number;
  readonly order?: Order;
  readonly buckets?: 1 | 2 | 4 | 8;
}

const PAGE_HEAD = 26;
const HASH_PAGE = 13;
const OVERFLOW_PAGE = 7;
const META_PAGE = 8;

interface Page {
  readonly number: number;
  readonly bytes: Buffer;
  items: number;
  /** Where the last item begins. */
  lowest: number;
}

interface Pages {
  readonly all: Page[];
  readonly pageSizeBytes: number;
  readonly order: Order;
}

/** Header n stands under the number n + 1; under 0 stands how many there are. */
export function berkeleyDatabase(headers: readonly Uint8Array[], form: BerkeleyForm = {}): Buffer {
  const { buckets = 2, order = 'little', pageSizeBytes = 4096 } = form;
  const pages: Pages = { all: [], pageSizeBytes, order };
  const meta = addPage(pages, META_PAGE);
  const last = Array.from({ length: buckets }, () => addPage(pages, HASH_PAGE));
  const values = [number(order, headers.length), ...headers];
  for (const [key, value] of values.entries()) {
    const items = [number(order, key), value].map((bytes) => itemOf(pages, bytes));
    last[key % buckets] = addItems(pages, last[key % buckets]!, items);
  }
  const numbers: readonly (readonly [at: number, value: number])[] = [
    [12, 0x061561],
    [16, 9],
    [20, pageSizeBytes],
    [32, pages.all.length - 1],
    [72, buckets - 1],
    [76, buckets - 1],
    [80, (buckets - 1) >> 1],
    [88, values.length],
    // All buckets lie in a row behind the meta page.
    ...[0, 1, 2, 3].map((n) => [96 + 4 * n, 1] as const),
  ];
  for (const [at, value] of numbers) set32(pages, meta, at, value);
  return Buffer.concat(pages.all.map(({ bytes }) => bytes));
}

function set16({ order }: Pages, { bytes }: Page, at: number, value: number): void {
  if (order === 'little') bytes.writeUInt16LE(value, at);
  else bytes.writeUInt16BE(value, at);
}

function set32({ order }: Pages, { bytes }: Page, at: number, value: number): void {
  bytes.set(number(order, value), at);
}

function number(order: Order, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return order === 'little' ? bytes : bytes.reverse();
}

function addPage(pages: Pages, type: number): Page {
  const { all, pageSizeBytes } = pages;
  const page = { number: all.length, bytes: Buffer.alloc(pageSizeBytes), items: 0, lowest: pageSizeBytes };
  set32(pages, page, 8, page.number);
  page.bytes[25] = type;
  if (type === HASH_PAGE) set16(pages, page, 22, pageSizeBytes & 0xffff);
  all.push(page);
  return page;
}

function link(pages: Pages, from: Page, to: Page): Page {
  set32(pages, from, 16, to.number);
  set32(pages, to, 12, from.number);
  return to;
}

function itemOf(pages: Pages, value: Uint8Array): Buffer {
  if (value.length <= pages.pageSizeBytes / 4) return Buffer.concat([Buffer.of(1), value]);
  const parts = [addOverflow(pages, value), value.length].map((part) => number(pages.order, part));
  return Buffer.concat([Buffer.of(3, 0, 0, 0), ...parts]);
}

/** The number of the chain's first page. */
function addOverflow(pages: Pages, value: Uint8Array): number {
  const room = pages.pageSizeBytes - PAGE_HEAD;
  const first = pages.all.length;
  for (let at = 0; at < value.length; at += room) {
    const part = value.subarray(at, at + room);
    const page = addPage(pages, OVERFLOW_PAGE);
    set16(pages, page, 20, 1);
    set16(pages, page, 22, part.length);
    page.bytes.set(part, PAGE_HEAD);
    if (at > 0) link(pages, pages.all[page.number - 1]!, page);
  }
  return first;
}

/** The page that they stand on: a new one if there was no room. */
function addItems(pages: Pages, last: Page, items: readonly Buffer[]): Page {
  const needed = items.reduce((sum, item) => sum + item.length + 2, 0);
  const hasRoom = last.lowest - PAGE_HEAD - 2 * last.items >= needed;
  const page = hasRoom ? last : link(pages, last, addPage(pages, HASH_PAGE));
  for (const item of items) {
    page.lowest -= item.length;
    page.bytes.set(item, page.lowest);
    set16(pages, page, PAGE_HEAD + 2 * page.items++, page.lowest);
    set16(pages, page, 20, page.items);
    set16(pages, page, 22, page.lowest);
  }
  return page;
}

const NDB_PAGE = 4096;
const NDB_UNIT = 16;

/** Header n stands under the number n + 1, in the slot n. */
export function ndbDatabase(headers: readonly Uint8Array[]): Buffer {
  const slotPages = Math.ceil((32 + headers.length * NDB_UNIT) / NDB_PAGE);
  const slots = Buffer.alloc(slotPages * NDB_PAGE);
  for (let at = 32; at < slots.length; at += NDB_UNIT) slots.write('Slot', at, 'latin1');
  slots.write('RpmP', 0, 'latin1');
  write32(slots, 4, [0, headers.length, slotPages, headers.length + 1]);
  const blobs: Buffer[] = [];
  let start = slots.length;
  for (const [at, header] of headers.entries()) {
    const blob = ndbBlob(at + 1, header);
    write32(slots, 36 + at * NDB_UNIT, [at + 1, start / NDB_UNIT, blob.length / NDB_UNIT]);
    blobs.push(blob);
    start += blob.length;
  }
  return Buffer.concat([slots, ...blobs]);
}

function write32(bytes: Buffer, start: number, values: readonly number[]): void {
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, start + 4 * at);
}

function ndbBlob(packageNumber: number, header: Uint8Array): Buffer {
  const blob = Buffer.alloc(Math.ceil((28 + header.length) / NDB_UNIT) * NDB_UNIT);
  blob.write('BlbS', 0, 'latin1');
  write32(blob, 4, [packageNumber, 1_700_000_000, header.length]);
  blob.set(header, 16);
  sumNdbBlob(blob);
  blob.writeUInt32LE(header.length, blob.length - 8);
  blob.write('BlbE', blob.length - 4, 'latin1');
  return blob;
}

/** Puts the check sum of a blob right (Adler-32). */
export function sumNdbBlob(blob: Buffer): void {
  let a = 1;
  let b = 0;
  for (const byte of blob.subarray(0, blob.length - 12)) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  blob.writeUInt32LE(b * 65_536 + a, blob.length - 12);
}
