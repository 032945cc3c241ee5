import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  asked,
  dated,
  evidence,
  flaw,
  instance,
  NOW,
  ranked,
  secret,
  subject,
  timeline,
} from '../../test/policy-cases.ts';
import type { Finding } from '../model/finding.ts';
import type { Due, HistoryOf } from '../model/gate.ts';
import type { Timeline } from '../model/policy.ts';
import { createContext } from './context.ts';
import { judgeTime, type Timed } from './timeline.ts';

interface Case {
  readonly timeline?: Partial<Timeline>;
  readonly finding: Finding;
  /** Null = no state. */
  readonly history?: readonly Partial<HistoryOf>[] | null;
  readonly now?: string;
}

function judge({ timeline: parts = {}, finding, history = null, now = NOW }: Case): Timed {
  const entries = (history ?? []).map((entry) => ({
    key: finding.fingerprint,
    firstSeen: '2026-11-01',
    fixSeen: '',
    severity: finding.severity,
    severitySince: '2026-11-01',
    ...entry,
  }));
  const state = history === null ? null : { reference: 'state.json', entries };
  const context = createContext(subject(), asked({ rules: [], inputs: { history: state } }), now);
  return judgeTime(timeline(parts), ranked(finding), context);
}

type Row = readonly [
  what: string,
  given: Case,
  outcome: Timed['outcome'],
  due: Partial<Due> | null,
  note?: RegExp,
];

const FIX: Partial<Timeline> = { clock: 'fix-available' };
const SEEN: Partial<Timeline> = { clock: 'first-seen' };
const OLD = '2025-01-01';
/** Of two places the first was fixed early, by one of two advisories, and the second late. */
const TWO = flaw({
  instances: [
    instance({
      fixedVersion: '2',
      evidence: [
        evidence({ fixedVersion: '2', fixedAt: '2026-09-09' }),
        evidence({ fixedVersion: '2', fixedAt: '2026-09-01', publishedAt: '2026-08-01' }),
        evidence({ fixedAt: '2026-01-01' }),
      ],
    }),
    instance({ fixedVersion: '3', evidence: [evidence({ fixedVersion: '3', fixedAt: '2026-11-20' })] }),
    instance(),
  ],
});

/** In CISA's catalogue, with this date. */
function listed(dueAt: string): ReturnType<typeof dated> {
  const source = { feed: 'kev', dataAt: '2026-11-20T00:00:00Z' };
  const listing = { id: 'CVE-2024-1', addedAt: '2026-11-01', dueAt, ransomware: false, ...source };
  return dated('2026-11-20', null, { knownExploited: true, listing });
}

const CISA: Pick<Timeline, 'days'> = { days: [{ for: 'known-exploited', days: 'cisa' }] };

const TABLE: readonly Row[] = [
  [
    'time is left',
    { finding: dated('2026-11-01', null) },
    'warn',
    { at: '2026-12-01', daysLeft: 7, isSoon: false },
  ],
  [
    'the last day',
    { finding: dated('2026-10-25', null) },
    'warn',
    { at: '2026-11-24', daysLeft: 0 },
    /0 days left/,
  ],
  [
    'the day after',
    { finding: dated('2026-10-24', null) },
    'block',
    { at: '2026-11-23', daysLeft: -1 },
    /1 day over/,
  ],
  [
    'the last second of the last day',
    { finding: dated('2026-10-25T23:59:59Z', null), now: '2026-11-24T23:59:59Z' },
    'warn',
    { daysLeft: 0 },
  ],
  [
    'the next second',
    { finding: dated('2026-10-25', null), now: '2026-11-25T00:00:00Z' },
    'block',
    { daysLeft: -1 },
  ],
  [
    'early warning',
    { finding: dated('2026-11-01', null), timeline: { warnDays: 8 } },
    'warn',
    { daysLeft: 7, isSoon: true },
  ],
  [
    'not early yet',
    { finding: dated('2026-11-01', null), timeline: { warnDays: 7 } },
    'warn',
    { daysLeft: 7, isSoon: false },
  ],
  [
    'no days: at once, also on the first day',
    { finding: dated('2026-11-24', null), timeline: { days: [{ for: 'any', days: 0 }] } },
    'block',
    { at: '2026-11-24', daysLeft: 0, isSoon: false },
    /no days are left/,
  ],
  [
    'days without end',
    { finding: dated('2026-11-24', null), timeline: { days: [{ for: 'any', days: 1e12 }] } },
    'warn',
    { at: '2126-10-31' },
  ],
  [
    'a state with a day that is none gives no time',
    { finding: dated(OLD, null), timeline: SEEN, history: [{ firstSeen: 'soon' }] },
    'block',
    { since: OLD, used: 'disclosed' },
    /first seen here is unknown/,
  ],
  [
    'the first allowance that fits, not the longest',
    {
      finding: dated('2026-11-01', null, { severity: 'critical' }),
      timeline: {
        days: [
          { for: 'high', days: 1 },
          { for: 'critical', days: 7 },
          { for: 'any', days: 90 },
        ],
      },
    },
    'block',
    { at: '2026-11-08' },
    /7 days from its disclosure/,
  ],
  [
    'by tier',
    { finding: dated('2026-11-01', null), timeline: { days: [{ for: 'soon', days: 60 }] } },
    'warn',
    { at: '2026-12-31' },
  ],
  [
    'by exploitation',
    {
      finding: dated('2026-11-20', null, { knownExploited: true }),
      timeline: {
        days: [
          { for: 'known-exploited', days: 3 },
          { for: 'any', days: 60 },
        ],
      },
    },
    'block',
    { at: '2026-11-23' },
  ],
  [
    'no allowance fits: no time',
    { finding: dated('2026-11-20', null), timeline: { days: [{ for: 'low', days: 60 }] } },
    'block',
    null,
    /no days are given for it/,
  ],
  [
    'until CISA’s date',
    { finding: listed('2026-11-24'), timeline: CISA },
    'warn',
    { at: '2026-11-24', daysLeft: 0, used: 'cisa', since: '2026-11-01' },
    /due 2026-11-24 by CISA’s catalogue of 2026-11-20, 0 days left/,
  ],
  [
    'after CISA’s date',
    { finding: listed('2026-11-23'), timeline: CISA },
    'block',
    { at: '2026-11-23', daysLeft: -1, used: 'cisa' },
    /1 day over/,
  ],
  [
    'CISA gives no date: the next that fits, and said',
    { finding: listed(''), timeline: { days: [...CISA.days, { for: 'any', days: 60 }] } },
    'warn',
    { at: '2027-01-19', used: 'disclosed' },
    /the date that CISA gives is unknown; 60 days/,
  ],
  [
    'CISA’s date is not in the data: the next that fits, and said',
    {
      finding: dated('2026-11-20', null, { knownExploited: true }),
      timeline: {
        days: [
          { for: 'known-exploited', days: 'cisa' },
          { for: 'any', days: 60 },
        ],
      },
    },
    'warn',
    { at: '2027-01-19', used: 'disclosed' },
    /the date that CISA gives is unknown; 60 days/,
  ],
  [
    'CISA’s date alone: no time',
    {
      finding: dated('2026-11-20', null, { knownExploited: true }),
      timeline: { days: [{ for: 'known-exploited', days: 'cisa' }] },
    },
    'block',
    null,
    /the date that CISA gives is unknown/,
  ],
  [
    'from the fix',
    { finding: dated(OLD, '2026-11-01'), timeline: FIX },
    'warn',
    { since: '2026-11-01', used: 'fix-available', clock: 'fix-available' },
  ],
  ['from a fix 31 days ago', { finding: dated(OLD, '2026-10-24'), timeline: FIX }, 'block', { daysLeft: -1 }],
  [
    'no fix: its time has not begun',
    { finding: dated(OLD, null), timeline: FIX },
    'warn',
    { at: '', daysLeft: 0, since: '', used: 'fix-available' },
    /has not begun/,
  ],
  [
    'no fix, known since long ago',
    { finding: dated(OLD, null), timeline: FIX, history: [{}] },
    'warn',
    { at: '' },
  ],
  [
    'the latest of the fixes, each by its earliest day; places without one do not count',
    { finding: TWO, timeline: FIX },
    'warn',
    { since: '2026-11-20' },
  ],
  [
    'a fix of unknown day: as the state saw it',
    { finding: dated(OLD, ''), timeline: FIX, history: [{ fixSeen: '2026-11-10' }] },
    'warn',
    { since: '2026-11-10', used: 'fix-available' },
  ],
  [
    'a fix of unknown day that the state does not know yet: today',
    { finding: dated(OLD, ''), timeline: FIX, history: [] },
    'warn',
    { since: '2026-11-24', used: 'fix-available' },
  ],
  [
    'a fix of unknown day without a state: from its disclosure, and said',
    { finding: dated('2026-11-20', ''), timeline: FIX },
    'warn',
    { since: '2026-11-20', used: 'disclosed', clock: 'fix-available' },
    /the day of the fix is unknown: counted from the day on which it was disclosed/,
  ],
  [
    'what the data say comes before what the state saw',
    { finding: dated(OLD, '2026-11-01'), timeline: FIX, history: [{ fixSeen: '2026-11-20' }] },
    'warn',
    { since: '2026-11-01' },
  ],
  [
    'first seen',
    { finding: dated(OLD, null), timeline: SEEN, history: [{}] },
    'warn',
    { since: '2026-11-01' },
  ],
  [
    'first seen today',
    { finding: dated(OLD, null), timeline: SEEN, history: [] },
    'warn',
    { since: '2026-11-24', daysLeft: 30 },
  ],
  [
    'first seen without a state: from its disclosure, and said',
    { finding: dated(OLD, null), timeline: SEEN },
    'block',
    { since: OLD, used: 'disclosed', clock: 'first-seen' },
    /first seen here is unknown/,
  ],
  [
    'no day at all: due now, and said',
    { finding: dated('', null), timeline: SEEN },
    'block',
    { at: '2026-11-24', daysLeft: 0, since: '', isSoon: true, used: 'disclosed' },
    /disclosed is unknown: it is due now/,
  ],
  ['a secret has no disclosure', { finding: secret() }, 'block', { since: '' }, /due now/],
  ['a secret has no fix', { finding: secret(), timeline: FIX }, 'block', { since: '' }, /due now/],
  [
    'a secret is first seen',
    { finding: secret(), timeline: SEEN, history: [{}] },
    'warn',
    { since: '2026-11-01' },
  ],
  [
    'a worse severity restarts nothing',
    {
      finding: dated(OLD, null),
      timeline: SEEN,
      history: [{ firstSeen: '2026-01-01', severitySince: '2026-11-20' }],
    },
    'block',
    { since: '2026-01-01' },
  ],
  [
    'a worse severity restarts the days where the rule says so',
    {
      finding: dated(OLD, null),
      timeline: { ...SEEN, restartOnSeverity: true },
      history: [{ firstSeen: '2026-01-01', severitySince: '2026-11-20' }],
    },
    'warn',
    { since: '2026-11-20', used: 'first-seen' },
    /severity got worse on 2026-11-20/,
  ],
  [
    'a severity that got worse today',
    {
      finding: dated(OLD, null, { severity: 'critical' }),
      timeline: { ...SEEN, restartOnSeverity: true },
      history: [{ firstSeen: '2026-01-01', severity: 'low' }],
    },
    'warn',
    { since: '2026-11-24' },
  ],
  [
    'a severity that it had from the beginning restarts nothing',
    {
      finding: dated('2026-01-01', null),
      timeline: { restartOnSeverity: true },
      history: [{ firstSeen: '2026-11-20', severitySince: '2026-11-20' }],
    },
    'block',
    { since: '2026-01-01' },
  ],
  [
    'without a state no severity can have changed',
    { finding: dated('2026-01-01', null), timeline: { restartOnSeverity: true } },
    'block',
    { since: '2026-01-01' },
  ],
];

describe('timelines', () => {
  for (const [what, given, outcome, due, note = /(?:)/] of TABLE) {
    test(what, () => {
      const timed = judge(given);
      assert.equal(timed.outcome, outcome, JSON.stringify(timed));
      if (due === null) assert.equal(timed.due, null);
      else assert.partialDeepStrictEqual(timed.due, due);
      assert.match(timed.notes.join('; '), note);
    });
  }

  test('a time that is not in UTC is an error', () => {
    for (const now of ['', 'today', '2026-11-24', '2026-11-24T00:30:00+02:00', '2026-02-30T00:00:00Z'])
      assert.throws(() => judge({ finding: flaw(), now }), RangeError);
  });

  test('the words name the day on which it began, the days and what is left', () => {
    const notes = judge({ finding: dated(OLD, '2026-11-01'), timeline: FIX }).notes;
    assert.deepEqual(notes, ['30 days from when its fix was out (2026-11-01): due 2026-12-01, 7 days left']);
  });
});
