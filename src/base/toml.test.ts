import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isObject, listField, objectField, textField } from './json-fields.ts';
import { parseToml } from './toml.ts';

const of = (text: string) => parseToml(Buffer.from(text));

describe('parseToml', () => {
  it('reads tables, lists of tables, inline tables and all kinds of texts', () => {
    const file = of(
      [
        'version = 1',
        '[metadata]',
        `a.b = 'C:\\n'`,
        '[[package]]',
        'name = "caf\\u00e9" # a comment',
        'files = [',
        '  {file = "a.whl", hash = "sha256:1"},',
        ']',
        '[package.source]',
        'url = """\nhttps://example.com/\\\n  x"""',
        '[[package]]',
        "name = '''two'''",
        'when = 2026-01-31T10:00:00Z',
      ].join('\n'),
    );
    assert.equal(file['version'], 1);
    assert.equal(textField(objectField(objectField(file, 'metadata'), 'a'), 'b'), 'C:\\n');
    const [one, two] = listField(file, 'package').filter(isObject);
    assert.equal(textField(one!, 'name'), 'café');
    assert.equal(textField(listField(one!, 'files').filter(isObject)[0]!, 'file'), 'a.whl');
    assert.equal(textField(objectField(one!, 'source'), 'url'), 'https://example.com/x');
    assert.equal(textField(two!, 'name'), 'two');
  });
  it('takes a byte order mark, CR LF and an empty file', () => {
    assert.equal(of('\uFEFFa = 1\r\nb = "x"\r\n')['b'], 'x');
    assert.deepEqual(Object.keys(of('')), []);
  });
  it('takes names of objects for data', () => {
    const file = of('__proto__.polluted = true\nconstructor = "x"\n[a.__proto__]\nb = 1\n');
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.equal(textField(file, 'constructor'), 'x');
  });
  for (const text of [
    'a',
    'a = ',
    'a = 1\na = 2',
    '[a]\n[a]',
    'a = "x',
    'a = [1',
    `a = ${'['.repeat(5000)}`,
  ]) {
    it(`refuses ${text.slice(0, 20)}`, () => assert.throws(() => of(text), SyntaxError));
  }
  it('cites nothing of the file in its errors', () => {
    assert.throws(
      () => of('token = "swordfish"\nb = swordfish\n'),
      (error: Error) => !error.message.includes('swordfish'),
    );
  });
  it('reads a large file in a time that grows with it', () => {
    assert.equal(listField(of('[[p]]\nn="a"\n'.repeat(50_000)), 'p').length, 50_000);
  });
  it('throws nothing but SyntaxError', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '[[',
      '{',
      '}',
      '=',
      '"',
      "'",
      '"""',
      '\n',
      'a',
      '.',
      ',',
      '1',
      '-',
      '#',
      '\\',
      'true',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          of(pieces.join(''));
        } catch (error) {
          assert.ok(error instanceof SyntaxError);
        }
      }),
    );
  });
});
