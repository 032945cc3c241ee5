import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layerInfo } from '../../test/read-layers.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { emptyContents } from './layer-contents.ts';
import { collectOutcomes } from './outcomes.ts';
import type { LayerSource } from './source.ts';

function layer(index: number): LayerSource {
  const bytes = { kind: 'file', path: 'x', offsetBytes: 0, sizeBytes: 1 } as const;
  return { info: layerInfo(index), bytes, digest: null, diffId: null };
}

describe('outcomes', () => {
  it('have room for what the layers below leave, whichever came first', () => {
    const outcomes = collectOutcomes({ ...DEFAULT_LIMITS, imageFactBytes: 100 });
    const put = (one: LayerSource, factBytes: number): void => {
      const contents = { ...emptyContents(one.info, { low: 1, high: 2 }, []), factBytes };
      outcomes.put(one, { kind: 'contents', contents });
    };
    const layers = [0, 1, 2, 3].map(layer);
    put(layers[2]!, 30);
    assert.deepEqual(layers.map(outcomes.roomFor), [100, 100, 100, 70]);
    put(layers[0]!, 60);
    assert.deepEqual(layers.map(outcomes.roomFor), [100, 40, 40, 10]);
    outcomes.put(layers[1]!, { kind: 'crashed', message: 'no' });
    assert.deepEqual(layers.map(outcomes.roomFor), [100, 40, 40, 10]);
    put(layers[3]!, 11);
    const told = layers.map((one) => {
      const outcome = outcomes.byLayer.get(one)!;
      return outcome.kind === 'contents' ? outcome.contents.problems.map(({ code }) => code) : [];
    });
    assert.deepEqual(told, [[], [], [], ['image-too-rich']]);
  });
});
