/**
 * `rpmdb.sqlite`: one row a package in the table `Packages`, the header as a blob. A reader sees one file, so what
 * the cataloger needs to apply a write-ahead log lying beside it is kept too: the inner pages of the tree, and where
 * each row came from.
 */
import { MIB } from '../../base/limits.ts';
import { readSchema, readTable, type SqliteRow, type WalkObserver } from '../../base/sqlite/sqlite-file.ts';
import { openSqlite, SqliteError, type SqlitePages } from '../../base/sqlite/sqlite-pages.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { bytes, count, list, mapOf, object } from '../../model/shape.ts';
import type { RpmRecord } from './header.ts';
import { databasePaths } from './paths.ts';
import { createDamage, parseRecord, recordShape, type Tell } from './records.ts';
import { findStray } from './sqlite-strays.ts';

/** A package and the pages it was read from. */
export interface RpmRow {
  readonly record: RpmRecord;
  readonly page: number;
  /** First overflow page; 0 for none. */
  readonly overflowPage: number;
}

export interface RpmDatabase {
  readonly rows: readonly RpmRow[];
  /** The leaf pages of `Packages`. */
  readonly leaves: readonly number[];
  /** Copies of the schema's pages and of the inner pages of `Packages`. */
  readonly innerPages: ReadonlyMap<number, Uint8Array>;
}

const PATHS = databasePaths('rpmdb.sqlite');
const EMPTY: RpmDatabase = { rows: [], leaves: [], innerPages: new Map() };

export const sqliteReader: WholeReader<RpmDatabase> = {
  id: 'rpm-sqlite',
  version: 4,
  shape: object<RpmDatabase>({
    rows: list(object<RpmRow>({ record: recordShape, page: count, overflowPage: count })),
    leaves: list(count),
    innerPages: mapOf(count, bytes),
  }),
  kind: 'whole',
  maxBytes: 512 * MIB,
  wellKnownPaths: PATHS,
  wants: (entry: FileEntry): boolean => PATHS.includes(entry.path),
  read(file: OpenFile): RpmDatabase {
    // SQLite takes a file without any byte for an empty database.
    if (file.bytes.length === 0) return EMPTY;
    const damage = createDamage();
    const database = readAnything(file.bytes, damage.tell);
    if (damage.text() !== '') file.warn('package-database-corrupt', damage.text());
    return database;
  },
};

/** Empty where the file is none that SQLite wrote. */
function readAnything(bytes: Uint8Array, damage: (what: string) => void): RpmDatabase {
  try {
    return readDatabase(openSqlite(bytes), bytes.length, damage);
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    damage(error.message);
    return EMPTY;
  }
}

function readDatabase(pages: SqlitePages, fileBytes: number, damage: (what: string) => void): RpmDatabase {
  const innerPages = new Map<number, Uint8Array>();
  const leaves: number[] = [];
  const keep = (page: number): unknown => innerPages.set(page, new Uint8Array(pages.page(page)));
  const onError = (error: SqliteError): void => damage(error.message);
  for (const _ of readSchema(pages, { visit: keep, damage: onError }));
  const observer: WalkObserver = {
    visit: (page, kind) => (kind === 'leaf' ? leaves.push(page) : keep(page)),
    damage: onError,
  };
  const stored = [...readTable(pages, 'Packages', observer)];
  if (!isAscending(stored)) damage('packages are not in the order of their numbers');
  const rows = stored.flatMap((row) => parseRow(row, damage));
  const stray = findStray(pages, fileBytes, new Set([...leaves, ...innerPages.keys()]));
  if (stray !== null) damage(`nothing leads to the packages of page ${stray}`);
  return { rows, leaves, innerPages };
}

/** Else a page stands in the place of another. */
function isAscending(rows: readonly SqliteRow[]): boolean {
  return rows.every(({ rowid }, at) => at === 0 || rowid > rows[at - 1]!.rowid);
}

/** No element for a row whose header cannot be parsed: `damage` is told why. */
export function parseRow({ values, page, overflowPage }: SqliteRow, damage: Tell): RpmRow[] {
  const blob = values[1];
  if (blob instanceof Uint8Array)
    return parseRecord(blob, damage).map((record) => ({ record, page, overflowPage }));
  damage('a row has no package header');
  return [];
}
