/** The sandboxed process is killed from outside, as a system short of memory does: the scan is right all the same. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { here, onOwnMachine, run } from '../cli/plimsoll.ts';
import { writeDockerArchive } from '../image-builder.ts';
import { randomOf } from './random.ts';
import { imageToPull } from './scenarios.ts';
import { listSandboxes, startVictim, untilGroupEnded } from './victim.ts';

const KILLS = Number(process.env['PLIMSOLL_KILLS'] || 3);

describe('a killed reader', () => {
  onOwnMachine();
  const skip = existsSync('/proc/self/stat') ? false : 'this system has no /proc';

  it('is started again', { skip }, async () => {
    const random = randomOf(5);
    writeDockerArchive(join(here, 'app.tar'), [imageToPull()]);
    const words = ['scan', join(here, 'app.tar'), '--format', 'json', '--no-cache'];
    const right = await run(words);
    let killed = 0;
    for (let turn = 1; turn <= KILLS; turn++) {
      const place = { cwd: here, home: join(here, 'home'), tempFolder: join(here, 'tmp') };
      const victim = startVictim(words, place);
      let ended = false;
      victim.ended.then(() => {
        ended = true;
      });
      while (!ended && listSandboxes(victim.pid).length === 0) await sleep(2);
      await sleep(random.next() * 120);
      for (const pid of listSandboxes(victim.pid)) {
        process.kill(pid, 'SIGKILL');
        killed++;
      }
      const code = await victim.ended;
      await untilGroupEnded(victim.pid);
      // One that has not said a word yet may be one that can never start.
      if (code === 5 && /cannot start/.test(victim.stderr())) continue;
      assert.deepEqual([code, victim.stderr()], [0, '']);
      assert.equal(victim.stdout().replaceAll(here, '$HERE'), right.stdout);
    }
    assert.ok(killed > 0);
  });
});
