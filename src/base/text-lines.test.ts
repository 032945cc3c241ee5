import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { joinLines, linesOf, textLines } from './text-lines.ts';

describe('lines of a file', () => {
  it('are those of its text', () => {
    const piece = fc.constantFrom('a', 'é', '\n', '\r\n', '𝄞', ' ', 'x'.repeat(70_000), '\n'.repeat(70_000));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        assert.deepEqual([...textLines(Buffer.from(text))], expected);
      }),
    );
  });

  it('have no byte order mark, and are read whatever the bytes', () => {
    assert.deepEqual([...textLines(Buffer.from('\uFEFFa\n\uFEFFb'))], ['a', '\uFEFFb']);
    assert.deepEqual(
      [...textLines(Buffer.from('e28261ff0ae2820a80', 'hex'))],
      ['\uFFFDa\uFFFD', '\uFFFD', '\uFFFD'],
    );
    assert.deepEqual([...textLines(new Uint8Array())], []);
  });
});

describe('joined lines', () => {
  it('come out as they went in', () => {
    for (const count of [0, 1, 4095, 4096, 4097, 10_000]) {
      const lines = Array.from({ length: count }, (_, i) => `line ${i}`);
      const joiner = joinLines();
      for (const line of lines) joiner.add(line);
      assert.equal(joiner.length, lines.join('\n').length);
      const text = joiner.end();
      assert.equal(text, lines.join('\n'));
      assert.deepEqual([...linesOf(text)], lines);
    }
  });
});
