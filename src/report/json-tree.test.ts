import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type JsonLeaf, type JsonTree, writeJson } from './json-tree.ts';

function textOf(tree: JsonTree): string {
  return [...writeJson(tree)].join('');
}

/** Objects and lists as branches and lists down to a depth, as leaves below. */
function toTree(value: unknown, depth: number): JsonTree {
  if (depth === 0 || typeof value !== 'object' || value === null) return { value: value as JsonLeaf };
  if (Array.isArray(value)) return { list: value.map((item) => toTree(item, depth - 1)) };
  const members = Object.entries(value).map(([key, item]) => [key, toTree(item, depth - 1)]);
  return { branch: Object.fromEntries(members) };
}

describe('writeJson', () => {
  it('writes what JSON.stringify writes, however deep the tree goes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(4), (value, depth) => {
        const text = textOf(toTree(value, depth));
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        const expected = `${JSON.stringify(value, null, 2)}\n`;
        if (!/[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(expected))
          assert.equal(text, expected);
      }),
    );
  });

  it('leaves out undefined members and makes items only when their turn comes', () => {
    let made = 0;
    function* items(): Generator<JsonTree> {
      for (; made < 3; made++) yield { value: made };
    }
    const tree = { branch: { a: undefined, b: { list: items() }, c: { list: [] }, d: { branch: {} } } };
    const pieces = writeJson(tree);
    assert.equal(made, 0);
    assert.equal(
      [...pieces].join(''),
      '{\n  "b": [\n    0,\n    1,\n    2\n  ],\n  "c": [],\n  "d": {}\n}\n',
    );
  });

  it('writes a list that never ends, piece by piece', () => {
    function* endless(): Generator<JsonTree> {
      for (;;) yield { value: 'x'.repeat(5000) };
    }
    const pieces = writeJson({ list: endless() });
    assert.ok(pieces.next().value!.length < 30_000);
    pieces.return(undefined);
  });

  it('writes long lists inside data item by item', () => {
    const items = Array.from({ length: 3000 }, (_, i) => ({ text: 'x'.repeat(50), i, none: undefined }));
    const values = [
      items,
      { a: undefined, b: [], c: {}, list: items, d: null },
      { inner: { list: items, other: [1, 2] }, ['__proto__']: 1 },
      [...items, undefined, null, [], {}],
    ];
    for (const value of values) {
      const pieces = [...writeJson({ branch: { value: { value } } })];
      assert.equal(pieces.join(''), `${JSON.stringify({ value }, null, 2)}\n`);
      assert.ok(pieces.every((piece) => piece.length < 20_000));
    }
  });

  it('escapes what a terminal would obey', () => {
    const text = textOf({ value: 'a\u009b\u202e\u2028\x7f\u2066é' });
    assert.equal(text, '"a\\u009b\\u202e\\u2028\\u007f\\u2066é"\n');
    assert.equal(JSON.parse(text), 'a\u009b\u202e\u2028\x7f\u2066é');
  });
});
