import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SchemeId } from '../model/advisory.ts';
import { isSameVersion } from './same-version.ts';
import { toUtc } from './utc.ts';
import { isInVers } from './vers.ts';

describe('isInVers', () => {
  const table: readonly (readonly [
    scheme: SchemeId | null,
    vers: string,
    inside: string,
    outside: string,
  ])[] = [
    ['semver', 'vers:npm/1.2.3', '1.2.3', '1.2.4'],
    ['semver', 'vers:npm/=1.2.3', 'v1.2.3', '1.2.2'],
    ['semver', 'vers:npm/>=1.0.0|<2.0.0', '1.0.0 1.9.9', '0.9.9 2.0.0 2.0.1'],
    ['semver', 'vers:npm/>1.0.0|<=2.0.0', '1.0.1 2.0.0', '1.0.0 2.0.1'],
    [
      'semver',
      'vers:npm/<1.0.0|>=2.0.0|<3.0.0|>=4.0.0',
      '0.1.0 2.5.0 4.0.0 9.0.0',
      '1.0.0 1.5.0 3.0.0 3.9.0',
    ],
    ['semver', 'vers:npm/<2.0.0|!=1.5.0', '1.4.0 1.6.0', '1.5.0 2.0.0'],
    ['semver', 'vers:npm/!=1.5.0', '1.4.0', '1.5.0'],
    ['semver', 'vers:npm/1.0.0|>=2.0.0', '1.0.0 3.0.0', '1.5.0'],
    ['semver', 'vers:npm/*', '1.0.0', ''],
    ['deb', 'vers:deb/<1%3A2.0-1', '9.0-1 1:1.9-1', '1:2.0-1'],
    ['pep440', 'vers:pypi/>=1.0|<1.1', '1.0 1.0.5', '1.1 1.0rc1'],
    [null, 'vers:x/1.0', '1.0', '1.1 2'],
  ];
  for (const [scheme, vers, inside, outside] of table) {
    it(vers, () => {
      for (const version of inside.split(' '))
        assert.ok(isInVers(version, vers, scheme), `${version} is in it`);
      for (const version of outside.split(' ').filter(Boolean))
        assert.ok(!isInVers(version, vers, scheme), `${version} is not`);
    });
  }

  const unreadable = [
    '',
    '1.0',
    'vers:',
    'vers:npm',
    'vers:npm/',
    'vers:npm/|',
    'vers:npm/<',
    'vers:npm/*|1',
    'vers:npm/%',
    'vers:npm/>=1.0.0|>=2.0.0',
    'vers:npm/<1.0.0|<2.0.0',
  ];
  for (const vers of unreadable)
    it(`holds nothing: ${vers}`, () => assert.ok(!isInVers('1.5.0', vers, 'semver')));

  it('holds no version that cannot be compared', () => {
    assert.ok(!isInVers('nonsense', 'vers:npm/<2.0.0', 'semver'));
    assert.ok(!isInVers('1.0', 'vers:x/<2.0', null));
  });
});

describe('isSameVersion', () => {
  const same: readonly (readonly [scheme: SchemeId | null, a: string, b: string, isSame: boolean])[] = [
    ['rpm', '1.0-1', '2:1.0-1', true],
    ['rpm', '1:1.0-1', '2:1.0-1', false],
    ['deb', '1.0-1', '1:1.0-1', false],
    ['deb', '0:1.0-1', '1.0-1', true],
    ['semver', 'v1.0.0', '1.0.0', true],
    ['semver', '1.0.0+a', '1.0.0+b', false],
    ['golang', 'v1.2.3', '1.2.3', true],
    ['golang', 'go1.22.1', '1.22.1', true],
    ['maven', '1.0', '1.0.0', true],
    [null, '1.0', '1.0', true],
    [null, '1.0', '1.0.0', false],
    ['semver', 'x', 'y', false],
  ];
  for (const [scheme, a, b, isSame] of same)
    it(`${a}, ${b} of ${scheme}`, () => assert.equal(isSameVersion(scheme, a, b), isSame));
});

describe('toUtc', () => {
  const table: readonly (readonly [text: string, utc: string])[] = [
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05.123456789+02:00', '2026-01-02T01:04:05.123Z'],
    ['2026-01-02t03:04:05z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02 03:04', '2026-01-02T03:04:00.000Z'],
    ['2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['9999-12-31T23:59:59-12:00', ''],
    ['2026-13-01', ''],
    ['yesterday', ''],
    ['', ''],
    ['1', ''],
  ];
  for (const [text, utc] of table) it(text, () => assert.equal(toUtc(text), utc));
});
