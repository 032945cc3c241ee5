/** Progress and colour: on a terminal, and nowhere else. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { putArchive, putFlaws, SMALL } from './images.ts';
import { onOwnMachine, run, type Setting } from './plimsoll.ts';

const SCAN = 'scan $HERE/app.tar --advisories $HERE/osv';
const TAKEN_AWAY = '\r\x1b[K';

describe('progress', () => {
  onOwnMachine();

  async function progress(options: string, setting: Setting): Promise<string> {
    putArchive('app.tar', SMALL);
    putFlaws('osv');
    return (await run(`${SCAN} ${options}`, setting)).stderr;
  }

  it('is one line that names the stage and goes at the end', async () => {
    const text = await progress('', { terminal: 80 });
    assert.doesNotMatch(text, /\n/);
    assert.ok(text.endsWith(TAKEN_AWAY));
    const lines = text.split(TAKEN_AWAY);
    for (const stage of ['opening the image', 'reading layers', 'judging  2 layers, 0.0 MiB'])
      assert.ok(lines.includes(stage), stage);
  });

  it('never wraps', async () => {
    const lines = (await progress('', { terminal: 20 })).split(TAKEN_AWAY);
    assert.ok(lines.every((line) => line.length < 20));
  });

  it('of an update leaves nothing behind', async () => {
    putFlaws('osv');
    const { stderr, stdout } = await run('db update --from $HERE/osv', { terminal: 80 });
    assert.match(stderr, /^(?:\r\x1b\[K[^\n]*)*\r\x1b\[K$/);
    assert.match(stdout, /^updated {4}osv: debian:12, npm: 6 records\n/);
  });

  const silent: Readonly<Record<string, readonly [string, Setting]>> = {
    'without a terminal': ['', {}],
    'in CI': ['', { terminal: 80, env: { CI: 'true' } }],
    'with --quiet': ['--quiet', { terminal: 80 }],
    'with PLIMSOLL_QUIET': ['', { terminal: 80, env: { PLIMSOLL_QUIET: '1' } }],
  };
  for (const [where, [options, setting]] of Object.entries(silent))
    it(`is silent ${where}`, async () => assert.equal(await progress(options, setting), ''));

  it('is gone before an error is printed', async () => {
    const { stderr } = await run('scan ./none.tar', { terminal: 80 });
    assert.match(stderr, /(?:^|\r\x1b\[K)plimsoll: There is no such file/);
  });
});

describe('colour', () => {
  onOwnMachine();

  async function table(setting: Setting): Promise<string> {
    putArchive('app.tar', SMALL);
    return (await run('scan $HERE/app.tar', setting)).stdout;
  }

  it('is on a terminal, and only there', async () => {
    const coloured = await table({ terminal: 100 });
    assert.match(coloured, /\x1b\[31m/);
    for (const setting of [
      {},
      { terminal: 100, env: { NO_COLOR: '1' } },
      { terminal: 100, env: { TERM: 'dumb' } },
    ]) {
      const plain = await table(setting);
      assert.doesNotMatch(plain, /\x1b/);
      assert.equal(plain, stripVTControlCharacters(coloured).replace(/ +$/gm, ''));
    }
  });
});
