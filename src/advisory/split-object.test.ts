import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createSplitter } from './split-object.ts';

function split(bytes: Uint8Array, chunkBytes: number, maxBytes = 10_000): string[] {
  const splitter = createSplitter(maxBytes);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // One buffer for all chunks, as a stream may use it.
    texts.push(...splitter.push(Buffer.from(bytes.subarray(at, at + chunkBytes))));
  }
  splitter.end();
  return texts;
}

describe('splitting a JSON object', () => {
  test('gives the members of any object, whatever the chunks', () => {
    const objects = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue());
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, 2), (object, size, indent) => {
        const text = JSON.stringify(object, null, indent);
        const members = split(Buffer.from(text), size).map((member) => JSON.parse(member) as object);
        assert.deepEqual(
          members,
          Object.entries(JSON.parse(text) as object).map((entry) => Object.fromEntries([entry])),
        );
      }),
      { numRuns: 300 },
    );
  });

  const BAD: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['a list', '[{}]'],
    ['a text', '"{}"'],
    ['something after the object', '{}{}'],
    ['an object that does not end', '{"a":{"b":1}'],
    ['a string that does not end', '{"a":"}'],
  ];
  for (const [name, text] of BAD) {
    test(`refuses ${name}`, () => {
      assert.throws(() => split(Buffer.from(text), 3));
    });
  }

  test('passes over a byte order mark and white space', () => {
    assert.deepEqual(split(Buffer.from('\ufeff \n{ }\r\n\t'), 2), []);
  });

  test('a member has a limit', () => {
    const text = Buffer.from(`{"a":1,"b":"${'x'.repeat(100)}"}`);
    assert.throws(() => split(text, 7, 50), /larger than 50 bytes/);
    assert.equal(split(text, 7, 200).length, 2);
  });
});
