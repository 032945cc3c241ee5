/**
 * Matching: packages against advisories. Pure but for the look-up it is given; the same packages and the same
 * advisories give the same findings in the same order. Left out: CPE names, Go symbols, rpm module streams.
 */
import { DEFAULT_LIMITS, LIMITS, type Limits, limitWayOut } from '../base/limits.ts';
import type { Advisory, AdvisoryLookup } from '../model/advisory.ts';
import type { VulnerabilityFinding } from '../model/finding.ts';
import type { Package } from '../model/package.ts';
import { compareText, type Problem } from '../model/problem.ts';
import { purlWithoutVersion } from '../model/purl.ts';
import { type Place, toFinding } from './finding.ts';
import { type Flaw, groupFlaws } from './flaws.ts';
import {
  createSearch,
  decisiveMatches,
  hitsOf,
  type Judged,
  type MatchEcosystem,
  type Matches,
  negativesOf,
  type Search,
  standingHits,
} from './search.ts';
import { findSpeaker } from './speaker.ts';
import { clearedBy, standingOf } from './standing.ts';
import { unsureProblems } from './unsure.ts';

export interface MatchResult {
  /** One for each flaw and package, sorted by package URL, then id. */
  readonly findings: readonly VulnerabilityFinding[];
  /** Packages of which it could not be told whether an advisory affects them. */
  readonly problems: readonly Problem[];
}

/** What keeps matching within bounds. */
export interface MatchBounds {
  readonly limits: Pick<Limits, 'comparisons' | 'findings'>;
  /** True once the time of the whole scan is over. */
  isLate(): boolean;
}

export interface MatchOptions extends MatchBounds {
  /** What is only declared counts: of a source tree nothing else can be had. */
  readonly countsDeclared: boolean;
}

const OF_AN_IMAGE: MatchOptions = { limits: DEFAULT_LIMITS, isLate: () => false, countsDeclared: false };

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
  { limits, isLate, countsDeclared }: MatchOptions = OF_AN_IMAGE,
): MatchResult {
  const search = createSearch({
    packages,
    ecosystems,
    lookup,
    countsDeclared,
    mostComparisons: limits.comparisons,
  });
  const matched: Matched[] = [];
  const leftOut: Package[] = [];
  for (const pkg of packages) {
    if (isLate()) break;
    const matches = search.of(pkg);
    if (matches === null) leftOut.push(pkg);
    else if (matches.length > 0) matched.push({ pkg, matches });
  }
  const problems = unsureProblems(matched, search);
  if (leftOut.length > 0) problems.push(tooManyComparisons(leftOut));
  const findings: VulnerabilityFinding[] = [];
  let left = limits.findings;
  for (const finding of allFindings(matched, search, isLate)) {
    left -= finding.instances.length + finding.setAside.length;
    if (left < 0) {
      problems.push(tooManyFindings(findings.length, finding.packagePurl));
      return { findings, problems };
    }
    findings.push(finding);
  }
  if (isLate()) problems.push(tooLate(findings.length));
  return { findings, problems };
}

/** Fewer of them once it is late. */
function* allFindings(
  matched: readonly Matched[],
  search: Search,
  isLate: () => boolean,
): Generator<VulnerabilityFinding> {
  const affected = matched.filter(({ matches }) => matches.some(({ judged }) => judged.hits.size > 0));
  const groups = Map.groupBy(affected, ({ pkg }) => purlWithoutVersion(pkg.purl));
  for (const [purl, group] of [...groups].sort(([a], [b]) => compareText(a, b))) {
    const byJudged = groupByJudged(group);
    for (const flaw of flawsOf(byJudged)) {
      if (isLate()) return;
      const places = membersOf(flaw, byJudged).flatMap((member) => toPlaces(group[member]!, flaw, search));
      if (places.length > 0) yield toFinding(flaw, purl, places);
    }
  }
}

/** Members of a group, by their index, ascending. Each flaw then concerns some of these, whole. */
type ByJudged = ReadonlyMap<Judged, readonly number[]>;

function groupByJudged(group: readonly Matched[]): ByJudged {
  const byJudged = new Map<Judged, number[]>();
  for (const [member, { matches }] of group.entries()) {
    for (const { judged } of matches) {
      const members = byJudged.get(judged);
      if (members === undefined) byJudged.set(judged, [member]);
      else members.push(member);
    }
  }
  return byJudged;
}

function flawsOf(byJudged: ByJudged): readonly Flaw[] {
  const hits = new Set<Advisory>();
  const known = new Set<Advisory>();
  for (const judged of byJudged.keys()) {
    for (const advisory of judged.affecting.all) hits.add(advisory);
    for (const advisory of judged.known.all) known.add(advisory);
  }
  return groupFlaws([...hits], [...known]);
}

function membersOf({ advisories }: Flaw, byJudged: ByJudged): readonly number[] {
  const lists: (readonly number[])[] = [];
  for (const [judged, members] of byJudged) {
    if (advisories.values().some((advisory) => judged.hits.has(advisory))) lists.push(members);
  }
  if (lists.length < 2) return lists[0] ?? [];
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

function tooManyFindings(told: number, purl: string): Problem {
  const message = `Only the first ${told} findings are told; there are more, from ${purl} on.`;
  return cutShort(LIMITS.findings.code, message);
}

function tooManyComparisons(leftOut: readonly Package[]): Problem {
  const [first] = leftOut.map(({ purl }) => purl).sort(compareText);
  const message = `The image has so many versions that ${leftOut.length} packages were not held against their advisories, among them ${first}.`;
  return cutShort(LIMITS.comparisons.code, message);
}

function tooLate(told: number): Problem {
  const message = `The time was over before all packages were held against their advisories: only ${told} findings are told.`;
  return cutShort(LIMITS.totalMs.code, message);
}

function cutShort(code: string, message: string): Problem {
  return { code, effect: 'incomplete', message, layerIndex: null, path: '', wayOut: limitWayOut(code) };
}

function toPlaces({ pkg, matches: found }: Matched, flaw: Flaw, search: Search): Place[] {
  const matches = decisiveMatches(flaw, found);
  const all = standingHits(hitsOf(flaw, matches), negativesOf(flaw, matches));
  if (all.length === 0) return [];
  const speaker = findSpeaker(flaw, matches);
  const own = speaker === null ? all : all.filter((hit) => hit.advisory.key.namespace === speaker);
  const standing =
    own.length > 0
      ? standingOf(pkg, flaw, own, search)
      : clearedBy(speaker!, pkg, negativesOf(flaw, matches));
  return [{ pkg, hits: own.length > 0 ? own : all, standing }];
}
