/** Whole processes: the launcher, signals, pipes that close. Kills are in test/crash. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { archiveOf, putArchive, putFlaws, SMALL } from './images.ts';
import { here, onOwnMachine, put } from './plimsoll.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/plimsoll.mjs', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: join(here, 'home'), TMPDIR: join(here, 'tmp') };
}

/** Runs the launcher to its end. */
function launch(args: readonly string[], node = process.execPath): Promise<Ended> {
  return new Promise((done) => {
    const options = { env: environment(), cwd: here, maxBuffer: 10_000_000 };
    const child = execFile(node, [LAUNCHER, ...args], options, (_, stdout, stderr) =>
      done({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
}

/** Starts it with an open standard input. */
function start(
  args: readonly string[],
  node = process.execPath,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(node, [LAUNCHER, ...args], { env: environment(), cwd: here, stdio: 'pipe' });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    texts.stdout += text;
  });
  child.stderr.on('data', (text) => {
    texts.stderr += text;
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Ended>((done) =>
    child.on('close', (code, signal) => done({ code, signal, ...texts })),
  );
  return { child, ended };
}

/** The machine's own Node where it is too old for the program, else null. */
function findOldNode(): string | null {
  for (const node of ['/usr/local/bin/node', '/usr/bin/node']) {
    if (!existsSync(node)) continue;
    const [major = 99] = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })
      .split('.')
      .map(Number);
    if (major < 24) return node;
  }
  return null;
}

const oldNode = findOldNode();
const NODES: readonly (readonly [string, string | null])[] = [
  ['the pinned Node', process.execPath],
  ['an older Node', oldNode],
];

/** Writes more than a pipe holds and waits until the program has begun to read it. */
async function untilRead(stdin: Writable): Promise<void> {
  if (!stdin.write(Buffer.concat([archiveOf(SMALL), Buffer.alloc(1_000_000)]))) await once(stdin, 'drain');
}

describe('the launcher', () => {
  onOwnMachine();

  for (const [title, node] of NODES) {
    const skip = node === null ? 'there is no older Node on this machine' : false;

    it(`under ${title} gives output and exit code`, { skip }, async () => {
      putArchive('app.tar', SMALL);
      const [good, bad] = await Promise.all([
        launch(['scan', 'app.tar', '--fail-on', 'high', '--format', 'json'], node!),
        launch(['scan', 'app.tar', '--fail-on', 'hihg'], node!),
      ]);
      assert.deepEqual([good.code, good.stderr], [1, '']);
      assert.equal(JSON.parse(good.stdout).reports[0].exit.code, 1);
      assert.equal(bad.code, 2);
      assert.match(bad.stderr, /did you mean "high"/);
    });

    it(`under ${title} passes signals on, cleans up, and dies of them`, { skip }, async () => {
      const { child, ended } = start(['scan', '-'], node!);
      await untilRead(child.stdin!);
      child.kill('SIGTERM');
      const { code, signal, stderr, stdout } = await ended;
      assert.deepEqual([code, signal, stdout, stderr], [null, 'SIGTERM', '', 'plimsoll: ended by SIGTERM\n']);
      assert.deepEqual(readdirSync(join(here, 'tmp')), []);
    });
  }

  it('prints the version without loading the commands', async () => {
    const hook = `import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });`;
    const args = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, LAUNCHER, '--version'];
    const loaded = await new Promise<string>((done) =>
      execFile(process.execPath, args, (_, __, stderr) => done(stderr)),
    );
    assert.match(loaded, /src\/cli\/main\.ts/);
    assert.doesNotMatch(loaded, /commander|src\/(report|ecosystem|image)\//);
  });
});

describe('output', () => {
  onOwnMachine();

  function shell(command: string): Promise<Ended> {
    return new Promise((done) => {
      const script = `set -o pipefail; plimsoll() { "${process.execPath}" "${LAUNCHER}" "$@"; }; ${command}`;
      const child = execFile('bash', ['-c', script], { env: environment() }, (_, stdout, stderr) =>
        done({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
      );
    });
  }

  it('into a pipe whose reader goes away ends without an error, with the code of the verdict', async () => {
    const ran = await shell(
      'plimsoll scan examples/shop.tar --format json --fail-on high | head -c 20; echo "$PIPESTATUS"',
    );
    assert.deepEqual([ran.stdout, ran.stderr], ['{\n  "$schema": "urn:1\n', '']);
    const help = await shell('plimsoll help | true; echo "$PIPESTATUS"');
    assert.deepEqual([help.stdout, help.stderr], ['0\n', '']);
  });

  it('that cannot be written is no success', async () => {
    const ran = await shell('plimsoll scan examples/shop.tar > /dev/full');
    assert.equal(ran.code, 5);
    assert.match(
      ran.stderr,
      /^plimsoll: .*the disk is full\. \[disk-full\]\n {2}where: {3}standard output\n/,
    );
  });
});

describe('a folder with entries that this user may not read', () => {
  onOwnMachine();

  it('is partial, and names them', async (t) => {
    for (const name of ['sail', 'boat']) {
      const path = `root/app/node_modules/${name}/package.json`;
      put(path, JSON.stringify({ name, version: '1.0.0' }));
    }
    put('root/srv/hidden/x', '');
    putFlaws('osv');
    chmodSync(join(here, 'root/app/node_modules/boat/package.json'), 0);
    chmodSync(join(here, 'root/srv/hidden'), 0);
    const ran = await asNobody(t, [
      'scan',
      join(here, 'root'),
      '--advisories',
      join(here, 'osv'),
      '--format',
      'json',
    ]);
    chmodSync(join(here, 'root/srv/hidden'), 0o755);
    if (ran === null) return;
    assert.deepEqual([ran.code, ran.stderr], [0, '']);
    const { coverage, packages } = JSON.parse(ran.stdout).reports[0];
    assert.deepEqual(
      packages.map((p: { name: string }) => p.name),
      ['sail'],
    );
    assert.deepEqual(
      coverage.reasons.map((p: { code: string; path: string }) => [p.code, p.path]),
      [
        ['unreadable-file', 'app/node_modules/boat/package.json'],
        ['unreadable-file', 'srv/hidden'],
      ],
    );
  });
});

/** Root may read everything, so that the program runs as somebody else; null where that one cannot read it. */
async function asNobody(t: TestContext, args: readonly string[]): Promise<Ended | null> {
  if (process.getuid?.() !== 0) return launch(args);
  chmodSync(here, 0o755);
  mkdirSync(join(here, 'home'));
  for (const folder of ['home', 'tmp']) chmodSync(join(here, folder), 0o777);
  const options = { env: environment(), cwd: here, uid: 65534, gid: 65534 };
  const ended = await new Promise<Ended>((done) => {
    const child = execFile(process.execPath, [LAUNCHER, ...args], options, (_, stdout, stderr) =>
      done({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
  if (!/EACCES|permission denied/i.test(ended.stderr)) return ended;
  t.skip('the repository cannot be read by another user');
  return null;
}
