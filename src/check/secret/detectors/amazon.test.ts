import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountOf } from './amazon.ts';

test('the account of an access key is read from its id', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['QNZGKIQY56JQ7WML', '029608264753'],
    ['Y34FZKBOKMUTVV7A', '609629065308'],
    // From before 2019: no account in it.
    ['IOSFODNN7EXAMPLE', ''],
  ];
  for (const [rest, account] of cases) assert.equal(accountOf(`AKIA${rest}`), account);
});
