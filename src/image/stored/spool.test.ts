/** What a spooled archive leaves behind when the process is stopped or the disk is full: nothing, and a clear error. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { folder, inFolder, temp } from '../../../test/stored-images.ts';
import { makeNamedFile, type SpoolOptions, spool } from './spool.ts';

describe('spool', () => {
  inFolder();

  /** A process of its own that spools its standard input, into a file with a name or without, and then waits. */
  function start(prefix: string, kind: 'named' | 'usual'): ReturnType<typeof spawn> {
    const script = join(folder, 'spool.ts');
    const options = `{ tempFolder: ${JSON.stringify(temp())}, where: 'standard input', limitBytes: 1e9, signal: new AbortController().signal }`;
    writeFileSync(
      script,
      `import { makeNamedFile, spool } from ${JSON.stringify(new URL('./spool.ts', import.meta.url).href)};
       spool(process.stdin, ${options}, ${kind === 'named' ? 'makeNamedFile' : 'undefined'}).then(
         () => { console.log('ready'); setInterval(() => {}, 1000); },
         (error) => console.log(error.code, error.where, error.wayOut),
       );`,
    );
    return spawn('sh', ['-c', `${prefix}exec "$0" "$1"`, process.execPath, script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  function settings(limitBytes: number): SpoolOptions {
    return { tempFolder: temp(), where: 'x', limitBytes, signal: new AbortController().signal };
  }

  async function firstLine(child: ReturnType<typeof spawn>): Promise<string> {
    const [chunk] = await once(child.stdout!, 'data');
    return String(chunk).trim();
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`is removed on ${signal}, which still ends the process`, async () => {
      const child = start('', 'named');
      child.stdin!.end('content');
      assert.equal(await firstLine(child), 'ready');
      assert.equal(readdirSync(temp()).length, 1);
      const ended = once(child, 'exit');
      child.kill(signal);
      assert.deepEqual(await ended, [null, signal]);
      assert.deepEqual(readdirSync(temp()), []);
    });
  }

  const skip = process.platform === 'linux' ? false : 'only Linux has files without a name';
  it('has no name where that is possible: not even a kill leaves it', { skip }, async () => {
    const child = start('', 'usual');
    child.stdin!.end('content');
    assert.equal(await firstLine(child), 'ready');
    assert.deepEqual(readdirSync(temp()), []);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    assert.deepEqual(readdirSync(temp()), []);
  });

  for (const [kind, makeFile] of [
    ['named', makeNamedFile],
    ['usual', undefined],
  ] as const) {
    it(`is only for its owner, and whole (${kind})`, async () => {
      const content = Buffer.alloc(3_000_000, 'plimsoll');
      const { path, remove } = await spool(Readable.from([content]), settings(1e9), makeFile);
      assert.equal(statSync(path).mode & 0o777, 0o600);
      for (const name of readdirSync(temp())) assert.equal(statSync(join(temp(), name)).mode & 0o777, 0o700);
      assert.ok(readFileSync(path).equals(content));
      await remove();
      assert.equal(existsSync(path), false);
      assert.deepEqual(readdirSync(temp()), []);
    });

    it(`says where the disk is full (${kind})`, async () => {
      // A limit on the size of files gives the same kind of failure as a full disk does.
      const child = start('ulimit -f 8; ', kind);
      const ended = once(child, 'exit');
      child.stdin!.on('error', () => {}).end(Buffer.alloc(1_000_000, 'x'));
      assert.match(await firstLine(child), new RegExp(`^disk-full ${temp()} .*TMPDIR`));
      await ended;
      assert.deepEqual(readdirSync(temp()), []);
    });
  }

  it('stops at its limit, however small the compressed form is', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    await assert.rejects(spool(Readable.from([bomb]), settings(1_000_000)), {
      code: 'too-large',
      where: 'x',
    });
    assert.deepEqual(readdirSync(temp()), []);
  });

  it('listens to no signal once nothing is spooled', async () => {
    const before = process.listenerCount('SIGINT');
    const [one, two] = await Promise.all([
      spool(Readable.from([Buffer.from('1')]), settings(100), makeNamedFile),
      spool(Readable.from([Buffer.from('2')]), settings(100), makeNamedFile),
    ]);
    assert.equal(process.listenerCount('SIGINT'), before + 1);
    await one.remove();
    await two.remove();
    await two.remove();
    assert.equal(process.listenerCount('SIGINT'), before);
  });
});
