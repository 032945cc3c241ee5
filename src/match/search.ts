/** Finds what the advisories say of a package. Each key is looked up once a run, each version judged once. */
import type { Advisory, AdvisoryKey, AdvisoryLookup } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import { type Flaw, idsOf, speaksOf } from './flaws.ts';
import { judgeVersion, type VersionOutcome } from './range.ts';

/** What matching needs to know of an ecosystem; the plug-ins have it. */
export interface MatchEcosystem {
  advisoryQueries(pkg: Package): readonly { readonly key: AdvisoryKey; readonly version: string }[];
  dataOnlyReason(pkg: Package): string;
}

/** An advisory that affects the version. */
export interface Hit {
  readonly advisory: Advisory;
  readonly comparedVersion: string;
  readonly outcome: Extract<VersionOutcome, { kind: 'affected' }>;
}

export interface Matches {
  readonly hits: ReadonlyMap<Advisory, Hit>;
  /** "Not affected", said of this version: by each id of the record. */
  readonly negatives: ReadonlyMap<string, readonly Advisory[]>;
  /** Cannot be compared with this version. */
  readonly unsure: readonly Advisory[];
  /** All records that were found; those withdrawn and those that are about no flaw are left out. */
  readonly known: readonly Advisory[];
}

export interface Search {
  readonly lookup: AdvisoryLookup;
  of(pkg: Package): Matches;
  /** Null for an ecosystem that nobody knows: nothing is matched then. */
  ecosystemOf(pkg: Package): MatchEcosystem | null;
  /** The first package with this purl; null if there is none. */
  find(purl: string): Package | null;
}

const NOTHING: Matches = { hits: new Map(), negatives: new Map(), unsure: [], known: [] };

export function createSearch(
  packages: readonly Package[],
  ecosystems: ReadonlyMap<string, MatchEcosystem>,
  lookup: AdvisoryLookup,
): Search {
  const found = new Map<string, readonly Advisory[]>();
  const judged = new Map<string, Matches>();
  const byPurl = new Map(packages.toReversed().map((pkg) => [pkg.purl, pkg]));
  const find = (key: AdvisoryKey, id: string): readonly Advisory[] =>
    memo(found, id, () => lookup.find(key).filter((a) => a.withdrawnAt === '' && a.informational === ''));
  const search = (key: AdvisoryKey, version: string): Matches => {
    const id = `${key.namespace}\n${key.name}`;
    return memo(judged, `${id}\n${version}`, () => judgeAll(find(key, id), version));
  };
  const ecosystemOf = (pkg: Package): MatchEcosystem | null => ecosystems.get(pkg.ecosystem) ?? null;
  return {
    lookup,
    ecosystemOf,
    of: (pkg) => unite((ecosystemOf(pkg)?.advisoryQueries(pkg) ?? []).map((q) => search(q.key, q.version))),
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

function judgeAll(advisories: readonly Advisory[], version: string): Matches {
  if (advisories.length === 0) return NOTHING;
  const hits = new Map<Advisory, Hit>();
  const negatives = new Map<string, Advisory[]>();
  const unsure: Advisory[] = [];
  for (const advisory of advisories) {
    const outcome = judgeVersion(version, advisory);
    if (outcome.kind === 'unaffected') continue;
    if (outcome.kind === 'unsure') unsure.push(advisory);
    else if (advisory.state !== 'not-affected')
      hits.set(advisory, { advisory, comparedVersion: version, outcome });
    else for (const id of idsOf(advisory)) memo(negatives, id, () => []).push(advisory);
  }
  return { hits, negatives, unsure, known: advisories };
}

/** A package that is its own source has one key; only rpm packages have two. */
function unite(all: readonly Matches[]): Matches {
  if (all.length < 2) return all[0] ?? NOTHING;
  return {
    hits: new Map(all.flatMap((m) => [...m.hits])),
    negatives: new Map(
      [
        ...Map.groupBy(
          all.flatMap((m) => [...m.negatives]),
          ([id]) => id,
        ),
      ].map(([id, entries]) => [id, entries.flatMap(([, advisories]) => advisories)]),
    ),
    unsure: all.flatMap((m) => m.unsure),
    known: all.flatMap((m) => m.known),
  };
}

/** What says of the flaw that the package is not affected. */
export function negativesOf(flaw: Flaw, matches: Matches): readonly Advisory[] {
  if (matches.negatives.size === 0) return [];
  return [flaw.id, ...flaw.aliases]
    .flatMap((id) => matches.negatives.get(id) ?? [])
    .filter((negative) => speaksOf(negative, flaw));
}

/** Those hits that no "not affected" under the same key cancels. */
export function standingHits(hits: readonly Hit[], negatives: readonly Advisory[]): readonly Hit[] {
  if (negatives.length === 0) return hits;
  return hits.filter((hit) => !negatives.some((n) => isSameKey(n.key, hit.advisory.key)));
}

function isSameKey(a: AdvisoryKey, b: AdvisoryKey): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}
