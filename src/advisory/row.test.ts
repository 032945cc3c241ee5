import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { advisory } from '../../test/advisories.ts';
import { type Advisory, type AffectedRange, SCHEME_IDS } from '../model/advisory.ts';
import { SEVERITIES } from '../model/severity.ts';
import { pageOf } from './page.ts';
import { parseRow, parseRows, toRow } from './row.ts';

const key = { namespace: 'npm', name: 'left' };

const PLAIN = { noNullPrototype: true } as const;
const bound = fc.oneof(fc.constant(null), fc.string());
const ranges: fc.Arbitrary<AffectedRange> = fc.oneof(
  fc.record({ introduced: bound, fixed: bound, lastAffected: fc.constant(null) }, PLAIN),
  fc.record({ introduced: bound, fixed: fc.constant(null), lastAffected: bound }, PLAIN),
);
const advisories: fc.Arbitrary<Advisory> = fc.record(
  {
    id: fc.string(),
    aliases: fc.array(fc.string()),
    feed: fc.constantFrom('osv', 'debian', 'alpine'),
    key: fc.constant(key),
    scheme: fc.constantFrom(...SCHEME_IDS),
    ranges: fc.array(ranges),
    versions: fc.array(fc.string()),
    state: fc.constantFrom('fixed', 'affected', 'not-affected', 'will-not-fix'),
    title: fc.string({ unit: 'binary' }),
    severities: fc.array(
      fc.record(
        {
          source: fc.string(),
          severity: fc.constantFrom(...SEVERITIES),
          score: fc.oneof(fc.constant(null), fc.constantFrom(0, 5.9, 10)),
          vector: fc.string(),
        },
        PLAIN,
      ),
    ),
    scope: fc.record(
      {
        arches: fc.array(fc.constantFrom('x86_64', 'aarch64')),
        moduleStream: fc.constantFrom(null, '', 'nodejs:18'),
        stream: fc.constantFrom('', 'esm-infra'),
      },
      PLAIN,
    ),
    publishedAt: fc.constantFrom('', '2024-05-01T00:00:00Z', 'a'),
    fixedAt: fc.constantFrom('', '2024-05-01T00:00:00Z', 'b'),
    withdrawnAt: fc.string(),
    knownExploited: fc.boolean(),
    informational: fc.string(),
    url: fc.string(),
  },
  PLAIN,
);

describe('rows', () => {
  test('give back any advisory', () => {
    fc.assert(
      fc.property(advisories, (given) => {
        const row = toRow(given);
        assert.ok(!/[\n\t]/.test(row));
        assert.deepEqual(parseRow(row, key), given);
        assert.deepEqual(parseRows(`${row}\n${row}`, key), [given, given]);
      }),
    );
  });

  test('leave out what is at its default, and the page that the id tells', () => {
    const url = pageOf('osv', 'GHSA-1');
    assert.equal(toRow(advisory({ id: 'GHSA-1', key, url })), '["GHSA-1","osv","semver","affected"]');
    const fixed = { introduced: null, fixed: '1.0.0', lastAffected: null };
    assert.equal(
      toRow(advisory({ id: 'GHSA-1', key, url, state: 'fixed', ranges: [fixed] })),
      '["GHSA-1","osv","semver","fixed",[[null,"1.0.0"]]]',
    );
  });

  const BAD = [
    '',
    '{}',
    '[]',
    '[1,"osv","semver","fixed"]',
    '["a","osv","roman","fixed"]',
    '["a","osv","semver","maybe"]',
    '["a","osv","semver","fixed",[7]]',
    '["a","osv","semver","fixed",[[7]]]',
    '["a","osv","semver","fixed",[],[],[["GHSA","bad"]]]',
    '["a","osv","semver","fixed",[],[],[["GHSA","high","9"]]]',
    '["a","osv","semver","fixed",[],[],[],"2024-05-01T00:00:00Z",2]',
  ];
  for (const text of BAD) {
    test(`${text || 'nothing'} is no row`, () => {
      assert.throws(() => parseRow(text, key));
    });
  }
});
