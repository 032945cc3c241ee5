import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEntries, textReader } from '../../test/read-layers.ts';
import { file, hardlink } from '../../test/tar-builder.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { factBytes } from './fact-bytes.ts';

const READER = textReader('text', /./);

describe('memory of facts', () => {
  it('grows with each member', () => {
    const sizes = [null, 'text', ['a'], ['a', 'b'], { a: ['b', 'c'], d: new Uint8Array(1000) }].map(
      factBytes,
    );
    assert.deepEqual(
      sizes.toSorted((a, b) => a - b),
      sizes,
    );
  });

  it('passes over what is beyond the limit of a layer, and says so', async () => {
    const entries = [file('a', 'x'.repeat(500)), file('b', 'y'.repeat(500)), file('c', 'z')];
    const limits = { ...DEFAULT_LIMITS, layerFactBytes: 700 };
    const [contents] = await readEntries([entries], [READER], limits);
    assert.deepEqual(
      contents!.facts.map(({ entry }) => entry.path),
      ['a', 'c'],
    );
    assert.deepEqual(
      contents!.problems.map(({ code, effect, path }) => [code, effect, path]),
      [['layer-facts-limit', 'incomplete', 'b']],
    );
    assert.ok(contents!.factBytes <= 700);
  });

  it('counts a fact once for each name', async () => {
    const [one] = await readEntries([[file('a', 'x')]], [READER], DEFAULT_LIMITS);
    const [two] = await readEntries([[file('a', 'x'), hardlink('b', 'a')]], [READER], DEFAULT_LIMITS);
    assert.equal(two!.factBytes, 2 * one!.factBytes);
  });
});
