import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { layerInfo, readEntries, textReader } from '../../test/read-layers.ts';
import { InputError } from '../base/errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import type { AnyReader } from '../model/reader.ts';
import { count } from '../model/shape.ts';
import type { LayerContents } from './layer-contents.ts';
import { readFolder } from './read-folder.ts';

const every = textReader('every', /./);

describe('read a folder', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'read-folder-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function read(
    readers: readonly AnyReader[] = [every],
    limits: Partial<Limits> = {},
  ): Promise<LayerContents> {
    const input = {
      info: layerInfo(0),
      path: root,
      passesOver: ['dev', 'proc', 'sys'],
      onProgress: () => {},
    };
    const settings = { readers, limits: { ...DEFAULT_LIMITS, ...limits }, hashKey: { low: 1, high: 2 } };
    return readFolder(input, settings);
  }

  const put = (path: string, content: string | Uint8Array = ''): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const facts = ({ facts: all }: LayerContents) => all.map(({ entry, fact }) => [entry.path, fact]);
  const codes = ({ problems }: LayerContents) =>
    problems.map(({ code, path, effect }) => `${code} ${path} ${effect}`);

  it('gives what its tar gives', async () => {
    put('etc/passwd', 'root');
    put('usr/lib/deep/ü', 'x'.repeat(600_000));
    put('a-b/c', '1');
    put('a/b', '2');
    symlinkSync('usr/lib', join(root, 'lib'));
    symlinkSync('/nowhere', join(root, 'etc', 'dangling'));
    chmodSync(join(root, 'etc', 'passwd'), 0o4750);
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const tar = execFileSync('tar', ['-cf', '-', '-C', root, '.'], { maxBuffer: 1 << 24 });
    const [fromTar] = await readEntries([tar], [every]);
    const contents = await read();
    assert.deepEqual(contents.facts, fromTar?.facts);
    assert.deepEqual(contents.symlinks, fromTar?.symlinks);
    // The tar has the root folder too.
    assert.deepEqual([contents.entries, contents.problems], [fromTar!.entries - 1, []]);
    assert.equal(contents.plainBytes, 600_000 + 4 + 2);
  });

  it('has a digest that says what is in the folder, not when it was put there', async () => {
    put('a/f', '1');
    put('b');
    const before = (await read()).contentDigest;
    utimesSync(join(root, 'b'), 1, 1);
    assert.equal((await read([])).contentDigest, before);
    const seen = new Set([before]);
    for (const change of [
      () => put('a/f', '2'),
      () => chmodSync(join(root, 'b'), 0o700),
      () => renameSync(join(root, 'b'), join(root, 'c')),
      () => symlinkSync('x', join(root, 'l')),
      () => mkdirSync(join(root, 'empty')),
    ]) {
      change();
      seen.add((await read()).contentDigest);
    }
    assert.equal(seen.size, 6);
  });

  it('never leaves the folder through a link', async () => {
    symlinkSync('/', join(root, 'out'));
    symlinkSync('/etc/passwd', join(root, 'file'));
    const contents = await read();
    assert.deepEqual([facts(contents), contents.entries], [[], 2]);
  });

  it('passes over proc, sys and dev at the top', async () => {
    put('proc/1/environ', 'SECRET');
    put('dev/null', 'x');
    mkdirSync(join(root, 'sys'));
    put('usr/dev/f', 'y');
    const contents = await read();
    assert.deepEqual(facts(contents), [['usr/dev/f', 'y']]);
    assert.deepEqual(codes(contents), ['passed-over dev note', 'passed-over proc note']);
  });

  it('does not wait for pipes and sockets', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const contents = await read();
    assert.deepEqual([contents.entries, contents.problems], [1, []]);
  });

  it('keeps names that are no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from(`${root}/n`), Buffer.from([0xff, 0x2e])]);
    writeFileSync(bytes, 'odd');
    assert.deepEqual(facts(await read()), [['n\udcff.', 'odd']]);
  });

  it('tells of what it cannot read, and goes on', async () => {
    for (const path of ['a', 'b', 'c', 'd/e', 'f']) put(path, 'x');
    const gone = { ...every, wants: ({ path }: { path: string }) => path !== 'a' || takeAway() };
    const takeAway = (): boolean => {
      rmSync(join(root, 'b'));
      rmSync(join(root, 'c'));
      // A link in place of a file, as an attacker would put it there while it is read.
      symlinkSync('/etc/passwd', join(root, 'c'));
      return true;
    };
    const contents = await read([gone]);
    assert.deepEqual(facts(contents), [
      ['a', 'x'],
      ['d/e', 'x'],
      ['f', 'x'],
    ]);
    assert.deepEqual(codes(contents), ['unreadable-file b incomplete']);
    assert.match(contents.problems[0]?.message ?? '', /ENOENT\.$/);
  });

  it('tells of a file that changes while it is read', async () => {
    put('f', Buffer.alloc(1_000_000));
    const cutting: AnyReader = {
      ...every,
      id: 'cutting',
      wants: () => {
        truncateSync(join(root, 'f'), 10);
        return true;
      },
    };
    assert.deepEqual(codes(await read([cutting])), ['unreadable-file f incomplete']);
  });

  it('does not read a huge hole', async () => {
    put('hole');
    truncateSync(join(root, 'hole'), 2 ** 40);
    const contents = await read();
    assert.deepEqual(facts(contents), []);
    assert.deepEqual(codes(contents), ['file-too-large hole incomplete']);
  });

  it('reads a file again where a stream asks for it', async () => {
    put('f', 'z'.repeat(300_000));
    const stream: AnyReader = {
      id: 's',
      version: 1,
      shape: count,
      kind: 'stream',
      wellKnownPaths: [],
      wants: () => true,
      open: () => ({ push: () => {}, end: () => 'again' }),
      readAgain: ({ bytes }) => bytes.length,
    };
    assert.deepEqual(facts(await read([stream])), [['f', 300_000]]);
  });

  it('stops at the limit of entries, and of depth', async () => {
    for (let i = 0; i < 20; i++) put(`f${i}`);
    assert.deepEqual(codes(await read([], { layerEntries: 10 })), ['too-many-entries  incomplete']);
    put('a/b/c/d/e');
    const deep = await read([], { pathDepth: 3 });
    assert.deepEqual(codes(deep), ['path-too-deep a/b/c/d incomplete']);
  });

  it('refuses a folder that is none', async () => {
    for (const path of [join(root, 'none'), process.execPath]) {
      const input = { info: layerInfo(0), path, passesOver: [], onProgress: () => {} };
      const settings = { readers: [], limits: DEFAULT_LIMITS, hashKey: { low: 1, high: 2 } };
      await assert.rejects(readFolder(input, settings), InputError);
    }
  });
});
