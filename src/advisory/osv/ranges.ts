/**
 * What an OSV range means (ossf.github.io/osv-schema, "affected[].ranges[].events fields" and "Evaluation"):
 * events in version order switch "affected" on and off; the result is a list of intervals.
 * GIT ranges are not for packages and never get here.
 */
import type { AffectedRange } from '../../model/advisory.ts';
import type { Compare } from '../feed.ts';

/** One event as the record has it: exactly one of the four kinds. */
export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

/**
 * The intervals of one range, in version order. Empty where introduced and fixed meet (nothing is affected).
 * Without an order, or with text that it cannot read, events are taken as they stand.
 */
export function toIntervals(events: readonly RangeEvent[], order: Compare | null): AffectedRange[] {
  const switches = events.filter((e) => e.kind !== 'limit');
  const sorted = sortEvents(switches, order);
  const intervals = sorted === null ? sweep(switches, sameText) : sweep(sorted, order ?? sameText);
  return clip(intervals, events, sorted === null ? null : order);
}

/** Drops exact repetitions and sorts by lower bound, then text. */
export function unite(ranges: readonly AffectedRange[], order: Compare | null): AffectedRange[] {
  const byText = new Map(ranges.map((r) => [JSON.stringify([r.introduced, r.fixed, r.lastAffected]), r]));
  return [...byText]
    .sort(
      ([textA, a], [textB, b]) =>
        compareBounds(a.introduced, b.introduced, order) || (textA < textB ? -1 : textA > textB ? 1 : 0),
    )
    .map(([, range]) => range);
}

/** True if one of the ranges holds the version. Throws what the order throws. */
export function holds(ranges: readonly AffectedRange[], version: string, order: Compare): boolean {
  return ranges.some(
    (r) =>
      (r.introduced === null || order(version, r.introduced) >= 0) &&
      (r.fixed === null || order(version, r.fixed) < 0) &&
      (r.lastAffected === null || order(version, r.lastAffected) <= 0),
  );
}

/** `0` stands for "before every version", whatever the scheme. */
const BEGINNING = '0';

function sameText(a: string, b: string): number {
  return a === b ? 0 : 1;
}

/** Null where the order cannot read one of the versions. */
function sortEvents(events: readonly RangeEvent[], order: Compare | null): RangeEvent[] | null {
  if (order === null) return null;
  try {
    // A single event is never compared, yet must be readable too.
    for (const e of events) if (e.version !== BEGINNING) order(e.version, e.version);
    return events.toSorted((a, b) => compareVersions(a.version, b.version, order));
  } catch {
    return null;
  }
}

function compareVersions(a: string, b: string, order: Compare): number {
  if (a === b) return 0;
  if (a === BEGINNING) return -1;
  return b === BEGINNING ? 1 : order(a, b);
}

function compareBounds(a: string | null, b: string | null, order: Compare | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  try {
    if (order !== null) return order(a, b);
  } catch {
    // Unreadable: by text.
  }
  return a < b ? -1 : 1;
}

/** Walks groups of events at the same version; `from` is the open interval's start. */
function sweep(events: readonly RangeEvent[], order: Compare): AffectedRange[] {
  const intervals: AffectedRange[] = [];
  // The schema demands an `introduced`. Without any, the safe reading is "from the beginning".
  let open = !events.some((e) => e.kind === 'introduced') && events.length > 0;
  let from: string | null = null;
  for (const group of groupByVersion(events, order)) {
    const { introduced, fixed, last } = group;
    if (open && fixed !== null && introduced === null) {
      intervals.push({ introduced: from, fixed, lastAffected: null });
      open = false;
    } else if (open && fixed !== null) {
      // One pair ends where the next begins: affected without a gap, and both fixes are real.
      intervals.push({ introduced: from, fixed, lastAffected: null });
      from = introduced;
    } else if (!open && introduced !== null && fixed === null) {
      open = true;
      from = introduced === BEGINNING ? null : introduced;
    }
    if (open && last !== null) {
      intervals.push({ introduced: from, fixed: null, lastAffected: last });
      open = false;
    }
  }
  if (open) intervals.push({ introduced: from, fixed: null, lastAffected: null });
  return intervals;
}

interface EventGroup {
  introduced: string | null;
  fixed: string | null;
  last: string | null;
}

function groupByVersion(events: readonly RangeEvent[], order: Compare): EventGroup[] {
  const groups: EventGroup[] = [];
  let version: string | null = null;
  for (const event of events) {
    if (version === null || !sameVersion(version, event.version, order)) {
      groups.push({ introduced: null, fixed: null, last: null });
    }
    version = event.version;
    const group = groups.at(-1)!;
    if (event.kind === 'introduced') group.introduced ??= event.version;
    else if (event.kind === 'fixed') group.fixed ??= event.version;
    else group.last ??= event.version;
  }
  return groups;
}

function sameVersion(a: string, b: string, order: Compare): boolean {
  if (a === b) return true;
  return a !== BEGINNING && b !== BEGINNING && order(a, b) === 0;
}

/** A version must lie below some limit, so the highest one counts; `*`, or one that cannot be read, is no limit. */
function clip(
  intervals: readonly AffectedRange[],
  events: readonly RangeEvent[],
  order: Compare | null,
): AffectedRange[] {
  const limits = events.filter((e) => e.kind === 'limit').map((e) => e.version);
  if (limits.length === 0 || limits.includes('*') || order === null) return [...intervals];
  try {
    const limit = limits.reduce((a, b) => (order(a, b) >= 0 ? a : b));
    return intervals
      .filter((r) => r.introduced === null || order(r.introduced, limit) < 0)
      .map((r) => {
        const end = r.fixed ?? r.lastAffected;
        return end !== null && order(end, limit) < 0 ? r : { ...r, fixed: limit, lastAffected: null };
      });
  } catch {
    return [...intervals];
  }
}
