/**
 * A shard: the advisories of one namespace, in an SQLite file that is written once and then only read, by any number
 * of processes without locks (`immutable=1`).
 *
 * Its identity is the SHA-256 of its canonical form: lines `a <name> <row>` sorted by name and row, then lines
 * `d <id> <detail>` sorted by id, tabs between the three, names as JSON texts, sorted by their UTF-8 bytes. The file
 * is only an index of that; two files of one shard may differ.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Digest } from '../model/digest.ts';
import { putInPlace } from './disk.ts';
import type { AdvisoryDetail } from './feed.ts';
import { listOf, namesOf, textOf } from './fields.ts';
import type { Shard } from './manifest.ts';
import { ROW_VERSION } from './row.ts';

/** Takes rows in canonical order and builds the file. */
export interface ShardWriter {
  /** `row` comes from toRow. Names in order of their UTF-8 bytes, rows of one name in order of theirs. */
  addRow(name: string, row: string): void;
  /** After all rows, by id. */
  addDetail(id: string, detail: string): void;
  /** Ends the shard; its file is still the temporary one. */
  finish(): Omit<Shard, 'namespace'>;
  /** Gives up. Harmless after `finish`. */
  discard(): void;
}

export function createShardWriter(temporary: string): ShardWriter {
  const database = createFile(temporary);
  const insertPackage = database.prepare('INSERT INTO package (name, rows) VALUES (?, ?)');
  const insertDetail = database.prepare('INSERT OR IGNORE INTO detail (id, text) VALUES (?, ?)');
  const tally = createTally();
  let open: { readonly name: string; readonly rows: string[] } | null = null;
  const flush = (): void => {
    if (open !== null) insertPackage.run(open.name, open.rows.join('\n'));
    open = null;
  };
  return {
    addRow(name, row) {
      if (open?.name !== name) {
        flush();
        open = { name, rows: [] };
        tally.names += 1;
      }
      open.rows.push(row);
      tally.rows += 1;
      tally.line('a', name, row);
    },
    addDetail(id, detail) {
      flush();
      insertDetail.run(id, detail);
      tally.line('d', id, detail);
    },
    finish() {
      flush();
      database.exec('COMMIT');
      database.close();
      return tally.result();
    },
    discard() {
      if (database.isOpen) database.close();
      rmSync(temporary, { force: true });
    },
  };
}

/** Puts a finished shard under its name. One that is there already is the same. */
export function placeShard(temporary: string, path: string): void {
  putInPlace(temporary, path);
}

/** `<hex>.sqlite` */
export function shardFileName(digest: Digest): string {
  return `${digest.slice('sha256:'.length)}.sqlite`;
}

/** An open shard. Errors are SQLite's own, or plain; the database knows the way out. */
export interface ShardReader {
  /** The rows of a package, one a line; null if it has none. */
  findRows(name: string): string | null;
  findDetail(id: string): AdvisoryDetail | null;
  close(): void;
}

export function openShard(path: string): ShardReader {
  const database = openFile(path);
  const findPackage = database.prepare('SELECT rows FROM package WHERE name = ?');
  let findText: StatementSync | null = null;
  return {
    findRows: (name) => {
      const found = findPackage.get(name);
      return found === undefined ? null : textOf(found['rows']);
    },
    findDetail: (id) => {
      findText ??= database.prepare('SELECT text FROM detail WHERE id = ?');
      const found = findText.get(id);
      return found === undefined ? null : parseDetail(id, textOf(found['text']));
    },
    close: () => database.close(),
  };
}

/** The canonical lines of a shard, with their line ends. */
export function* canonicalLines(path: string): Generator<string> {
  const database = openFile(path);
  try {
    for (const { name, rows } of database.prepare('SELECT name, rows FROM package ORDER BY name').iterate()) {
      for (const row of textOf(rows).split('\n')) yield toLine('a', textOf(name), row);
    }
    for (const { id, text } of database.prepare('SELECT id, text FROM detail ORDER BY id').iterate()) {
      yield toLine('d', textOf(id), textOf(text));
    }
  } finally {
    database.close();
  }
}

/** One canonical line taken apart; null if it is none. */
export function parseLine(line: string): { kind: 'a' | 'd'; name: string; text: string } | null {
  const match = /^([ad])\t("(?:[^"\\\t]|\\.)*")\t(\S.*)$/.exec(line);
  if (match === null) return null;
  const name: unknown = JSON.parse(match[2]!);
  return typeof name === 'string' ? { kind: match[1] === 'a' ? 'a' : 'd', name, text: match[3]! } : null;
}

export function toDetailText(detail: AdvisoryDetail): string {
  return JSON.stringify([detail.description, detail.references]);
}

/** A cheap check that a file is whole: as many pages as its header says (sqlite.org/fileformat2.html, 1.3). */
export function isWholeFile(path: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    const header = Buffer.alloc(100);
    if (readSync(descriptor, header, 0, 100, 0) < 100) return false;
    const pageBytes = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
    return (
      header.toString('latin1', 0, 15) === 'SQLite format 3' &&
      header.readUInt32BE(68) === APPLICATION_ID &&
      statSync(path).size === pageBytes * header.readUInt32BE(28)
    );
  } finally {
    closeSync(descriptor);
  }
}

interface Tally {
  rows: number;
  names: number;
  line(kind: 'a' | 'd', name: string, text: string): void;
  result(): Omit<Shard, 'namespace'>;
}

/** Counts and hashes canonical lines. */
function createTally(): Tally {
  const hash: Hash = createHash('sha256').update(`plimsoll advisory rows ${ROW_VERSION}\n`);
  let sizeBytes = 0;
  return {
    rows: 0,
    names: 0,
    line(kind, name, text) {
      const line = toLine(kind, name, text);
      hash.update(line);
      sizeBytes += Buffer.byteLength(line);
    },
    result() {
      return { digest: `sha256:${hash.digest('hex')}`, sizeBytes, rows: this.rows, names: this.names };
    },
  };
}

/** "PLMS" */
const APPLICATION_ID = 0x504c4d53;

function createFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  // The file has another name until it is complete: a journal would protect nobody.
  database.exec(`
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA page_size = 8192;
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${ROW_VERSION};
    CREATE TABLE package (name TEXT PRIMARY KEY, rows TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE detail (id TEXT PRIMARY KEY, text TEXT NOT NULL);
    BEGIN`);
  return database;
}

function openFile(path: string): DatabaseSync {
  if (!isWholeFile(path)) throw new Error('the file is missing or cut off');
  const url = pathToFileURL(path);
  url.search = '?immutable=1';
  return new DatabaseSync(url, { readOnly: true, enableDoubleQuotedStringLiterals: false });
}

function toLine(kind: 'a' | 'd', name: string, text: string): string {
  return `${kind}\t${JSON.stringify(name)}\t${text}\n`;
}

function parseDetail(id: string, text: string): AdvisoryDetail {
  const [description, references] = listOf(JSON.parse(text));
  return { id, description: textOf(description), references: namesOf(references) };
}
