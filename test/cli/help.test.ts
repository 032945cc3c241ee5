/** What the program says of itself, and of words that it does not know. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { assertGolden } from './golden.ts';
import { onOwnMachine, run } from './plimsoll.ts';

const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

describe('help', () => {
  onOwnMachine();

  for (const topic of ['', 'scan', 'sbom', 'db', 'db update', 'cache', 'cache prune', 'limits']) {
    it(`of ${topic || 'the program'}`, async () => {
      const ran = await run(`help ${topic}`);
      assertGolden(`help-${topic.replace(' ', '-') || 'plimsoll'}`, ran);
      assert.equal(ran.code, 0);
      assert.ok(ran.stdout.split('\n').every((line) => [...line].length <= 80));
    });
  }

  it('is the answer to no command at all, which is no success', async () => {
    const bare = await run('');
    assert.equal(bare.code, 2);
    assert.equal(bare.stdout, (await run('help')).stdout);
    assert.equal((await run('db')).code, 2);
  });

  it('uses the room of a wide terminal', async () => {
    const { stdout } = await run('scan --help', { terminal: 120 });
    assert.match(stdout, /^ {2}--fail-on <severity> .* critical, high, medium, low, negligible, unknown$/m);
  });

  for (const words of ['--version', '-V', 'version', 'version --help']) {
    it(`plimsoll ${words}`, async () => {
      const ran = await run(words);
      assert.equal(ran.code, 0);
      if (!words.endsWith('help')) assert.equal(ran.stdout, `${VERSION}\n`);
    });
  }
});

describe('mistyped words', () => {
  onOwnMachine();

  it('are told with what was meant', async () => {
    const commands = [
      'scna app:1',
      'scan',
      'scan a:1 b:1',
      'scan app:1 --formt json',
      'scan app:1 --format jsn',
      'scan app:1 --format yaml',
      'scan app:1 --output jsno=report.json',
      'scan app:1 --output report.json',
      'scan app:1 --fail-on hihg',
      'scan app:1 --fail-on 7',
      'scan app:1 --scanners vlun',
      'scan app:1 --update sometimes',
      'scan app:1 --max-age 7',
      'scan app:1 --platform linux',
      'scan app:1 --workers 0',
      'scan app:1 --workers many',
      'scan app:1 --mirror docker.io',
      'scan app:1 --limit layer-entrys=5M',
      'scan app:1 --limit layer-entries=many',
      'sbom app:1 --limit sandbox-memory=1MiB',
      'scan docker:',
      'sbom app:1 --fail-on high',
      'db udpate',
      'db update --only nowhere',
      'db import',
    ];
    const ran = [];
    for (const command of commands) ran.push(await run(command));
    assertGolden('mistyped', ran);
    assert.deepEqual(
      ran.filter(({ code, stdout }) => code !== 2 || stdout !== '').map(({ command }) => command),
      [],
    );
  });

  it('scanners that are not built yet are refused, never passed over', async () => {
    const ran = [];
    for (const list of ['misconfig', 'vuln,license', 'misconfig --scanners license'])
      ran.push(await run(`scan app:1 --scanners ${list}`));
    assertGolden('scanners-not-built', ran);
    assert.ok(ran.every(({ code }) => code === 2));
  });
});
