/** rpm's records turned into packages, the write-ahead log applied, each in the layer since which it is unchanged. */
import { findDistroOf } from '../../base/os-family.ts';
import { SqliteError } from '../../base/sqlite/sqlite-pages.ts';
import type { SqliteWal } from '../../base/sqlite/sqlite-wal.ts';
import type { Distro } from '../../model/distro.ts';
import type { OwnedFiles, Package } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import type { Located, MergedFacts } from '../../model/reader.ts';
import type { Catalog, Cataloger } from '../cataloger.ts';
import { attributeRecords, type Database, distinctByPurl, findDatabases } from '../os-database.ts';
import { applyLog } from './apply-wal.ts';
import { formatReader } from './format-reader.ts';
import type { RpmRecord } from './header.ts';
import { toPackage } from './package.ts';
import { type RpmDatabase, sqliteReader } from './sqlite-reader.ts';
import { walReader } from './wal-reader.ts';

export const rpmCataloger: Cataloger = {
  id: 'rpm',
  readers: [sqliteReader, walReader, formatReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const databases = readableDatabases(facts);
    const distro = findDistroOf(distros, 'rpm');
    const found = distinctByPurl(databases.flatMap((database) => toPackages(database, distro)));
    return {
      packages: found.map(({ pkg }) => pkg),
      owned: found.filter(({ record }) => record.files !== '').map(toOwned),
      identified: [],
      problems: [
        ...databases.flatMap(({ problem }) => (problem === null ? [] : [problem])),
        ...(found.length === 0 ? unsupportedDatabases(facts) : []),
      ],
    };
  },
};

interface Found {
  readonly pkg: Package;
  readonly record: RpmRecord;
}

function toOwned({ pkg, record: { files, digests } }: Found): OwnedFiles {
  const sums = digests === '' ? null : ({ algorithm: 'sha256', paths: files, digests } as const);
  return { purl: pkg.purl, paths: files, sums };
}

function toPackages(database: Database<RpmDatabase>, distro: Distro | null): Found[] {
  const layerOf = attributeRecords(database, recordsOf, keyOf);
  return recordsOf(database.fact).map((record) => ({
    pkg: toPackage(record, { path: database.path, layerIndex: layerOf(record) }, distro),
    record,
  }));
}

/** Keys of repositories stand in the database like packages. */
function recordsOf(database: RpmDatabase): readonly RpmRecord[] {
  return database.rows.map(({ record }) => record).filter(({ name }) => name !== 'gpg-pubkey');
}

function keyOf(record: RpmRecord): string {
  return [record.name, record.epoch, record.version, record.release, record.architecture].join(' ');
}

/** A database that looks empty may have all its packages in its log. */
function readableDatabases(facts: MergedFacts): readonly Database<RpmDatabase>[] {
  const present = findDatabases(facts, sqliteReader, () => false).map((database) => withLog(database, facts));
  return present.some(({ fact }) => !isEmpty(fact)) ? present : findDatabases(facts, sqliteReader, isEmpty);
}

function isEmpty(database: RpmDatabase): boolean {
  return recordsOf(database).length === 0;
}

function withLog(database: Database<RpmDatabase>, facts: MergedFacts): Database<RpmDatabase> {
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

function unsupportedDatabases(facts: MergedFacts): Problem[] {
  const present = facts.all(formatReader);
  const found = present.length > 0 ? present : facts.removed(formatReader);
  return found.slice(0, 1).map(({ path, layerIndex, fact }) => ({
    code: 'package-database-unsupported',
    effect: 'incomplete',
    message: `The rpm database has the format ${fact}, which is not read yet: its packages are not checked.`,
    layerIndex,
    path,
    wayOut:
      'Convert it with "rpm --rebuilddb" where the image has an rpm that writes SQLite (4.16 or later).',
  }));
}
