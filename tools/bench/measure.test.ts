import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTimes } from './measure.ts';
import { medianOf, medianRatio, slopeOf } from './statistics.ts';
import { toTable } from './text-table.ts';

describe('figures of the benches', () => {
  test('median', () => {
    assert.equal(medianOf([3, 1, 2]), 2);
    assert.equal(medianOf([4, 1, 2, 3]), 2.5);
    assert.equal(medianOf([]), Number.NaN);
    assert.equal(medianRatio([1, 4, 9], [2, 2, 3]), 2);
  });

  test('slope', () => {
    assert.equal(slopeOf([1, 2, 4], [5, 7, 11]), 2);
    assert.equal(slopeOf([0, 1, 2], [0, 2, 1]), 0.5);
  });

  test("the line of bash's time", () => {
    assert.deepEqual(parseTimes('1.500 0.750 0.250\n'), { wallSeconds: 1.5, cpuSeconds: 1 });
    assert.throws(() => parseTimes(''), /no times/);
  });

  test('table', () => {
    assert.deepEqual(toTable(['name', 'n'], [['a', '10'], ['longer']]), [
      'name     n',
      'a       10',
      'longer',
    ]);
  });
});
