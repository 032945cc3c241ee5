import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { advisory, osPackage, range, testEcosystems, upTo } from '../../test/advisories.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import type { Advisory, AffectedRange, SchemeId } from '../model/advisory.ts';
import { getScheme, schemes } from '../version/list.ts';
import { createLikeness } from './alike.ts';
import { type MatchBounds, type MatchResult, matchPackages } from './match.ts';
import { judgeVersion } from './range.ts';

/** Versions of the scheme's own table, and some that nobody can read. */
function versionsOf(id: SchemeId): readonly string[] {
  const text = readFileSync(new URL(`../version/fixtures/${id}.txt`, import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const known = lines.flatMap((line) => line.split(/ [<=>] /)).filter((version) => version !== '');
  return [...new Set([...known, '1.0+x', '1.0+y', '1.2.3 ', 'no version', '1.5 or so'])];
}

/** What two advisories say of a version, apart from its name. */
function told(version: string, advisories: readonly Advisory[]): string {
  return JSON.stringify(advisories.map((a) => judgeVersion(version, a)));
}

describe('versions that are judged alike', () => {
  for (const { id } of schemes) {
    test(`${id}: have one outcome under every advisory`, () => {
      const pool = versionsOf(id);
      const readable = pool.filter((version) => {
        try {
          return getScheme(id).compare(version, version) === 0;
        } catch {
          return false;
        }
      });
      const bound = fc.constantFrom(...readable);
      const held: fc.Arbitrary<AffectedRange> = fc.oneof(
        fc.tuple(fc.option(bound), fc.option(bound)).map(([from, to]) => range(from, to)),
        bound.map((last) => upTo(last)),
      );
      const record = fc.record({
        ranges: fc.array(held, { maxLength: 3 }),
        versions: fc.array(bound, { maxLength: 3 }),
      });
      const day = fc.constantFrom('', '2021-08-24T00:00:00Z');
      fc.assert(
        fc.property(fc.array(record, { maxLength: 4 }), day, (records, publishedAt) => {
          const advisories = records.map((parts, i) =>
            advisory({ id: `X-${i}`, scheme: id, publishedAt, ...parts }),
          );
          const likeness = createLikeness(advisories);
          const outcomes = new Map<string, string>();
          for (const version of pool) {
            const like = likeness(version);
            const outcome = told(version, advisories);
            assert.equal(outcomes.get(like) ?? outcome, outcome, `${version} under ${like}`);
            outcomes.set(like, outcome);
          }
        }),
        { numRuns: 60 },
      );
    });
  }
});

const linux = { namespace: 'debian:12', name: 'linux' };

/** As many packages, each with another version of one source. */
function manyVersions(count: number, toVersion: (i: number) => string) {
  return Array.from({ length: count }, (_, i) =>
    osPackage('dpkg', 'p', toVersion(i), { source: { name: 'linux', version: toVersion(i) } }),
  );
}

/** `looks`: how often a version was held against an advisory. */
function manyFlaws(count: number): { readonly advisories: readonly Advisory[]; looks(): number } {
  let looks = 0;
  const advisories = Array.from({ length: count }, (_, i) => {
    const ranges = [range(null, `6.1.${i % 20}-1`)];
    const parts = advisory({ id: `CVE-2024-${1000 + i}`, key: linux, scheme: 'deb', state: 'fixed' });
    return {
      ...parts,
      get ranges() {
        looks++;
        return ranges;
      },
    };
  });
  return { advisories, looks: () => looks };
}

function match(
  packages: ReturnType<typeof manyVersions>,
  advisories: readonly Advisory[],
  bounds: Partial<MatchBounds['limits']> = {},
  isLate = (): boolean => false,
): MatchResult {
  const lookup = { find: () => advisories, has: () => true };
  return matchPackages(packages, testEcosystems, lookup, {
    limits: { ...DEFAULT_LIMITS, ...bounds },
    isLate,
    countsDeclared: false,
  });
}

describe('very many versions of one source', () => {
  test('cost no more than the gaps between the bounds of its advisories', () => {
    const { advisories, looks } = manyFlaws(200);
    const { findings, problems } = match(
      manyVersions(5000, (i) => `6.2~${i}-1`),
      advisories,
    );
    assert.deepEqual([findings, problems], [[], []]);
    assert.ok(looks() < 20 * advisories.length, `${looks()} looks`);
  });

  test('keep each its own version and fix', () => {
    const { advisories } = manyFlaws(1);
    const { findings } = match(
      manyVersions(100, (i) => `6.1.0~${i}-1`),
      advisories,
    );
    const [finding] = findings;
    assert.equal(finding?.instances.length, 100);
    for (const { version, evidence } of finding!.instances)
      assert.equal(evidence[0]?.comparedVersion, version);
  });

  test('beyond the limit on comparisons are named, and the others are judged', () => {
    const { advisories } = manyFlaws(10);
    const packages = manyVersions(4, (i) => `6.1.${i}~1-1`);
    assert.deepEqual(match(packages, advisories, { comparisons: 40 }).problems, []);
    const { findings, problems } = match(packages, advisories, { comparisons: 39 });
    assert.deepEqual(
      problems.map(({ code, effect }) => [code, effect]),
      [['too-many-comparisons', 'incomplete']],
    );
    assert.match(problems[0]!.message, /1 packages .*pkg:deb\/debian\/p@6\.1\.3~1-1/);
    assert.match(problems[0]!.wayOut, /--limit comparisons=/);
    assert.equal(findings[0]?.instances.length, 1);
    assert.equal(findings.length, 10);
  });

  test('end when the time of the scan is over, with a problem', () => {
    const { advisories } = manyFlaws(10);
    const packages = manyVersions(50, (i) => `6.1.0~${i}-1`);
    for (const [steps, told] of [
      [20, 0],
      [55, 5],
    ] as const) {
      let left = steps;
      const { findings, problems } = match(packages, advisories, {}, () => --left < 0);
      assert.equal(findings.length, told);
      assert.deepEqual(
        problems.map(({ code, effect }) => [code, effect]),
        [['total-time-limit', 'incomplete']],
      );
      assert.match(problems[0]!.wayOut, /--limit total-time=/);
    }
  });

  test('that nobody can read are told, each once', () => {
    const { advisories } = manyFlaws(10);
    const { problems } = match(
      manyVersions(50, (i) => `6.1_${i}`),
      advisories,
    );
    assert.equal(problems.length, 50);
  });
});
