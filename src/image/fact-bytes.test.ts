import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readEntries, textReader } from '../../test/read-layers.ts';
import { file, hardlink, symlink } from '../../test/tar-builder.ts';
import { DEFAULT_LIMITS, MIB } from '../base/limits.ts';
import type { AnyReader } from '../model/reader.ts';
import { dataBytes, ownData } from './fact-bytes.ts';

const READER = textReader('text', /./);

describe('memory of facts', () => {
  it('grows with each member', () => {
    const values = [null, 'text', ['a'], ['a', 'b'], { a: ['b', 'c'], d: new Uint8Array(1000) }];
    const sizes = values.map(dataBytes);
    assert.deepEqual(
      sizes.toSorted((a, b) => a - b),
      sizes,
    );
  });

  it('passes over what is beyond the limit of a layer, and says so', async () => {
    const entries = [file('a', 'x'.repeat(500)), file('b', 'y'.repeat(500)), file('c', 'z')];
    const limits = { ...DEFAULT_LIMITS, layerFactBytes: 1500 };
    const [contents] = await readEntries([entries], [READER], limits);
    assert.deepEqual(
      contents!.facts.map(({ entry }) => entry.path),
      ['a', 'c'],
    );
    assert.deepEqual(
      contents!.problems.map(({ code, effect, path }) => [code, effect, path]),
      [['layer-facts-limit', 'incomplete', 'b']],
    );
    assert.ok(contents!.factBytes <= 1500);
  });

  it('holds on to no text that it was cut out of', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    gc();
    const before = process.memoryUsage().heapUsed;
    const kept = Array.from({ length: 20 }, (_, i) => {
      const text = Buffer.alloc(MIB, `${i}`).toString('latin1');
      return ownData({ name: text.slice(0, 100) });
    });
    gc();
    const held = process.memoryUsage().heapUsed - before;
    assert.ok(kept.length === 20 && held < 5 * MIB, `${held} bytes`);
  });

  it('counts members of maps, and twice the characters of wide texts', () => {
    const long = 'x'.repeat(1000);
    assert.ok(dataBytes(new Map([[long, [long]]])) > 2000);
    assert.ok(dataBytes(`${long}€`) > 2000 && dataBytes(`${long}é`) < 1100);
  });

  it('counts the place of a fact, which may be more than the fact', async () => {
    const entries = Array.from({ length: 100 }, (_, i) => file(`${'d'.repeat(80)}/${i}`, ''));
    const limits = { ...DEFAULT_LIMITS, layerFactBytes: 20_000 };
    const [contents] = await readEntries([entries], [READER], limits);
    assert.ok(contents!.facts.length < 50);
  });

  it('gives no more files to readers once many facts were too much', async () => {
    const entries = Array.from({ length: 100 }, (_, i) => file(`f${i}`, 'x'.repeat(500)));
    let read = 0;
    const counting: AnyReader = {
      ...READER,
      kind: 'whole',
      read: ({ bytes }: { readonly bytes: Uint8Array }) => {
        read++;
        return Buffer.from(bytes).toString();
      },
    } as AnyReader;
    const limits = { ...DEFAULT_LIMITS, layerFactBytes: 5000 };
    const [contents] = await readEntries([entries], [counting], limits);
    assert.equal(read, contents!.facts.length + 10);
    assert.match(contents!.problems.map(({ message }) => message).join(), /were not looked at/);
  });

  it('counts links and marks, and keeps no more of them than of facts', async () => {
    const target = 'x'.repeat(3000);
    const entries = Array.from({ length: 100 }, (_, i) => symlink(`l${i}`, target));
    const limits = { ...DEFAULT_LIMITS, layerFactBytes: 50_000 };
    const [contents] = await readEntries([entries], [READER], limits);
    assert.ok(contents!.symlinks.length > 5 && contents!.symlinks.length < 17);
    assert.ok(contents!.factBytes > 30_000 && contents!.factBytes <= 50_000);
    assert.equal(contents!.problems[0]?.code, 'layer-facts-limit');
  });

  it('counts a fact once for each name', async () => {
    const [one] = await readEntries([[file('a', 'x')]], [READER], DEFAULT_LIMITS);
    const [two] = await readEntries([[file('a', 'x'), hardlink('b', 'a')]], [READER], DEFAULT_LIMITS);
    assert.ok(two!.factBytes >= 2 * one!.factBytes);
  });
});
