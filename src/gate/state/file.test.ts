import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { waiverFingerprint } from '../../model/fingerprint.ts';
import type { HistoryOf } from '../../model/gate.ts';
import { openState, type StateStore } from './state-store.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-state-'));
const WRITER = join(import.meta.dirname, '../../../test/state-writer.ts');
const NAME = '.plimsoll-state';

let folder = '';
let count = 0;

function entry(name: string, firstSeen = '2026-11-01'): HistoryOf {
  const key = waiverFingerprint('test', name);
  return { key, firstSeen, fixSeen: '', severity: 'high', severitySince: firstSeen };
}

function open(path = NAME, signal: AbortSignal = new AbortController().signal): StateStore {
  const network = () => Promise.reject(new Error('a file needs no network'));
  return openState(path, { cwd: folder, network, signal });
}

function start(prefix: string, number: number): ChildProcess {
  const args = [WRITER, join(folder, NAME), prefix, String(number)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('a state in a file', () => {
  beforeEach(() => {
    count += 1;
    folder = join(root, String(count));
    mkdirSync(folder);
  });

  after(() => {
    rmSync(root, { recursive: true });
  });

  test('that is not there is none, and is made', async () => {
    assert.equal(await open('a/b/state').read(), null);
    await open('a/b/state').merge([entry('x')]);
    assert.deepEqual(await open('a/b/state').read(), [entry('x')]);
    assert.deepEqual(readdirSync(join(folder, 'a/b')), ['state']);
  });

  test('is made also where there is nothing to keep: from now on what is new is known', async () => {
    await open().merge([]);
    assert.deepEqual(await open().read(), []);
  });

  test('keeps what is there, and the earliest days', async () => {
    await open().merge([entry('x', '2026-11-05'), entry('y')]);
    await open().merge([entry('x', '2026-11-02'), entry('z')]);
    const kept = (await open().read())!;
    assert.equal(kept.length, 3);
    assert.equal(kept.find(({ key }) => key === entry('x').key)?.firstSeen, '2026-11-02');
  });

  test('is not written where nothing is new', async () => {
    await open().merge([entry('x')]);
    const { ino } = statSync(join(folder, NAME));
    await open().merge([entry('x', '2026-11-09')].map((e) => ({ ...e, severitySince: '2026-11-01' })));
    assert.equal(statSync(join(folder, NAME)).ino, ino);
  });

  test('is put in order after a union merge', async () => {
    await open().merge([entry('x')]);
    const text = readFileSync(join(folder, NAME), 'utf8');
    writeFileSync(join(folder, NAME), text + text.replaceAll('\n', '\r\n'));
    await open().merge([]);
    assert.equal(readFileSync(join(folder, NAME), 'utf8'), text);
  });

  test('keeps its mode, and a link to it stays one', async () => {
    await open('real').merge([entry('x')]);
    chmodSync(join(folder, 'real'), 0o640);
    symlinkSync('real', join(folder, NAME));
    await open().merge([entry('y')]);
    assert.ok(lstatSync(join(folder, NAME)).isSymbolicLink());
    assert.equal(statSync(join(folder, 'real')).mode & 0o777, 0o640);
    assert.equal((await open('real').read())?.length, 2);
  });

  test('that is damaged is left as it is', async () => {
    writeFileSync(join(folder, NAME), '<<<<<<< ours\n');
    await assert.rejects(open().read(), { code: 'state-conflict', where: NAME });
    await assert.rejects(open().merge([entry('x')]), { code: 'state-conflict' });
    assert.equal(readFileSync(join(folder, NAME), 'utf8'), '<<<<<<< ours\n');
    assert.deepEqual(readdirSync(folder), [NAME]);
  });

  test('that is no file says so', async () => {
    mkdirSync(join(folder, NAME));
    await assert.rejects(open().read(), { code: 'state-unreadable' });
    await assert.rejects(open().merge([]), { code: 'state-unreadable' });
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(open('file/state').merge([]), /state/);
  });

  test('where nothing can be written says so', async () => {
    await assert.rejects(open('/proc/plimsoll-state').merge([entry('x')]), {
      code: 'state-not-written',
      where: '/proc/plimsoll-state',
    });
  });

  test('takes the turn of a process that is gone, and cleans up behind it', async () => {
    const child = start('a', 1);
    await once(child, 'exit');
    // An id of this machine that no process has any more.
    const mark = await deadMark();
    symlinkSync(mark, join(folder, `.${NAME}.turn`));
    writeFileSync(join(folder, `.${NAME}.${mark}.part`), 'half');
    await open().merge([entry('x')]);
    assert.deepEqual(readdirSync(folder), [NAME]);
    assert.equal((await open().read())?.length, 2);
  });

  test('takes the turn of an unknown process when it is old', async () => {
    const turn = join(folder, `.${NAME}.turn`);
    symlinkSync('00000000-1-000000000000', turn);
    const then = new Date(Date.now() - 60_000);
    lutimesSync(turn, then, then);
    await open().merge([entry('x')]);
    assert.deepEqual(readdirSync(folder), [NAME]);
  });

  test('needs no turn of which nothing is known and which is no link', async () => {
    const turn = join(folder, `.${NAME}.turn`);
    writeFileSync(turn, '');
    const then = new Date(Date.now() - 60_000);
    lutimesSync(turn, then, then);
    await open().merge([entry('x')]);
    assert.deepEqual(readdirSync(folder), [NAME]);
  });

  test('waits for its turn, and can be stopped', async () => {
    symlinkSync('00000000-1-000000000000', join(folder, `.${NAME}.turn`));
    const controller = new AbortController();
    const waiting = open(NAME, controller.signal).merge([entry('x')]);
    controller.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    assert.equal(await open().read(), null);
  });

  test('loses nothing to writers of one process', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => open().merge([entry(`n${i}`)])));
    assert.equal((await open().read())?.length, 20);
    assert.deepEqual(readdirSync(folder), [NAME]);
  });

  test('loses nothing to writers of several processes', async () => {
    const writers = Array.from({ length: 4 }, (_, i) => start(`p${i}`, 15));
    const codes = await Promise.all(writers.map((writer) => once(writer, 'exit')));
    assert.deepEqual(
      codes.map(([code]) => code),
      [0, 0, 0, 0],
    );
    assert.equal((await open().read())?.length, 60);
    assert.deepEqual(readdirSync(folder), [NAME]);
  });

  test('is whole after any kill', async () => {
    let last = 0;
    for (let round = 0; round < 3; round++) {
      const writers = [start(`a${round}`, 10_000), start(`b${round}`, 10_000)];
      await Promise.all(writers.map((writer) => once(writer.stdout!, 'data')));
      // Some entries later: never at the same place.
      while (((await open().read())?.length ?? 0) < last + 3 + round) await new Promise(setImmediate);
      for (const writer of writers) writer.kill('SIGKILL');
      await Promise.all(writers.map((writer) => once(writer, 'exit')));
      const kept = (await open().read())!;
      assert.ok(kept.length > last);
      last = kept.length;
    }
    await open().merge([entry('x')]);
    assert.equal((await open().read())?.length, last + 1);
    assert.deepEqual(readdirSync(folder), [NAME]);
  });
});

/** What a process that has ended called itself. */
async function deadMark(): Promise<string> {
  const code = `const { ownerMark } = await import(${JSON.stringify(join(import.meta.dirname, '../../base/unfinished.ts'))}); console.log(ownerMark());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [[mark]] = await Promise.all([once(child.stdout, 'data'), once(child, 'exit')]);
  return String(mark).trim();
}
