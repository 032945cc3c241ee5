import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arrange } from './arrange.ts';
import { sandboxFence } from './fence.ts';

const MB = 1_000_000;

describe('arranging threads', () => {
  for (const [what, sizes, workers, helpers, helpersOfHeavy] of [
    ['one worker', [900 * MB, 5 * MB], 1, 0, 0],
    ['a small image', [MB, MB, MB], 8, 0, 0],
    ['nothing to read', [], 8, 0, 0],
    ['one large layer', [30 * MB], 8, 0, 0],
    ['two cores', [60 * MB, 50 * MB, 40 * MB], 2, 0, 1],
    ['four cores', [60 * MB, 50 * MB, 40 * MB], 4, 1, 2],
    ['fewer layers than cores', [60 * MB, 50 * MB], 8, 1, 1],
    ['unknown sizes', [Number.MAX_SAFE_INTEGER, 5 * MB], 4, 1, 1],
  ] as const) {
    it(`${what}: ${helpers} helpers, ${helpersOfHeavy} where readers are heavy`, () => {
      assert.deepEqual(arrange(sizes, workers, false), { kind: 'fast', helpers });
      assert.deepEqual(arrange(sizes, workers, true), { kind: 'fast', helpers: helpersOfHeavy });
    });
  }

  it('knows what a Node can deny', () => {
    assert.deepEqual(sandboxFence('26.10.0'), { threads: true, network: true });
    assert.deepEqual(sandboxFence('24.21.0'), { threads: false, network: false });
  });
});
