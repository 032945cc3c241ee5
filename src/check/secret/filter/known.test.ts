import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isKnown, standingOf } from './known.ts';
import { PUBLISHED } from './published.ts';
import { SHARED_KEYS } from './shared-keys.ts';

describe('values that everyone knows', () => {
  for (const [name, rows] of [
    ['published', PUBLISHED],
    ['shared', SHARED_KEYS],
  ] as const) {
    test(`${name}: digests, in order, each once, and told what they are`, () => {
      const digests = rows.map(([digest]) => digest);
      assert.deepEqual(digests, [...new Set(digests)].sort());
      for (const [digest, what] of rows) {
        assert.match(digest, /^[0-9a-f]{64}$/);
        assert.notEqual(what, '');
      }
    });
  }

  test('none is in both', () => {
    const published = new Set(PUBLISHED.map(([digest]) => digest));
    assert.deepEqual(
      SHARED_KEYS.filter(([digest]) => published.has(digest)),
      [],
    );
  });

  test('shared keys are of packages', () => {
    for (const [, what] of SHARED_KEYS) assert.match(what, /^(?:npm|PyPI|Maven|Go) @?[\w./-]+$/);
  });

  test('the AWS example is one', () => {
    const id = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
    assert.equal(standingOf('aws-access-key-id', id)?.standing, 'published-example');
    assert.ok(isKnown(id));
    assert.equal(standingOf('aws-access-key-id', `${id}2`), null);
  });
});
