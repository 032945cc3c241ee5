/**
 * `rpmdb.sqlite`: one row a package in the table `Packages`, the header as a blob. A reader sees one file, so what
 * the cataloger needs to apply a write-ahead log lying beside it is kept too (base/sqlite/stored-table.ts).
 */
import { MIB } from '../../base/limits.ts';
import type { SqliteRow } from '../../base/sqlite/sqlite-file.ts';
import { openSqlite, SqliteError, type SqlitePages } from '../../base/sqlite/sqlite-pages.ts';
import {
  EMPTY_TABLE,
  readStoredTable,
  type StoredTable,
  storedTableShape,
  type TableForm,
} from '../../base/sqlite/stored-table.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import type { RpmRecord } from './header.ts';
import { databasePaths } from './paths.ts';
import { createDamage, parseRecord, recordShape, type Tell } from './records.ts';
import { findStray } from './sqlite-strays.ts';

export type RpmDatabase = StoredTable<RpmRecord>;

/** How rpm keeps packages. */
export const PACKAGES: TableForm<RpmRecord> = { table: 'Packages', toRecords };

const PATHS = databasePaths('rpmdb.sqlite');

export const sqliteReader: WholeReader<RpmDatabase> = {
  id: 'rpm-sqlite',
  version: 4,
  shape: storedTableShape(recordShape),
  kind: 'whole',
  maxBytes: 512 * MIB,
  wellKnownPaths: PATHS,
  wants: (entry: FileEntry): boolean => PATHS.includes(entry.path),
  read(file: OpenFile): RpmDatabase {
    // SQLite takes a file without any byte for an empty database.
    if (file.bytes.length === 0) return EMPTY_TABLE;
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
    return EMPTY_TABLE;
  }
}

function readDatabase(pages: SqlitePages, fileBytes: number, damage: (what: string) => void): RpmDatabase {
  let last: number | bigint | null = null;
  let isAscending = true;
  const form: TableForm<RpmRecord> = {
    ...PACKAGES,
    toRecords(row, tell) {
      isAscending &&= last === null || row.rowid > last;
      last = row.rowid;
      return toRecords(row, tell);
    },
  };
  const database = readStoredTable(pages, form, damage);
  // Else a page stands in the place of another.
  if (!isAscending) damage('packages are not in the order of their numbers');
  const stray = findStray(pages, fileBytes, new Set([...database.leaves, ...database.innerPages.keys()]));
  if (stray !== null) damage(`nothing leads to the packages of page ${stray}`);
  return database;
}

/** No element for a row whose header cannot be parsed: `damage` is told why. */
function toRecords({ values }: SqliteRow, damage: Tell): readonly RpmRecord[] {
  const blob = values[1];
  if (blob instanceof Uint8Array) return parseRecord(blob, damage);
  damage('a row has no package header');
  return [];
}
