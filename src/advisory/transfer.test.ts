import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { advisory } from '../../test/advisories.ts';
import { InputError, NotCheckableError } from '../base/errors.ts';
import { buildShards } from './build-shards.ts';
import { commitChange } from './commit.ts';
import { openDatabase, readManifest } from './database.ts';
import { exportDatabase } from './export.ts';
import { importDatabase, isExport } from './import.ts';
import { openStage } from './stage.ts';
import { verifyDatabase } from './status.ts';
import { createTar } from './tar.ts';

const NEVER: AbortSignal = new AbortController().signal;

describe('a database as one file', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-transfer-'));
  after(() => rmSync(root, { recursive: true }));
  const database = join(root, 'database');
  const file = join(root, 'advisories.tar');
  let count = 0;
  const fresh = (): string => join(root, `target${++count}`);

  before(async () => {
    await makeDatabase(database, ['npm', 'pypi', 'debian:12']);
    await exportDatabase(database, file, NEVER);
  });

  test('comes back the same, with the same digest', async () => {
    const target = fresh();
    const transfer = await importDatabase(file, target, { nowMs: 0, signal: NEVER });
    assert.equal(transfer.digest, readManifest(database)?.digest);
    assert.deepEqual(transfer.namespaces, ['debian:12', 'npm', 'pypi']);
    assert.deepEqual(await verifyDatabase(target, NEVER), []);
    const [before, later] = [openDatabase(database), openDatabase(target)];
    const key = { namespace: 'npm', name: 'left' };
    assert.equal(before.lookup.find(key).length, 2);
    assert.deepEqual(later.lookup.find(key), before.lookup.find(key));
    assert.deepEqual(later.findDetail('npm', 'A-1'), before.findDetail('npm', 'A-1'));
    before.close();
    later.close();
  });

  test('is the same bytes each time', async () => {
    const again = join(root, 'again.tar');
    await exportDatabase(database, again, NEVER);
    assert.deepEqual(readFileSync(again), readFileSync(file));
    assert.equal(isExport(again), true);
  });

  test('replaces the database that was there, which stays as the previous one', async () => {
    const target = fresh();
    await makeDatabase(target, ['maven']);
    const old = readFileSync(join(target, 'manifest.json'), 'utf8');
    await importDatabase(file, target, { nowMs: 0, signal: NEVER });
    assert.equal(readFileSync(join(target, 'manifest.previous.json'), 'utf8'), old);
    assert.equal(openDatabase(target).lookup.has('maven'), false);
  });

  const at = (text: string) => readFileSync(file).indexOf(text);
  const DAMAGES: readonly (readonly [string, string, () => Uint8Array])[] = [
    ['cut off in the middle', 'export-damaged', () => readFileSync(file).subarray(0, -3000)],
    ['cut off at the end', 'export-damaged', () => readFileSync(file).subarray(0, -1024)],
    ['empty', 'not-an-export', () => new Uint8Array()],
    ['something else', 'not-an-export', () => Buffer.from('hello'.repeat(1000))],
    ['changed in a shard', 'export-damaged', () => flipped(at('.rows.zst') + 512)],
    ['changed in the manifest', 'advisory-database-damaged', () => flipped(at('"schema"') + 1)],
  ];
  for (const [name, code, bytes] of DAMAGES) {
    test(`${name} changes nothing`, async () => {
      const target = fresh();
      await makeDatabase(target, ['maven']);
      const { digest } = readManifest(target)!;
      const bad = join(root, `bad${count}.tar`);
      writeFileSync(bad, bytes());
      await assert.rejects(importDatabase(bad, target, { nowMs: 0, signal: NEVER }), hasCode(code));
      assert.equal(readManifest(target)?.digest, digest);
      assert.deepEqual(readdirSync(join(target, 'tmp')), []);
    });
  }

  function flipped(index: number): Uint8Array {
    const bytes = Buffer.from(readFileSync(file));
    bytes[index] = bytes[index]! ^ 0xff;
    return bytes;
  }

  test('made of other parts is refused', async () => {
    const { manifest, text } = readManifest(database)!;
    const name = (index: number): string => `shards/${manifest.shards[index]!.digest.slice(7)}.rows.zst`;
    const bomb = zstdCompressSync(Buffer.alloc(50_000_000, 'a'));
    const rows = zstdCompressSync('a\t"left"\t["A","osv","semver","fixed"]\n');
    const cases: readonly (readonly [string, readonly (readonly [string, Uint8Array])[], RegExp])[] = [
      ['a shard is missing', [], /shards are missing/],
      ['a file too many', [['evil', rows]], /does not belong/],
      ['a path out of it', [['../../evil', rows]], /does not belong/],
      ['other rows', [[name(0), rows]], /digest is wrong/],
      ['no rows', [[name(0), zstdCompressSync('a\t"left"\t7\n')]], /debian:12/],
      ['half a line', [[name(0), zstdCompressSync('a\t"le')]], /middle of a line/],
      ['no zstd', [[name(0), Buffer.from('hello')]], /debian:12/],
      ['a bomb', [[name(0), bomb]], /larger than its manifest says/],
    ];
    for (const [what, parts, wanted] of cases) {
      const bad = join(root, 'made.tar');
      const tar = await createTar(bad);
      for (const [entry, bytes] of [['manifest.json', Buffer.from(text)] as const, ...parts]) {
        await tar.add(
          entry,
          bytes.length,
          (async function* () {
            yield bytes;
          })(),
        );
      }
      await tar.close();
      const target = fresh();
      await assert.rejects(
        importDatabase(bad, target, { nowMs: 0, signal: NEVER }),
        (error) => hasCode('export-damaged')(error) && wanted.test(String(error)),
        what,
      );
      assert.equal(readManifest(target), null);
    }
  });

  test('of another schema says so', async () => {
    const bad = join(root, 'schema.tar');
    const tar = await createTar(bad);
    const text = Buffer.from('{"schema":1,"shards":[],"snapshots":[]}');
    await tar.add(
      'manifest.json',
      text.length,
      (async function* () {
        yield text;
      })(),
    );
    await tar.close();
    await assert.rejects(
      importDatabase(bad, fresh(), { nowMs: 0, signal: NEVER }),
      hasCode('advisory-database-schema'),
    );
  });

  test('is not made of a damaged database, nor of none', async () => {
    const target = fresh();
    await assert.rejects(
      exportDatabase(target, join(root, 'x.tar'), NEVER),
      (e) => e instanceof NotCheckableError,
    );
    await makeDatabase(target, ['npm']);
    const shard = join(target, 'shards', readdirSync(join(target, 'shards'))[0]!);
    const bytes = readFileSync(shard);
    bytes.write('Left', bytes.indexOf('left'));
    writeFileSync(shard, bytes);
    await assert.rejects(
      exportDatabase(target, join(root, 'x.tar'), NEVER),
      hasCode('advisory-database-damaged'),
    );
    assert.ok(!readdirSync(root).some((name) => name.startsWith('x.tar') || name.startsWith('export-')));
  });

  test('goes to no folder that cannot be written to', async () => {
    writeFileSync(join(root, 'file'), '');
    await assert.rejects(importDatabase(file, join(root, 'file'), { nowMs: 0, signal: NEVER }));
    assert.equal(readFileSync(join(root, 'file'), 'utf8'), '');
  });
});

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof InputError && error.code === code;
}

async function makeDatabase(folder: string, namespaces: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const stage = openStage(join(folder, 'tmp'));
  for (const namespace of namespaces) {
    for (const id of ['A-1', 'A-2']) stage.add(advisory({ id, key: { namespace, name: 'left' } }));
    stage.add(advisory({ id: 'Ä-3', key: { namespace, name: 'ünïcode "name"' }, title: `of ${namespace}` }));
    stage.addDetail(namespace, {
      id: 'A-1',
      description: 'tab\tand\nline',
      references: ['https://a.example'],
    });
  }
  const shards = await buildShards(stage, folder, NEVER);
  stage.close();
  const snapshot = {
    feed: 'osv',
    namespaces,
    fetchedAt: '2026-01-01T00:00:00Z',
    records: 3,
    licence: 'none',
    sources: [],
  };
  commitChange(folder, { replaces: namespaces, shards, snapshots: [snapshot] });
}
