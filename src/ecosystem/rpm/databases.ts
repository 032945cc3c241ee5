/**
 * Which of an image's rpm databases count. There are three forms, and a conversion can leave the older one behind: the
 * newest form that gives packages counts, one that is there before one that is gone. Lists of packages
 * (`rpmmanifest`) stand apart.
 */
import type { Problem } from '../../model/problem.ts';
import type { FactChange, MergedFacts, Reader } from '../../model/reader.ts';
import {
  attributeForms,
  type Database,
  findDatabases,
  goneIn,
  historiesOf,
  type RecordHistory,
} from '../os-database.ts';
import { type LogSettings, withLog } from '../sqlite-log.ts';
import { berkeleyReader } from './berkeley/reader.ts';
import type { RpmRecord } from './header.ts';
import { MANIFEST_PATHS, manifestReader } from './manifest-reader.ts';
import { ndbReader } from './ndb/reader.ts';
import type { RpmRecords, Trouble } from './records.ts';
import { PACKAGES, type RpmDatabase, sqliteReader } from './sqlite-reader.ts';
import { walReader } from './wal-reader.ts';

/** Package records without the keys of repositories, which stand in a database like packages. */
export type Records = readonly RpmRecord[];

export interface Used {
  /** The layer since which each package is there (`recordKey`), whatever database it stood in. */
  readonly layers: ReadonlyMap<string, number>;
  readonly databases: readonly Database<Records>[];
  readonly problems: readonly Problem[];
}

/** With the problems of newer forms that gave nothing; all problems where no form gave packages. */
export function findUsed(facts: MergedFacts): Used {
  const forms = FORMS.map((find) => find(facts));
  const live = forms.findIndex(({ databases }) =>
    databases.some((found) => isFilled(found) && !isGone(found)),
  );
  const used = live >= 0 ? live : findLastGone(forms);
  if (used < 0)
    return {
      layers: new Map(),
      databases: [],
      problems: forms.flatMap((form) => form.troubles.map(({ problem }) => problem)),
    };
  const newer = forms.slice(0, used).flatMap(({ troubles }) => troubles.filter(({ isGone }) => !isGone));
  const { databases, troubles } = forms[used]!;
  return {
    layers: attributeForms(recordHistories(facts, forms[0]!), recordKey),
    databases,
    problems: [
      ...databases.flatMap(({ problem }) => (problem === null ? [] : [problem])),
      ...[...newer, ...troubles].map(({ problem }) => problem),
    ],
  };
}

/** Of forms that are all gone the one that went last: the others had been converted before. -1 for none with packages. */
function findLastGone(forms: readonly Form[]): number {
  const ends = forms.map(({ databases }) => Math.max(-1, ...databases.filter(isFilled).map(goneIn)));
  const last = Math.max(...ends);
  return last < 0 ? -1 : ends.indexOf(last);
}

/** Of one build of a package; the numbers of records change with every rebuild of the database. */
export function recordKey(record: RpmRecord): string {
  return [record.name, record.epoch, record.version, record.release, record.architecture].join(' ');
}

/** In the order of FORMS; SQLite's with their logs applied. */
function recordHistories(facts: MergedFacts, sqlite: Form): readonly (readonly RecordHistory<RpmRecord>[])[] {
  const logged = sqlite.databases.filter((database) => !isGone(database));
  const known = new Set(logged.map(({ path }) => path));
  return [
    [...logged.map(({ history }) => history), ...historiesOf(facts, sqliteReader, sqliteRecords, known)],
    ...[ndbReader, berkeleyReader].map((reader) =>
      historiesOf(facts, reader, ({ records }) => withoutKeys(records)),
    ),
  ];
}

/** What the better one of the lists names. */
export function findListed(facts: MergedFacts): readonly Database<Records>[] {
  const lists = findFilled(facts, manifestReader, withoutKeys);
  const best = MANIFEST_PATHS.find((path) => lists.some((found) => found.path === path && isFilled(found)));
  return lists.filter(({ path }) => path === best);
}

interface Form {
  readonly databases: readonly Database<Records>[];
  readonly troubles: readonly { readonly problem: Problem; readonly isGone: boolean }[];
}

const LOG: LogSettings<RpmRecord> = {
  reader: walReader,
  form: PACKAGES,
  code: 'rpmdb-wal-not-applied',
  wayOut: 'Run "rpm -qa" at the end of the build: it writes the log back into the database.',
};

/** The newest first. Of SQLite databases the reader tells what is damaged. */
const FORMS: readonly ((facts: MergedFacts) => Form)[] = [
  (facts) => ({
    databases: findFilled(facts, sqliteReader, sqliteRecords, (found) => withLog(found, facts, LOG)),
    troubles: [],
  }),
  (facts) => formOf(facts, ndbReader),
  (facts) => formOf(facts, berkeleyReader),
];

function formOf(facts: MergedFacts, reader: Reader<RpmRecords>): Form {
  return {
    databases: findFilled(facts, reader, ({ records }) => withoutKeys(records)),
    troubles: findDatabases(facts, reader, () => false).flatMap(troublesOf),
  };
}

/** With the last state that had packages of databases that were emptied, if all were. */
function findFilled<F>(
  facts: MergedFacts,
  reader: Reader<F>,
  recordsOf: (fact: F) => Records,
  complete: (database: Database<F>) => Database<F> = (database) => database,
): Database<Records>[] {
  const isEmpty = (fact: F): boolean => recordsOf(fact).length === 0;
  const present = findDatabases(facts, reader, () => false).map(complete);
  const found = present.some(({ fact }) => !isEmpty(fact)) ? present : findDatabases(facts, reader, isEmpty);
  return found.map((database) => withRecords(database, recordsOf));
}

function withRecords<F>(database: Database<F>, recordsOf: (fact: F) => Records): Database<Records> {
  const toChange = ({ layerIndex, fact }: FactChange<F>): FactChange<Records> => ({
    layerIndex,
    fact: fact === null ? null : recordsOf(fact),
  });
  return { ...database, fact: recordsOf(database.fact), history: database.history.map(toChange) };
}

function sqliteRecords({ rows }: RpmDatabase): Records {
  return withoutKeys(rows.map(({ record }) => record));
}

function withoutKeys(records: Records): Records {
  return records.filter(({ name }) => name !== 'gpg-pubkey');
}

function isFilled({ fact }: Database<Records>): boolean {
  return fact.length > 0;
}

function isGone(database: Database<unknown>): boolean {
  return goneIn(database) >= 0;
}

function troublesOf(database: Database<RpmRecords>): Form['troubles'] {
  const { path, fact, history } = database;
  if (fact.trouble === null) return [];
  const layerIndex = history.at(-1)?.layerIndex ?? 0;
  const problem: Problem = { ...textsOf(fact.trouble), effect: 'incomplete', layerIndex, path };
  return [{ problem, isGone: isGone(database) }];
}

function textsOf({ kind, what }: Trouble): Pick<Problem, 'code' | 'message' | 'wayOut'> {
  if (kind === 'damaged')
    return {
      code: 'package-database-corrupt',
      message: what,
      wayOut: 'Run "rpm --rebuilddb" at the end of the build, then "rpm -qa": it must list all packages.',
    };
  return {
    code: 'package-database-unsupported',
    message: `The rpm database has the format ${what}, which is not read: its packages are not checked.`,
    wayOut:
      'Convert it with "rpm --rebuilddb" where the image has an rpm that writes SQLite (4.16 or later).',
  };
}
