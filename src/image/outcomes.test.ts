import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layerInfo } from '../../test/read-layers.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { emptyContents } from './layer-contents.ts';
import { collectOutcomes, type Outcomes } from './outcomes.ts';
import type { LayerSource } from './source.ts';

const ENTRY = { path: 'a', type: 'file', sizeBytes: 0, mode: 0, uid: 0, gid: 0, linkTarget: '' } as const;

function layer(index: number): LayerSource {
  const bytes = { kind: 'file', path: 'x', offsetBytes: 0, sizeBytes: 1 } as const;
  return { info: layerInfo(index), bytes, digest: null, diffId: null };
}

const layers = [0, 1, 2, 3].map(layer);

function put(outcomes: Outcomes, index: number, factBytes: number): void {
  const { info } = layers[index]!;
  const facts = [{ readerId: 'r', entry: ENTRY, fact: 'much' }];
  const contents = { ...emptyContents(info, { low: 1, high: 2 }, []), factBytes, facts };
  outcomes.put(layers[index]!, { kind: 'contents', contents });
}

/** Of those that came, base first: how many facts are held of each. */
function held({ byLayer }: Outcomes): (number | null)[] {
  return layers.map((one) => {
    const outcome = byLayer.get(one);
    return outcome?.kind === 'contents' ? outcome.contents.facts.length : null;
  });
}

describe('outcomes', () => {
  it('have room for what the layers below leave, and leave out those above before it comes', () => {
    const outcomes = collectOutcomes({ ...DEFAULT_LIMITS, imageFactBytes: 100 });
    put(outcomes, 3, 50);
    put(outcomes, 1, 50);
    assert.deepEqual(held(outcomes), [null, 1, null, 1]);
    assert.equal(outcomes.reserve(layers[2]!, 51), false);
    assert.deepEqual(held(outcomes), [null, 1, null, 0]);
    assert.equal(outcomes.reserve(layers[2]!, 50), true);
    put(outcomes, 2, 50);
    assert.equal(outcomes.reserve(layers[0]!, 100), true);
    assert.deepEqual(held(outcomes), [null, 0, 0, 0]);
    assert.equal(outcomes.reserve(layers[0]!, 101), false);
    put(outcomes, 0, 100);
    assert.deepEqual(held(outcomes), [1, 0, 0, 0]);
  });

  it('lose nothing while there is room', () => {
    const outcomes = collectOutcomes({ ...DEFAULT_LIMITS, imageFactBytes: 100 });
    put(outcomes, 3, 50);
    assert.equal(outcomes.reserve(layers[0]!, 50), true);
    assert.deepEqual(held(outcomes), [null, null, null, 1]);
  });
});
