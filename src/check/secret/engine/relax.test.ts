import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { relax } from './relax.ts';

describe('patterns without conditions on their neighbours', () => {
  for (const [pattern, inner] of [
    [/(?<![A-Za-z0-9_-])tok_[a-z]{4}(?![A-Za-z0-9_-])/, 'tok_[a-z]{4}'],
    [/\btok_[a-z]{4}\b/, 'tok_[a-z]{4}'],
    [/(?:^|[^a-z)])tok_(?:[^a-z]|$)/, 'tok_'],
    [/(?<!\()tok_(?=["']|$)/, 'tok_'],
    [/tok_[a-z]{4}/, null],
    [/(?<!a)tok_|(?<!b)kot_/, null],
    [/(?<!a)(?:tok_|kot_)/, '(?:tok_|kot_)'],
  ] as const) {
    test(`${pattern}`, () => assert.equal(relax(pattern.source), inner));
  }
});
