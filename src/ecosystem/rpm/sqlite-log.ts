/** The write-ahead log that lies beside an rpm database, found and applied. */
import { SqliteError } from '../../base/sqlite/sqlite-pages.ts';
import type { SqliteWal } from '../../base/sqlite/sqlite-wal.ts';
import type { Problem } from '../../model/problem.ts';
import type { Located, MergedFacts } from '../../model/reader.ts';
import type { Database } from '../os-database.ts';
import { applyLog } from './apply-wal.ts';
import type { RpmDatabase } from './sqlite-reader.ts';
import { walReader } from './wal-reader.ts';

/** The database with its log; one whose log cannot be applied gets a problem. */
export function withLog(database: Database<RpmDatabase>, facts: MergedFacts): Database<RpmDatabase> {
  const log = findLog(database, facts);
  if (log === null) return database;
  if (log.fact === 'too-large') return { ...database, problem: notApplied(log, 'it is too large') };
  try {
    const fact = applyLog(database.fact, log.fact);
    const layerIndex = Math.max(log.layerIndex, database.history.at(-1)?.layerIndex ?? 0);
    return { ...database, fact, history: [...database.history, { layerIndex, fact }] };
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    return { ...database, problem: notApplied(log, error.message) };
  }
}

/** The log beside a database; none for a database that is gone. */
function findLog(
  database: Database<RpmDatabase>,
  facts: MergedFacts,
): Located<SqliteWal | 'too-large'> | null {
  if (database.problem !== null) return null;
  const real = (path: string): string => facts.resolve(path) ?? path;
  return facts.all(walReader).find(({ path }) => real(path) === real(`${database.path}-wal`)) ?? null;
}

function notApplied(log: Located<unknown>, why: string): Problem {
  return {
    code: 'rpmdb-wal-not-applied',
    effect: 'incomplete',
    message: `The package database has changes in its write-ahead log that were not applied: ${why}.`,
    layerIndex: log.layerIndex,
    path: log.path,
    wayOut: 'Run "rpm -qa" at the end of the build: it writes the log back into the database.',
  };
}
