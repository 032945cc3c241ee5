/**
 * A shard: the advisories of one namespace, or the rows of one table, in an SQLite file that is written once and then only read, by any number
 * of processes without locks (`immutable=1`).
 *
 * Its identity is the SHA-256 of its canonical form: lines `a <name> <row>` sorted by name and row, then lines
 * `d <id> <detail>` sorted by id, tabs between the three, names as JSON texts, sorted by their UTF-8 bytes. The file
 * is only an index of that; two files of one shard may differ. A row of a table is a line `a`, too, with its key as the
 * name and a JSON value as the row (table-rows.ts).
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { parseJsonText } from '../base/json.ts';
import type { Digest } from '../model/digest.ts';
import { createUnfinished } from './disk.ts';
import type { AdvisoryDetail } from './feed.ts';
import { isName, listOf, namesOf, textOf } from './fields.ts';
import type { Shard } from './manifest.ts';
import { ROW_VERSION } from './row.ts';

/** Takes the lines of the canonical form, in order, and builds the file. */
export interface ShardWriter {
  add(line: Line): void;
  /** Ends the shard; its file is still the temporary one. */
  finish(): Omit<Shard, 'namespace'>;
  /** Gives up. Harmless after `finish`. */
  discard(): void;
}

export function createShardWriter(temporary: string): ShardWriter {
  const database = createFile(temporary);
  const insertPackage = database.prepare('INSERT INTO package (name, rows) VALUES (?, ?)');
  const insertDetail = database.prepare('INSERT INTO detail (id, text) VALUES (?, ?)');
  const tally = createTally();
  let open: { readonly name: string; readonly rows: string[] } | null = null;
  const flush = (): void => {
    if (open !== null) insertPackage.run(open.name, open.rows.join('\n'));
    open = null;
  };
  return {
    add(line) {
      tally.add(line);
      if (line.kind === 'a' && open?.name === line.name) open.rows.push(line.text);
      else {
        flush();
        if (line.kind === 'a') open = { name: line.name, rows: [line.text] };
        else insertDetail.run(line.name, line.text);
      }
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

/** One line of the canonical form: an advisory's row, or a detail. */
export interface Line {
  readonly kind: 'a' | 'd';
  /** The package's name, or the record's id. */
  readonly name: string;
  readonly text: string;
}

/** The canonical form of a shard. */
export function* readLines(path: string): Generator<Line> {
  const database = openFile(path);
  try {
    for (const { name, rows } of database.prepare('SELECT name, rows FROM package ORDER BY name').iterate()) {
      for (const row of textOf(rows).split('\n')) yield { kind: 'a', name: textOf(name), text: row };
    }
    for (const { id, text } of database.prepare('SELECT id, text FROM detail ORDER BY id').iterate()) {
      yield { kind: 'd', name: textOf(id), text: textOf(text) };
    }
  } finally {
    database.close();
  }
}

export function formatLine({ kind, name, text }: Line): string {
  return `${kind}\t${JSON.stringify(name)}\t${text}\n`;
}

/** A line without its line end. Throws on anything else. */
export function parseLine(line: string): Line {
  const match = /^([ad])\t("(?:[^"\\\t]|\\.)*")\t(\S.*)$/.exec(line);
  const name: unknown = match === null ? null : parseJsonText(match[2]!);
  if (match === null || !isName(name)) throw new Error('a line is damaged');
  return { kind: match[1] === 'a' ? 'a' : 'd', name, text: match[3]! };
}

/** Counts and hashes lines in canonical order. */
export interface Tally {
  add(line: Line): void;
  result(): Omit<Shard, 'namespace'>;
}

export function createTally(): Tally {
  const hash = createHash('sha256').update(`plimsoll advisory rows ${ROW_VERSION}\n`);
  let sizeBytes = 0;
  let rows = 0;
  let names = 0;
  let last: string | null = null;
  return {
    add(line) {
      const text = formatLine(line);
      hash.update(text);
      sizeBytes += Buffer.byteLength(text);
      if (line.kind === 'd') return;
      rows += 1;
      if (line.name !== last) names += 1;
      last = line.name;
    },
    result: () => ({ digest: `sha256:${hash.digest('hex')}`, sizeBytes, rows, names }),
  };
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

/** "PLMS" */
const APPLICATION_ID = 0x504c4d53;

function createFile(path: string): DatabaseSync {
  return createUnfinished(
    path,
    `PRAGMA page_size = 8192;
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${ROW_VERSION};
    CREATE TABLE package (name TEXT PRIMARY KEY, rows TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE detail (id TEXT PRIMARY KEY, text TEXT NOT NULL);
    BEGIN`,
  );
}

function openFile(path: string): DatabaseSync {
  if (!isWholeFile(path)) throw new Error('the file is missing or cut off');
  const url = pathToFileURL(path);
  url.search = '?immutable=1';
  return new DatabaseSync(url, { readOnly: true, enableDoubleQuotedStringLiterals: false });
}

function parseDetail(id: string, text: string): AdvisoryDetail {
  const [description, references] = listOf(parseJsonText(text));
  return { id, description: textOf(description), references: namesOf(references) };
}
