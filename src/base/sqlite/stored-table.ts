/**
 * The rows of one table as data that can be kept and sent, with what is needed to apply a write-ahead log later, without
 * the database file: the inner pages of the tree, and where each row came from. An old leaf or overflow page can only be
 * reached by rows that did not change.
 */
import { bytes, count, list, mapOf, object, type Shape } from '../../model/shape.ts';
import { readSchema, readTable, type SqliteRow, type WalkObserver } from './sqlite-file.ts';
import { openPages, SqliteError, type SqlitePages } from './sqlite-pages.ts';
import { overlay, type SqliteWal } from './sqlite-wal.ts';

/** What a row holds, and the pages it was read from. */
export interface StoredRow<R> {
  readonly record: R;
  readonly page: number;
  /** First overflow page; 0 for none. */
  readonly overflowPage: number;
}

export interface StoredTable<R> {
  readonly rows: readonly StoredRow<R>[];
  /** The leaf pages of the table. */
  readonly leaves: readonly number[];
  /** Copies of the schema's pages and of the inner pages of the table. */
  readonly innerPages: ReadonlyMap<number, Uint8Array>;
}

/** How a table is read: its name, and the record of a row; no element for a row that counts for nothing. */
export interface TableForm<R> {
  readonly table: string;
  toRecords(row: SqliteRow, damage: (what: string) => void): readonly R[];
}

export const EMPTY_TABLE: StoredTable<never> = { rows: [], leaves: [], innerPages: new Map() };

export function storedTableShape<R>(record: Shape<R>): Shape<StoredTable<R>> {
  return object<StoredTable<R>>({
    rows: list(object<StoredRow<R>>({ record, page: count, overflowPage: count })),
    leaves: list(count),
    innerPages: mapOf(count, bytes),
  });
}

/** What can be read of the table; `damage` is told what cannot. Throws SqliteError where there is no such table. */
export function readStoredTable<R>(
  pages: SqlitePages,
  form: TableForm<R>,
  damage: (what: string) => void,
): StoredTable<R> {
  const innerPages = new Map<number, Uint8Array>();
  const leaves: number[] = [];
  const keep = (page: number): unknown => innerPages.set(page, new Uint8Array(pages.page(page)));
  const onError = (error: SqliteError): void => damage(error.message);
  for (const _ of readSchema(pages, { visit: keep, damage: onError }));
  const observer: WalkObserver = {
    visit: (page, kind) => (kind === 'leaf' ? leaves.push(page) : keep(page)),
    damage: onError,
  };
  const rows: StoredRow<R>[] = [];
  for (const row of readTable(pages, form.table, observer)) rows.push(...toRows(row, form, damage));
  return { rows, leaves, innerPages };
}

/** The table as SQLite would read it. Throws SqliteError if the log does not fit, or if anything is missing. */
export function applyLog<R>(stored: StoredTable<R>, log: SqliteWal, form: TableForm<R>): StoredTable<R> {
  const pages = overlay(stored.innerPages.size === 0 ? null : openPages(stored.innerPages), log);
  const known = indexRows(stored);
  const rows: StoredRow<R>[] = [];
  const resolveMissing = (error: SqliteError): void => {
    const found = error.code === 'missing-page' ? known(error.page) : null;
    if (found === null) throw error;
    for (const row of found) rows.push(row);
  };
  for (const row of readTable(pages, form.table, { damage: resolveMissing })) {
    rows.push(...toRows(row, form, failOn));
  }
  return { ...stored, rows };
}

function toRows<R>(row: SqliteRow, form: TableForm<R>, damage: (what: string) => void): StoredRow<R>[] {
  const { page, overflowPage } = row;
  return form.toRecords(row, damage).map((record) => ({ record, page, overflowPage }));
}

function failOn(what: string): never {
  throw new SqliteError('corrupt', what);
}

/** Rows by the leaf page, or by the first overflow page, that is missing; null for a page we know nothing of. */
function indexRows<R>({ rows, leaves }: StoredTable<R>): (page: number) => readonly StoredRow<R>[] | null {
  const byLeaf = new Map<number, StoredRow<R>[]>(leaves.map((page) => [page, []]));
  const byOverflow = new Map<number, StoredRow<R>[]>();
  for (const row of rows) {
    byLeaf.get(row.page)?.push(row);
    if (row.overflowPage !== 0) byOverflow.set(row.overflowPage, [row]);
  }
  return (page) => byLeaf.get(page) ?? byOverflow.get(page) ?? null;
}
