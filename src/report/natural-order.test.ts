import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareNaturally } from './natural-order.ts';

const LESS = `
1.9 < 1.10
1.2.3 < 1.2.4
2.9.10.8 < 2.10.0
1.0~rc1 < 1.0
3.0.11-1~deb12u2 < 3.0.13-1~deb12u1
9.9 < 1:0.1
1.0 < 1.0a
1.0a < 1.0b
1.36.1-r9 < 1.36.1-r29
1.0 < 1.0.1
99999999999999999998 < 99999999999999999999
v1.9.0 < v1.10.0
`;

describe('compareNaturally', () => {
  for (const row of LESS.trim().split('\n')) {
    const [a, b] = row.split(' < ') as [string, string];
    it(row, () => {
      assert.ok(compareNaturally(a, b) < 0);
      assert.ok(compareNaturally(b, a) > 0);
    });
  }

  it('is an order of any text', () => {
    const version = fc.string({
      unit: fc.constantFrom('0', '1', '9', '.', '-', '~', 'a', 'Z', ':', '+', 'é'),
    });
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        assert.equal(Math.sign(compareNaturally(a, b)), -Math.sign(compareNaturally(b, a)) || 0);
        const sorted = [a, b, c].sort(compareNaturally);
        assert.deepEqual([c, b, a].sort(compareNaturally), sorted);
        assert.ok(compareNaturally(sorted[0]!, sorted[2]!) <= 0);
      }),
      { numRuns: 500 },
    );
  });
});
