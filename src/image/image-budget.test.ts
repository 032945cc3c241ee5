import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layerInfo, memoryLayer, textReader } from '../../test/read-layers.ts';
import { file, layer, whiteout } from '../../test/tar-builder.ts';
import { DEFAULT_LIMITS, type Limits, UNREPEATABLE_CODES } from '../base/limits.ts';
import { readableWithin, withinImageBudget } from './image-budget.ts';
import { createBudget, overStoredLimit, plainAllowance } from './layer-budget.ts';
import type { LayerContents } from './layer-contents.ts';
import { readLayer } from './read-layer.ts';
import type { LayerSource } from './source.ts';

const READER = textReader('every', /./);

function limited(limits: Partial<Limits>): Limits {
  return { ...DEFAULT_LIMITS, ...limits };
}

function stored(index: number, sizeBytes: number): LayerSource {
  const bytes = { kind: 'file', path: 'x', offsetBytes: 0, sizeBytes } as const;
  return { info: layerInfo(index), bytes, digest: null, diffId: null };
}

function codesOf(layers: readonly LayerSource[]): string[] {
  return layers.map(({ bytes }) => (bytes.kind === 'unreadable' ? bytes.problem.code : ''));
}

async function contentsOf(index: number): Promise<LayerContents> {
  const tar = layer([file(`f${index}`, 'x'), whiteout(`w${index}`)]);
  return readLayer(memoryLayer(tar, index), [READER], DEFAULT_LIMITS);
}

describe('budget of a layer', () => {
  it('lets pass what is at the limit, and names what is one beyond it, once', () => {
    const budget = createBudget(limited({ layerPlainBytes: 10, layerStoredBytes: 5 }), 5);
    assert.deepEqual([budget.stored(5), budget.plain(4), budget.plain(6)], [null, null, null]);
    assert.equal(budget.plain(1)?.code, 'layer-too-large');
    assert.equal(budget.stored(1)?.code, 'layer-stored-limit');
    assert.deepEqual([budget.plain(1), budget.stored(1)], [null, null]);
  });

  it('judges the ratio above its floor only', () => {
    const limits = limited({ layerRatio: 3, layerRatioFloorBytes: 100 });
    assert.deepEqual(
      [0, 33, 34, 50, 2 ** 40].map((size) => plainAllowance(limits, size)),
      [100, 100, 102, 150, DEFAULT_LIMITS.layerPlainBytes],
    );
    const budget = createBudget(limits, 50);
    assert.deepEqual([budget.plain(150), budget.plain(1)?.code], [null, 'layer-ratio-limit']);
  });

  it('goes by what has come where the stored size is not known', () => {
    const budget = createBudget(limited({ layerRatio: 3, layerRatioFloorBytes: 100 }), -1);
    budget.stored(40);
    assert.equal(budget.plain(120), null);
    budget.stored(10);
    assert.deepEqual([budget.plain(30), budget.plain(1)?.code], [null, 'layer-ratio-limit']);
  });

  it('says of a known size before anything is read', () => {
    const limits = limited({ layerStoredBytes: 5 });
    assert.equal(overStoredLimit(stored(0, 5), limits), null);
    const problem = overStoredLimit(stored(2, 6), limits);
    assert.deepEqual([problem?.code, problem?.layerIndex], ['layer-stored-limit', 2]);
    assert.match(problem?.wayOut ?? '', /--limit layer-stored=/);
  });
});

describe('budget of an image', () => {
  it('leaves out layers beyond their number, and beyond their stored bytes, from the base upwards', () => {
    const layers = [3, 4, 5].map((size, index) => stored(index, size));
    assert.deepEqual(codesOf(readableWithin(layers, limited({ imageLayers: 3 }))), ['', '', '']);
    const two = readableWithin(layers, limited({ imageLayers: 2 }));
    assert.deepEqual(codesOf(two), ['', '', 'image-layers-limit']);
    assert.deepEqual(codesOf(readableWithin(layers, limited({ imageStoredBytes: 12 }))), ['', '', '']);
    const bytes = readableWithin(layers, limited({ imageStoredBytes: 6 }));
    assert.deepEqual(codesOf(bytes), ['', 'image-stored-limit', 'image-stored-limit']);
    const single = readableWithin(layers, limited({ layerStoredBytes: 4 }));
    assert.deepEqual(codesOf(single), ['', '', 'layer-stored-limit']);
  });

  for (const [key, code, sizeOf] of [
    ['imagePlainBytes', 'image-plain-limit', (l: LayerContents) => l.plainBytes],
    ['imageEntries', 'image-entries-limit', (l: LayerContents) => l.entries],
    ['imageFactBytes', 'image-too-rich', (l: LayerContents) => l.factBytes],
  ] as const) {
    it(`${key}: at the limit all, one beyond it what the last layer holds is left out`, async () => {
      const layers = await Promise.all([0, 1, 2].map(contentsOf));
      const total = layers.reduce((sum, one) => sum + sizeOf(one), 0);
      assert.deepEqual(withinImageBudget(layers, limited({ [key]: total })), layers);
      const [first, second, third] = withinImageBudget(layers, limited({ [key]: total - 1 }));
      assert.deepEqual([first, second], layers.slice(0, 2));
      assert.deepEqual([third!.facts, third!.whiteouts], [[], ['w2']]);
      assert.deepEqual(
        third!.problems.map((p) => [p.code, p.effect, p.layerIndex]),
        [[code, 'incomplete', 2]],
      );
      assert.ok(UNREPEATABLE_CODES.has(code), 'and so is not kept in the cache');
    });
  }

  it('keeps of a layer that is too much only as many links as do not matter', async () => {
    const layers = await Promise.all([0, 1].map(contentsOf));
    const links = Array.from({ length: 2000 }, (_, i) => ({ path: `l${i}`, target: 'x' }));
    const many = layers.map((one) => ({ ...one, symlinks: links }));
    const [first, second] = withinImageBudget(many, limited({ imageFactBytes: many[0]!.factBytes }));
    assert.deepEqual([first!.symlinks.length, second!.symlinks.length], [2000, 0]);
    assert.deepEqual(second!.whiteouts, ['w1']);
  });

  it('comes to the same end in whatever order the layers come', async () => {
    const layers = await Promise.all([0, 1, 2, 3, 4].map(contentsOf));
    const most = fc.integer({ min: 0, max: 20 });
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
    fc.assert(
      fc.property(order, most, most, (arrival, entries, facts) => {
        const limits = limited({
          imageEntries: entries,
          imageFactBytes: facts * layers[0]!.factBytes,
          imagePlainBytes: entries * 700,
        });
        let come: readonly LayerContents[] = [];
        for (const index of arrival) {
          const sorted = [...come, layers[index]!].sort((a, b) => a.info.index - b.info.index);
          come = withinImageBudget(sorted, limits);
        }
        const atOnce = withinImageBudget(layers, limits);
        assert.deepEqual([paths(come), codes(come)], [paths(atOnce), codes(atOnce)]);
      }),
    );
  });
});

function paths(layers: readonly LayerContents[]): unknown {
  return layers.map(({ facts }) => facts.map(({ entry }) => entry.path));
}

function codes(layers: readonly LayerContents[]): unknown {
  return layers.map(({ problems }) => problems);
}
