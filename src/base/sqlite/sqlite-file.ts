/**
 * Rows of an SQLite table out of the file's bytes (sqlite.org/fileformat2.html, sections 1.6 and 2). Read only and
 * bounded: every page is used at most once in a walk, so loops end and the work is at most the size of the file.
 * Leaves out indices, tables WITHOUT ROWID, and the meaning of column types.
 */
import { SqliteError, type SqlitePages } from './sqlite-pages.ts';
import { parseRecord, readSize, readVarint, type SqliteValue } from './sqlite-record.ts';

export interface SqliteRow {
  readonly rowid: number | bigint;
  /** In the order of the table's columns; an INTEGER PRIMARY KEY is null here and is the rowid. */
  readonly values: readonly SqliteValue[];
  /** The leaf page that holds it. */
  readonly page: number;
  /** The first overflow page; 0 if the row has none. */
  readonly overflowPage: number;
}

/** What a walk tells on its way. */
export interface WalkObserver {
  /** A page or row that cannot be read is passed over. Without this, the error is thrown. */
  damage?(error: SqliteError): void;
  /** Each page of the tree, before its content. */
  visit?(page: number, kind: 'leaf' | 'interior'): void;
}

/** The rows of a table in the order of their rowid. Throws `no-such-table`, and damage that nobody observes. */
export function* readTable(
  pages: SqlitePages,
  table: string,
  observer: WalkObserver = {},
): Generator<SqliteRow, void, undefined> {
  yield* walk(pages, [findRoot(pages, table, observer)], observer);
}

/** The rows below these pages, which are of any tables. */
export function readRows(
  pages: SqlitePages,
  roots: readonly number[],
  observer: WalkObserver = {},
): Generator<SqliteRow, void, undefined> {
  return walk(pages, roots, observer);
}

/** The schema table's own rows: type, name, tbl_name, rootpage, sql. */
export function readSchema(
  pages: SqlitePages,
  observer: WalkObserver = {},
): Generator<SqliteRow, void, undefined> {
  return walk(pages, [1], observer);
}

function findRoot(pages: SqlitePages, table: string, { damage }: WalkObserver): number {
  for (const { values } of readSchema(pages, damage === undefined ? {} : { damage })) {
    const [type, name, , root] = values;
    const same = typeof name === 'string' && name.toLowerCase() === table.toLowerCase();
    if (type === 'table' && same && typeof root === 'number') return root;
  }
  throw new SqliteError('no-such-table', `there is no table "${table}"`);
}

interface Walk {
  readonly pages: SqlitePages;
  readonly used: Set<number>;
}

function* walk(
  pages: SqlitePages,
  roots: readonly number[],
  observer: WalkObserver,
): Generator<SqliteRow, void, undefined> {
  const state: Walk = { pages, used: new Set() };
  const isRoot = new Set(roots);
  const stack = roots.toReversed();
  for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
    const page = number;
    const node = guard(observer, () => openNode(state, page));
    if (node === null) continue;
    observer.visit?.(page, node.kind);
    if (node.kind === 'interior') stack.push(...(guard(observer, () => childrenOf(node)) ?? []).reverse());
    else yield* leafRows(state, page, node, observer);
    // Only a table without rows has a leaf without cells.
    if (node.kind === 'leaf' && node.cells === 0 && !isRoot.has(page))
      guard(observer, () => corrupt('a page has lost its cells', page));
  }
}

function* leafRows(
  state: Walk,
  page: number,
  node: Node,
  observer: WalkObserver,
): Generator<SqliteRow, void, undefined> {
  // Cell pointers may all name one big cell: what a page gives is limited to what it holds.
  let left = state.pages.usableBytes;
  let used = 0;
  for (let index = 0; index < node.cells; index++) {
    const cell = guard(observer, () => readCell(state.pages, node, index));
    if (cell === null) continue;
    left -= cell.local.length;
    used += cell.storedBytes;
    if (left < 0) {
      guard(observer, () => corrupt('the cells of a page overlap', page));
      return;
    }
    const row = guard(observer, () => toRow(state, page, cell));
    if (row !== null) yield row;
  }
  guard(observer, () => checkSpace(node, used));
}

/** Section 1.6: what cells do not take of the content area is in free blocks or counted as fragments. Else cells are lost. */
function checkSpace(node: Node, usedBytes: number): void {
  const { view, pointers, number } = node;
  const header = pointers - 8;
  let free = view.getUint8(header + 7);
  // In ascending order: a chain cannot come back.
  for (let at = view.getUint16(header + 1), before = 0; at !== 0; before = at, at = view.getUint16(at)) {
    if (at <= before || at + 4 > view.byteLength) corrupt('free blocks that cannot be', number);
    free += view.getUint16(at + 2);
  }
  const content = view.getUint16(header + 5) || 65_536;
  if (usedBytes + free !== view.byteLength - content) corrupt('cells of a page are missing', number);
}

function guard<T>(observer: WalkObserver, step: () => T): T | null {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof SqliteError) || observer.damage === undefined) throw error;
    observer.damage(error);
    return null;
  }
}

function corrupt(what: string, page: number): never {
  throw new SqliteError('corrupt', what, page);
}

interface Node {
  readonly kind: 'leaf' | 'interior';
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly cells: number;
  /** Offset of the array of cell pointers. */
  readonly pointers: number;
  readonly number: number;
}

function openNode(state: Walk, number: number): Node {
  const bytes = usePage(state, number);
  const view = new DataView(bytes.buffer, bytes.byteOffset, state.pages.usableBytes);
  const header = number === 1 ? 100 : 0;
  const type = view.getUint8(header);
  if (type === 0x02 || type === 0x0a) throw new SqliteError('unsupported', 'the table has no rowid', number);
  if (type !== 0x05 && type !== 0x0d) corrupt('not a page of a table', number);
  const kind = type === 0x0d ? 'leaf' : 'interior';
  const cells = view.getUint16(header + 3);
  const pointers = header + (kind === 'leaf' ? 8 : 12);
  if (pointers + 2 * cells > view.byteLength) corrupt('more cells than a page can hold', number);
  return { kind, bytes, view, cells, pointers, number };
}

/** Each page is good for one use: a second one is a loop, or two rows that share their content. */
function usePage(state: Walk, number: number): Uint8Array {
  if (state.used.has(number)) corrupt('a page is used twice', number);
  state.used.add(number);
  return state.pages.page(number);
}

function childrenOf(node: Node): number[] {
  const children: number[] = [];
  for (let index = 0; index < node.cells; index++) children.push(uint32(node, cellStart(node, index)));
  children.push(uint32(node, node.pointers - 4));
  return children;
}

function cellStart(node: Node, index: number): number {
  return node.view.getUint16(node.pointers + 2 * index);
}

function uint32(node: Node, at: number): number {
  if (at + 4 > node.view.byteLength) corrupt('a cell reaches beyond its page', node.number);
  return node.view.getUint32(at);
}

interface Cell {
  readonly rowid: number | bigint;
  readonly payloadBytes: number;
  /** What it takes of its page. */
  readonly storedBytes: number;
  readonly local: Uint8Array;
  readonly overflowPage: number;
}

function readCell(pages: SqlitePages, node: Node, index: number): Cell {
  const usable = node.bytes.subarray(0, pages.usableBytes);
  const start = cellStart(node, index);
  const payload = readSize(usable, start);
  const rowid = readVarint(usable, payload.end);
  const localBytes = localSize(payload.value, pages.usableBytes);
  const end = rowid.end + localBytes;
  if (end > usable.length) corrupt('a cell reaches beyond its page', node.number);
  const overflows = localBytes < payload.value;
  return {
    rowid: rowid.value,
    payloadBytes: payload.value,
    // A cell is never shorter than a free block.
    storedBytes: Math.max(4, end - start + (overflows ? 4 : 0)),
    local: usable.subarray(rowid.end, end),
    overflowPage: overflows ? uint32(node, end) : 0,
  };
}

/** Section 1.6: how much of a payload a table's leaf page holds itself. */
function localSize(payloadBytes: number, usableBytes: number): number {
  if (payloadBytes <= usableBytes - 35) return payloadBytes;
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23;
  const wished = least + ((payloadBytes - least) % (usableBytes - 4));
  return wished <= usableBytes - 35 ? wished : least;
}

function toRow(state: Walk, page: number, cell: Cell): SqliteRow {
  const values = parseRecord(readPayload(state, cell), state.pages.encoding);
  return { rowid: cell.rowid, values, page, overflowPage: cell.overflowPage };
}

/** Collects the chunks before the payload is made: a lying size must not cost memory. */
function readPayload(state: Walk, cell: Cell): Uint8Array {
  if (cell.overflowPage === 0) return cell.local;
  const chunks = [cell.local];
  const chunkBytes = state.pages.usableBytes - 4;
  let left = cell.payloadBytes - cell.local.length;
  let next = cell.overflowPage;
  while (left > 0) {
    const bytes = usePage(state, next);
    chunks.push(bytes.subarray(4, 4 + Math.min(left, chunkBytes)));
    next = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    left -= chunkBytes;
  }
  return Buffer.concat(chunks);
}
