/**
 * Matching: packages against advisories. Pure but for the look-up it is given; the same packages and the same
 * advisories give the same findings in the same order. Left out: CPE names, Go symbols, rpm module streams.
 */
import type { AdvisoryLookup } from '../model/advisory.ts';
import type { VulnerabilityFinding } from '../model/finding.ts';
import type { Package } from '../model/package.ts';
import { compareText, type Problem } from '../model/problem.ts';
import { purlWithoutVersion } from '../model/purl.ts';
import { type Place, toFinding } from './finding.ts';
import { type Flaw, groupFlaws } from './flaws.ts';
import {
  createSearch,
  type MatchEcosystem,
  type Matches,
  negativesOf,
  type Search,
  standingHits,
} from './search.ts';
import { standingOf } from './standing.ts';
import { unsureProblems } from './unsure.ts';

export interface MatchResult {
  /** One for each flaw and package, sorted by package URL, then id. */
  readonly findings: readonly VulnerabilityFinding[];
  /** Packages of which it could not be told whether an advisory affects them. */
  readonly problems: readonly Problem[];
}

/** A package with what its advisories say. */
interface Matched {
  readonly pkg: Package;
  readonly matches: Matches;
}

/** `ecosystems` by id; packages of an ecosystem that is not among them are passed over. */
export function matchPackages(
  packages: readonly Package[],
  ecosystems: ReadonlyMap<string, MatchEcosystem>,
  lookup: AdvisoryLookup,
): MatchResult {
  const search = createSearch(packages, ecosystems, lookup);
  const matched = packages.map((pkg) => ({ pkg, matches: search.of(pkg) }));
  const groups = Map.groupBy(
    matched.filter(({ matches }) => matches.hits.size > 0),
    ({ pkg }) => purlWithoutVersion(pkg.purl),
  );
  const findings = [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([purl, group]) => toFindings(purl, group, search));
  return { findings, problems: unsureProblems(matched, search) };
}

function toFindings(purl: string, group: readonly Matched[], search: Search): VulnerabilityFinding[] {
  const hits = new Set(group.flatMap(({ matches }) => [...matches.hits.keys()]));
  const known = new Set(group.flatMap(({ matches }) => matches.known));
  return groupFlaws([...hits], [...known]).flatMap((flaw) => {
    const places = group.flatMap((matched) => toPlaces(matched, flaw, search));
    return places.length === 0 ? [] : [toFinding(flaw, purl, places)];
  });
}

function toPlaces({ pkg, matches }: Matched, flaw: Flaw, search: Search): Place[] {
  const all = [...flaw.advisories].flatMap((advisory) => matches.hits.get(advisory) ?? []);
  const hits = standingHits(all, negativesOf(flaw, matches));
  return hits.length === 0 ? [] : [{ pkg, hits, standing: standingOf(pkg, flaw, hits, search) }];
}
