import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { isNothing, parseYamlTree, YamlError, type YamlNode } from './yaml-tree.ts';

function toPlain(node: YamlNode | null): unknown {
  if (node === null) return null;
  if (node.kind === 'text') return node.text;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries([...node.fields].map(([name, { value }]) => [name, toPlain(value)]));
}

function linesOf(node: YamlNode): readonly number[] {
  if (node.kind === 'text') return [node.line];
  if (node.kind === 'list') return [node.line, ...node.items.flatMap(linesOf)];
  return [
    node.line,
    ...[...node.fields.values()].flatMap(({ name, value }) => [name.line, ...linesOf(value)]),
  ];
}

describe('YAML as a tree', () => {
  test('all scalars are texts', () => {
    const tree = parseYamlTree('a: 1.10\nb: 2027-01-31\nc: true\nd: "x"\ne: |\n  y\n  z\nf: [1, 0x2]\n');
    assert.deepEqual(toPlain(tree), {
      a: '1.10',
      b: '2027-01-31',
      c: 'true',
      d: 'x',
      e: 'y\nz\n',
      f: ['1', '0x2'],
    });
  });

  test('all know their lines', () => {
    const tree = parseYamlTree('# top\na:\n  - b: 1\n\n  - c:\n      d: 2\n');
    assert.deepEqual(linesOf(tree!), [2, 2, 3, 3, 3, 3, 5, 5, 6, 6, 6]);
  });

  test('all line ends count once', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const tree = parseYamlTree(['a: 1', '', 'b: 2'].join(end));
      assert.deepEqual(linesOf(tree!), [1, 1, 1, 3, 3], JSON.stringify(end));
    }
  });

  test('there may be nothing', () => {
    for (const text of ['', '\n', '# only a comment\n', '---\n', '~\n', 'null\n'])
      assert.equal(parseYamlTree(text), null, JSON.stringify(text));
    const tree = parseYamlTree("a:\nb: ''\nc: ~\nd: 'null'\n");
    assert.ok(tree?.kind === 'fields');
    const nothing = [...tree.fields].map(([name, { value }]) => [name, isNothing(value)]);
    assert.deepEqual(Object.fromEntries(nothing), { a: true, b: false, c: true, d: false });
  });

  test('JSON is YAML', () => {
    const text = '{\n\t"a": [1, {"b": "\\ud83d\\ude00\\/"}],\n\t"c": null\n}\n';
    assert.deepEqual(toPlain(parseYamlTree(text)), { a: ['1', { b: '😀/' }], c: 'null' });
  });

  const bad: readonly (readonly [text: string, line: number, message: RegExp])[] = [
    ['a: 1\na: 2\n', 2, /"a" is there twice/],
    ['a: 1\nb: &x [1]\nc: *x\n', 2, /aliases/],
    ['a: !!int 1\n', 1, /tags/],
    ['a: 1\n? [b]\n: 2\n', 2, /no text/],
    ['a: 1\n---\nb: 2\n', 1, /more than one document/],
    ['a: [1\n', 2, /./],
    ['a: 1\n\tb: 2\n', 2, /./],
    [`${'['.repeat(30)}${']'.repeat(30)}`, 1, /./],
  ];
  for (const [text, line, message] of bad)
    test(`refused: ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.throws(
        () => parseYamlTree(text),
        (error) => error instanceof YamlError && error.line === line && message.test(error.message),
      );
    });

  test('names of the language are names', () => {
    const tree = parseYamlTree('__proto__: 1\nconstructor: 2\n');
    assert.deepEqual(tree?.kind === 'fields' && [...tree.fields.keys()], ['__proto__', 'constructor']);
  });

  test('what is written is read', () => {
    const leaf = fc.string({ unit: 'grapheme', maxLength: 10 });
    const value = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(leaf, fc.array(leaf)), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(value, (written) => {
        const read = parseYamlTree(dump(written));
        assert.deepEqual(toPlain(read), written);
      }),
      { numRuns: 300 },
    );
  });
});
