import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

describe('canonicalJson', () => {
  for (const [name, value, text] of [
    ['sorts keys by code unit', { b: 1, a: 2, é: 3, Z: 4 }, '{"Z":4,"a":2,"b":1,"é":3}'],
    ['sorts keys that look like numbers as text', { 10: 'x', 9: 'y' }, '{"10":"x","9":"y"}'],
    ['sorts at every depth', [{ b: { d: 1, c: 2 }, a: [] }], '[{"a":[],"b":{"c":2,"d":1}}]'],
    ['drops undefined members, keeps null', { a: undefined, b: null }, '{"b":null}'],
    ['writes undefined items as null', [undefined, 1], '[null,1]'],
    ['writes negative zero as zero', -0, '0'],
    ['escapes lone surrogates', '\ud800', '"\\ud800"'],
  ] as const) {
    it(name, () => assert.equal(canonicalJson(value), text));
  }

  it('refuses what JSON has no word for', () => {
    assert.throws(() => canonicalJson({ a: Number.NaN }), RangeError);
    assert.throws(() => canonicalJson(() => 1), TypeError);
    assert.throws(() => canonicalJson(1n), TypeError);
  });

  it('keeps a key named __proto__', () => {
    assert.equal(canonicalJson(JSON.parse('{"__proto__":1,"a":2}')), '{"__proto__":1,"a":2}');
  });

  it('is the same for every order of keys and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        assert.equal(canonicalJson(turned), canonicalJson(value));
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
