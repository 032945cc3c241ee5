/**
 * Is a version affected by an advisory? Ranges are half-open and a union, listed versions come in addition; an
 * advisory with neither means every version (osv-schema, "Evaluation"). The answer may also be "nobody can tell".
 */
import type { Advisory, AffectedRange } from '../model/advisory.ts';
import { type Compare, compareToBound, compareVersions } from './order.ts';

export type VersionOutcome =
  /** `range` holds the version; null where it is listed, or where all versions are affected. */
  | { readonly kind: 'affected'; readonly range: AffectedRange | null; readonly listed: boolean }
  | { readonly kind: 'unaffected' }
  /** A version or a bound cannot be compared, and no other range or listed version decides. */
  | { readonly kind: 'unsure' };

const UNAFFECTED: VersionOutcome = { kind: 'unaffected' };
const UNSURE: VersionOutcome = { kind: 'unsure' };
const EVERY_VERSION: VersionOutcome = { kind: 'affected', range: null, listed: false };
const LISTED: VersionOutcome = { kind: 'affected', range: null, listed: true };

/** `compare`: `compareVersions`, or one that remembers what it said of this version. */
export function judgeVersion(
  version: string,
  advisory: Advisory,
  compare: Compare = compareVersions,
): VersionOutcome {
  const { ranges, versions } = advisory;
  if (ranges.length === 0 && versions.length === 0) return EVERY_VERSION;
  let unsure = false;
  for (const range of ranges) {
    const place = placeOf(version, range, advisory, compare);
    if (place === 'in') return { kind: 'affected', range, listed: false };
    unsure ||= place === 'unsure';
  }
  if (isListed(version, advisory, compare)) return LISTED;
  return unsure ? UNSURE : UNAFFECTED;
}

/** One bound that excludes the version decides, whatever the others are. */
function placeOf(
  version: string,
  range: AffectedRange,
  advisory: Advisory,
  compare: Compare,
): 'in' | 'out' | 'unsure' {
  const { introduced, fixed, lastAffected } = range;
  const start = isBeginning(introduced) ? 1 : compareToBound(version, introduced, advisory, compare);
  const end = fixed === null ? -1 : compareToBound(version, fixed, advisory, compare);
  const last = lastAffected === null ? -1 : compareToBound(version, lastAffected, advisory, compare);
  if (start === -1 || end === 0 || end === 1 || last === 1) return 'out';
  return start === null || end === null || last === null ? 'unsure' : 'in';
}

/** "0" is the beginning in every scheme, also below 0~ and 0-alpha. */
export function isBeginning(introduced: string | null): introduced is null | '0' {
  return introduced === null || introduced === '0';
}

function isListed(version: string, advisory: Advisory, compare: Compare): boolean {
  const { versions } = advisory;
  return versions.includes(version) || versions.some((v) => compare(version, v, advisory) === 0);
}

/**
 * The smallest version, going up from this one, that none of the advisories affects any more. Empty if one of them
 * names no fix on the way, or if that cannot be told.
 */
export function findFixedVersion(version: string, advisories: readonly Advisory[]): string {
  const steps = advisories.reduce((sum, a) => sum + a.ranges.length + 1, 0);
  let candidate = version;
  // Each step passes a fix of one range for good, so there are no more steps than ranges.
  for (let step = 0; step <= steps; step++) {
    const next = nextFix(candidate, advisories);
    if (next === null) return candidate === version ? '' : candidate;
    if (next === '') return '';
    candidate = next;
  }
  return '';
}

/** The highest fix that the advisories demand of this version; null if none affects it, empty if there is no way on. */
function nextFix(version: string, advisories: readonly Advisory[]): string | null {
  let next: string | null = null;
  for (const advisory of advisories) {
    const outcome = judgeVersion(version, advisory);
    if (outcome.kind === 'unaffected') continue;
    const hasFix = outcome.kind !== 'unsure' && advisory.state !== 'fixed-with-subscription';
    const fix = hasFix ? fixOf(version, outcome.range, advisory) : '';
    if (fix === '') return '';
    if (next === null || compareVersions(fix, next, advisory) === 1) next = fix;
  }
  return next;
}

/** The fix of the range; for a listed version the lowest one above it. */
function fixOf(version: string, range: AffectedRange | null, advisory: Advisory): string {
  if (range !== null) return range.fixed ?? '';
  const above = advisory.ranges.flatMap(({ fixed }) =>
    fixed !== null && compareVersions(version, fixed, advisory) === -1 ? [fixed] : [],
  );
  return above.reduce(
    (low, fixed) => (compareVersions(fixed, low, advisory) === -1 ? fixed : low),
    above[0] ?? '',
  );
}
