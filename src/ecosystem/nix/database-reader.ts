/**
 * `db.sqlite`: the store paths that are valid, each with the derivation that made it (Nix, `src/libstore/schema.sql`,
 * table `ValidPaths`). References between paths, sizes and signatures are not read.
 */
import { MIB } from '../../base/limits.ts';
import type { SqliteRow } from '../../base/sqlite/sqlite-file.ts';
import { openSqlite, SqliteError } from '../../base/sqlite/sqlite-pages.ts';
import {
  EMPTY_TABLE,
  readStoredTable,
  type StoredTable,
  storedTableShape,
  type TableForm,
} from '../../base/sqlite/stored-table.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { object, text } from '../../model/shape.ts';
import { createLogReader, type LogFact } from '../sqlite-log.ts';
import { parseStorePath, storeName } from './store-path.ts';

export interface ValidPath {
  /** `HASH-NAME`. */
  readonly base: string;
  /** Name of the derivation, without hash and `.drv`; or empty. */
  readonly deriver: string;
}

export type NixDatabase = StoredTable<ValidPath>;

const PATH = 'nix/var/nix/db/db.sqlite';

/** Only paths that are packages by their name. */
export const VALID_PATHS: TableForm<ValidPath> = { table: 'ValidPaths', toRecords };

export const databaseReader: WholeReader<NixDatabase> = {
  id: 'nix-database',
  version: 1,
  shape: storedTableShape(object<ValidPath>({ base: text, deriver: text })),
  kind: 'whole',
  maxBytes: 512 * MIB,
  wellKnownPaths: [PATH],
  wants: (entry: FileEntry): boolean => entry.path === PATH,
  read(file: OpenFile): NixDatabase {
    if (file.bytes.length === 0) return EMPTY_TABLE;
    const damage: string[] = [];
    const database = readAnything(file.bytes, (what) => damage.push(what));
    if (damage.length > 0) {
      file.warn('package-database-corrupt', `Nix's database cannot be read whole: ${damage[0]}.`);
    }
    return database;
  },
};

export const logReader: WholeReader<LogFact> = createLogReader('nix-wal', [`${PATH}-wal`]);

function readAnything(bytes: Uint8Array, damage: (what: string) => void): NixDatabase {
  try {
    return readStoredTable(openSqlite(bytes), VALID_PATHS, damage);
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    damage(error.message);
    return EMPTY_TABLE;
  }
}

/** id, path, hash, registrationTime, deriver, … A row on other pages is kept whatever it is: a log may lead to it. */
function toRecords(
  { values, overflowPage }: SqliteRow,
  damage: (what: string) => void,
): readonly ValidPath[] {
  const [, path, , , deriver] = values;
  if (typeof path !== 'string') {
    damage('a row has no path');
    return [];
  }
  const base = storeName(path.replace(/^\/+/, '')) ?? '';
  if (overflowPage === 0 && parseStorePath(base) === null) return [];
  return [{ base, deriver: typeof deriver === 'string' ? deriverName(deriver) : '' }];
}

function deriverName(path: string): string {
  return /^\/*nix\/store\/[0-9a-z]{32}-([^/]{1,211})\.drv$/.exec(path)?.[1] ?? '';
}
