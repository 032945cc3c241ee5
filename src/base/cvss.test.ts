import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { scoreOf } from './cvss.ts';
import { cvssVersion } from './cvss-version.ts';

const V3 = 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const V4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';

/** Scores as first.org's calculators and examples give them. */
const VALID: readonly (readonly [string, number])[] = [
  [`CVSS:3.1/${V3}`, 9.8],
  [`CVSS:3.0/${V3}`, 9.8],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
  ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8],
  ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N', 3.7],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
  [V4, 9.3],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0],
  ['CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.7],
  ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 7.5],
  ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 10],
  ['AV:N/AC:M/Au:N/C:N/I:P/A:N', 4.3],
  ['AV:L/AC:H/Au:N/C:C/I:C/A:C', 6.2],
];

const INVALID: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['only a prefix', 'CVSS:3.1/'],
  ['a missing base metric', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H'],
  ['a metric given twice', `CVSS:3.1/${V3}/A:H`],
  ['an unknown metric', `CVSS:3.1/${V3}/Q:X`],
  ['an unknown value', `CVSS:3.1/${V3.replace('AV:N', 'AV:Z')}`],
  ['an inherited name', `CVSS:3.1/${V3}/constructor:x`],
  ['an unknown version', `CVSS:3.2/${V3}`],
  ['no prefix at version 3', V3],
  ['a metric of another version', `CVSS:3.1/${V3.replace('PR:N', 'Au:N')}`],
  ['two slashes at the end', `CVSS:3.1/${V3}//`],
  ['an empty metric', `CVSS:3.1//${V3}`],
  ['lower case', `CVSS:3.1/${V3}`.toLowerCase()],
  ['a word', 'HIGH'],
  ['a number', '9.8'],
  ['more than a vector', `CVSS:3.1/${V3}${'/E:X'.repeat(100)}`],
];

describe('CVSS vectors', () => {
  for (const [vector, score] of VALID) {
    test(`${vector} scores ${score}`, () => {
      assert.equal(scoreOf(vector), score);
      assert.equal(scoreOf(vector), score, 'the second time too');
      assert.equal(scoreOf(`${vector}/`), score, 'with a slash at the end');
    });
  }

  for (const [what, vector] of INVALID) {
    test(`refuses ${what}`, () => assert.equal(scoreOf(vector), null));
  }

  test('takes metrics in any order, and the base metrics alone', () => {
    assert.equal(scoreOf(`CVSS:3.1/${V3.split('/').toReversed().join('/')}`), 9.8);
    assert.equal(scoreOf(`CVSS:3.1/${V3}/E:U/RL:O/MAV:P/CR:L`), 9.8);
    assert.equal(scoreOf(`${V4}/E:U/MSI:S/U:Clear`), 9.3);
    assert.equal(scoreOf('AV:N/AC:L/Au:N/C:P/I:P/A:P/E:POC/CDP:LM'), 7.5);
  });

  test('names the version', () => {
    assert.equal(cvssVersion(V4), '4.0');
    assert.equal(cvssVersion(`CVSS:3.1/${V3}`), '3.1');
    assert.equal(cvssVersion(`CVSS:3.0/${V3}`), '3.0');
    assert.equal(cvssVersion('AV:N/AC:L/Au:N/C:P/I:P/A:P'), '2.0');
    assert.equal(cvssVersion(''), null);
  });

  test('gives a score or null on anything', () => {
    const part = fc.constantFrom(
      'CVSS:3.1',
      'CVSS:4.0',
      'AV:N',
      'AC:L',
      'PR:N',
      'S:U',
      'C:H',
      '',
      ':',
      'x',
      '__proto__:x',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const score = scoreOf(parts.join('/'));
        assert.ok(score === null || (score >= 0 && score <= 10));
      }),
    );
  });
});
