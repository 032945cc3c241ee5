/** Schemes against what their own tools said of thousands of pairs; tools/version-vectors.ts asked. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { neighbours, toOrdered } from '../../test/version-pairs.ts';
import type { SchemeId } from '../model/advisory.ts';
import { getScheme } from './list.ts';
import { VersionError } from './scheme.ts';

interface Vector {
  readonly a: string;
  readonly b: string;
  readonly order: number;
}

function readVectors(id: SchemeId): readonly Vector[] {
  const text = readFileSync(new URL(`./fixtures/tools/${id}.txt`, import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.flatMap((line) => {
    const [a, ...relations] = line.split(' ');
    return relations.map((relation) => ({
      a: a!,
      b: relation.slice(1),
      order: '<=>'.indexOf(relation[0]!) - 1,
    }));
  });
}

for (const id of ['alpm', 'apk', 'composer', 'deb', 'gem', 'rpm'] as const) {
  describe(`version order: ${id}`, () => {
    const vectors = readVectors(id);
    const scheme = getScheme(id);
    const { compare } = scheme;
    const isVersion = (text: string): boolean => {
      try {
        return compare(text, text) === 0;
      } catch (error) {
        assert.ok(error instanceof VersionError, String(error));
        return false;
      }
    };

    test('there are 3,000 relations, and enough of each', () => {
      assert.ok(vectors.length >= 3000, String(vectors.length));
      for (const order of [-1, 0, 1]) {
        assert.ok(vectors.filter((vector) => vector.order === order).length >= 300, String(order));
      }
    });

    test('is that of the tool, both ways', () => {
      const wrong = vectors.filter(
        ({ a, b, order }) => compare(a, b) !== order || compare(b, a) !== -order + 0,
      );
      assert.deepEqual(wrong, []);
    });

    test('is one order among versions that are near to each other: reflexive, antisymmetric, transitive', () => {
      fc.assert(
        fc.property(neighbours(scheme, 6), ([first, others]) => {
          const all = [first, ...others].map((version) => toOrdered(id, version));
          const sorted = all.filter(isVersion).toSorted(compare);
          for (const [i, a] of sorted.entries()) {
            assert.equal(compare(a, a), 0);
            for (const b of sorted.slice(i)) {
              assert.ok(compare(a, b) <= 0, `${a} | ${b}`);
              assert.equal(compare(a, b) + compare(b, a), 0, `${a} | ${b}`);
            }
          }
          for (const a of sorted)
            for (const b of sorted)
              for (const c of sorted) {
                if (compare(a, b) === 0) assert.equal(compare(a, c), compare(b, c), `${a} | ${b} | ${c}`);
              }
        }),
        { numRuns: 200 },
      );
    });

    test('is refused for what is beyond ASCII, and for control characters', () => {
      for (const { a } of vectors.slice(0, 500)) {
        for (const sign of ['é', '１', '٣', '\u200b', '\u202e', '\0', '\u001b', '😀', '\ud800']) {
          const at = a.length >> 1;
          const text = a.slice(0, at) + sign + a.slice(at);
          assert.throws(() => compare(text, a), VersionError, JSON.stringify(text));
          assert.throws(() => compare(a, text), VersionError);
        }
      }
    });
  });
}
