import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_LIMITS, LIMIT_KEYS, LIMITS, type LimitUnit, layerLimits } from '../base/limits.ts';
import { collectLimits, limitText } from './limit-values.ts';

describe('limits on the command line', () => {
  it('have one name each', () => {
    assert.equal(new Set(LIMIT_KEYS.map((key) => LIMITS[key].name)).size, LIMIT_KEYS.length);
  });

  for (const [text, limits] of [
    ['layer-entries=5M', { layerEntries: 5_000_000 }],
    ['layer-entries=20k,path-depth=7', { layerEntries: 20_000, pathDepth: 7 }],
    ['Header=1KiB , header=2kib', { headerBytes: 2048 }],
    ['layer-plain=1.5GiB', { layerPlainBytes: 1.5 * 2 ** 30 }],
    ['document=100', { documentBytes: 100 }],
    ['file-time=250ms', { fileMs: 250 }],
    ['total-time=2h', { totalMs: 7_200_000 }],
    ['', {}],
  ] as const) {
    it(text || '(empty)', () => assert.deepEqual(collectLimits(text, undefined), limits));
  }

  it('add up, the last value of a name counts', () => {
    const first = collectLimits('path-depth=7,link-hops=3', undefined);
    assert.deepEqual(collectLimits('path-depth=8', first), { pathDepth: 8, linkHops: 3 });
  });

  for (const [text, message] of [
    ['layer-entrys=5', /"layer-entrys" is no limit: did you mean "layer-entries"\?/],
    ['colour=5', /see `plimsoll help limits`/],
    ['__proto__=5', /is no limit/],
    ['layer-entries', /"" is no value of layer-entries: write 5000, 20k or 5M/],
    ['layer-entries=0', /write at least 1/],
    ['layer-entries=-1', /is no value/],
    ['layer-entries=1e9', /is no value/],
    ['layer-plain=1GB', /write 500MiB/],
    ['layer-plain=999999TiB', /write less/],
    ['layer-ratio=2k', /write 200/],
    ['file-time=60', /write 500ms, 10s/],
    ['total-time=999h', /write less/],
    ['sandbox-memory=1MiB', /write at least 128MiB/],
  ] as const) {
    it(`${text} is refused`, () => assert.throws(() => collectLimits(text, undefined), { message }));
  }

  it('are read as they are written', () => {
    const units: readonly LimitUnit[] = ['bytes', 'count', 'milliseconds', 'ratio'];
    const nameOf = { bytes: 'header', count: 'path-depth', milliseconds: 'file-time', ratio: 'layer-ratio' };
    const keyOf = { bytes: 'headerBytes', count: 'pathDepth', milliseconds: 'fileMs', ratio: 'layerRatio' };
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (unit, value) => {
        const read = collectLimits(`${nameOf[unit]}=${limitText(value, unit)}`, undefined);
        assert.deepEqual(read, { [keyOf[unit]]: value });
      }),
    );
    for (const key of LIMIT_KEYS) {
      const text = `${LIMITS[key].name}=${limitText(LIMITS[key].default, LIMITS[key].unit)}`;
      assert.deepEqual(collectLimits(text, undefined), { [key]: DEFAULT_LIMITS[key] });
    }
  });

  it('on time, memory and the whole image are no part of a layer', () => {
    const kept = layerLimits(DEFAULT_LIMITS);
    assert.equal(kept.layerEntries, DEFAULT_LIMITS.layerEntries);
    for (const key of ['fileMs', 'totalMs', 'sandboxBytes', 'threadHeapBytes', 'imageEntries'] as const)
      assert.equal(kept[key], undefined);
  });
});
