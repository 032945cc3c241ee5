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

/** Databases that hold something. Removed ones count only where no other one of the reader is left. */
export function findDatabases<F>(
  facts: MergedFacts,
  reader: Reader<F>,
  isEmpty: (fact: F) => boolean,
): readonly Database<F>[] {
  const live = distinct(facts, facts.all(reader)).flatMap((found) => {
    const history = facts.history(reader, found.path);
    return isEmpty(found.fact)
      ? revive(found.path, history, isEmpty)
      : [{ path: found.path, fact: found.fact, history: withFact(history, found), problem: null }];
  });
  if (live.length > 0) return live;
  return facts
    .removed(reader)
    .flatMap((gone) => revive(gone.path, facts.history(reader, gone.path), isEmpty));
}

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
    code: 'package-database-removed',
    effect: 'incomplete',
    message: `The package database was ${how} in layer ${end.layerIndex}; the packages are those of layer ${from}, later changes are unknown.`,
    layerIndex: end.layerIndex,
    path,
    wayOut: 'Leave the package database in the image.',
  };
}
