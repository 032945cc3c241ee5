/** Whose an unfinished file is: this process's, one that is gone, or one of another machine. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { OWNER_MARK, ownerMark, ownerOf } from './unfinished.ts';

describe('an owner mark', () => {
  const skip = existsSync('/proc/self/ns/pid') ? false : 'this system has no /proc';

  it('is made once and matches its pattern', () => {
    assert.match(ownerMark(), new RegExp(`^${OWNER_MARK}$`));
    assert.notEqual(ownerMark(), ownerMark());
  });

  it('tells who is alive and who is dead', { skip }, () => {
    const module = new URL('./unfinished.ts', import.meta.url).href;
    const script = `import { ownerMark } from ${JSON.stringify(module)}; process.stdout.write(ownerMark());`;
    const dead = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    for (const around of ['', 'stage-', 'out.json.']) {
      assert.equal(ownerOf(`${around}${ownerMark()}.tmp`), 'alive');
      assert.equal(ownerOf(`${around}${dead.stdout}.tmp.rows`), 'dead');
    }
  });

  const pid = 4_194_304;
  const NAMES: readonly (readonly [name: string, why: string])[] = [
    ['stage-12-0123456789ab.tmp', 'no mark'],
    [`file-00000000-${pid}-0123456789ab.tmp`, 'a system that does not tell'],
    [`file-fedcba98-${pid}-0123456789ab.tmp`, 'another machine'],
    [`${ownerMark()}ff`, 'longer than a mark'],
    ['', 'nothing'],
  ];
  for (const [name, why] of NAMES) it(`says nothing of ${why}`, () => assert.equal(ownerOf(name), 'unknown'));
});
