import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { memoryLayer } from '../../test/read-layers.ts';
import { file, layer } from '../../test/tar-builder.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import type { StreamReader } from '../model/reader.ts';
import { text } from '../model/shape.ts';
import type { Aside } from './aside.ts';
import { NOTHING_FOUND, readLate } from './read-late.ts';
import { readStoredLayer } from './read-layer.ts';

/** Says what is in a file; `fail`, `warn`, `again` and `none` do what they say. */
const heavy: StreamReader<string> = {
  id: 'heavy',
  shape: text,
  version: 1,
  kind: 'stream',
  isHeavy: true,
  wellKnownPaths: [],
  wants: () => true,
  open() {
    let said = '';
    return {
      push(chunk) {
        said += Buffer.from(chunk).toString();
        if (said.startsWith('fail')) throw new Error('it failed');
      },
      end(warn) {
        if (said.startsWith('warn')) warn('odd', said);
        if (said.startsWith('again')) return 'again';
        return said.startsWith('none') ? null : said;
      },
    };
  },
  readAgain: ({ bytes }) => Buffer.from(bytes).toString(),
};

const light: StreamReader<string> = { ...heavy, id: 'light' };

/** Takes what it is told to, and answers late, in the order it is told. */
function asideThat(takes: readonly boolean[], order: readonly number[]): Aside {
  let asked = 0;
  const waiting: (() => void)[] = [];
  const answer = (): void => {
    for (const at of order) waiting.splice(at % Math.max(1, waiting.length), 1)[0]?.();
    for (const one of waiting.splice(0)) one();
  };
  return {
    take(entry, _ids, done) {
      if (waiting.length > 5) answer();
      if (takes[asked++ % takes.length] !== true) return null;
      let found = NOTHING_FOUND;
      const reading = readLate(entry, [heavy], DEFAULT_LIMITS, (said) => {
        found = said;
      });
      waiting.push(() => {
        reading.cutOff();
        done(found);
      });
      return reading;
    },
    async finish() {
      await Promise.resolve();
      answer();
    },
  };
}

function read(tar: Buffer, aside: Aside | null, layerFactBytes: number) {
  const limits = { ...DEFAULT_LIMITS, layerFactBytes };
  const settings = { readers: [heavy, { ...light, isHeavy: undefined as never }], limits, aside };
  return readStoredLayer(memoryLayer(tar), { ...settings, hashKey: { low: 1, high: 2 } });
}

describe('what heavy readers say', () => {
  const path = fc.constantFrom('a', 'b', 'c/d', 'c', 'e/f/g');
  const content = fc
    .tuple(fc.constantFrom('fail', 'warn', 'again', 'none', 'text', 'more'), fc.nat(9))
    .map(([what, number]) => `${what} ${number}`);
  const files = fc.array(fc.tuple(path, content), { maxLength: 30 });

  it('is the same whoever says it and when, with all limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.array(fc.boolean(), { minLength: 1 }),
        fc.array(fc.nat(7)),
        fc.constantFrom(2000, 4000, 100_000),
        async (list, takes, order, mostBytes) => {
          const tar = layer(list.map(([name, said]) => file(name, said)));
          const here = await read(tar, null, mostBytes);
          assert.deepEqual(await read(tar, asideThat(takes, order), mostBytes), here);
          // A layer that is cut off somewhere.
          const cut = tar.subarray(0, Math.floor(tar.length / 2));
          assert.deepEqual(
            await read(cut, asideThat(takes, order), mostBytes),
            await read(cut, null, mostBytes),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('counts up to the limit, in the order of the files', async () => {
    const tar = layer(Array.from({ length: 40 }, (_, i) => file(`f${i}`, `text ${i}`)));
    const { facts, problems } = await read(tar, asideThat([true, false], [3, 1]), 8000);
    assert.ok(facts.length > 5 && facts.length < 30);
    assert.deepEqual([...new Set(problems.map(({ code }) => code))], ['layer-facts-limit']);
    assert.ok(problems.some(({ message }) => message.includes('not looked at')));
  });
});
