import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { parseJsonText } from './json.ts';

const TOO_DEEP = { name: 'SyntaxError', message: /nested more than 1000 deep/ };

describe('JSON text', () => {
  it('is read as JSON.parse does', () => {
    const property = fc.property(fc.json({ maxDepth: 8 }), (text) => {
      assert.deepEqual(parseJsonText(text), JSON.parse(text));
    });
    fc.assert(property, { seed: 1 });
  });

  it('says what is wrong without the text that it is wrong in', () => {
    for (const text of [
      '{"a": secret',
      'secret',
      `{"a":1,${' '.repeat(40)}"b": secret}`,
      '{"a":"secret"} "secret',
    ]) {
      assert.throws(
        () => parseJsonText(text),
        (error: Error) => !/secr|a"/.test(error.message),
      );
    }
  });

  it('brackets count only outside of strings', () => {
    for (const text of ['"[', '"\\"[', '"\\\\\\"[']) {
      const value = `${text.repeat(2000)}`.replaceAll('"', '\\"').replaceAll('\\\\"', '\\"');
      assert.equal(typeof parseJsonText(JSON.stringify(value)), 'string');
    }
    assert.equal(parseJsonText(`"\\\\"`), '\\');
    assert.throws(() => parseJsonText(`["\\\\",${'['.repeat(1001)}`), TOO_DEEP);
    assert.throws(() => parseJsonText(`["\\\\\\"",${'{"a":'.repeat(1001)}`), TOO_DEEP);
  });

  it('may be a thousand deep, open and closed as often as one likes', () => {
    assert.ok(Array.isArray(parseJsonText('['.repeat(1000) + ']'.repeat(1000))));
    assert.equal((parseJsonText(`[${'[{"a":[]}],'.repeat(5000)}1]`) as unknown[]).length, 5001);
    for (const open of ['[', '{"a":', '[1,', '{"a":1,"b":[']) {
      assert.throws(() => parseJsonText(open.repeat(1001)), TOO_DEEP);
    }
  });

  it('what breaks off deep inside is refused before the parser sees it', () => {
    // V8 14 of Node 26.10 crashes on the second one within a few rounds.
    for (let round = 0; round < 30; round++) {
      for (const tail of ['', '"x', '1x', '}']) {
        assert.throws(() => parseJsonText(`${'{"a":1,"b":['.repeat(16_000)}${tail}`), TOO_DEEP);
      }
    }
  });

  it('strings that never end, and quotes behind many backslashes, take linear time', () => {
    for (const text of ['"'.repeat(999_999), `"${'\\'.repeat(1_000_001)}"`, `"${'\\"'.repeat(500_000)}`]) {
      assert.throws(() => parseJsonText(text), { name: 'SyntaxError' });
    }
  });

  it('may be held to a number of values', () => {
    for (const [text, values] of [
      ['[1,2,3]', 3],
      ['{"a":[],"b":{}}', 4],
      ['["a,b,[{",2]', 2],
    ] as const) {
      assert.deepEqual(parseJsonText(text, values), JSON.parse(text));
      assert.throws(() => parseJsonText(text, values - 1), {
        name: 'SyntaxError',
        message: `JSON has more than ${values - 1} values`,
      });
    }
  });

  /** Each counts the depth first. */
  const OURS = ['base/json-bytes.ts', 'base/json.ts'];

  it('is the only way to JSON in the sources', () => {
    const root = fileURLToPath(new URL('../', import.meta.url));
    const others = globSync('**/*.ts', { cwd: root })
      .filter((file) => !file.endsWith('.test.ts') && !file.includes('fixtures/') && !OURS.includes(file))
      .filter((file) => readFileSync(`${root}${file}`, 'utf8').includes('JSON.parse('));
    // Our own package.json, and files that this user's own program wrote.
    assert.deepEqual(others.sort(), ['cli/main.ts']);
  });
});
