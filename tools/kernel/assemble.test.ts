import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KERNEL_BYTES } from '../../src/check/secret/engine/kernel-bytes.ts';
import { assembleKernel } from './assemble.ts';

test('the kernel in the repository is what its source stands for', async () => {
  assert.equal(KERNEL_BYTES, Buffer.from(await assembleKernel()).toString('base64'));
});
