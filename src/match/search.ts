/**
 * Finds what the advisories say of a package. Each key is looked up once a run; versions that lie between the same
 * bounds are judged once. What is left of the work is counted: an image says how many versions there are.
 */
import type { Advisory, AdvisoryKey, AdvisoryLookup } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import { createLikeness } from './alike.ts';
import { type Flaw, idsOf, speaksOf } from './flaws.ts';
import { toOneWord } from './one-word.ts';
import { compareVersions, rememberOrders } from './order.ts';
import { judgeVersion, type VersionOutcome } from './range.ts';
import { type PackageScope, scopeOf, scopeText, withinScope } from './scope.ts';

/** What matching needs to know of an ecosystem; the plug-ins have it. */
export interface MatchEcosystem {
  advisoryQueries(pkg: Package): readonly { readonly key: AdvisoryKey; readonly version: string }[];
  dataOnlyReason(pkg: Package): string;
}

type Affected = Extract<VersionOutcome, { kind: 'affected' }>;

/** An advisory that affects the version. */
export interface Hit {
  readonly advisory: Advisory;
  readonly comparedVersion: string;
  readonly outcome: Affected;
}

/** What the advisories of one key say of all versions between the same bounds. */
export interface Judged {
  /** Of this run. */
  readonly number: number;
  readonly hits: ReadonlyMap<Advisory, Affected>;
  /** Those of `hits`. */
  readonly affecting: Records;
  /** "Not affected". */
  readonly negatives: Records;
  /** Cannot be compared with the version. */
  readonly unsure: Records;
  /** All records that were found; those withdrawn and those that are about no flaw are left out. */
  readonly known: Records;
}

export interface Records {
  readonly all: readonly Advisory[];
  /** Whether one of them has an id of this one. */
  meets(advisory: Advisory): boolean;
  about(flaw: Flaw): readonly Advisory[];
}

/** Of one key and version. */
export interface Match {
  readonly namespace: string;
  readonly version: string;
  readonly judged: Judged;
}

/** In the order of the package's queries: what several namespaces say is told in speaker.ts. */
export type Matches = readonly Match[];

export interface Search {
  readonly lookup: AdvisoryLookup;
  /** What is only declared counts. */
  readonly countsDeclared: boolean;
  /** Null: it would take more comparisons than are allowed, and the package was left out. */
  of(pkg: Package): Matches | null;
  /** Null for an ecosystem that nobody knows: nothing is matched then. */
  ecosystemOf(pkg: Package): MatchEcosystem | null;
  /** The first package with this purl; null if there is none. */
  find(purl: string): Package | null;
}

/** The advisories of a key that are for the same packages. */
interface Shelf {
  readonly known: Records;
  likeness(version: string): string;
  /** By version. */
  readonly likenesses: Map<string, string>;
  /** By likeness. */
  readonly judged: Map<string, Judged>;
}

export interface SearchParts {
  readonly packages: readonly Package[];
  readonly ecosystems: ReadonlyMap<string, MatchEcosystem>;
  readonly lookup: AdvisoryLookup;
  readonly countsDeclared: boolean;
  /** Versions held against advisories. */
  readonly mostComparisons: number;
}

export function createSearch(parts: SearchParts): Search {
  const { packages, ecosystems, lookup, countsDeclared, mostComparisons } = parts;
  const shelves = new Map<string, Shelf>();
  const byPurl = new Map(packages.toReversed().map((pkg) => [pkg.purl, pkg]));
  let left = mostComparisons;
  let number = 0;
  const search = (key: AdvisoryKey, version: string, scope: PackageScope): Judged | null => {
    const shelfId = [key.namespace, key.name, scopeText(scope)].join('\n');
    const shelf = memo(shelves, shelfId, () => toShelf(withinScope(toOneWord(lookup.find(key)), scope)));
    const likeness = memo(shelf.likenesses, version, () => shelf.likeness(version));
    const before = shelf.judged.get(likeness);
    if (before !== undefined) return before;
    if (shelf.known.all.length > left) return null;
    left -= shelf.known.all.length;
    const judged = judgeAll(shelf.known, version, number++);
    shelf.judged.set(likeness, judged);
    return judged;
  };
  const ecosystemOf = (pkg: Package): MatchEcosystem | null => ecosystems.get(pkg.ecosystem) ?? null;
  return {
    lookup,
    countsDeclared,
    ecosystemOf,
    of(pkg) {
      const matches: Match[] = [];
      const scope = scopeOf(pkg);
      for (const { key, version } of ecosystemOf(pkg)?.advisoryQueries(pkg) ?? []) {
        const judged = search(key, version, scope);
        if (judged === null) return null;
        if (judged.known.all.length > 0) matches.push({ namespace: key.namespace, version, judged });
      }
      return matches;
    },
    find: (purl) => byPurl.get(purl) ?? null,
  };
}

function memo<T>(known: Map<string, T>, id: string, make: () => T): T {
  const before = known.get(id);
  if (before !== undefined) return before;
  const value = make();
  known.set(id, value);
  return value;
}

function toShelf(found: readonly Advisory[]): Shelf {
  const known = found.filter((a) => a.withdrawnAt === '' && a.informational === '');
  return {
    known: toRecords(known),
    likeness: createLikeness(known),
    likenesses: new Map(),
    judged: new Map(),
  };
}

function judgeAll(known: Records, version: string, number: number): Judged {
  const hits = new Map<Advisory, Affected>();
  const negatives: Advisory[] = [];
  const unsure: Advisory[] = [];
  const compare = known.all.length > 1 ? rememberOrders(version) : compareVersions;
  for (const advisory of known.all) {
    const outcome = judgeVersion(version, advisory, compare);
    if (outcome.kind === 'unaffected') continue;
    if (outcome.kind === 'unsure') unsure.push(advisory);
    else if (advisory.state !== 'not-affected') hits.set(advisory, outcome);
    else negatives.push(advisory);
  }
  return {
    number,
    hits,
    affecting: toRecords([...hits.keys()]),
    negatives: toRecords(negatives),
    unsure: toRecords(unsure),
    known,
  };
}

const NO_RECORDS: Records = { all: [], meets: () => false, about: () => [] };

/** Whatever speaks of a flaw shares an id with it: those are found once for all flaws. */
function toRecords(all: readonly Advisory[]): Records {
  if (all.length === 0) return NO_RECORDS;
  let groups: ReadonlyMap<string, readonly Advisory[]> | null = null;
  const byId = (): ReadonlyMap<string, readonly Advisory[]> => {
    groups ??= groupById(all);
    return groups;
  };
  return {
    all,
    meets: (advisory) => idsOf(advisory).some((id) => byId().has(id)),
    about(flaw) {
      const near = [flaw.id, ...flaw.aliases].flatMap((id) => byId().get(id) ?? []);
      return [...new Set(near)].filter((advisory) => speaksOf(advisory, flaw));
    },
  };
}

function groupById(all: readonly Advisory[]): ReadonlyMap<string, readonly Advisory[]> {
  const byId = new Map<string, Advisory[]>();
  for (const advisory of all) {
    for (const id of idsOf(advisory)) memo(byId, id, () => []).push(advisory);
  }
  return byId;
}

/**
 * The matches that decide of a flaw. What a namespace says of a package by its own name goes before what it says of the
 * source: their versions may differ, and then the epoch of the source is not known.
 */
export function decisiveMatches(flaw: Flaw, matches: Matches): Matches {
  if (matches.length < 2) return matches;
  const told = new Set<string>();
  return matches.filter(({ namespace, judged }) => {
    if (told.has(namespace)) return false;
    if (judged.known.about(flaw).length > 0) told.add(namespace);
    return true;
  });
}

/** What of the matches is about the flaw, and what says of it that the package is not affected. */
export function hitsOf(flaw: Flaw, matches: Matches): readonly Hit[] {
  return [...flaw.advisories].flatMap((advisory) => toHit(advisory, matches));
}

/** Of two versions that one record was held against, the later one's outcome stands. */
export function toHit(advisory: Advisory, matches: Matches): readonly Hit[] {
  const match = matches.findLast(({ judged }) => judged.hits.has(advisory));
  if (match === undefined) return [];
  return [{ advisory, comparedVersion: match.version, outcome: match.judged.hits.get(advisory)! }];
}

/** What says of the flaw that the package is not affected. */
export function negativesOf(flaw: Flaw, matches: Matches): readonly Advisory[] {
  return matches.flatMap(({ judged }) => judged.negatives.about(flaw));
}

/** Those hits that no "not affected" under the same key cancels. */
export function standingHits(hits: readonly Hit[], negatives: readonly Advisory[]): readonly Hit[] {
  if (negatives.length === 0) return hits;
  return hits.filter((hit) => !negatives.some((negative) => cancels(negative, hit.advisory)));
}

/** What is said of the ordinary packages is not said of those of a stream, which are others. */
function cancels(negative: Advisory, advisory: Advisory): boolean {
  const isOfOthers = negative.scope.stream === '' && advisory.scope.stream !== '';
  return isSameKey(negative.key, advisory.key) && !isOfOthers;
}

function isSameKey(a: AdvisoryKey, b: AdvisoryKey): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}
