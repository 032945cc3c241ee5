import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type ByteSource, bytesSource, fileSource } from './byte-source.ts';

function check(source: ByteSource): void {
  assert.equal(Buffer.from(source.read(1, 3)).toString(), 'bcd');
  assert.equal(source.read(5, 0).length, 0);
  for (const [offset, length] of [
    [3, 3],
    [-1, 2],
    [0, -1],
    [6, 0],
    [Number.NaN, 1],
  ] as const) {
    assert.throws(() => source.read(offset, length), RangeError);
  }
}

describe('ByteSource', () => {
  it('reads ranges of bytes in memory', () => check(bytesSource(Buffer.from('abcde'))));
  it('reads ranges of a file, and tells if the file became shorter', () => {
    const folder = mkdtempSync(join(tmpdir(), 'byte-source-'));
    writeFileSync(join(folder, 'x'), 'abcde');
    const descriptor = openSync(join(folder, 'x'), 'r');
    try {
      check(fileSource(descriptor, 5));
      assert.throws(() => fileSource(descriptor, 9).read(4, 5), RangeError);
    } finally {
      closeSync(descriptor);
      rmSync(folder, { recursive: true });
    }
  });
});
