/** One entry of a record's `affected` list: which versions it means. */
import type { AffectedRange } from '../../model/advisory.ts';
import type { Compare } from '../feed.ts';
import { type Fields, fieldsOf, isName, listOf, namesOf, textOf } from '../fields.ts';
import { holds, type RangeEvent, toIntervals } from './ranges.ts';

export interface AffectedVersions {
  readonly ranges: readonly AffectedRange[];
  /** Listed versions that no range holds. */
  readonly versions: readonly string[];
  /** True if the entry says of every version that it is not affected ("fixed in 0"). */
  readonly none: boolean;
}

/** `skipped` gets a word for what cannot be used. */
export function readAffected(affected: Fields, order: Compare | null, skipped: string[]): AffectedVersions {
  const listed = namesOf(affected['versions']);
  const ranges: AffectedRange[] = [];
  let none = false;
  for (const events of eventLists(affected, skipped)) {
    const isReadable = canRead(events, order);
    if (!isReadable) skipped.push('unreadable-range');
    // The list is what OSV made of the same range while it could still be read.
    if (!isReadable && listed.length > 0) continue;
    const intervals = toIntervals(events, order);
    none ||= intervals.length === 0 && isNothing(events);
    ranges.push(...intervals);
  }
  const bounded = boundLast(ranges, affected, order);
  return { ranges: bounded, versions: outside(listed, bounded, order), none: none && bounded.length === 0 };
}

function* eventLists(affected: Fields, skipped: string[]): Generator<RangeEvent[]> {
  for (const range of listOf(affected['ranges']).map(fieldsOf)) {
    if (range['type'] === 'GIT') skipped.push('git-range');
    else {
      const events = listOf(range['events']).map(fieldsOf).flatMap(toEvent);
      if (events.length > 0) yield events;
    }
  }
}

const KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

function toEvent(event: Fields): RangeEvent[] {
  return KINDS.flatMap((kind) => {
    const version = event[kind];
    return isName(version) ? [{ kind, version }] : [];
  });
}

function canRead(events: readonly RangeEvent[], order: Compare | null): boolean {
  if (order === null) return true;
  try {
    for (const { version } of events) if (version !== '0' && version !== '*') order(version, version);
    return true;
  } catch {
    return false;
  }
}

/** Introduced in 0 and fixed in 0. */
function isNothing(events: readonly RangeEvent[]): boolean {
  return events.every((e) => e.version === '0') && events.some((e) => e.kind === 'fixed');
}

/** GitHub's bound for a range without a fix: `<= 1.2.3`, rarely `< 1.2.3`. */
function boundLast(
  ranges: readonly AffectedRange[],
  affected: Fields,
  order: Compare | null,
): readonly AffectedRange[] {
  const text = textOf(fieldsOf(affected['database_specific'])['last_known_affected_version_range']);
  const match = /^(<=?)\s*(\S+)$/.exec(text);
  const last = ranges.at(-1);
  if (match === null || last === undefined || last.fixed !== null || last.lastAffected !== null)
    return ranges;
  const version = match[2]!;
  if (!isAtLeast(version, last.introduced, order)) return ranges;
  const bound = match[1] === '<=' ? { lastAffected: version } : { fixed: version };
  return [...ranges.slice(0, -1), { ...last, ...bound }];
}

function isAtLeast(version: string, introduced: string | null, order: Compare | null): boolean {
  try {
    return order === null ? true : order(version, introduced ?? version) >= 0;
  } catch {
    return false;
  }
}

function outside(
  listed: readonly string[],
  ranges: readonly AffectedRange[],
  order: Compare | null,
): readonly string[] {
  if (ranges.length === 0 || order === null) return listed;
  return listed.filter((version) => {
    try {
      return !holds(ranges, version, order);
    } catch {
      return true;
    }
  });
}
