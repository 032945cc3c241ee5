import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { advisory, range, upTo } from '../../test/advisories.ts';
import type { Advisory } from '../model/advisory.ts';
import { getScheme } from '../version/list.ts';
import { findFixedVersion, judgeVersion } from './range.ts';

type Parts = Partial<Advisory>;

function outcomeOf(version: string, parts: Parts): string {
  const outcome = judgeVersion(version, advisory({ id: 'X-1', ...parts }));
  if (outcome.kind !== 'affected') return outcome.kind;
  if (outcome.listed) return 'listed';
  const { range: held } = outcome;
  return held === null ? 'every' : `${held.introduced ?? ''}..${held.fixed ?? ''}${held.lastAffected ?? ''}`;
}

const TWO_LINES: Parts = { ranges: [range(null, '1.2.5'), range('1.3.0', '1.3.2')] };
const GO: Parts = { scheme: 'golang', publishedAt: '2021-08-24T00:00:00Z' };
const ISTIO = '0.0.0-20220308185742-91533d04e894';

const TABLE: readonly (readonly [string, Parts, string])[] = [
  // half-open, and a union
  ['1.2.4', TWO_LINES, '..1.2.5'],
  ['1.2.5', TWO_LINES, 'unaffected'],
  ['1.2.9', TWO_LINES, 'unaffected'],
  ['1.3.0', TWO_LINES, '1.3.0..1.3.2'],
  ['1.3.2', TWO_LINES, 'unaffected'],
  ['1.3.0-rc.1', TWO_LINES, 'unaffected'],
  ['2.0.0', { ranges: [range('1.0.0', null)] }, '1.0.0..'],
  ['0.9.0', { ranges: [range('1.0.0', null)] }, 'unaffected'],
  ['1.2.0', { ranges: [upTo('1.2.0')] }, '..1.2.0'],
  ['1.2.1', { ranges: [upTo('1.2.0')] }, 'unaffected'],
  // "0" is the beginning, in every scheme
  ['0.0.0-alpha', { ranges: [range('0', '1.0.0')] }, '0..1.0.0'],
  ['0~rc1', { scheme: 'deb', ranges: [range('0', '1')] }, '0..1'],
  // listed versions, in addition
  ['5.0.0', { ranges: [range(null, '1.0.0')], versions: ['5.0.0'] }, 'listed'],
  ['v5.0', { ranges: [range(null, '1.0.0')], versions: ['5.0.0'] }, 'listed'],
  ['5.0.1', { ranges: [range(null, '1.0.0')], versions: ['5.0.0'] }, 'unaffected'],
  ['5.0.1', { versions: ['5.0.0'] }, 'unaffected'],
  // neither: every version, also one that nobody can read
  ['1.0.0', {}, 'every'],
  ['(devel)', {}, 'every'],
  // text that cannot be read
  ['(devel)', { ranges: [range(null, '1.0.0')] }, 'unsure'],
  ['(devel)', { ranges: [range(null, '1.0.0')], versions: ['(devel)'] }, 'listed'],
  ['(devel)', { ranges: [range(null, null)] }, '..'],
  ['(devel)', { versions: ['1.0.0'] }, 'unaffected'],
  ['1.0.0', { ranges: [range('x', '2.0.0')] }, 'unsure'],
  ['3.0.0', { ranges: [range('x', '2.0.0')] }, 'unaffected'],
  ['1.0.0', { ranges: [range('x', '2.0.0'), range('0.9.0', null)] }, '0.9.0..'],
  ['1.0.0', { ranges: [range('2.0.0', 'x')] }, 'unaffected'],
  ['2.0.0-x', { scheme: 'nuget', ranges: [range(null, '2.0.0')] }, '..2.0.0'],
  // there the leading numbers decide, if they differ
  ['1.13.1', { scheme: 'pep440', ranges: [upTo('2.6.0-cu124')] }, '..2.6.0-cu124'],
  ['2.6.0', { scheme: 'pep440', ranges: [upTo('2.6.0-cu124')] }, 'unsure'],
  ['2.6.0.1', { scheme: 'pep440', ranges: [upTo('2.6.0-cu124')] }, 'unsure'],
  ['2.6', { scheme: 'pep440', ranges: [upTo('2.6.0-cu124')] }, 'unsure'],
  ['2.6.1', { scheme: 'pep440', ranges: [upTo('2.6.0-cu124')] }, 'unaffected'],
  ['2004d', { scheme: 'pep440', ranges: [range(null, '2005.1')] }, '..2005.1'],
  ['1!2.0', { scheme: 'pep440', ranges: [range(null, '3.0-x')] }, 'unsure'],
  ['1:2.0', { scheme: 'deb', ranges: [range(null, '3.0-')] }, 'unsure'],
  ['v1.2_3', { ranges: [range('1.0.0', '1.1.0')] }, 'unaffected'],
  ['1.0.0', { scheme: 'nuget', versions: ['1.0.0'] }, 'listed'],
  // PEP 440: the local part counts only where the bound has one
  ['2.5.1+cu118', { scheme: 'pep440', ranges: [upTo('2.5.1')] }, '..2.5.1'],
  ['2.5.1+cu118', { scheme: 'pep440', ranges: [range('2.5.1', '2.6')] }, '2.5.1..2.6'],
  ['2.5.1+cu118', { scheme: 'pep440', ranges: [range(null, '2.5.1')] }, 'unaffected'],
  ['2.5.1+cu118', { scheme: 'pep440', versions: ['2.5.1'] }, 'listed'],
  ['2.5.1+b', { scheme: 'pep440', ranges: [range(null, '2.5.1+c')] }, '..2.5.1+c'],
  // Go modules without a tag
  [ISTIO, { ...GO, ranges: [range(null, '1.9.8')] }, 'unsure'],
  [ISTIO, { ...GO, ranges: [range('1.10.0', '1.12.18')] }, 'unsure'],
  [`v${ISTIO}`, { ...GO, ranges: [range(null, '1.9.8')] }, 'unsure'],
  [ISTIO, { ...GO, publishedAt: '', ranges: [range(null, '1.9.8')] }, 'unsure'],
  [ISTIO, { ...GO, publishedAt: '2023-01-01T00:00:00Z', ranges: [range(null, '1.9.8')] }, '..1.9.8'],
  [ISTIO, { ...GO, publishedAt: '2023-01-01T00:00:00Z', ranges: [range('1.5.0', '1.9.8')] }, 'unaffected'],
  [ISTIO, { ...GO, publishedAt: '2021-01-01T00:00:00Z', ranges: [range('1.5.0', '1.9.8')] }, 'unsure'],
  [
    ISTIO,
    { ...GO, ranges: [range(null, '0.0.0-20220401000000-aaaaaaaaaaaa')] },
    '..0.0.0-20220401000000-aaaaaaaaaaaa',
  ],
  [ISTIO, { ...GO, ranges: [range(null, '0.0.0-20220101000000-aaaaaaaaaaaa')] }, 'unaffected'],
  [ISTIO, { ...GO, ranges: [] }, 'every'],
];

describe('judgeVersion', () => {
  for (const [version, parts, expected] of TABLE) {
    test(`${version} in ${JSON.stringify(parts)}: ${expected}`, () => {
      assert.equal(outcomeOf(version, parts), expected);
    });
  }

  test('agrees with the definition of half-open intervals', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(3)).map(([a, b]) => `${a}.${b}.0`);
    const { compare } = getScheme('semver');
    fc.assert(
      fc.property(
        version,
        fc.array(fc.tuple(version, version), { minLength: 1, maxLength: 4 }),
        (v, pairs) => {
          const affected = pairs.some(([from, to]) => compare(v, from) >= 0 && compare(v, to) < 0);
          const ranges = pairs.map(([from, to]) => range(from, to));
          assert.equal(
            judgeVersion(v, advisory({ id: 'X-1', ranges })).kind,
            affected ? 'affected' : 'unaffected',
          );
        },
      ),
    );
  });
});

const FIXES: readonly (readonly [string, string, readonly Parts[], string])[] = [
  ['the fix of the line', '1.3.1', [TWO_LINES], '1.3.2'],
  ['the fix of the other line', '1.0.0', [TWO_LINES], '1.2.5'],
  ['none for a version that is not affected', '1.2.7', [TWO_LINES], ''],
  ['none without a fix', '1.0.0', [{ ranges: [range(null, null)] }], ''],
  ['none after the last affected version', '1.0.0', [{ ranges: [upTo('1.2.0')] }], ''],
  [
    'the highest of two records',
    '1.0.0',
    [{ ranges: [range(null, '1.2.0')] }, { ranges: [range(null, '1.4.0')] }],
    '1.4.0',
  ],
  ['none if one record knows no fix', '1.0.0', [{ ranges: [range(null, '1.2.0')] }, {}], ''],
  [
    'beyond a fix that is affected again',
    '1.0.0',
    [{ ranges: [range(null, '1.2.0'), range('1.1.0', '1.3.0')] }],
    '1.3.0',
  ],
  [
    'across records that take turns',
    '1.0.0',
    [{ ranges: [range(null, '1.2.0'), range('1.4.0', '1.5.0')] }, { ranges: [range('1.2.0', '1.4.0')] }],
    '1.5.0',
  ],
  [
    'the next one for a listed version',
    '0.9.0',
    [{ ranges: [range('1.0.0', '1.2.0'), range('2.0.0', '2.1.0')], versions: ['0.9.0'] }],
    '1.2.0',
  ],
  ['none for a list alone', '0.9.0', [{ versions: ['0.9.0'] }], ''],
  ['none that cannot be read', '1.0.0', [{ ranges: [range(null, 'x')] }], ''],
  [
    'in the scheme of the record',
    '3.0.11-1~deb12u2',
    [{ scheme: 'deb', ranges: [range(null, '3.0.13-1~deb12u1')] }],
    '3.0.13-1~deb12u1',
  ],
];

describe('findFixedVersion', () => {
  for (const [what, version, parts, fix] of FIXES) {
    test(what, () => {
      const advisories = parts.map((p, i) => advisory({ id: `X-${i}`, ...p }));
      assert.equal(findFixedVersion(version, advisories), fix);
      assert.equal(findFixedVersion(version, advisories.toReversed()), fix, 'in any order');
    });
  }

  test('what it finds is never affected, and ends for any ranges', () => {
    const version = fc.tuple(fc.nat(4), fc.nat(4)).map(([a, b]) => `${a}.${b}.0`);
    const ranges = fc.array(
      fc.tuple(fc.option(version), fc.option(version)).map(([from, to]) => range(from, to)),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(version, fc.array(ranges, { minLength: 1, maxLength: 3 }), (v, lists) => {
        const advisories = lists.map((list, i) => advisory({ id: `X-${i}`, ranges: list }));
        const fix = findFixedVersion(v, advisories);
        if (fix === '') return;
        for (const a of advisories) assert.equal(judgeVersion(fix, a).kind, 'unaffected');
        assert.equal(getScheme('semver').compare(fix, v), 1);
      }),
    );
  });
});
