/** Compiled code is kept where only its user can write, or not at all. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { PROGRAM_OF_SOURCES } from '../tools/bench/published.ts';

describe('compiled code', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-code-'));
  after(() => rmSync(root, { recursive: true }));
  let count = 0;
  const folder = (): string => {
    const path = join(root, String(count++));
    mkdirSync(path);
    return path;
  };

  function ask(env: Readonly<Record<string, string>>): void {
    const argv = [PROGRAM_OF_SOURCES, '--version'];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
      env,
      encoding: 'utf8',
      cwd: root,
    });
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  }

  it('is kept in the cache of the user', () => {
    const [home, cache] = [folder(), folder()];
    ask({ HOME: home });
    assert.equal(readdirSync(join(home, '.cache/plimsoll/code')).length, 1);
    ask({ HOME: home, XDG_CACHE_HOME: cache });
    assert.equal(readdirSync(join(cache, 'plimsoll/code')).length, 1);
  });

  it('is not kept where others can write, or where a link leads', () => {
    for (const open of ['plimsoll', 'plimsoll/code']) {
      const cache = folder();
      mkdirSync(join(cache, 'plimsoll/code'), { recursive: true });
      chmodSync(join(cache, open), 0o777);
      ask({ XDG_CACHE_HOME: cache });
      assert.deepEqual(readdirSync(join(cache, 'plimsoll/code')), [], open);
    }
    const [cache, elsewhere] = [folder(), folder()];
    mkdirSync(join(cache, 'plimsoll'));
    symlinkSync(elsewhere, join(cache, 'plimsoll/code'));
    ask({ XDG_CACHE_HOME: cache });
    assert.deepEqual(readdirSync(elsewhere), []);
  });

  it('is no reason to fail', () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    const homes = [
      {},
      { HOME: '' },
      { HOME: file },
      { HOME: '/proc' },
      { XDG_CACHE_HOME: 'no/absolute/path' },
    ];
    for (const env of homes as Record<string, string>[]) ask(env);
    assert.ok(!readdirSync(root).includes('no'));
  });
});
