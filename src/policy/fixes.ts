/** Fixes of a finding: whether there is one, and since when. */
import { findDay } from '../base/days.ts';
import type { Finding, VulnerabilityFinding, VulnerabilityInstance } from '../model/finding.ts';

/** True where there is a fix for one of the places. */
export function hasFix(finding: Finding): boolean {
  return finding.kind === 'vulnerability' && finding.instances.some(isFixed);
}

/** True where the vendor says that it is fixed, and no version can be told. */
export function isFixUnclear(finding: VulnerabilityFinding): boolean {
  return finding.state === 'fixed' && !hasFix(finding);
}

/**
 * The day since which all fixes that there are have been out; null where that is not known of one. For each place the
 * earliest day that an advisory with a fix gives, else `fixSeen`, the day on which a fix was first seen here.
 */
export function fixedSince(finding: VulnerabilityFinding, fixSeen: string | null): string | null {
  let latest: string | null = null;
  for (const instance of finding.instances) {
    if (!isFixed(instance)) continue;
    const day = earliestFix(instance) ?? fixSeen;
    if (day === null) return null;
    if (latest === null || day > latest) latest = day;
  }
  return latest;
}

/** The day on which the flaw became public, by the earliest of its advisories; null where none says. */
export function disclosedOn(finding: VulnerabilityFinding): string | null {
  let earliest: string | null = null;
  for (const { evidence } of finding.instances)
    for (const { publishedAt } of evidence) earliest = earlier(earliest, findDay(publishedAt));
  return earliest;
}

function isFixed({ fixedVersion }: VulnerabilityInstance): boolean {
  return fixedVersion !== '';
}

function earliestFix({ evidence }: VulnerabilityInstance): string | null {
  let earliest: string | null = null;
  for (const { fixedVersion, fixedAt } of evidence)
    if (fixedVersion !== '') earliest = earlier(earliest, findDay(fixedAt));
  return earliest;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
