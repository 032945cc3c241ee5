/** The write-ahead log that lies beside a package database of SQLite: read as a file of its own, found and applied. */
import { MIB } from '../base/limits.ts';
import { SqliteError } from '../base/sqlite/sqlite-pages.ts';
import { parseWal, type SqliteWal } from '../base/sqlite/sqlite-wal.ts';
import { applyLog, type StoredTable, type TableForm } from '../base/sqlite/stored-table.ts';
import type { FileEntry } from '../model/file.ts';
import type { Problem } from '../model/problem.ts';
import type { Located, MergedFacts, OpenFile, WholeReader } from '../model/reader.ts';
import { bytes, count, either, mapOf, object, word } from '../model/shape.ts';
import type { Database } from './os-database.ts';

/** What was committed but not yet written into the database file; `too-large` for a log that is not kept. */
export type LogFact = SqliteWal | 'too-large';

/** The log is carried on as a fact; it is usually empty, and written back at a few MiB. */
const MAX_PAGES_BYTES = 64 * MIB;

/** The reader of the logs at these paths. Its fact is null for a log that holds nothing committed. */
export function createLogReader(id: string, paths: readonly string[]): WholeReader<LogFact> {
  return {
    id,
    version: 1,
    shape: either(
      word('too-large'),
      object<SqliteWal>({ pageSizeBytes: count, pages: mapOf(count, bytes), pageCount: count }),
    ),
    kind: 'whole',
    maxBytes: 512 * MIB,
    wellKnownPaths: paths,
    wants: (entry: FileEntry): boolean => paths.includes(entry.path) && entry.sizeBytes > 0,
    read: ({ bytes: log }: OpenFile): LogFact | null => toFact(parseWal(log)),
  };
}

function toFact(wal: SqliteWal | null): LogFact | null {
  if (wal === null) return null;
  if (wal.pages.size * wal.pageSizeBytes > MAX_PAGES_BYTES) return 'too-large';
  const pages = new Map(Array.from(wal.pages, ([number, page]) => [number, new Uint8Array(page)]));
  return { ...wal, pages };
}

export interface LogSettings<R> {
  readonly reader: WholeReader<LogFact>;
  readonly form: TableForm<R>;
  /** Of the problem where the log cannot be applied. */
  readonly code: string;
  readonly wayOut: string;
}

/** The database with its log; one whose log cannot be applied gets a problem. */
export function withLog<R>(
  database: Database<StoredTable<R>>,
  facts: MergedFacts,
  settings: LogSettings<R>,
): Database<StoredTable<R>> {
  const log = findLog(database, facts, settings.reader);
  if (log === null) return database;
  const notApplied = (why: string): Problem => ({
    code: settings.code,
    effect: 'incomplete',
    message: `The package database has changes in its write-ahead log that were not applied: ${why}.`,
    layerIndex: log.layerIndex,
    path: log.path,
    wayOut: settings.wayOut,
  });
  if (log.fact === 'too-large') return { ...database, problem: notApplied('it is too large') };
  try {
    const fact = applyLog(database.fact, log.fact, settings.form);
    const layerIndex = Math.max(log.layerIndex, database.history.at(-1)?.layerIndex ?? 0);
    return { ...database, fact, history: [...database.history, { layerIndex, fact }] };
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    return { ...database, problem: notApplied(error.message) };
  }
}

/** The log beside a database; none for a database that is gone. */
function findLog<R>(
  database: Database<StoredTable<R>>,
  facts: MergedFacts,
  reader: WholeReader<LogFact>,
): Located<LogFact> | null {
  if (database.problem !== null) return null;
  const real = (path: string): string => facts.resolve(path) ?? path;
  return facts.all(reader).find(({ path }) => real(path) === real(`${database.path}-wal`)) ?? null;
}
