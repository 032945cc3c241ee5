/**
 * From advisories to flaws. Records of one flaw are found by their aliases (never `related`); one record that lists
 * two CVEs is two flaws, for two different CVEs never merge.
 */
import type { Advisory } from '../model/advisory.ts';
import { compareText } from '../model/problem.ts';

export interface Flaw {
  /** CVE first, then GHSA, else the record's own id. */
  readonly id: string;
  /** All other ids, sorted; no other CVE among them. */
  readonly aliases: readonly string[];
  /** The records that speak of it. */
  readonly advisories: ReadonlySet<Advisory>;
}

/**
 * The flaws that `hits` are about, sorted by id. `known` are all records of the same packages, so that a flaw keeps
 * its id whichever of its records a version happens to match.
 */
export function groupFlaws(hits: readonly Advisory[], known: readonly Advisory[]): Flaw[] {
  const groups = hits.every((a) => cvesOf(a).length > 0) ? new Map() : groupByAlias([...hits, ...known]);
  const byFlaw = new Map<string, Set<Advisory>>();
  for (const advisory of hits) {
    for (const id of flawIds(advisory, groups.get(advisory) ?? [advisory])) {
      const members = byFlaw.get(id) ?? new Set();
      byFlaw.set(id, members.add(advisory));
    }
  }
  return [...byFlaw]
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, advisories]) => ({ id, aliases: aliasesOf(id, advisories), advisories }));
}

/** True if the record is about this flaw. A shared GHSA is not enough where both sides name CVEs. */
export function speaksOf(advisory: Advisory, flaw: Flaw): boolean {
  const cves = cvesOf(advisory);
  if (cves.length > 0 && isCve(flaw.id)) return cves.includes(flaw.id);
  return idsOf(advisory).some((id) => id === flaw.id || flaw.aliases.includes(id));
}

function isCve(id: string): boolean {
  return id.startsWith('CVE-');
}

/** A record's own id and its aliases. */
export function idsOf(advisory: Advisory): readonly string[] {
  return [advisory.id, ...advisory.aliases];
}

function cvesOf(advisory: Advisory): readonly string[] {
  return idsOf(advisory).filter(isCve);
}

/** A record's own CVEs; without any those of its group, else the group's GHSA, else the group's first own id. */
function flawIds(advisory: Advisory, group: readonly Advisory[]): readonly string[] {
  const own = cvesOf(advisory);
  if (own.length > 0) return [...new Set(own)];
  const cves = group.flatMap(cvesOf);
  if (cves.length > 0) return [...new Set(cves)];
  const ghsas = group.flatMap(idsOf).filter((id) => id.startsWith('GHSA-'));
  const candidates = ghsas.length > 0 ? ghsas : group.map((a) => a.id);
  return [candidates.reduce((a, b) => (compareText(a, b) <= 0 ? a : b))];
}

function aliasesOf(flawId: string, advisories: ReadonlySet<Advisory>): string[] {
  const ids = new Set([...advisories].flatMap(idsOf));
  return [...ids].filter((id) => id !== flawId && !isCve(id)).sort(compareText);
}

/** The alias closure over all ids but CVEs: each record with the members of its group. */
function groupByAlias(advisories: readonly Advisory[]): ReadonlyMap<Advisory, readonly Advisory[]> {
  const groups = new Map<Advisory, Advisory[]>();
  const byId = new Map<string, Advisory[]>();
  for (const advisory of advisories) {
    if (groups.has(advisory)) continue;
    const ids = idsOf(advisory).filter((id) => !isCve(id));
    const joined = new Set(ids.flatMap((id) => byId.get(id) ?? []));
    const merged = [...joined, advisory];
    for (const member of merged) {
      groups.set(member, merged);
      for (const id of idsOf(member)) if (!isCve(id)) byId.set(id, merged);
    }
  }
  return groups;
}
