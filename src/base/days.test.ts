import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { addDays, daysBetween, findDay, isDay } from './days.ts';

describe('days', () => {
  for (const day of ['2026-01-31', '2024-02-29', '2000-02-29', '2026-12-01', '0001-01-01'])
    test(`${day} is a day`, () => assert.ok(isDay(day)));

  for (const text of [
    '',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    ' 2026-01-01',
    '2026-01-01T00:00:00Z',
    '+12026-01-01',
  ])
    test(`"${text}" is none`, () => assert.ok(!isDay(text)));

  test('are those that the calendar has', () => {
    const parts = fc.tuple(fc.integer({ min: 1000, max: 9999 }), fc.nat(13), fc.nat(32));
    fc.assert(
      fc.property(parts, ([year, month, day]) => {
        const text = [year, month, day].map((n) => String(n).padStart(2, '0')).join('-');
        const time = Date.parse(`${text}T00:00:00Z`);
        assert.equal(isDay(text), !Number.isNaN(time) && new Date(time).toISOString().startsWith(text));
      }),
    );
  });

  test('of times', () => {
    assert.equal(findDay('2026-11-24T23:59:59.999Z'), '2026-11-24');
    assert.equal(findDay('2026-11-24'), '2026-11-24');
    for (const none of ['', 'soon', '2026-02-30T00:00:00Z']) assert.equal(findDay(none), null);
  });

  test('are counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (days) => {
        assert.equal(daysBetween('2026-11-24', addDays('2026-11-24', days)), days);
      }),
    );
    assert.equal(addDays('2026-02-28', 1), '2026-03-01');
    assert.equal(daysBetween('2026-03-01', '2026-02-28'), -1);
    assert.equal(addDays('never', 1), '');
    for (const days of [1e7, -1e7, 1e12, Number.NaN]) assert.equal(addDays('2026-11-24', days), '');
  });
});
