/**
 * The package databases of an image, also where a later layer removed or emptied one: the files it listed are
 * still there, so the inventory of the earlier layer is used and a Problem says so.
 */
import { attributeLayers } from '../model/attribute-layer.ts';
import type { Package } from '../model/package.ts';
import { compareText, type Problem } from '../model/problem.ts';
import type { FactChange, Located, MergedFacts, Reader } from '../model/reader.ts';

export interface Database<F> {
  readonly path: string;
  readonly fact: F;
  /** The changes up to this fact, base first: what attributeLayers takes. */
  readonly history: readonly FactChange<F>[];
  /** Set where the database was removed or emptied later. */
  readonly problem: Problem | null;
}

/** Databases that hold something. Where none does, those that were removed or emptied last: earlier ones had moved. */
export function findDatabases<F>(
  facts: MergedFacts,
  reader: Reader<F>,
  isEmpty: (fact: F) => boolean,
): readonly Database<F>[] {
  const present = distinct(facts, facts.all(reader));
  const filled = present.filter(({ fact }) => !isEmpty(fact));
  if (filled.length > 0) {
    return filled.map((found) => {
      const history = withFact(facts.history(reader, found.path), found);
      return { path: found.path, fact: found.fact, history, problem: null };
    });
  }
  const gone = [...present, ...facts.removed(reader)].flatMap(({ path }) =>
    revive(path, facts.history(reader, path), isEmpty),
  );
  const last = gone.reduce((layer, database) => Math.max(layer, goneIn(database)), -1);
  return gone.filter((database) => goneIn(database) === last);
}

/** The layer that removed or emptied it; -1 for one that is there. */
export function goneIn({ problem }: Database<unknown>): number {
  return problem?.code === REMOVED ? (problem.layerIndex ?? -1) : -1;
}

const REMOVED = 'package-database-removed';

/** The layer since which each record has been in the database unchanged. `keyOf` tells records apart. */
export function attributeRecords<F, R>(
  database: Database<F>,
  recordsOf: (fact: F) => readonly R[],
  keyOf: (record: R) => string,
): (record: R) => number {
  const layers = attributeLayers(database.history, (fact) => recordsOf(fact).map(keyOf));
  const last = database.history.at(-1)?.layerIndex ?? 0;
  return (record) => layers.get(keyOf(record)) ?? last;
}

/**
 * The layer since which the record at this path is there: for databases that have a file for each package. A
 * new state of the same package is none that brings it.
 */
export function attributeFile<F>(
  facts: MergedFacts,
  reader: Reader<F>,
  { path, layerIndex, fact }: Located<F>,
  keyOf: (fact: F) => string,
): number {
  const history = facts.history(reader, path);
  const end = history.findLastIndex((change) => change.fact !== null) + 1;
  return attributeLayers(history.slice(0, end), (one) => [keyOf(one)]).get(keyOf(fact)) ?? layerIndex;
}

/** What layers did to one database, base first; null where it is not there or cannot be read. */
export type RecordHistory<R> = readonly FactChange<readonly R[]>[];

/** The histories of all paths at which the reader found a database, also of those that are gone; without `known` ones. */
export function historiesOf<F, R>(
  facts: MergedFacts,
  reader: Reader<F>,
  recordsOf: (fact: F) => readonly R[],
  known: ReadonlySet<string> = new Set(),
): readonly RecordHistory<R>[] {
  const found = [...facts.all(reader), ...facts.removed(reader)].filter(({ path }) => !known.has(path));
  return found.map((found) =>
    withFact(facts.history(reader, found.path), found).map(({ layerIndex, fact }) => {
      return { layerIndex, fact: fact === null ? null : recordsOf(fact) };
    }),
  );
}

/**
 * The layer since which each record is there, whichever database it stood in: a database that moves to another path, or is
 * converted to another form, brings nothing. `forms` are the best first; after each layer the best one that lists anything
 * counts, with all its databases.
 */
export function attributeForms<R>(
  forms: readonly (readonly RecordHistory<R>[])[],
  keyOf: (record: R) => string,
): ReadonlyMap<string, number> {
  const layers = new Set(forms.flat(2).map(({ layerIndex }) => layerIndex));
  const now = forms.map((histories) => histories.map((): readonly R[] => []));
  const changes = [...layers]
    .sort((a, b) => a - b)
    .map((layerIndex): FactChange<readonly R[]> => {
      forms.forEach((histories, form) => {
        histories.forEach((history, at) => {
          const last = history.findLast((change) => change.layerIndex === layerIndex);
          if (last !== undefined) now[form]![at] = last.fact ?? [];
        });
      });
      const best = now.find((databases) => databases.some((records) => records.length > 0));
      return { layerIndex, fact: best === undefined ? null : best.flat() };
    });
  // What removed the last one: the packages are those of before.
  const end = changes.findLastIndex(({ fact }) => fact !== null) + 1;
  return attributeLayers(changes.slice(0, end), (records) => records.map(keyOf));
}

/** In the order of package URLs; of a package that two databases list the first stays. */
export function distinctByPurl<T extends { readonly pkg: Package }>(found: readonly T[]): T[] {
  const byPurl = new Map(found.toReversed().map((item) => [item.pkg.purl, item]));
  return [...byPurl.values()].sort((a, b) => compareText(a.pkg.purl, b.pkg.purl));
}

/** One database under two names (a link on the way) is one. */
function distinct<F>(facts: MergedFacts, found: readonly Located<F>[]): Located<F>[] {
  const byRealPath = new Map<string, Located<F>>();
  for (const located of found) {
    const path = facts.resolve(located.path) ?? located.path;
    if (!byRealPath.has(path) || located.path === path) byRealPath.set(path, located);
  }
  return [...byRealPath.values()];
}

/** A database found through a link may have no history under the name it was found by. */
function withFact<F>(history: readonly FactChange<F>[], found: Located<F>): readonly FactChange<F>[] {
  return history.length > 0 ? history : [{ layerIndex: found.layerIndex, fact: found.fact }];
}

function revive<F>(
  path: string,
  history: readonly FactChange<F>[],
  isEmpty: (fact: F) => boolean,
): Database<F>[] {
  const last = history.findLastIndex((change) => change.fact !== null && !isEmpty(change.fact));
  const fact = history[last]?.fact;
  if (fact === undefined || fact === null) return [];
  const end = history[last + 1];
  const problem = end === undefined ? null : removedProblem(path, history[last]!.layerIndex, end);
  return [{ path, fact, history: history.slice(0, last + 1), problem }];
}

function removedProblem(path: string, from: number, end: FactChange<unknown>): Problem {
  const how = end.fact === null ? 'removed or made unreadable' : 'emptied';
  return {
    code: REMOVED,
    effect: 'incomplete',
    message: `The package database was ${how} in layer ${end.layerIndex}; the packages are those of layer ${from}, later changes are unknown.`,
    layerIndex: end.layerIndex,
    path,
    wayOut: 'Leave the package database in the image.',
  };
}
