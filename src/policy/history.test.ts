import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { flaw, secret, waiverFault } from '../../test/policy-cases.ts';
import type { Finding } from '../model/finding.ts';
import { vulnerabilityFingerprint } from '../model/fingerprint.ts';
import type { HistoryOf } from '../model/gate.ts';
import { SEVERITIES } from '../model/severity.ts';
import { historyOf, indexHistory, mergeHistory, updateHistory } from './history.ts';

const day = fc.constantFrom('', '2026-01-01', '2026-01-02', '2026-02-01');
const entry: fc.Arbitrary<HistoryOf> = fc.record(
  {
    key: fc.constantFrom('v1:a', 'v1:b', 'v1:c'),
    firstSeen: day,
    fixSeen: day,
    severity: fc.constantFrom(...SEVERITIES),
    severitySince: day,
  },
  { noNullPrototype: true },
);
const entries = fc.array(entry, { maxLength: 6 });

describe('mergeHistory', () => {
  test('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(entries, entries, entries, (a, b, c) => {
        assert.deepEqual(mergeHistory(a, b), mergeHistory(b, a));
        assert.deepEqual(mergeHistory(mergeHistory(a, b), c), mergeHistory(a, mergeHistory(b, c)));
        assert.deepEqual(mergeHistory(mergeHistory(a, b), b), mergeHistory(a, b));
      }),
    );
  });

  test('never makes a day later, and is sorted by key', () => {
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        const merged = mergeHistory(a, b);
        assert.deepEqual(
          merged.map(({ key }) => key),
          [...new Set([...a, ...b].map(({ key }) => key))].sort(),
        );
        for (const { key, firstSeen, fixSeen } of [...a, ...b]) {
          const kept = merged.find((one) => one.key === key)!;
          assert.ok(firstSeen === '' || kept.firstSeen <= firstSeen);
          assert.ok(fixSeen === '' || (kept.fixSeen !== '' && kept.fixSeen <= fixSeen));
        }
      }),
    );
  });
});

const KNOWN: HistoryOf = {
  key: flaw().fingerprint,
  firstSeen: '2026-01-01',
  fixSeen: '',
  severity: 'high',
  severitySince: '2026-01-01',
};
const NOW = '2026-06-01T23:00:00Z';
const TODAY = '2026-06-01';

const UPDATES: readonly (readonly [
  what: string,
  finding: Finding,
  known: Partial<HistoryOf> | null,
  Partial<HistoryOf>,
])[] = [
  ['what is new', flaw(), null, { firstSeen: TODAY, fixSeen: '', severity: 'high', severitySince: TODAY }],
  ['what is new and has a fix', flaw({ fixedVersion: '2' }), null, { fixSeen: TODAY }],
  ['what is known', flaw(), {}, KNOWN],
  ['a fix that is new', flaw({ fixedVersion: '2' }), {}, { firstSeen: '2026-01-01', fixSeen: TODAY }],
  ['a fix that was seen', flaw({ fixedVersion: '2' }), { fixSeen: '2026-02-01' }, { fixSeen: '2026-02-01' }],
  [
    'days that are yet to come',
    flaw({ fixedVersion: '2' }),
    { firstSeen: '2099-01-01', fixSeen: '2099-01-01', severitySince: '2099-01-01' },
    { firstSeen: TODAY, fixSeen: TODAY, severitySince: TODAY },
  ],
  ['a fix that was taken back', flaw(), { fixSeen: '2026-02-01' }, { fixSeen: '2026-02-01' }],
  [
    'a severity that got worse',
    flaw({ severity: 'critical' }),
    {},
    { severity: 'critical', severitySince: TODAY },
  ],
  [
    'a severity that got better',
    flaw({ severity: 'low' }),
    {},
    { severity: 'low', severitySince: '2026-01-01' },
  ],
  ['an entry without a day', flaw(), { firstSeen: '' }, { firstSeen: TODAY }],
  ['a secret', secret(), null, { key: secret().fingerprint, firstSeen: TODAY }],
];

describe('updateHistory', () => {
  for (const [what, finding, known, expected] of UPDATES) {
    test(what, () => {
      const updated = updateHistory(known === null ? null : [{ ...KNOWN, ...known }], [finding], NOW);
      assert.equal(updated.length, 1);
      assert.partialDeepStrictEqual(updated[0], expected);
    });
  }

  test('keeps nothing of other findings, and nothing of waivers', () =>
    assert.deepEqual(updateHistory([KNOWN], [waiverFault()], NOW), []));

  test('twice on one day is once', () => {
    const once = updateHistory(null, [flaw(), secret()], NOW);
    assert.deepEqual(updateHistory(once, [secret(), flaw()], NOW), once);
  });

  test('a flaw under another name keeps its day', () => {
    const renamed = flaw({ id: 'CVE-2026-7', aliases: ['CVE-2024-1'] });
    const [updated] = updateHistory([KNOWN], [renamed], NOW);
    assert.equal(updated?.key, renamed.fingerprint);
    assert.equal(updated?.firstSeen, '2026-01-01');
  });
});

describe('historyOf', () => {
  test('the earliest day of all names wins', () => {
    const alias = {
      ...KNOWN,
      key: vulnerabilityFingerprint('GHSA-1', 'pkg:npm/lib'),
      firstSeen: '2025-05-05',
    };
    const history = indexHistory([KNOWN, alias]);
    assert.equal(historyOf(history, flaw())?.firstSeen, '2026-01-01');
    assert.equal(historyOf(history, flaw({ aliases: ['GHSA-1'] }))?.firstSeen, '2025-05-05');
    assert.equal(historyOf(history, flaw({ aliases: ['GHSA-1'], packagePurl: 'pkg:npm/other' })), null);
  });

  test('what was never seen has none', () => assert.equal(historyOf(indexHistory([]), flaw()), null));
});
