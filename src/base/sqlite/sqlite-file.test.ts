import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readSchema, readTable, type SqliteRow } from './sqlite-file.ts';
import { openPages, openSqlite, SqliteError } from './sqlite-pages.ts';
import type { SqliteValue } from './sqlite-record.ts';
import { applyWal, overlay, parseWal } from './sqlite-wal.ts';

interface Files {
  readonly database: Uint8Array;
  readonly wal: Uint8Array;
}

/** Runs statements on a new database and gives its files as they are before it is closed. */
function build(fill: (db: DatabaseSync) => void): Files {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-sqlite-'));
  try {
    const path = join(folder, 'x.db');
    const db = new DatabaseSync(path);
    fill(db);
    const database = readFileSync(path);
    const wal = readOrEmpty(`${path}-wal`);
    db.close();
    return { database, wal };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readOrEmpty(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    return new Uint8Array();
  }
}

const rowsOf = (rows: Iterable<SqliteRow>): [number | bigint, ...SqliteValue[]][] =>
  [...rows].map(({ rowid, values }) => [rowid, ...values.map(plainValue)]);
const plainValue = (value: SqliteValue): SqliteValue =>
  value instanceof Uint8Array ? new Uint8Array(value) : value;

/** What the real SQLite says, read back in the shape of ours. */
function oracle(db: DatabaseSync, table: string): [number | bigint, ...SqliteValue[]][] {
  const statement = db.prepare(`SELECT rowid AS row_id, * FROM "${table}" ORDER BY rowid`);
  statement.setReadBigInts(true);
  return statement
    .all()
    .map((row) => Object.values(row).map((value) => narrow(value as SqliteValue))) as never;
}

function narrow(value: SqliteValue): SqliteValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return plainValue(value);
}

/** Numbers that SQLite stores as integers come back as integers: -0 too. */
const valueArbitrary = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer(),
  fc.double({ noNaN: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\0', '')),
  fc.uint8Array({ maxLength: 40 }),
  fc.tuple(fc.integer({ min: 400, max: 9000 }), fc.nat(255)).map(([n, byte]) => new Uint8Array(n).fill(byte)),
);

describe('readTable against SQLite itself', () => {
  it('gives the same rows, whatever page size and encoding', () => {
    const settings = fc.record({
      pageSize: fc.constantFrom(512, 1024, 4096, 65536),
      encoding: fc.constantFrom('UTF-8', 'UTF-16le', 'UTF-16be'),
      rows: fc.array(fc.tuple(valueArbitrary, valueArbitrary, valueArbitrary), { maxLength: 60 }),
    });
    fc.assert(
      fc.property(settings, ({ pageSize, encoding, rows }) => {
        let expected: unknown[] = [];
        const { database } = build((db) => {
          db.exec(`PRAGMA page_size=${pageSize}; PRAGMA encoding="${encoding}"; CREATE TABLE t(a, b, c)`);
          const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?)');
          for (const row of rows) insert.run(...row);
          expected = oracle(db, 't');
        });
        assert.deepEqual(rowsOf(readTable(openSqlite(database), 't')), expected);
      }),
      { numRuns: 40 },
    );
  });

  it('walks a deep tree with gaps, and finds the table behind many others', () => {
    let expected: unknown[] = [];
    const { database } = build((db) => {
      db.exec('PRAGMA page_size=512; BEGIN');
      for (let n = 0; n < 60; n++) db.exec(`CREATE TABLE filler_${n}(a TEXT DEFAULT 'some text', b INTEGER)`);
      db.exec('CREATE TABLE "Packages"(hnum INTEGER PRIMARY KEY, blob BLOB)');
      const insert = db.prepare('INSERT INTO Packages VALUES (?, ?)');
      for (let n = 0; n < 3000; n++)
        insert.run(n * 977 - 5000, new Uint8Array((n * 37) % 2000).fill(n % 256));
      db.exec('DELETE FROM Packages WHERE hnum % 3 = 0; COMMIT');
      expected = oracle(db, 'Packages').map(([rowid, , blob]) => [rowid, null, blob]);
    });
    assert.deepEqual(rowsOf(readTable(openSqlite(database), 'PACKAGES')), expected);
  });

  it('names what it cannot read', () => {
    const { database } = build((db) =>
      db.exec('CREATE TABLE t(a PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES (1)'),
    );
    const pages = openSqlite(database);
    assert.throws(() => [...readTable(pages, 't')], { code: 'unsupported' });
    assert.throws(() => [...readTable(pages, 'other')], { code: 'no-such-table' });
    assert.throws(() => openSqlite(new Uint8Array(4096)), { code: 'not-sqlite' });
    assert.throws(() => openSqlite(new Uint8Array()), { code: 'not-sqlite' });
  });
});

describe('write-ahead log', () => {
  const fill = (db: DatabaseSync): void => {
    db.exec(
      'PRAGMA page_size=1024; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t(a, b)',
    );
    const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
    for (let n = 0; n < 50; n++) insert.run(n, new Uint8Array(n * 60));
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    for (let n = 50; n < 80; n++) insert.run(n, new Uint8Array(n * 60));
    db.exec('DELETE FROM t WHERE a < 10; UPDATE t SET b = a WHERE a = 20');
  };

  it('gives the rows that SQLite gives with it, and the older ones without', () => {
    let expected: unknown[] = [];
    const { database, wal } = build((db) => {
      fill(db);
      expected = oracle(db, 't');
    });
    assert.equal(openSqlite(database).writeAhead, true);
    assert.equal(rowsOf(readTable(openSqlite(database), 't')).length, 50);
    assert.deepEqual(rowsOf(readTable(applyWal(database, wal), 't')), expected);
  });

  it('reads a database that is in its log alone', () => {
    const { wal } = build((db) =>
      db.exec('PRAGMA journal_mode=WAL; CREATE TABLE t(a); INSERT INTO t VALUES (7)'),
    );
    const pages = applyWal(new Uint8Array(), wal);
    assert.deepEqual(rowsOf(readTable(pages, 't')), [[1, 7]]);
  });

  it('stops at the first frame that is not sound, and at the last commit', () => {
    const { database, wal } = build(fill);
    const counts = new Set<number>();
    for (let cut = wal.length; cut >= 0; cut -= 1024 + 24) {
      counts.add(rowsOf(readTable(applyWal(database, wal.subarray(0, cut)), 't')).length);
    }
    assert.ok(counts.has(50) && counts.has(70) && counts.has(80));
    const damaged = Uint8Array.from(wal);
    damaged[32 + 24 + 100]! ^= 1;
    assert.equal(parseWal(damaged), null);
    assert.equal(parseWal(new Uint8Array(32)), null);
  });

  it('refuses the log of a database with other pages', () => {
    const { wal } = build(fill);
    const { database } = build((db) => db.exec('CREATE TABLE t(a)'));
    assert.throws(() => applyWal(database, wal), { code: 'corrupt' });
  });

  it('refuses pages that are not as long as page 1 says', () => {
    const { database } = build((db) => db.exec('PRAGMA page_size=4096; CREATE TABLE t(a)'));
    const cut = database.subarray(0, 512);
    const log = { pageSizeBytes: 512, pages: new Map([[1, cut]]), pageCount: 1 };
    assert.throws(() => [...readTable(overlay(null, log), 't')], { code: 'corrupt' });
    assert.throws(() => [...readTable(openPages(log.pages), 't')], { code: 'corrupt' });
  });
});

describe('damaged databases', () => {
  const { database } = build((db) => {
    db.exec('PRAGMA page_size=512; CREATE TABLE t(a INTEGER, b BLOB)');
    const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
    for (let n = 0; n < 120; n++) insert.run(n, new Uint8Array((n * 31) % 1500).fill(n));
  });
  const all = rowsOf(readTable(openSqlite(database), 't')).length;

  it('keeps what can be read of a file cut at any page', () => {
    for (let cut = 0; cut <= database.length; cut += 512) {
      const bytes = database.subarray(0, cut);
      const errors: SqliteError[] = [];
      const rows = readAll(bytes, errors);
      assert.ok(cut === database.length ? rows === all : errors.length > 0, `cut at ${cut}`);
    }
  });

  it('only throws its own error, however bytes are changed', () => {
    const change = fc.tuple(fc.nat(database.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), (changes) => {
        const bytes = Uint8Array.from(database);
        for (const [at, value] of changes) bytes[at] = value;
        readAll(bytes, []);
        try {
          rowsOf(readTable(openSqlite(bytes), 't'));
        } catch (error) {
          assert.ok(error instanceof SqliteError, String(error));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('ends on a tree that is a loop', () => {
    const bytes = Uint8Array.from(database);
    const root = rowsOf(readSchema(openSqlite(bytes)))[0]![4] as number;
    const view = new DataView(bytes.buffer);
    assert.equal(view.getUint8((root - 1) * 512), 0x05, 'the root has children');
    view.setUint32((root - 1) * 512 + 8, root);
    assert.throws(() => rowsOf(readTable(openSqlite(bytes), 't')), { code: 'corrupt' });
    const errors: SqliteError[] = [];
    assert.ok(readAll(bytes, errors) > 0);
    assert.equal(errors.length, 1);
  });

  it('does not give one big cell many times', () => {
    const bytes = Uint8Array.from(
      build((db) => db.exec('CREATE TABLE t(a); INSERT INTO t VALUES (zeroblob(3000))')).database,
    );
    const view = new DataView(bytes.buffer);
    const page = 4096;
    view.setUint16(page + 3, 400);
    for (let n = 1; n < 400; n++) view.setUint16(page + 8 + 2 * n, view.getUint16(page + 8));
    const errors: SqliteError[] = [];
    assert.equal(readAll(bytes, errors), 1);
    assert.match(errors[0]!.message, /overlap/);
  });

  /** The number of rows that can be read; what damages them goes to `errors`. */
  function readAll(bytes: Uint8Array, errors: SqliteError[]): number {
    try {
      return [...readTable(openSqlite(bytes), 't', { damage: (error) => errors.push(error) })].length;
    } catch (error) {
      assert.ok(error instanceof SqliteError, String(error));
      errors.push(error);
      return 0;
    }
  }
});
