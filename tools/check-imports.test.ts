import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkImports } from './check-imports.ts';

test('the sources hold to the table of imports, without cycles and unused exports', () => {
  assert.deepEqual(checkImports(), []);
});
