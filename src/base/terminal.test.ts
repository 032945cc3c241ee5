import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { displayWidth, pad, paint, sanitize, truncate, truncateStart, wrap } from './terminal.ts';

const text = fc.string({ unit: 'binary' });

describe('sanitize', () => {
  for (const [name, input, output] of [
    ['leaves plain text', 'openssl 3.0.11-1~deb12u2', 'openssl 3.0.11-1~deb12u2'],
    ['leaves letters of other scripts', 'Größe 配置 файл', 'Größe 配置 файл'],
    ['shows an escape sequence', '\x1b[2Jgone', '\\u{1b}[2Jgone'],
    ['shows an operating system command', '\x1b]0;title\x07', '\\u{1b}]0;title\\u{7}'],
    ['shows C1 introducers', '\u009b31mred', '\\u{9b}31mred'],
    ['shows bidi controls', 'a\u202eb\u2066c\u200f', 'a\\u{202e}b\\u{2066}c\\u{200f}'],
    ['shows invisible characters', 'open\u200bssl\ufeff', 'open\\u{200b}ssl\\u{feff}'],
    ['shows tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
    ['shows half surrogates', 'a\ud800b', 'a\\u{d800}b'],
    ['turns line breaks and tabs into blanks', 'a\r\nb\tc\u2028d', 'a  b c d'],
    ['shows NUL, backspace and DEL', '\0\b\x7f', '\\u{0}\\u{8}\\u{7f}'],
  ] as const) {
    it(name, () => assert.equal(sanitize(input), output));
  }

  it('leaves nothing that a terminal obeys, and changes nothing twice', () => {
    fc.assert(
      fc.property(text, (input) => {
        const clean = sanitize(input);
        assert.doesNotMatch(clean, /[\p{Cc}\p{Cf}\p{Cs}]/u);
        assert.equal(sanitize(clean), clean);
      }),
    );
  });
});

describe('displayWidth', () => {
  for (const [input, width] of [
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['한글', 4],
    ['Ａ', 2],
    ['🚀', 2],
    ['…', 1],
    ['✓', 1],
  ] as const) {
    it(`is ${width} for ${JSON.stringify(input)}`, () => assert.equal(displayWidth(input), width));
  }
});

describe('truncate, pad, wrap', () => {
  it('cuts at the end and at the beginning', () => {
    assert.equal(truncate('abcdef', 6), 'abcdef');
    assert.equal(truncate('abcdef', 4), 'abc…');
    assert.equal(truncate('日本語', 4), '日…');
    assert.equal(truncate('abc', 0), '');
    assert.equal(truncateStart('usr/lib/node_modules', 8), '…modules');
    assert.equal(truncateStart('日本語', 4), '…語');
    assert.equal(truncateStart('a😀e\u0301😀', 5), '…e\u0301😀');
    assert.equal(truncateStart('abc', 1), '…');
  });

  it('pads by columns', () => {
    assert.equal(pad('日', 4), '日  ');
    assert.equal(pad('abcdef', 4), 'abcdef');
  });

  it('wraps at blanks and breaks long words', () => {
    assert.deepEqual(wrap('one two three', 8), ['one two', 'three']);
    assert.deepEqual(wrap('abcdefghij kl', 4), ['abcd', 'efgh', 'ij', 'kl']);
    assert.deepEqual(wrap('日本語', 1), ['日', '本', '語']);
    assert.deepEqual(wrap('  ', 4), ['']);
    assert.deepEqual(wrap('', 4), ['']);
  });

  it('never exceeds the width and loses no word', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (input, width) => {
        const clean = sanitize(input);
        assert.ok(displayWidth(truncate(clean, width)) <= width);
        assert.ok(displayWidth(truncateStart(clean, width)) <= width);
        const lines = wrap(clean, width);
        assert.ok(lines.every((line) => displayWidth(line) <= width));
        assert.equal(lines.join('').replaceAll(' ', ''), clean.replaceAll(' ', ''));
      }),
    );
  });
});

describe('paint', () => {
  it('colours only where wanted', () => {
    assert.equal(paint('x', ['red', 'bold'], false), 'x');
    assert.equal(paint('', ['red'], true), '');
    assert.match(paint('x', ['red'], true), /^\x1b\[31mx\x1b\[39m$/);
  });
});
