import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ecosystems } from '../ecosystem/list.ts';
import { findSchemeOf } from './of-ecosystem.ts';

test('every ecosystem orders its versions as it says itself', () => {
  for (const { id, purlType, scheme } of ecosystems) {
    assert.equal(findSchemeOf(id), scheme, id);
    // `generic` is no world of its own.
    if (purlType !== 'generic') assert.equal(findSchemeOf(purlType), scheme, purlType);
  }
  assert.equal(findSchemeOf('cobol'), null);
});
