/**
 * Versions that a notice calls vulnerable and not unaffected, as ranges. Each bound of a GLSA (`lt`, `le`, `eq`, `ge`, `gt`
 * and the same with `r`, which mean revisions of one version only) is a half-open interval: revisions are whole numbers, so
 * that every version has a next one.
 */
import type { AffectedRange } from '../../../model/advisory.ts';
import type { Compare } from '../../feed.ts';

export interface Interval {
  /** Inclusive; null = from the beginning. */
  readonly start: string | null;
  /** Exclusive; null = without end. */
  readonly end: string | null;
  /** What was said to be the last one; null where `end` itself was said to be outside. */
  readonly last: string | null;
  /** True where it was said of all versions below, and not of revisions of one. */
  readonly isOpen: boolean;
}

/** Null for an operator or a version that the DTD does not have. */
export function toInterval(operator: string, version: string): Interval | null {
  const match = /^(\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*)(?:-r(\d{1,9}))?$/.exec(version);
  if (match === null) return operator === 'eq' ? toFamily(version) : null;
  const base = match[1]!;
  const next = `${base}-r${Number(match[2] ?? 0) + 1}`;
  const above = { end: null, last: null, isOpen: false };
  const ofBase = { end: `${base}_p0`, last: `${base}-r${MOST_REVISIONS}`, isOpen: false };
  return TABLE[operator]?.({ version, base, next, above, ofBase }) ?? null;
}

/** In the order of their start. */
export function affectedRanges(
  vulnerable: readonly Interval[],
  unaffected: readonly Interval[],
  compare: Compare,
): AffectedRange[] {
  const hasVersions = (one: Interval): boolean => !isEmpty(one, compare);
  const left = unaffected
    .filter(hasVersions)
    .reduce(
      (rest, taken) => rest.flatMap((one) => subtract(one, taken, compare)),
      vulnerable.filter(hasVersions),
    );
  const starts = unaffected.flatMap(({ start }) => (start === null ? [] : [start]));
  return [...left]
    .sort((a, b) => compareStarts(a.start, b.start, compare))
    .map((one, index, all) => toRange(one, nextFix(one, starts, all[index + 1] ?? null, compare)));
}

/** The intervals themselves, for a statement that they are not affected. */
export function plainRanges(intervals: readonly Interval[]): AffectedRange[] {
  return intervals.map((interval) => toRange(interval, null));
}

/** `1.2*`: all that goes on from there, also what comes before 1.2 itself. */
function toFamily(version: string): Interval | null {
  const match = /^((?:\d{1,9}\.)*)(\d{1,9})\*$/.exec(version);
  if (match === null) return null;
  const [, head = '', number = ''] = match;
  const next = String(Number(number) + 1).padStart(number.length, '0');
  const all = `${head}${number}`;
  return {
    start: `${all}_alpha`,
    end: `${head}${next}_alpha`,
    last: `${all}.${MOST_REVISIONS}`,
    isOpen: false,
  };
}

/** More than any ebuild has. */
const MOST_REVISIONS = 999_999_999;

interface Bounds {
  readonly version: string;
  /** Without its revision. */
  readonly base: string;
  /** The one right after it. */
  readonly next: string;
  readonly above: Omit<Interval, 'start'>;
  /** Up to the last revision; `_p0` is above them all. */
  readonly ofBase: Omit<Interval, 'start'>;
}

const TABLE: Readonly<Partial<Record<string, (bounds: Bounds) => Interval>>> = Object.assign(
  Object.create(null),
  {
    lt: ({ version }: Bounds) => ({ start: null, end: version, last: null, isOpen: true }),
    le: ({ version, next }: Bounds) => ({ start: null, end: next, last: version, isOpen: true }),
    eq: ({ version, next }: Bounds) => ({ start: version, end: next, last: version, isOpen: false }),
    ge: ({ version, above }: Bounds) => ({ start: version, ...above }),
    gt: ({ next, above }: Bounds) => ({ start: next, ...above }),
    rlt: ({ version, base }: Bounds) => ({ start: base, end: version, last: null, isOpen: false }),
    rle: ({ version, base, next }: Bounds) => ({ start: base, end: next, last: version, isOpen: false }),
    rge: ({ version, ofBase }: Bounds) => ({ start: version, ...ofBase }),
    rgt: ({ next, ofBase }: Bounds) => ({ start: next, ...ofBase }),
  },
);

/** Neither has no versions. */
function subtract(from: Interval, taken: Interval, compare: Compare): Interval[] {
  const rest: Interval[] = [];
  // What lies below what is taken away ends there: that is a fix.
  if (taken.start !== null && compareStarts(from.start, taken.start, compare) < 0) {
    const isCut = compareEnds(taken.start, from.end, compare) <= 0;
    rest.push(isCut ? { ...from, end: taken.start, last: null } : from);
  }
  if (taken.end !== null && compareEnds(taken.end, from.end, compare) < 0) {
    const start = compareStarts(from.start, taken.end, compare) < 0 ? taken.end : from.start;
    rest.push({ ...from, start });
  }
  return rest;
}

function isEmpty({ start, end }: Interval, compare: Compare): boolean {
  return start !== null && end !== null && compare(start, end) >= 0;
}

function compareStarts(a: string | null, b: string | null, compare: Compare): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return compare(a, b);
}

function compareEnds(a: string | null, b: string | null, compare: Compare): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compare(a, b);
}

/**
 * A notice that says "up to 1.2 is vulnerable, from 1.3 on is not" says nothing of what lies between: there the fix is 1.3.
 * Null where there is none, or where another vulnerable interval comes before.
 */
function nextFix(
  { end, last, isOpen }: Interval,
  starts: readonly string[],
  next: Interval | null,
  compare: Compare,
): string | null {
  if (end === null || last === null || !isOpen) return null;
  const [first] = starts.filter((start) => compare(start, end) >= 0).sort(compare);
  if (first === undefined) return null;
  return next !== null && compareStarts(next.start, first, compare) < 0 ? null : first;
}

function toRange({ start, end, last }: Interval, fix: string | null): AffectedRange {
  if (fix !== null) return { introduced: start, fixed: fix, lastAffected: null };
  return { introduced: start, fixed: last === null ? end : null, lastAffected: last };
}
