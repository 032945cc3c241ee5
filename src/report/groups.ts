/**
 * Findings grouped as a person works on them: by package and version, with all its places, worst first; and the
 * upgrade that clears a group.
 */
import type { VulnerabilityFinding, VulnerabilityInstance } from '../model/finding.ts';
import type { FoundAt, PackageOwner } from '../model/package.ts';
import { compareText } from '../model/problem.ts';
import type { Judgement } from '../model/report.ts';
import { isVulnerability } from './kinds.ts';
import { compareNaturally } from './natural-order.ts';
import type { CompareVersions } from './reporter.ts';
import { compareJudgements, isCounted } from './summary.ts';

export interface Place extends FoundAt {
  readonly ownedBy: PackageOwner | null;
}

/** One finding as it concerns a group. */
export interface GroupRow {
  readonly judgement: Judgement<VulnerabilityFinding>;
  /** Its instances with the group's version; never empty. */
  readonly instances: readonly VulnerabilityInstance[];
}

export interface PackageGroup {
  readonly packageName: string;
  readonly packagePurl: string;
  readonly ecosystem: string;
  readonly version: string;
  /** By path and layer, each once. */
  readonly places: readonly Place[];
  readonly rows: readonly GroupRow[];
}

/** Groups of counted vulnerabilities, the one that asks for action first at the top. */
export function groupByPackage(judgements: readonly Judgement[]): PackageGroup[] {
  const drafts = new Map<string, GroupRow[]>();
  for (const judgement of judgements.filter(isVulnerability).filter(isCounted).sort(compareJudgements)) {
    for (const [version, instances] of byVersion(judgement)) {
      const key = `${judgement.ranked.finding.packagePurl}\n${version}`;
      const rows = drafts.get(key) ?? [];
      if (rows.length === 0) drafts.set(key, rows);
      rows.push({ judgement, instances });
    }
  }
  return [...drafts.values()].map(toGroup);
}

/** What one upgrade does for a group. */
export interface Upgrade {
  readonly packageName: string;
  readonly packagePurl: string;
  readonly ecosystem: string;
  readonly from: string;
  /** The smallest version that clears every finding that has a fix. */
  readonly to: string;
  readonly clears: number;
  /** Findings of the group for which no fix is known. */
  readonly remains: number;
}

/**
 * The upgrade for a group; null where nothing has a fix. Each finding names the smallest version that clears it
 * here, so the highest of these clears them all. Not known here: flaws that only a later version brings.
 */
export function findUpgrade(group: PackageGroup, compare: CompareVersions): Upgrade | null {
  const targets = group.rows.map((row) => rowTarget(group.ecosystem, row, compare));
  const fixed = targets.filter((target) => target !== '');
  if (fixed.length === 0) return null;
  return {
    packageName: group.packageName,
    packagePurl: group.packagePurl,
    ecosystem: group.ecosystem,
    from: group.version,
    to: highest(group.ecosystem, fixed, compare),
    clears: fixed.length,
    remains: targets.length - fixed.length,
  };
}

/** The version that clears a finding in all its places of a group; empty where one of them has no fix. */
export function rowTarget(ecosystem: string, row: GroupRow, compare: CompareVersions): string {
  const versions = row.instances.map((instance) => instance.fixedVersion);
  return versions.includes('') ? '' : highest(ecosystem, versions, compare);
}

function highest(ecosystem: string, versions: readonly string[], compare: CompareVersions): string {
  return versions.reduce((best, version) =>
    compareSafely(ecosystem, best, version, compare) < 0 ? version : best,
  );
}

/** A fixed version is a feed's text: one that its scheme refuses is ordered without it. */
function compareSafely(ecosystem: string, a: string, b: string, compare: CompareVersions): number {
  if (a === b) return 0;
  try {
    return compare(ecosystem, a, b);
  } catch {
    return compareNaturally(a, b);
  }
}

function byVersion(judgement: Judgement<VulnerabilityFinding>): Map<string, VulnerabilityInstance[]> {
  return Map.groupBy(judgement.ranked.finding.instances, (instance) => instance.version);
}

function toGroup(rows: readonly GroupRow[]): PackageGroup {
  const { finding } = rows[0]!.judgement.ranked;
  return {
    packageName: finding.packageName,
    packagePurl: finding.packagePurl,
    ecosystem: finding.ecosystem,
    version: rows[0]!.instances[0]!.version,
    places: distinctPlaces(rows.flatMap((row) => row.instances)),
    rows,
  };
}

function distinctPlaces(instances: readonly VulnerabilityInstance[]): Place[] {
  const places = new Map<string, Place>();
  for (const { foundAt, ownedBy } of instances) {
    places.set(`${foundAt.layerIndex}\n${foundAt.path}`, { ...foundAt, ownedBy });
  }
  return [...places.values()].sort((a, b) => compareText(a.path, b.path) || a.layerIndex - b.layerIndex);
}
