import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { advisory } from '../../test/advisories.ts';
import type { Advisory } from '../model/advisory.ts';
import { groupFlaws, speaksOf } from './flaws.ts';

/** `GHSA-1 = CVE-1 CVE-2`: a record and its aliases. */
function record(text: string): Advisory {
  const [id, aliases = ''] = text.split(' = ');
  return advisory({ id: id!, aliases: aliases.split(' ').filter((a) => a !== '') });
}

/** `CVE-1 (GHSA-1): GHSA-1 PYSEC-1`: id, aliases, records. */
function group(hits: readonly string[], others: readonly string[] = []): string[] {
  const records = hits.map(record);
  const flaws = groupFlaws(records, [...records, ...others.map(record)]);
  return flaws.map(
    ({ id, aliases, advisories }) =>
      `${id} (${aliases.join(' ')}): ${[...advisories]
        .map((a) => a.id)
        .sort()
        .join(' ')}`,
  );
}

const TABLE: readonly (readonly [string, readonly string[], readonly string[], readonly string[]])[] = [
  ['one record', ['X-1'], [], ['X-1 (): X-1']],
  ['CVE before GHSA', ['GHSA-1 = CVE-2024-1'], [], ['CVE-2024-1 (GHSA-1): GHSA-1']],
  ['GHSA before others', ['PYSEC-1 = GHSA-1'], [], ['GHSA-1 (PYSEC-1): PYSEC-1']],
  ['the own id else', ['RUSTSEC-1 = A-1'], [], ['RUSTSEC-1 (A-1): RUSTSEC-1']],
  [
    'records of one CVE',
    ['GHSA-1 = CVE-2024-1', 'PYSEC-1 = CVE-2024-1'],
    [],
    ['CVE-2024-1 (GHSA-1 PYSEC-1): GHSA-1 PYSEC-1'],
  ],
  [
    'a chain over a GHSA',
    ['GHSA-1 = CVE-2024-1', 'PYSEC-1 = GHSA-1'],
    [],
    ['CVE-2024-1 (GHSA-1 PYSEC-1): GHSA-1 PYSEC-1'],
  ],
  [
    'a long chain',
    ['A-1 = A-2', 'A-3 = A-4', 'A-2 = A-3', 'A-4 = GHSA-9'],
    [],
    ['GHSA-9 (A-1 A-2 A-3 A-4): A-1 A-2 A-3 A-4'],
  ],
  ['two GHSA: the first', ['GHSA-2 = GHSA-1'], [], ['GHSA-1 (GHSA-2): GHSA-2']],
  [
    'two CVEs in one record are two flaws',
    ['GHSA-1 = CVE-2024-1 CVE-2024-2'],
    [],
    ['CVE-2024-1 (GHSA-1): GHSA-1', 'CVE-2024-2 (GHSA-1): GHSA-1'],
  ],
  [
    'two CVEs never merge over a shared record',
    ['GHSA-1 = CVE-2024-1 CVE-2024-2', 'PYSEC-1 = CVE-2024-1', 'PYSEC-2 = CVE-2024-2'],
    [],
    ['CVE-2024-1 (GHSA-1 PYSEC-1): GHSA-1 PYSEC-1', 'CVE-2024-2 (GHSA-1 PYSEC-2): GHSA-1 PYSEC-2'],
  ],
  [
    'a record without CVE speaks of all CVEs of its group',
    ['GHSA-1 = CVE-2024-1 CVE-2024-2', 'PYSEC-1 = GHSA-1'],
    [],
    ['CVE-2024-1 (GHSA-1 PYSEC-1): GHSA-1 PYSEC-1', 'CVE-2024-2 (GHSA-1 PYSEC-1): GHSA-1 PYSEC-1'],
  ],
  [
    'the id comes from a record that does not match, too',
    ['PYSEC-1 = GHSA-1'],
    ['GHSA-1 = CVE-2024-1'],
    ['CVE-2024-1 (GHSA-1 PYSEC-1): PYSEC-1'],
  ],
  [
    'unrelated records',
    ['GHSA-1', 'GHSA-2', 'CVE-2024-1'],
    ['GHSA-3 = CVE-2024-3'],
    ['CVE-2024-1 (): CVE-2024-1', 'GHSA-1 (): GHSA-1', 'GHSA-2 (): GHSA-2'],
  ],
  ['a record that names itself', ['CVE-2024-1 = CVE-2024-1'], [], ['CVE-2024-1 (): CVE-2024-1']],
];

describe('flaws', () => {
  for (const [what, hits, others, flaws] of TABLE) {
    test(what, () => {
      assert.deepEqual(group(hits, others), flaws);
      assert.deepEqual(group(hits.toReversed(), others.toReversed()), flaws, 'in any order');
    });
  }

  test('every hit is in a flaw, no flaw holds two CVEs', () => {
    const id = fc.constantFrom('CVE-2024-1', 'CVE-2024-2', 'GHSA-1', 'GHSA-2', 'A-1', 'A-2', 'A-3');
    const records = fc.array(
      fc
        .tuple(id, fc.uniqueArray(id, { maxLength: 3 }))
        .map(([own, aliases]) => advisory({ id: own, aliases })),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(records, (hits) => {
        const flaws = groupFlaws(hits, hits);
        for (const hit of hits) assert.ok(flaws.some((f) => f.advisories.has(hit)));
        for (const f of flaws) assert.ok(!f.aliases.some((a) => a.startsWith('CVE-') || a === f.id));
        assert.equal(new Set(flaws.map((f) => f.id)).size, flaws.length);
      }),
    );
  });

  test('a statement about one CVE does not speak of another that shares its GHSA', () => {
    const [first, second] = groupFlaws([record('GHSA-1 = CVE-2024-1 CVE-2024-2')], []);
    const statement = record('CVE-2024-1 = GHSA-1');
    assert.equal(speaksOf(statement, first!), true);
    assert.equal(speaksOf(statement, second!), false);
    assert.equal(speaksOf(record('ALPINE-1 = GHSA-1'), second!), true);
    assert.equal(speaksOf(record('CVE-2024-9'), second!), false);
  });
});
