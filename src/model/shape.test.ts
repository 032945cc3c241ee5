import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  bytes,
  count,
  countUpTo,
  either,
  flag,
  list,
  mapOf,
  nullable,
  object,
  pair,
  plainData,
  type Shape,
  ShapeError,
  text,
  textUpTo,
  word,
} from './shape.ts';

interface Cargo {
  readonly name: string;
  readonly kind: 'box' | 'barrel';
  readonly weight: number | null;
  readonly dry: boolean;
  readonly marks: readonly (readonly [string, number])[];
}

const cargo: Shape<Cargo> = object<Cargo>({
  name: text,
  kind: word('box', 'barrel'),
  weight: nullable(count),
  dry: flag,
  marks: list(pair(text, count)),
});
const GOOD = { name: 'tea', kind: 'box', weight: null, dry: true, marks: [['a', 1]] };

describe('shapes', () => {
  it('let through what fits, built anew', () => {
    const built = cargo(GOOD);
    assert.deepEqual(built, GOOD);
    assert.notEqual(built, GOOD);
    assert.notEqual(built.marks[0], GOOD.marks[0]);
  });

  for (const [what, change, message] of [
    ['a missing member', { dry: undefined }, /^\.dry is neither/],
    ['a further member', { more: 1 }, /has other members/],
    ['another type', { name: 5 }, /^\.name is no text/],
    ['a word that is none', { kind: 'bag' }, /^\.kind is none of box, barrel/],
    ['a number that is no count', { weight: -1 }, /^\.weight is no count/],
    ['a fraction', { weight: 1.5 }, /no count/],
    [
      'a member deep inside',
      {
        marks: [
          ['a', 1],
          ['b', 'c'],
        ],
      },
      /^\.marks\[1\]\[1\] is no count/,
    ],
    ['a list that is none', { marks: { length: 0 } }, /^\.marks is no list/],
    ['a pair of three', { marks: [['a', 1, 2]] }, /no pair/],
  ] as const) {
    it(`refuse ${what}`, () => {
      assert.throws(
        () => cargo({ ...GOOD, ...change }),
        (e) => e instanceof ShapeError && message.test(e.message),
      );
    });
  }

  it('refuse what is no object, and never take a prototype over', () => {
    for (const value of [null, undefined, 5, 'x', [GOOD]]) assert.throws(() => cargo(value), ShapeError);
    const given: unknown = JSON.parse(
      '{"__proto__":{"polluted":1},"kind":"box","weight":null,"dry":true,"marks":[]}',
    );
    assert.throws(() => cargo(given), ShapeError);
    const inherited = Object.create({ name: 'tea' }, { kind: { value: 'box', enumerable: true } }) as object;
    assert.throws(() => object<{ name: string }>({ name: text })(inherited), ShapeError);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('carry bytes and maps through JSON', () => {
    const value = new Map([[7, Uint8Array.of(1, 2, 255)]]);
    const sent: unknown = JSON.parse(JSON.stringify({ value }, plainData)).value;
    assert.deepEqual(mapOf(count, bytes)(sent), value);
    const buffer: unknown = JSON.parse(JSON.stringify({ b: Buffer.from('ab') }, plainData)).b;
    assert.deepEqual(bytes(buffer), Uint8Array.of(0x61, 0x62));
    for (const value of [[1, 2], 'AQ', 'AQI', 'AQI=\n', 'A QI=', '_-8=', 'AQJ=']) {
      assert.throws(() => bytes(value), ShapeError);
    }
    assert.throws(
      () =>
        mapOf(
          count,
          text,
        )([
          [1, 'a'],
          [1, 'b'],
        ]),
      /has a key twice/,
    );
  });

  it('hold texts and counts to a limit', () => {
    assert.equal(textUpTo(2)('ab'), 'ab');
    assert.throws(() => textUpTo(2)('abc'), /is too long/);
    assert.equal(countUpTo(2)(2), 2);
    for (const value of [3, -1, 0.5, '2', 2 ** 53]) assert.throws(() => countUpTo(2)(value), ShapeError);
  });

  it('name all members of a type, and no other', () => {
    type Pair = { readonly a: string; readonly b: number | null };
    object<Pair>({ a: text, b: nullable(count) });
    // @ts-expect-error: one is missing
    object<Pair>({ a: text });
    // @ts-expect-error: one is too many
    object<Pair>({ a: text, b: nullable(count), c: text });
    // @ts-expect-error: one lets too much through
    object<Pair>({ a: nullable(text), b: nullable(count) });
  });

  it('can be one of two', () => {
    const shape = either(word('none'), count);
    assert.deepEqual([shape('none'), shape(3)], ['none', 3]);
    assert.throws(() => shape('some'), ShapeError);
  });
});
