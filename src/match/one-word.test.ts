import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advisory } from '../../test/advisories.ts';
import { type Advisory, type AdvisoryState, EVERYWHERE } from '../model/advisory.ts';
import { toOneWord } from './one-word.ts';

const CVE = 'CVE-2024-1';
const open = { introduced: null, fixed: null, lastAffected: null };
const fixedIn = (fixed: string): Advisory['ranges'] => [{ introduced: null, fixed, lastAffected: null }];

function record(parts: Partial<Advisory> = {}): Advisory {
  return advisory({
    id: `UBUNTU-${CVE}`,
    scheme: 'deb',
    aliases: [CVE],
    feed: 'ubuntu',
    state: 'affected',
    ranges: [open],
    ...parts,
  });
}

function remark(state: AdvisoryState, parts: Partial<Advisory> = {}): Advisory {
  return advisory({ scheme: 'deb', id: CVE, aliases: [], feed: 'ubuntu', state, ranges: [], ...parts });
}

function notice(parts: Partial<Advisory> = {}): Advisory {
  return advisory({
    scheme: 'deb',
    id: 'USN-1-1',
    aliases: [CVE, 'CVE-2024-2'],
    feed: 'ubuntu',
    state: 'fixed',
    ranges: fixedIn('1.2'),
    fixedAt: '2024-03-01T00:00:00Z',
    ...parts,
  });
}

describe('records of one flaw as one word', () => {
  for (const state of ['will-not-fix', 'fix-deferred', 'end-of-life', 'under-investigation'] as const) {
    it(`affected, and ${state}, is ${state}, with all that the first record says`, () => {
      const whole = record({ title: 'A flaw', publishedAt: '2024-01-01T00:00:00Z' });
      for (const all of [
        [whole, remark(state)],
        [remark(state), whole],
      ])
        assert.deepEqual(toOneWord(all), [{ ...whole, state }]);
    });
  }

  it('a remark of another flaw, pocket or with versions stands beside', () => {
    for (const other of [
      remark('will-not-fix', { id: 'CVE-2024-9' }),
      remark('will-not-fix', { scope: { ...EVERYWHERE, stream: 'esm-apps' } }),
      remark('will-not-fix', { ranges: [{ introduced: '2', fixed: null, lastAffected: null }] }),
    ]) {
      const all = [record(), other];
      assert.deepEqual(toOneWord(all), all);
    }
  });

  it('a remark alone stands; one beside a fix changes nothing', () => {
    const fixed = record({ state: 'fixed', ranges: fixedIn('1.2') });
    for (const all of [[remark('will-not-fix')], [fixed, remark('will-not-fix')]])
      assert.deepEqual(toOneWord(all), all);
  });

  it('a notice dates the fix of the flaw that it names, with the same version', () => {
    const fixed = record({ state: 'fixed', ranges: fixedIn('1.2') });
    const first = notice({ aliases: [CVE] });
    const later = notice({ id: 'USN-1-2', aliases: [CVE], fixedAt: '2024-04-01T00:00:00Z' });
    assert.deepEqual(toOneWord([fixed, later, first]), [
      { ...fixed, aliases: [CVE, 'USN-1-1', 'USN-1-2'], fixedAt: '2024-03-01T00:00:00Z' },
    ]);
    const other = record({ state: 'fixed', ranges: fixedIn('1.3') });
    assert.deepEqual(toOneWord([other, first]), [other]);
  });

  it('a notice has the say of what nothing else is about', () => {
    assert.deepEqual(toOneWord([notice()]), [notice()]);
    const never = remark('not-affected');
    assert.deepEqual(toOneWord([never, notice()]), [never, notice({ aliases: ['CVE-2024-2'] })]);
    const all = [record(), notice({ aliases: [] })];
    assert.deepEqual(toOneWord(all), all);
  });

  it('a record of another pocket leaves the notice as it is', () => {
    const all = [notice(), record({ scope: { ...EVERYWHERE, stream: 'esm-apps' } })];
    assert.deepEqual(toOneWord(all), all);
  });
});
