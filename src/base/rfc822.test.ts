import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headerOf, parseHeaders, parseStanzas } from './rfc822.ts';

const WANTED = new Set(['a', 'b', 'url', '__proto__', 'constructor']);

const plain = (text: string): Record<string, readonly string[]>[] =>
  [...parseStanzas(Buffer.from(text), WANTED)].map((stanza) => Object.fromEntries(stanza));

describe('parseStanzas', () => {
  const cases: readonly [string, string, Record<string, string[]>[]][] = [
    ['nothing', '', []],
    ['only empty lines', '\n \n\r\n', []],
    ['two blocks', 'A: 1\n\nB: 2\n', [{ a: ['1'] }, { b: ['2'] }]],
    ['several empty lines', 'A: 1\n\n\n\nB: 2', [{ a: ['1'] }, { b: ['2'] }]],
    ['CR LF', 'A: 1\r\n\r\nB: 2\r\n', [{ a: ['1'] }, { b: ['2'] }]],
    ['byte order mark', '\uFEFFA: 1', [{ a: ['1'] }]],
    ['continuation', 'A: 1\n two\n .\n\tthree\nB: x', [{ a: ['1\ntwo\n.\nthree'], b: ['x'] }]],
    ['continuation of nothing', ' lost\nA: 1', [{ a: ['1'] }]],
    ['no value', 'A:\nB:   ', [{ a: [''], b: [''] }]],
    ['value with colons', 'Url: https://a/b', [{ url: ['https://a/b'] }]],
    ['repeated field', 'A: 1\na: 2\nA: 3', [{ a: ['1', '2', '3'] }]],
    ['fields that nobody wants', 'X: 1\n more\nA: 1\n\nY: 2', [{ a: ['1'] }, {}]],
    ['no field name', ': x\nA: 1', [{ a: ['1'] }]],
    ['a line without colon', 'broken\n dropped with it\nA: 1', [{ a: ['1'] }]],
    [
      'names of Object.prototype',
      '__proto__: x\nconstructor: y',
      [{ ['__proto__']: ['x'], constructor: ['y'] } as never],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(title, () => assert.deepEqual(plain(text), expected));
  }
});

describe('parseHeaders', () => {
  it('stops at the body', () => {
    const headers = parseHeaders('Name: a\nLicense: MIT\n\nBody: not a header\n');
    assert.deepEqual([...headers.keys()], ['name', 'license']);
  });

  it('keeps a thousand different fields, and every value of those', () => {
    const headers = parseHeaders(`${Array.from({ length: 2000 }, (_, i) => `F${i}: 1`).join('\n')}\nF0: 2\n`);
    assert.deepEqual([headers.size, headers.get('f0')], [1000, ['1', '2']]);
  });

  it('keeps a thousand values of a field, and 64 KiB of a continued one', () => {
    const repeated = parseHeaders('A: 1\n'.repeat(5000));
    assert.equal(repeated.get('a')!.length, 1000);
    const continued = parseHeaders(`A: 1\n${' more\n'.repeat(100_000)}B: 2`);
    assert.ok(headerOf(continued, 'a').length < 66_000);
    assert.equal(headerOf(continued, 'b'), '2');
  });

  it('gives the first value, or empty', () => {
    const headers = parseHeaders('A: 1\nA: 2\n');
    assert.equal(headerOf(headers, 'a'), '1');
    assert.equal(headerOf(headers, 'b'), '');
  });
});
