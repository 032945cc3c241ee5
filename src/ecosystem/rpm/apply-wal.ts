/**
 * The packages of a database with its write-ahead log, without the database file: rows of pages that the log does
 * not have are those read before. An old leaf or overflow page can only be reached by rows that did not change.
 */
import { readTable } from '../../base/sqlite/sqlite-file.ts';
import { openPages, SqliteError } from '../../base/sqlite/sqlite-pages.ts';
import { overlay, type SqliteWal } from '../../base/sqlite/sqlite-wal.ts';
import { parseRow, type RpmDatabase, type RpmRow } from './sqlite-reader.ts';

/** The database as SQLite would read it. Throws SqliteError if the log does not fit, or if anything is missing. */
export function applyLog(database: RpmDatabase, log: SqliteWal): RpmDatabase {
  const pages = overlay(database.innerPages.size === 0 ? null : openPages(database.innerPages), log);
  const known = indexRows(database);
  const rows: RpmRow[] = [];
  const resolveMissing = (error: SqliteError): void => {
    const found = error.code === 'missing-page' ? known(error.page) : null;
    if (found === null) throw error;
    rows.push(...found);
  };
  for (const row of readTable(pages, 'Packages', { damage: resolveMissing })) {
    rows.push(...parseRow(row, failOn));
  }
  return { ...database, rows };
}

function failOn(what: string): never {
  throw new SqliteError('corrupt', what);
}

/** Rows by the leaf page, or by the first overflow page, that is missing; null for a page we know nothing of. */
function indexRows({ rows, leaves }: RpmDatabase): (page: number) => readonly RpmRow[] | null {
  const byLeaf = new Map<number, RpmRow[]>(leaves.map((page) => [page, []]));
  const byOverflow = new Map<number, RpmRow[]>();
  for (const row of rows) {
    byLeaf.get(row.page)?.push(row);
    if (row.overflowPage !== 0) byOverflow.set(row.overflowPage, [row]);
  }
  return (page) => byLeaf.get(page) ?? byOverflow.get(page) ?? null;
}
