import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patternBounds } from './pattern-bounds.ts';

test('the longest match of a pattern', () => {
  const cases: readonly (readonly [RegExp, number])[] = [
    [/abc/g, 3],
    [/a{2,5}b?/g, 6],
    [/(?:ab|c{4})x/g, 5],
    [/(?<![A-Z])[\w-]{3}(?!abc)/g, 3],
    [/\.\x41A\\[\]]{2}/g, 6],
    [/(?<name>a){3}/g, 3],
    [/a*/g, Number.POSITIVE_INFINITY],
    [/a{3,}/g, Number.POSITIVE_INFINITY],
    [/^\bword\b$/g, 4],
    [/(?:[a-f]{2}:){5,7}[a-f]{2}/g, 23],
  ];
  for (const [pattern, longest] of cases)
    assert.equal(patternBounds(pattern).longest, longest, pattern.source);
});

test('long repetitions that share characters side by side are named', () => {
  assert.equal(patternBounds(/[a-z]{1,50}[\w-]{1,60}/g).shared, '[\\w-]{1,60}');
  assert.equal(patternBounds(/[a-z]{1,50}=?[a-z]{1,60}/g).shared, '[a-z]{1,60}');
  assert.equal(patternBounds(/[a-z]{1,50}[A-Z]{1,60}/gi).shared, '[A-Z]{1,60}');
  assert.equal(patternBounds(/[a-z]{1,50}[A-Z]{1,60}/g).shared, null);
  assert.equal(patternBounds(/[a-z]{1,50}=[a-z]{1,60}/g).shared, null);
  assert.equal(patternBounds(/[a-z]{0,50}(?:=[a-z]{1,60}){0,9}/g).shared, null);
  assert.equal(patternBounds(/[a-z]{50}[a-z]{60}/g).shared, null);
});

test('what is not understood is refused', () => {
  assert.throws(() => patternBounds(/(a)\1/g));
});
