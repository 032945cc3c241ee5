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
  const groupIds = hits.every((a) => cvesOf(a).length > 0) ? new Map() : groupFlawIds([...hits, ...known]);
  const byFlaw = new Map<string, Set<Advisory>>();
  for (const advisory of hits) {
    const cves = cvesOf(advisory);
    for (const id of cves.length > 0 ? cves : (groupIds.get(advisory) ?? [])) {
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

function aliasesOf(flawId: string, advisories: ReadonlySet<Advisory>): string[] {
  const ids = new Set<string>();
  for (const advisory of advisories) {
    for (const id of idsOf(advisory)) if (id !== flawId && !isCve(id)) ids.add(id);
  }
  return [...ids].sort(compareText);
}

/** What records without a CVE are about: the CVEs of their group, else its GHSA, else its first own id. */
function groupFlawIds(advisories: readonly Advisory[]): ReadonlyMap<Advisory, readonly string[]> {
  const ids = new Map<Advisory, readonly string[]>();
  for (const group of groupByAlias(advisories)) {
    const flawIds = flawIdsOf(group);
    for (const advisory of group) ids.set(advisory, flawIds);
  }
  return ids;
}

function flawIdsOf(group: readonly Advisory[]): readonly string[] {
  const cves = group.flatMap(cvesOf);
  if (cves.length > 0) return [...new Set(cves)];
  const ghsas = group.flatMap(idsOf).filter((id) => id.startsWith('GHSA-'));
  const candidates = ghsas.length > 0 ? ghsas : group.map((a) => a.id);
  return [candidates.reduce((a, b) => (compareText(a, b) <= 0 ? a : b))];
}

/** The alias closure over all ids but CVEs, by union-find. */
function groupByAlias(advisories: readonly Advisory[]): Iterable<readonly Advisory[]> {
  const parents = new Map<string, string>();
  const root = (id: string): string => {
    let at = id;
    for (let next = parents.get(at); next !== undefined; next = parents.get(at)) at = next;
    if (at !== id) parents.set(id, at);
    return at;
  };
  for (const advisory of advisories) {
    for (const alias of linksOf(advisory)) {
      const [from, to] = [root(alias), root(linksOf(advisory)[0]!)];
      if (from !== to) parents.set(from, to);
    }
  }
  return Map.groupBy(advisories, (advisory) => root(linksOf(advisory)[0]!)).values();
}

/** The ids that tie records together; a record that has only CVEs is tied to none. */
function linksOf(advisory: Advisory): readonly string[] {
  const ids = idsOf(advisory).filter((id) => !isCve(id));
  return ids.length > 0 ? ids : [advisory.id];
}
