import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { SchemeId } from '../../model/advisory.ts';
import { getScheme } from '../../version/list.ts';
import { judgeRange, parseVersionRange } from './version-range.ts';

function judge(version: string, range: string, scheme: SchemeId | null): string {
  return judgeRange(version, parseVersionRange(range)!, scheme);
}

describe('ranges of versions', () => {
  const all: readonly (readonly [version: string, range: string, scheme: SchemeId | null, place: string])[] =
    [
      ['4.17.20', '<4.17.21', 'semver', 'in'],
      ['4.17.21', '<4.17.21', 'semver', 'out'],
      ['4.17.21', '<= 4.17.21', 'semver', 'in'],
      ['1.10.0', '>=1.9 <2', 'semver', 'in'],
      ['1.10.0', '>=1.9, <2', 'semver', 'in'],
      ['2.0.0-rc.1', '<2.0.0', 'semver', 'in'],
      ['3.1', '>=1 <2 || >=3', 'semver', 'in'],
      ['2.5', '>=1 <2 || >=3', 'semver', 'out'],
      ['1.2.3', '1.2.3', 'semver', 'in'],
      ['v1.2.3', '=1.2.3', 'semver', 'in'],
      ['1.2.3', '==1.2.4', 'semver', 'out'],
      ['1:1.2-3~deb12u1', '<1:1.2-3', 'deb', 'in'],
      ['1.2-3', '<1:1.2-3', 'deb', 'in'],
      ['3.1.4-r5', '<3.1.4-r6', 'apk', 'in'],
      ['1.0.post1', '>1.0', 'pep440', 'in'],
      ['2.14.1', '>=2.0-beta9 <2.15.0', 'maven', 'in'],
      ['1.0', '', 'semver', 'in'],
      ['', '', null, 'in'],
      ['x', '<2', 'semver', 'unsure'],
      ['x', 'x', null, 'in'],
      ['x', 'y', null, 'unsure'],
      ['1.0', '<y', 'pep440', 'unsure'],
      ['1.0', '<1 <y', 'pep440', 'out'],
      ['1.0', '1.0 || <y', 'pep440', 'in'],
    ];
  for (const [version, range, scheme, place] of all)
    test(`${version} is ${place} \`${range}\``, () => assert.equal(judge(version, range, scheme), place));

  test('text that is none', () => {
    for (const text of [
      '^1.2',
      '~1.2',
      '1.0 || *',
      '<',
      '<=',
      '>= ',
      '|| 1',
      '1 ||',
      '<1 =',
      '= =',
      '~=1.2',
      '!=1',
      '<<1',
      '=>1',
      '1.2, 1.3',
      '1.2 <2',
    ])
      assert.equal(parseVersionRange(text), null, text);
    assert.equal(parseVersionRange('<1 '.repeat(2000)), null);
  });

  test('the order is that of the scheme', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.'));
    const schemes = fc.constantFrom<SchemeId>('semver', 'deb', 'rpm', 'apk', 'pep440', 'maven', 'golang');
    fc.assert(
      fc.property(version, version, schemes, (a, b, scheme) => {
        const order = getScheme(scheme).compare(a, b);
        const is = (range: string): boolean => judge(a, range, scheme) === 'in';
        assert.deepEqual(
          [is(`<${b}`), is(`<=${b}`), is(`=${b}`), is(`>=${b}`), is(`>${b}`)],
          [order < 0, order <= 0, order === 0, order >= 0, order > 0],
        );
        assert.equal(is(`>=${a} <${b} || >${b}`), order !== 0);
      }),
      { numRuns: 300 },
    );
  });
});
