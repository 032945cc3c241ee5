import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { versionText } from '../../test/version-text.ts';
import { SCHEME_IDS } from '../model/advisory.ts';
import { getScheme, schemes } from './list.ts';
import { type Scheme, VersionError } from './scheme.ts';

const SIGNS = { '<': -1, '=': 0, '>': 1 } as const;

function readTable(id: string): readonly (readonly [string, keyof typeof SIGNS, string])[] {
  const text = readFileSync(new URL(`./fixtures/${id}.txt`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const match = /^(.*\S) ([<=>]) (.*)$/.exec(line);
      assert.ok(match, `not a relation: ${line}`);
      return [match[1]!, match[2] as keyof typeof SIGNS, match[3]!];
    });
}

/** -1, 0, 1 or, for text that is no version, the word `unreadable`; any other error fails. */
function outcome(scheme: Scheme, a: string, b: string): number | 'unreadable' {
  try {
    return scheme.compare(a, b);
  } catch (error) {
    assert.ok(error instanceof VersionError, String(error));
    assert.equal(error.scheme, scheme.id);
    return 'unreadable';
  }
}

test('schemes are sorted by id, and each is found by it', () => {
  const ids = schemes.map((s) => s.id);
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(new Set(ids).size, ids.length);
  for (const scheme of schemes) assert.equal(getScheme(scheme.id), scheme);
});

test('a scheme that is not built says so', () => {
  const unbuilt = SCHEME_IDS.filter((id) => !schemes.some((scheme) => scheme.id === id));
  for (const id of unbuilt) assert.throws(() => getScheme(id), VersionError);
});

for (const scheme of schemes) {
  describe(`scheme ${scheme.id}`, () => {
    const table = readTable(scheme.id);

    test(`agrees with ${table.length} written relations, both ways`, () => {
      assert.ok(table.length >= 30);
      for (const [a, sign, b] of table) {
        assert.equal(scheme.compare(a, b), SIGNS[sign], `${a} ${sign} ${b}`);
        assert.equal(scheme.compare(b, a), SIGNS[sign] === 0 ? 0 : -SIGNS[sign], `${b} against ${a}`);
      }
    });

    test('orders everything in its table without contradiction', () => {
      const all = [...new Set(table.flatMap(([a, , b]) => [a, b]))];
      for (const a of all) {
        assert.equal(scheme.compare(a, a), 0, a);
        for (const b of all) assert.equal(scheme.compare(a, b) + scheme.compare(b, a), 0, `${a} | ${b}`);
      }
    });

    test('is antisymmetric and transitive', () => {
      const version = versionText(scheme.id);
      fc.assert(
        fc.property(version, version, version, (a, b, c) => {
          const [x, y, z] = [a, b, c].toSorted((p, q) => scheme.compare(p, q)) as [string, string, string];
          assert.ok(scheme.compare(x, y) <= 0 && scheme.compare(y, z) <= 0 && scheme.compare(x, z) <= 0);
          assert.equal(scheme.compare(x, z) + scheme.compare(z, x), 0);
          if (scheme.compare(x, y) === 0) assert.equal(scheme.compare(x, z), scheme.compare(y, z));
        }),
        { numRuns: 500 },
      );
    });

    test('throws VersionError and nothing else on anything', () => {
      const text = fc.oneof(
        fc.string({ unit: 'binary-ascii', maxLength: 40 }),
        fc.string({ unit: fc.constantFrom(...'0123456789.-+~^_:!abrcv \u0000é'), maxLength: 40 }),
      );
      fc.assert(
        fc.property(text, text, (a, b) => {
          const forth = outcome(scheme, a, b);
          const back = outcome(scheme, b, a);
          if (typeof forth === 'number') assert.equal(forth + Number(back), 0);
          else assert.equal(back, 'unreadable');
        }),
        { numRuns: 500 },
      );
    });

    test('refuses empty text and ends on very long text', () => {
      assert.throws(() => scheme.compare('', '1'), VersionError);
      for (const piece of ['1-', '1.', 'a1', '1~', '_p', '0', '9']) {
        const long = `1${piece.repeat(50_000)}1`;
        outcome(scheme, long, `${long}2`);
      }
    });
  });
}
