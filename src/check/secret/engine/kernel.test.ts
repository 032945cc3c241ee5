import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { detectors } from '../detectors/list.ts';
import { BLOCK, createKernel, MARGIN, NEXT, PLACE } from './kernel.ts';
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

/** Numbers of keywords. */
function verify(text: Buffer): Set<number> {
  const end = BLOCK + text.length;
  kernel.bytes.fill(0, BLOCK, end + MARGIN);
  kernel.bytes.set(text, BLOCK);
  const found = new Set<number>();
  for (let at = BLOCK; at < end; at = kernel.words[NEXT]!) {
    const places = kernel.find(at, end);
    for (let place = 0; place < places; place = kernel.words[PLACE]!) {
      const count = kernel.verify(place, places, end, end);
      for (let index = 0; index < count; index += 1) found.add(kernel.hits[2 * index + 1]!);
    }
  }
  return found;
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

  test('tells which keywords stand at a place', () => {
    for (const [index, word] of words.entries()) {
      for (const written of [word, word.toUpperCase()]) {
        assert.ok(verify(Buffer.from(`${'#'.repeat(index % 67)}${written}`, 'latin1')).has(index), word);
      }
      const other = `${word.slice(0, -1)}\x7f`;
      assert.ok(!verify(Buffer.from(other, 'latin1')).has(index), word);
    }
  });

  test('tells where the conditions of a keyword hold', () => {
    const digits = kernel.classOf(
      Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 48 && byte < 58 ? 1 : 0)),
    );
    const mark = kernel.classOf(Uint8Array.from({ length: 256 }, (_, byte) => (byte === 64 ? 1 : 0)));
    const word = (...[classId, distance, kind, value]: [number, number, number, number]): number =>
      classId | (distance << 8) | (kind << 16) | (value << 24);
    const conditions = [
      [word(digits, 3, 1, 0)],
      [word(digits, 3, 2, 2), word(mark, 0, 5, 0)],
      [word(digits, 0, 3, 4), word(1, 1, 5, 0)],
      [word(digits, 3, 1, 0), word(0, 0, 4, 0), word(mark, 3, 1, 0)],
    ];
    for (const [text, ...expected] of [
      ['key1@', true, true, false, true],
      ['key12345678@', true, false, true, true],
      ['key@', false, true, false, true],
      ['1234 key', false, false, true, false],
      ['123 key 234', false, false, false, false],
    ] as const) {
      const at = BLOCK + 64 + text.indexOf('key');
      kernel.bytes.fill(0, BLOCK, BLOCK + 256);
      kernel.bytes.set(Buffer.from(text), BLOCK + 64);
      const held = conditions.map((words) => {
        kernel.setConditions(0, words);
        return kernel.mayStand(0, at, BLOCK + 64 + text.length);
      });
      kernel.setConditions(0, []);
      assert.deepEqual(held, expected, text);
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
