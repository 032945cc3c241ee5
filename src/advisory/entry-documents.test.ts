import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createEntrySplitter } from './entry-documents.ts';

function split(text: string, step: number, maxBytes = 1e6): unknown[] {
  const splitter = createEntrySplitter(maxBytes);
  const bytes = Buffer.from(text);
  const found: unknown[] = [];
  for (let at = 0; at < bytes.length; at += step)
    for (const entry of splitter.push(bytes.subarray(at, at + step))) found.push(JSON.parse(entry));
  splitter.end();
  return found;
}

describe('entries of lists in an object', () => {
  it('are those that JSON has, whatever the pieces', () => {
    const entry = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 });
    const file = fc.record({ data: fc.array(entry, { maxLength: 4 }), more: fc.string(), n: fc.nat() });
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 40 }), fc.boolean(), (object, step, isWide) => {
        const text = JSON.stringify(object, null, isWide ? 2 : 0);
        assert.deepEqual(split(text, step), JSON.parse(text).data);
      }),
    );
  });

  it('other members have none', () => {
    const text = '\ufeff{"a":{"b":[{"c":1}]},"d":[1,"{",{"e":"]}\\""}],"f":{"g":{}}} \n';
    assert.deepEqual(split(text, 3), [{ e: ']}"' }]);
  });

  it('are refused where the file is none or breaks off, or one is too large', () => {
    for (const text of ['', '[{}]', '{"a":[{"b":1}', '{} {}', '{"a":"'])
      assert.throws(() => split(text, 5), text);
    assert.throws(() => split(`{"a":[{"b":"${'x'.repeat(200)}"}]}`, 7, 100), /larger than 100/);
    assert.equal(split(`{"a":[${'{"b":1},'.repeat(100)}{}]}`, 7, 100).length, 101);
  });
});
