/** One flaw of one package, at all its places, as a finding. */
import type { Advisory, AdvisoryState } from '../model/advisory.ts';
import type {
  MatchEvidence,
  SetAsideInstance,
  VulnerabilityFinding,
  VulnerabilityInstance,
} from '../model/finding.ts';
import { vulnerabilityFingerprint } from '../model/fingerprint.ts';
import type { Package } from '../model/package.ts';
import { compareText } from '../model/problem.ts';
import type { Flaw } from './flaws.ts';
import { findFixedVersion } from './range.ts';
import type { Hit } from './search.ts';
import { chooseSeverity, sortOpinions } from './severity.ts';
import { STANDINGS, type Standing } from './standing.ts';

/** A package that has the flaw, with what says so; at least one hit. */
export interface Place {
  readonly pkg: Package;
  readonly hits: readonly Hit[];
  readonly standing: Standing;
}

/** `places`: at least one, all of the same package URL without version. */
export function toFinding(flaw: Flaw, packagePurl: string, places: readonly Place[]): VulnerabilityFinding {
  const sorted = distinctPlaces(places);
  const standing = STANDINGS.find((s) => sorted.some((place) => place.standing.standing === s))!;
  const [shown, passed] = partition(sorted, (place) => place.standing.standing === standing);
  const advisories = [...new Set(shown.flatMap((place) => place.hits.map((hit) => hit.advisory)))].sort(
    compareAdvisories,
  );
  const instances = shown.map(toInstance);
  const opinions = sortOpinions(
    advisories.flatMap((a) => a.severities),
    advisories.map((a) => a.key.namespace),
  );
  const severity = chooseSeverity(opinions);
  return {
    kind: 'vulnerability',
    fingerprint: vulnerabilityFingerprint(flaw.id, packagePurl),
    id: flaw.id,
    aliases: flaw.aliases,
    title: titleOf(flaw, advisories),
    packagePurl,
    packageName: shown[0]!.pkg.name,
    ecosystem: shown[0]!.pkg.ecosystem,
    standing,
    standingReason: reasonOf(shown, passed),
    severity: severity.severity,
    severitySource: severity.source,
    score: severity.score,
    opinions,
    knownExploited: advisories.some((a) => a.knownExploited),
    listing: null,
    epss: null,
    state: stateOf(instances),
    instances,
    setAside: passed.map(toSetAside),
  };
}

function toSetAside(place: Place): SetAsideInstance {
  const { standing, reason } = place.standing;
  return { standing, reason, instance: toInstance(place) };
}

function distinctPlaces(places: readonly Place[]): readonly Place[] {
  if (places.length === 1) return places;
  const byPlace = new Map(
    places.map((place) => {
      const { purl, version, foundAt } = place.pkg;
      return [JSON.stringify([foundAt.path, foundAt.layerIndex, version, purl]), place];
    }),
  );
  return [...byPlace.values()].sort(({ pkg: a }, { pkg: b }) => comparePackages(a, b));
}

function comparePackages(a: Package, b: Package): number {
  return (
    compareText(a.foundAt.path, b.foundAt.path) ||
    a.foundAt.layerIndex - b.foundAt.layerIndex ||
    compareText(a.version, b.version) ||
    compareText(a.purl, b.purl)
  );
}

function partition<T>(
  items: readonly T[],
  test: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function compareAdvisories(a: Advisory, b: Advisory): number {
  return (
    compareText(a.id, b.id) ||
    compareText(a.feed, b.feed) ||
    compareText(a.key.namespace, b.key.namespace) ||
    compareText(a.key.name, b.key.name)
  );
}

function toInstance({ pkg, hits }: Place): VulnerabilityInstance {
  const sorted = hits.toSorted((a, b) => compareAdvisories(a.advisory, b.advisory));
  const evidence = distinct(sorted.map(toEvidence));
  return {
    purl: pkg.purl,
    version: pkg.version,
    foundAt: pkg.foundAt,
    ownedBy: pkg.ownedBy,
    fixedVersion: evidence.length === 1 ? evidence[0]!.fixedVersion : commonFix(sorted),
    evidence,
  };
}

/** The same record under the same key, held twice by the data, is one piece of evidence. */
function distinct(evidence: readonly MatchEvidence[]): readonly MatchEvidence[] {
  if (evidence.length < 2) return evidence;
  return [...new Map(evidence.map((e) => [JSON.stringify(e), e])).values()];
}

/** A package and its source may differ in version: each must have a fix, and the package's own is told. */
function commonFix(hits: readonly Hit[]): string {
  const byVersion = Map.groupBy(hits, (hit) => hit.comparedVersion);
  const fixes = [...byVersion].map(([version, group]) =>
    findFixedVersion(
      version,
      group.map((hit) => hit.advisory),
    ),
  );
  return fixes.includes('') ? '' : fixes[0]!;
}

function toEvidence(hit: Hit): MatchEvidence {
  const { advisory, comparedVersion, outcome } = hit;
  return {
    advisoryId: advisory.id,
    feed: advisory.feed,
    key: advisory.key,
    state: advisory.state,
    comparedVersion,
    range: outcome.range,
    listed: outcome.listed,
    fixedVersion: fixIn(hit),
    publishedAt: advisory.publishedAt,
    fixedAt: advisory.fixedAt,
    url: advisory.url,
  };
}

/** Of a record with one range, as those of distributions are, that range's end: nothing has to be compared again. */
function fixIn({ advisory, comparedVersion, outcome }: Hit): string {
  const { ranges, versions, state } = advisory;
  const isPlain = ranges.length === 1 && versions.length === 0 && state !== 'fixed-with-subscription';
  if (isPlain && outcome.range !== null) return outcome.range.fixed ?? '';
  return findFixedVersion(comparedVersion, [advisory]);
}

function titleOf(flaw: Flaw, advisories: readonly Advisory[]): string {
  const own = advisories.find((a) => a.id === flaw.id && a.title !== '');
  return (own ?? advisories.find((a) => a.title !== ''))?.title ?? '';
}

/** From the most telling to the least. */
const STATES: readonly AdvisoryState[] = [
  'fixed',
  'fixed-with-subscription',
  'will-not-fix',
  'fix-deferred',
  'end-of-life',
  'affected',
  'under-investigation',
];

/** A record that names a fix for another line only says no more than "affected" here. */
function stateOf(instances: readonly VulnerabilityInstance[]): AdvisoryState {
  const states = new Set(
    instances.flatMap(({ evidence }) =>
      evidence.map((e) => (e.fixedVersion !== '' ? 'fixed' : e.state === 'fixed' ? 'affected' : e.state)),
    ),
  );
  return STATES.find((state) => states.has(state)) ?? 'affected';
}

/** The reason of the places shown, then each place that weighs less and is not shown. */
function reasonOf(shown: readonly Place[], passed: readonly Place[]): string {
  const own = [...new Set(shown.map((place) => place.standing.reason).filter((reason) => reason !== ''))];
  const others = passed.map(({ pkg, standing }) => `not at ${pkg.foundAt.path}: ${standing.reason}`);
  return [...own, ...others].join('; ');
}
