/** rpm's database: SQLite files, write-ahead logs, package headers. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { readSchema, readTable } from '../../../src/base/sqlite/sqlite-file.ts';
import {
  openPages,
  openSqlite,
  SqliteError,
  type SqlitePages,
} from '../../../src/base/sqlite/sqlite-pages.ts';
import { applyWal, overlay, parseWal, type SqliteWal } from '../../../src/base/sqlite/sqlite-wal.ts';
import { applyLog } from '../../../src/base/sqlite/stored-table.ts';
import { parseRpmHeader, RpmHeaderError } from '../../../src/ecosystem/rpm/header.ts';
import { PACKAGES, type RpmDatabase, sqliteReader } from '../../../src/ecosystem/rpm/sqlite-reader.ts';
import { walReader } from '../../../src/ecosystem/rpm/wal-reader.ts';
import { header, packageHeader } from '../../../test/rpm-headers.ts';
import { repairWal } from '../mutate/sqlite-wal.ts';
import type { Random } from '../random.ts';
import { type Mutator, mustHold, type Target } from '../target.ts';
import { wholeFile } from './reading.ts';

interface Files {
  readonly database: Buffer;
  readonly wal: Buffer;
}

function build(pragmas: string, fill: (database: DatabaseSync) => void): Files {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-fuzz-'));
  try {
    const path = join(folder, 'x.db');
    const database = new DatabaseSync(path);
    database.exec(pragmas);
    fill(database);
    const wal = /wal/.test(pragmas) ? readFileSync(`${path}-wal`) : Buffer.alloc(0);
    const files = { database: readFileSync(path), wal };
    database.close();
    return files;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const MAGIC = Buffer.from('8eade80100000000', 'hex');

/** Another value in one field of the index: where headers contradict themselves. */
const mutateIndex: Mutator = (bytes, random: Random) => {
  const fields = Math.floor(Math.min(bytes.length, 8 + 16 * 20) / 4);
  if (fields === 0) return bytes;
  const value = random.pick([
    0,
    1,
    2,
    3,
    6,
    8,
    9,
    16,
    1000,
    1117,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    bytes.length,
  ]);
  bytes.writeUInt32BE(value, 4 * random.int(fields));
  return bytes;
};

const rpmHeader: Target = {
  id: 'rpm-header',
  sources: ['ecosystem/rpm/header.ts'],
  seeds: () => [packageHeader('bash'), header([[1000, 9, ['a', 'b']]], MAGIC), header([])],
  mutators: [mutateIndex],
  errors: [RpmHeaderError],
  run: parseRpmHeader,
};

const SMALL = 'PRAGMA page_size=512;';
const TABLE = 'CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)';

function packages(pragmas: string, count: number): Files {
  return build(pragmas, (database) => {
    database.exec(TABLE);
    const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)');
    for (let i = 0; i < count; i++) insert.run(packageHeader(`package${i}`));
  });
}

/** A database of two packages. */
export function rpmDatabaseFile(): Buffer {
  return packages(SMALL, 2).database;
}

/** Every type of value, in a tree of two levels. */
function values(pragmas: string): Files {
  return build(pragmas, (database) => {
    database.exec(
      'CREATE TABLE t (a, b); CREATE TABLE w (k TEXT PRIMARY KEY) WITHOUT ROWID; CREATE INDEX i ON t (a)',
    );
    const insert = database.prepare('INSERT INTO t (rowid, a, b) VALUES (?, ?, ?)');
    const all = [
      null,
      0,
      1,
      -1,
      300,
      70_000,
      2 ** 33,
      2n ** 62n,
      1.5,
      'text',
      'x'.repeat(900),
      new Uint8Array(700),
    ];
    for (const [at, value] of all.entries()) insert.run(BigInt(at) ** 9n, value, 'filler');
  });
}

/** The log, sqlite-wal.ts, has a target of its own. */
const SQLITE = ['base/sqlite/sqlite-file.ts', 'base/sqlite/sqlite-pages.ts', 'base/sqlite/sqlite-record.ts'];

const sqlite: Target = {
  id: 'sqlite',
  sources: SQLITE,
  seeds: () => [
    values(SMALL).database,
    values(`${SMALL} PRAGMA encoding='UTF-16le';`).database,
    values(`${SMALL} PRAGMA encoding='UTF-16be';`).database,
    build(SMALL, (database) => database.exec('CREATE TABLE t (a)')).database,
  ],
  tokens: [
    'SQLite format 3\0',
    '\x0d\0\0\0',
    '\x05\0\0\0',
    '\x0a\0',
    '\x02\0',
    '\xff\xff\xff\xff\xff\xff\xff\xff\xff',
    '\x81\0',
  ],
  errors: [SqliteError],
  run(bytes) {
    const pages = openSqlite(bytes);
    const whole = contentOf(pages);
    if (bytes.length < pages.pageSizeBytes) return whole;
    mustHold(
      isDeepStrictEqual(contentOf(onePageEach(bytes, pages)), whole),
      'page by page it is another one',
    );
    return whole;
  },
};

/** With the damage that is told of. */
function contentOf(pages: SqlitePages): unknown {
  const damage: string[] = [];
  const observer = { damage: (error: SqliteError) => void damage.push(error.message) };
  const schema = [...readSchema(pages, observer)];
  return [schema, damage, [...readTable(pages, 't', observer)]];
}

function onePageEach(bytes: Uint8Array, { pageSizeBytes }: SqlitePages): SqlitePages {
  const pages = new Map<number, Uint8Array>();
  for (let at = 0; at + pageSizeBytes <= bytes.length; at += pageSizeBytes)
    pages.set(at / pageSizeBytes + 1, bytes.subarray(at, at + pageSizeBytes));
  return openPages(pages);
}

const sqliteWal: Target = {
  id: 'sqlite-wal',
  sources: ['base/sqlite/sqlite-wal.ts', 'ecosystem/sqlite-log.ts'],
  seeds: () => [values(`${SMALL} PRAGMA journal_mode=wal;`).wal, Buffer.alloc(0)],
  tokens: ['\x37\x7f\x06\x82', '\x37\x7f\x06\x83', '\0\0\x02\0'],
  repair: repairWal,
  errors: [],
  run(bytes) {
    wholeFile(walReader, 'var/lib/rpm/rpmdb.sqlite-wal')(bytes);
    const log = parseWal(bytes);
    if (log === null) return null;
    const alone = pagesOf(() => applyWal(new Uint8Array(), bytes), log);
    const overItself = pagesOf(() => overlay(openPages(log.pages), log), log);
    // Where page 1 says another size than the log, only the log alone tells it page by page.
    const isSame = isDeepStrictEqual(alone, overItself) || typeof overItself === 'string';
    mustHold(isSame, 'over its own pages the log gives others');
    return [log.pageSizeBytes, log.pageCount, alone];
  },
};

/** The numbers of the log's pages that can be read, or why there is none. */
function pagesOf(open: () => SqlitePages, log: SqliteWal): readonly number[] | string {
  try {
    const pages = open();
    return [...log.pages.keys()].filter((number) => isReadable(pages, number));
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    return error.message;
  }
}

function isReadable(pages: SqlitePages, number: number): boolean {
  try {
    return pages.page(number).length === pages.pageSizeBytes;
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    return false;
  }
}

const PATH = 'var/lib/rpm/rpmdb.sqlite';

const rpmDatabase: Target = {
  id: 'rpm-database',
  sources: ['ecosystem/rpm/sqlite-reader.ts', ...SQLITE],
  seeds: () => [packages(SMALL, 5).database, packages(SMALL, 1).database, Buffer.alloc(0)],
  tokens: ['SQLite format 3\0', '\x0d\0\0\0', '\x05\0\0\0', 'Packages'],
  errors: [],
  run: wholeFile(sqliteReader, PATH),
};

/** A database and its log: the length of the first stands in front. */
const rpmLog: Target = {
  id: 'rpm-log',
  sources: ['base/sqlite/stored-table.ts', 'base/sqlite/sqlite-wal.ts'],
  seeds: () => {
    const pragmas = `${SMALL} PRAGMA journal_mode=wal;`;
    const changed = build(`${SMALL} PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0;`, (database) => {
      database.exec(`${TABLE}; PRAGMA wal_checkpoint`);
      const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)');
      for (let i = 0; i < 4; i++) insert.run(packageHeader(`package${i}`));
      database.exec('PRAGMA wal_checkpoint');
      insert.run(packageHeader('late'));
      database.exec('DELETE FROM Packages WHERE hnum = 1');
    });
    return [packages(pragmas, 3), changed].map(({ database, wal }) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(database.length);
      return Buffer.concat([length, database, wal]);
    });
  },
  repair(bytes) {
    const [, logAt] = splitLog(bytes);
    return Buffer.concat([bytes.subarray(0, logAt), repairWal(bytes.subarray(logAt))]);
  },
  errors: [SqliteError],
  run(bytes) {
    const [start, logAt] = splitLog(bytes);
    const database = bytes.subarray(start, logAt);
    const log = bytes.subarray(logAt);
    const { fact } = wholeFile(sqliteReader, PATH)(database) as { fact: RpmDatabase };
    const read = wholeFile(walReader, `${PATH}-wal`)(log) as { fact: SqliteWal | 'too-large' | null };
    const direct = (): unknown => [...readTable(applyWal(database, log), 'Packages')].length;
    if (read.fact === null || read.fact === 'too-large') return direct();
    return [applyLog(fact, read.fact, PACKAGES).rows.length, direct()];
  },
};

function splitLog(bytes: Uint8Array): [start: number, logAt: number] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < 4) return [0, buffer.length];
  return [4, 4 + Math.min(buffer.readUInt32BE(0), buffer.length - 4)];
}

export const rpmTargets: readonly Target[] = [rpmDatabase, rpmHeader, rpmLog, sqlite, sqliteWal];
