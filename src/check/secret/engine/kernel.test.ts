import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { detectors } from '../detectors/list.ts';
import { BLOCK, createKernel, NEXT } from './kernel.ts';
import { toHints, toTables } from './keywords.ts';

const words = [...new Set(detectors.flatMap(({ keywords }) => keywords.map((word) => word.toLowerCase())))];
const tables = toTables(words);
const kernel = createKernel(tables);

function find(text: Buffer): Set<number> {
  kernel.bytes.set(text, BLOCK);
  const places = new Set<number>();
  for (let at = BLOCK; at < BLOCK + text.length; at = kernel.words[NEXT]!) {
    const count = kernel.find(at, BLOCK + text.length);
    for (const place of kernel.list.subarray(0, count)) places.add(place - BLOCK);
  }
  return places;
}

describe('kernel', () => {
  test('finds every keyword in any case, at any distance', () => {
    for (const [index, { text, tellingAt }] of tables.keywords.entries()) {
      const word = Buffer.from(text).toString('latin1');
      for (const [before, written] of [
        [index % 67, word],
        [index % 31, word.toUpperCase()],
      ] as const) {
        const found = find(Buffer.from(`${'#'.repeat(before)}${written} ${'.'.repeat(40)}`, 'latin1'));
        assert.ok(found.has(before + tellingAt), word);
      }
    }
  });

  test('has the same tables by hints', () => {
    const hints = toHints(tables);
    assert.deepEqual(toTables(words, hints), tables);
    assert.deepEqual(toTables(words, toHints(toTables(words.slice(0, 3)))).keywords.length, words.length);
  });

  test('goes on where its list was full', () => {
    const word = words.find((each) => each.length === 4)!;
    assert.equal([...find(Buffer.from(word.repeat(50_000)))].length >= 50_000, true);
  });

  test('counts lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\n', 'a', '\0'), maxLength: 90 }), (text) => {
        const bytes = Buffer.from(text);
        kernel.bytes.set(bytes, BLOCK);
        assert.equal(kernel.countLines(BLOCK, BLOCK + bytes.length, 0x0a0a), text.split('\n').length - 1);
      }),
    );
  });

  test('decodes as Node does', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('base64', 'base64url', 'hex'),
        (bytes, form) => {
          const text = Buffer.from(bytes).toString(form).replace(/=+$/, '');
          kernel.bytes.set(Buffer.from(text), BLOCK);
          const out = BLOCK + 1000;
          const length = kernel.decodeLines(
            BLOCK,
            BLOCK + text.length,
            out,
            BLOCK + 500,
            form === 'hex' ? 1 : 0,
          );
          assert.deepEqual(new Uint8Array(kernel.bytes.subarray(out, out + length)), bytes);
        },
      ),
    );
  });
});
