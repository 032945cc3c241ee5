/**
 * Matching: packages against advisories. Pure but for the look-up it is given; the same packages and the same
 * advisories give the same findings in the same order. Left out: CPE names, Go symbols, rpm module streams.
 */
import type { Advisory, AdvisoryLookup } from '../model/advisory.ts';
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

/**
 * Findings with their places, beyond which no more are told: a small file that names a hundred thousand packages of one
 * source with thousands of flaws would fill the memory. The largest images have some ten thousand.
 */
const MOST_PLACES = 250_000;

/** `ecosystems` by id; packages of an ecosystem that is not among them are passed over. */
export function matchPackages(
  packages: readonly Package[],
  ecosystems: ReadonlyMap<string, MatchEcosystem>,
  lookup: AdvisoryLookup,
  mostPlaces: number = MOST_PLACES,
): MatchResult {
  const search = createSearch(packages, ecosystems, lookup);
  const matched = packages.map((pkg) => ({ pkg, matches: search.of(pkg) }));
  const groups = Map.groupBy(
    matched.filter(({ matches }) => matches.hits.size > 0),
    ({ pkg }) => purlWithoutVersion(pkg.purl),
  );
  const findings: VulnerabilityFinding[] = [];
  const problems = unsureProblems(matched, search);
  let left = mostPlaces;
  for (const finding of allFindings(groups, search)) {
    left -= finding.instances.length + finding.setAside.length;
    if (left < 0) {
      return { findings, problems: [...problems, tooManyFindings(findings.length, finding.packagePurl)] };
    }
    findings.push(finding);
  }
  return { findings, problems };
}

function* allFindings(
  groups: ReadonlyMap<string, readonly Matched[]>,
  search: Search,
): Generator<VulnerabilityFinding> {
  for (const [purl, group] of [...groups].sort(([a], [b]) => compareText(a, b))) {
    yield* toFindings(purl, group, search);
  }
}

function* toFindings(
  purl: string,
  group: readonly Matched[],
  search: Search,
): Generator<VulnerabilityFinding> {
  const hits = new Set<Advisory>();
  const known = new Set<Advisory>();
  for (const { matches } of group) {
    for (const advisory of matches.hits.keys()) hits.add(advisory);
    for (const advisory of matches.known) known.add(advisory);
  }
  for (const flaw of groupFlaws([...hits], [...known])) {
    const places = group.flatMap((matched) => toPlaces(matched, flaw, search));
    if (places.length > 0) yield toFinding(flaw, purl, places);
  }
}

function tooManyFindings(told: number, purl: string): Problem {
  return {
    code: 'too-many-findings',
    effect: 'incomplete',
    message: `Only the first ${told} findings are told; there are more, from ${purl} on.`,
    layerIndex: null,
    path: '',
    wayOut: 'Look at what the image says of its packages: no real one has so many flaws.',
  };
}

function toPlaces({ pkg, matches }: Matched, flaw: Flaw, search: Search): Place[] {
  const all = [...flaw.advisories].flatMap((advisory) => matches.hits.get(advisory) ?? []);
  const hits = standingHits(all, negativesOf(flaw, matches));
  return hits.length === 0 ? [] : [{ pkg, hits, standing: standingOf(pkg, flaw, hits, search) }];
}
