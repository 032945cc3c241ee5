import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { finding } from '../../test/findings.ts';
import type { Finding } from '../model/finding.ts';
import { rankFindings } from './rank.ts';

const FIX = '2.0';

const TIERS: readonly (readonly [what: string, parts: Parameters<typeof finding>[0], tier: string])[] = [
  ['exploited', { severity: 'low', knownExploited: true }, 'act-now'],
  ['critical with a fix', { severity: 'critical', fixedVersion: FIX }, 'soon'],
  ['high with a fix', { severity: 'high', fixedVersion: FIX }, 'soon'],
  ['critical without a fix', { severity: 'critical' }, 'planned'],
  ['medium with a fix', { severity: 'medium', fixedVersion: FIX }, 'planned'],
  ['medium without a fix', { severity: 'medium' }, 'watch'],
  ['low with a fix', { severity: 'low', fixedVersion: FIX }, 'watch'],
  ['negligible', { severity: 'negligible', fixedVersion: FIX }, 'watch'],
  ['unknown', { severity: 'unknown', fixedVersion: FIX }, 'watch'],
  [
    'exploited, but not counted',
    { severity: 'critical', knownExploited: true, standing: 'vendor-not-affected' },
    'watch',
  ],
  ['critical in headers', { severity: 'critical', fixedVersion: FIX, standing: 'informational' }, 'watch'],
];

describe('rank', () => {
  for (const [what, parts, tier] of TIERS) {
    test(`${what}: ${tier}`, () => assert.equal(rankFindings([finding(parts)])[0]?.tier, tier));
  }

  test('exploited first, then tier, severity, score, package, id', () => {
    const expected = [
      finding({ id: 'A', severity: 'medium', knownExploited: true }),
      finding({ id: 'B', severity: 'critical', score: 9.9, fixedVersion: FIX }),
      finding({ id: 'C', severity: 'critical', score: 9.1, fixedVersion: FIX }),
      finding({ id: 'D', severity: 'critical', fixedVersion: FIX }),
      finding({ id: 'E', severity: 'high', packagePurl: 'pkg:npm/a', fixedVersion: FIX }),
      finding({ id: 'A', severity: 'high', packagePurl: 'pkg:npm/b', fixedVersion: FIX }),
      finding({ id: 'B', severity: 'high', packagePurl: 'pkg:npm/b', fixedVersion: FIX }),
      finding({ id: 'F', severity: 'critical' }),
      finding({ id: 'G', severity: 'critical', standing: 'informational' }),
      finding({ id: 'H', severity: 'low' }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(expected, { minLength: expected.length }), (shuffled: Finding[]) => {
        assert.deepEqual(
          rankFindings(shuffled).map((r) => r.finding),
          expected,
        );
      }),
    );
  });
});
