/** `within`: the days that a rule leaves before it blocks. */
import type { Allowance, Clock, Timeline } from '../../model/policy.ts';
import { SEVERITIES } from '../../model/severity.ts';
import { findField } from '../fields.ts';
import { entriesAt, fieldsAt } from './read-tree.ts';
import { daysAt, textAt, wordAt } from './read-values.ts';
import { addFlaw, hintFor, quoted, type Reading, type Spot } from './spot.ts';

export const TIMELINE_KEYS: readonly string[] = ['days', 'from', 'warn-before', 'restart-on'];
export const CLOCKS: readonly Clock[] = ['fix-available', 'disclosed', 'first-seen'];

/** Whom days can be given for, in the order in which they are documented. */
export const ALLOWANCE_WORDS: readonly string[] = [
  'known-exploited',
  ...SEVERITIES,
  ...(findField('rank')?.words ?? []),
  'any',
];

const WARN_DAYS = 3;

/** Null where it cannot be read. */
export function parseTimeline(reading: Reading, spot: Spot): Timeline | null {
  const fields = fieldsAt(reading, spot, '`within`', TIMELINE_KEYS);
  if (fields === null) return null;
  const days = parseDaysFor(reading, spot, fields.get('days'));
  const from = fields.get('from');
  const clock =
    from === undefined
      ? addFlaw(reading, spot, '`from` is missing: when do the days begin?', `use ${CLOCKS.join(', ')}`)
      : wordAt(reading, from, CLOCKS, 'clock');
  const restart = wordAt(reading, fields.get('restart-on'), ['severity', 'nothing'], 'reason to begin anew');
  const warnDays = daysAt(reading, fields.get('warn-before'), WARN_DAYS);
  if (days === null || clock === null) return null;
  return { clock, days, warnDays, restartOnSeverity: restart === 'severity' };
}

function parseDaysFor(reading: Reading, parent: Spot, spot: Spot | undefined): readonly Allowance[] | null {
  if (spot === undefined) return addFlaw(reading, parent, '`days` is missing', 'write days: 30');
  if (spot.tree.kind === 'text') return [{ for: 'any', days: daysAt(reading, spot, 0) }];
  const entries = entriesAt(reading, spot, 'days, or a list of whom they are for');
  if (entries === null) return null;
  if (entries.size === 0) return addFlaw(reading, spot, 'there are no days', 'write days: 30');
  const allowances = [...entries].flatMap(([name, value]) => parseAllowance(reading, name, value) ?? []);
  checkOrder(reading, spot, allowances);
  return allowances;
}

function parseAllowance(reading: Reading, name: string, spot: Spot): Allowance | null {
  if (!ALLOWANCE_WORDS.includes(name)) {
    const what = `days cannot be given for ${quoted(name)}`;
    return addFlaw(reading, spot, what, () => hintFor(name, ALLOWANCE_WORDS));
  }
  if (spot.tree.kind === 'text' && spot.tree.text === 'cisa') {
    if (name === 'known-exploited') return { for: name, days: 'cisa' };
    const what = 'only what is known to be exploited has a date in that catalogue';
    return addFlaw(reading, spot, what, 'write known-exploited: cisa');
  }
  return textAt(reading, spot) === null ? null : { for: name, days: daysAt(reading, spot, 0) };
}

/** The first that fits gives the days. */
function checkOrder(reading: Reading, spot: Spot, allowances: readonly Allowance[]): void {
  const any = allowances.findIndex((allowance) => allowance.for === 'any');
  if (any < 0 || any === allowances.length - 1) return;
  const after = allowances[any + 1]!.for;
  addFlaw(reading, spot, `the days of ${after} are never reached: any comes before it`, 'put any last');
}
