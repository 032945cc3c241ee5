import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { makeFolder } from './make-folder.ts';

describe('makeFolder', () => {
  const root = mkdtempSync(join(tmpdir(), 'make-folder-'));
  after(() => rmSync(root, { recursive: true }));

  it('makes all on the way, for one user', () => {
    makeFolder(join(root, 'a/b/c'));
    makeFolder(join(root, 'a/b/c'));
    assert.equal(statSync(join(root, 'a/b')).mode & 0o777, 0o700);
  });

  it('throws where none can be made', () => {
    writeFileSync(join(root, 'file'), '');
    assert.throws(() => makeFolder(join(root, 'file')), { code: 'EEXIST' });
    assert.throws(() => makeFolder(join(root, 'file/a')), { code: 'ENOTDIR' });
    assert.throws(() => makeFolder('/proc/none/here'), { code: 'ENOENT' });
  });
});
