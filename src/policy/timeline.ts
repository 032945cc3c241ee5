/**
 * The days that a rule leaves before it blocks. All in whole days, UTC: a rule with 30 days from a fix of 1 October is due
 * on the 31st, warns until that day is over, and blocks from the next. No days (0) = it blocks at once. What is not known
 * never gives time: another clock is taken, which began earlier, or the time is over, and both are said.
 */
import { addDays, daysBetween, findDay, isDay } from '../base/days.ts';
import type { KnownExploited } from '../model/exploitation.ts';
import type { Finding } from '../model/finding.ts';
import type { Due, HistoryOf } from '../model/gate.ts';
import type { Allowance, Clock, Timeline } from '../model/policy.ts';
import type { RankedFinding } from '../model/report.ts';
import { compareSeverity } from '../model/severity.ts';
import type { Context } from './context.ts';
import { firstSeenOn } from './field-values.ts';
import { disclosedOn, fixedSince, hasFix } from './fixes.ts';
import { historyOf } from './history.ts';

export interface Timed {
  readonly outcome: 'block' | 'warn';
  /** Null where the rule leaves this finding no time. */
  readonly due: Due | null;
  /** What must be told, in order. */
  readonly notes: readonly string[];
}

export function judgeTime(timeline: Timeline, ranked: RankedFinding, context: Context): Timed {
  const { days, notes } = findDays(timeline.days, ranked);
  if (days === null) return { outcome: 'block', due: null, notes };
  if (typeof days === 'object') return untilDate(timeline, days, { context, notes });
  const start = findStart(timeline, ranked.finding, context);
  return toTimed(timeline, days, start, { context, notes });
}

interface Found {
  /** Null = no allowance fits. */
  readonly days: number | KnownExploited | null;
  readonly notes: readonly string[];
}

/** The first that fits. What CISA's catalogue gives no date for gets the days of the next one that fits. */
function findDays(allowances: readonly Allowance[], ranked: RankedFinding): Found {
  const notes: string[] = [];
  for (const allowance of allowances) {
    if (!fits(allowance.for, ranked)) continue;
    if (allowance.days !== 'cisa') return { days: allowance.days, notes };
    const { finding } = ranked;
    const listing = finding.kind === 'vulnerability' ? finding.listing : null;
    if (listing !== null && isDay(listing.dueAt)) return { days: listing, notes };
    notes.push('the date that CISA gives is unknown');
  }
  return { days: null, notes: [...notes, 'no days are given for it'] };
}

function fits(what: string, { finding, tier }: RankedFinding): boolean {
  if (what === 'any') return true;
  if (what === 'known-exploited') return finding.kind === 'vulnerability' && finding.knownExploited;
  return what === finding.severity || what === tier;
}

interface Start {
  /** Null = unknown; empty = it has not begun. */
  readonly day: string | null;
  readonly used: Clock;
  readonly notes: readonly string[];
}

const DISCLOSED = 'disclosed';

function findStart(timeline: Timeline, finding: Finding, context: Context): Start {
  const start = startOfClock(timeline.clock, finding, context);
  const worse = timeline.restartOnSeverity ? severitySince(finding, context) : null;
  if (start.day === null || start.day === '' || worse === null || worse <= start.day) return start;
  return { ...start, day: worse, notes: [...start.notes, `its severity got worse on ${worse}`] };
}

function startOfClock(clock: Clock, finding: Finding, context: Context): Start {
  const day = dayOfClock(clock, finding, context);
  if (day !== null || clock === DISCLOSED) return { day, used: clock, notes: [] };
  const notes = [`${CLOCKS[clock]} is unknown: counted from the day on which it was disclosed`];
  return { day: dayOfClock(DISCLOSED, finding, context), used: DISCLOSED, notes };
}

const CLOCKS: Readonly<Record<Clock, string>> = {
  'fix-available': 'the day of the fix',
  disclosed: 'the day on which it was disclosed',
  'first-seen': 'the day on which it was first seen here',
};

function dayOfClock(clock: Clock, finding: Finding, context: Context): string | null {
  if (clock === 'first-seen') return firstSeenOn(finding, context) ?? null;
  if (finding.kind !== 'vulnerability') return null;
  if (clock === DISCLOSED) return disclosedOn(finding);
  return hasFix(finding) ? fixedSince(finding, fixSeenOn(finding, context)) : '';
}

/** What the state does not know of was first seen today. */
function fixSeenOn(finding: Finding, { history, today }: Context): string | null {
  return history === null ? null : findDay(historyOf(history, finding)?.fixSeen || today);
}

/** The day since which it has been this bad; null where nothing is known of another severity. */
function severitySince(finding: Finding, { history, today }: Context): string | null {
  const entry: HistoryOf | null = history === null ? null : historyOf(history, finding);
  if (entry === null) return null;
  const isWorse = compareSeverity(finding.severity, entry.severity) < 0;
  if (isWorse) return today;
  // The first severity is no worse one.
  return entry.severitySince > entry.firstSeen ? findDay(entry.severitySince) : null;
}

/** Hundred years: dates have four digits for the year. */
const MOST_DAYS = 36_500;

interface Told {
  readonly context: Context;
  readonly notes: readonly string[];
}

/** CISA's date is the last day, whenever the clocks of the rule began. */
function untilDate(
  { clock, warnDays }: Timeline,
  { dueAt, addedAt, dataAt }: KnownExploited,
  { context, notes }: Told,
): Timed {
  const daysLeft = daysBetween(context.today, dueAt);
  const isOver = daysLeft < 0;
  const isSoon = !isOver && daysLeft < warnDays;
  const due: Due = { at: dueAt, daysLeft, isSoon, clock, used: 'cisa', since: addedAt };
  const left = isOver ? `${count(-daysLeft)} over` : `${count(daysLeft)} left`;
  const source = `CISA’s catalogue of ${dataAt.slice(0, 10) || 'an unknown day'}`;
  return { outcome: isOver ? 'block' : 'warn', due, notes: [...notes, `due ${dueAt} by ${source}, ${left}`] };
}

function toTimed(timeline: Timeline, days: number, start: Start, { context, notes }: Told): Timed {
  const { clock, warnDays } = timeline;
  const { day, used } = start;
  const told = [...notes, ...start.notes];
  if (day === null) {
    const due: Due = { at: context.today, daysLeft: 0, isSoon: true, clock, used, since: '' };
    return { outcome: 'block', due, notes: [...told, `${CLOCKS[used]} is unknown: it is due now`] };
  }
  if (day === '') {
    const due: Due = { at: '', daysLeft: 0, isSoon: false, clock, used, since: '' };
    return { outcome: 'warn', due, notes: [...told, 'there is no fix yet: its time has not begun'] };
  }
  const at = addDays(day, Math.min(days, MOST_DAYS));
  const daysLeft = daysBetween(context.today, at);
  const isOver = daysLeft < 0 || days === 0;
  const due: Due = { at, daysLeft, isSoon: !isOver && daysLeft < warnDays, clock, used, since: day };
  return { outcome: isOver ? 'block' : 'warn', due, notes: [...told, spell(days, due, isOver)] };
}

function spell(days: number, { at, daysLeft, since, used }: Due, isOver: boolean): string {
  if (days === 0) return `no days are left from ${SINCE[used]} (${since})`;
  const left = isOver ? `${count(-daysLeft)} over` : `${count(daysLeft)} left`;
  return `${count(days)} from ${SINCE[used]} (${since}): due ${at}, ${left}`;
}

const SINCE: Readonly<Record<Due['used'], string>> = {
  'fix-available': 'when its fix was out',
  disclosed: 'its disclosure',
  'first-seen': 'when it was first seen here',
  cisa: 'CISA’s date',
};

function count(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
