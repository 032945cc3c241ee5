import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candidate } from '../detector.ts';
import { examineCheckDigits, fieldOfBase64, jwtExpiry, toCheckDigits } from './offline.ts';

test('check digits are the ones that GitHub and npm give', () => {
  // Bodies of tokens that were published as dummies, apart from their prefix.
  assert.equal(toCheckDigits('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ'), '0mLq17');
  assert.equal(toCheckDigits('qkJaB6MffYVzZXWqmcoF49yrUxP3wf'), '0LsakP');
  assert.equal(toCheckDigits(''), '000000');
});

test('a token with wrong check digits is none', () => {
  const candidate = (secret: string): Candidate =>
    ({ secret, match: secret, groups: [], path: '', before: '', after: '' }) satisfies Candidate;
  assert.notEqual(examineCheckDigits(candidate(`a_body${toCheckDigits('body')}`)), null);
  assert.equal(examineCheckDigits(candidate(`a_bodx${toCheckDigits('body')}`)), null);
});

test('fields and expiry are read out of base64, and damage gives nothing', () => {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  assert.equal(fieldOfBase64(encode({ a: 'x', b: 2 }), 'b'), '2');
  assert.equal(fieldOfBase64(encode({ a: {} }), 'a'), '');
  assert.equal(fieldOfBase64(encode(null), 'a'), '');
  assert.equal(fieldOfBase64('####', 'a'), '');
  assert.equal(fieldOfBase64(encode({}), 'constructor'), '');
  assert.equal(jwtExpiry(`${encode({})}.${encode({ exp: 1_700_000_000 })}.c2ln`), '2023-11-14T22:13:20.000Z');
  for (const exp of ['soon', -1, 1e20, null]) assert.equal(jwtExpiry(`a.${encode({ exp })}.c`), '');
});
