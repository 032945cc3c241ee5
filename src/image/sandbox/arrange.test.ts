import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arrange } from './arrange.ts';
import { sandboxFence } from './fence.ts';

const MB = 1_000_000;

describe('arranging threads', () => {
  for (const [what, sizes, workers, helpers, inflater] of [
    ['one worker', [900 * MB, 5 * MB], 1, 0, false],
    ['a small image', [MB, MB, MB], 8, 0, false],
    ['nothing to read', [], 8, 0, false],
    ['one large layer', [30 * MB], 2, 0, true],
    ['a dominant layer on two cores', [500 * MB, 20 * MB, 10 * MB], 2, 0, true],
    ['a dominant layer on four', [500 * MB, 20 * MB, 10 * MB], 4, 2, true],
    ['layers alike', [60 * MB, 50 * MB, 40 * MB], 2, 1, false],
    ['fewer layers than cores', [60 * MB, 50 * MB], 8, 1, false],
    ['unknown sizes', [Number.MAX_SAFE_INTEGER, 5 * MB], 2, 0, true],
  ] as const) {
    it(`${what}: ${helpers} helpers, ${inflater ? 'an' : 'no'} inflater`, () => {
      assert.deepEqual(arrange(sizes, workers), { kind: 'fast', helpers, inflater });
    });
  }

  it('knows what a Node can deny', () => {
    assert.deepEqual(sandboxFence('26.10.0'), { threads: true, network: true });
    assert.deepEqual(sandboxFence('24.21.0'), { threads: false, network: false });
  });
});
