import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { buildZip } from '../../test/zip-builder.ts';
import { InputError, NotCheckableError, UsageError } from '../base/errors.ts';
import { schemes } from '../version/list.ts';
import { openDatabase, previousManifestPath, readManifest } from './database.ts';
import { feeds } from './list.ts';
import { databaseStatus, verifyDatabase } from './status.ts';
import { updateDatabase } from './update.ts';
import type { UpdateOptions, UpdateResult } from './update-options.ts';

const NEVER: AbortSignal = new AbortController().signal;

const root = mkdtempSync(join(tmpdir(), 'plimsoll-update-'));

let folder = '';
let source = '';
let count = 0;

function record(id: string, name: string, ecosystem = 'npm'): object {
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0.0' }] }];
  const package_ = { ecosystem, name };
  return {
    id,
    modified: '2024-01-02T03:04:05Z',
    summary: `flaw of ${name}`,
    details: 'long words',
    affected: [{ package: package_, ranges }],
  };
}

function write(path: string, content: Uint8Array | string): void {
  const full = join(source, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
}

function writeRecords(records: readonly object[], prefix = 'r'): void {
  for (const [index, one] of records.entries()) write(`${prefix}${index}.json`, JSON.stringify(one));
}

function update(parts: Partial<UpdateOptions> = {}): Promise<UpdateResult> {
  return updateDatabase({
    folder,
    feeds,
    schemes,
    namespaces: null,
    from: { kind: 'local', path: source },
    force: false,
    now: '2026-01-01T00:00:00Z',
    http: null,
    maxDownloadBytes: null,
    signal: NEVER,
    onProgress: () => {},
    ...parts,
  });
}

function idsOf(namespace: string, name: string, from = folder): string[] {
  const database = openDatabase(from);
  const ids = database.lookup.find({ namespace, name }).map((a) => a.id);
  database.close();
  return ids;
}

const RECORDS = [
  record('A-1', 'left'),
  record('A-2', 'left'),
  record('A-3', 'right'),
  record('B-1', 'x', 'PyPI'),
];

describe('advisory databases', () => {
  after(() => rmSync(root, { recursive: true }));
  beforeEach(() => {
    count += 1;
    folder = join(root, `db${count}`);
    source = join(root, `feeds${count}`);
  });

  describe('a database from files', () => {
    test('answers by namespace and name, in a fixed order', async () => {
      writeRecords(RECORDS);
      const { outcomes } = await update();
      assert.deepEqual(
        outcomes.map((o) => [o.feed, o.kind, o.namespaces, o.count?.records]),
        [['osv', 'updated', ['npm', 'pypi'], 4]],
      );
      assert.deepEqual(idsOf('npm', 'left'), ['A-1', 'A-2']);
      assert.deepEqual(idsOf('pypi', 'x'), ['B-1']);
      assert.deepEqual(idsOf('npm', 'absent'), []);
      assert.deepEqual(idsOf('maven', 'left'), []);
      assert.deepEqual(idsOf('npm', '__proto__'), []);
      const database = openDatabase(folder);
      assert.deepEqual(database.findDetail('npm', 'A-1'), {
        id: 'A-1',
        description: 'long words',
        references: [],
      });
      assert.equal(database.findDetail('npm', 'B-1'), null);
      assert.deepEqual([database.lookup.has('npm'), database.lookup.has('maven')], [true, false]);
      assert.equal(database.build().oldestAt, '2024-01-02T03:04:05Z');
      assert.equal(database.build().digest, readManifest(folder)?.digest);
      database.close();
      assert.deepEqual(await verifyDatabase(folder, NEVER), []);
    });

    test('is the same whatever the order of files and records', async () => {
      writeRecords(RECORDS);
      await update();
      const first = readManifest(folder)?.manifest.shards;
      rmSync(source, { recursive: true });
      write(
        'z/all.zip',
        buildZip(
          [...RECORDS, RECORDS[0]!]
            .toReversed()
            .map((r, i) => ({ name: `${i}.json`, content: JSON.stringify(r) })),
        ),
      );
      folder = `${folder}-again`;
      await update();
      assert.deepEqual(readManifest(folder)?.manifest.shards, first);
    });

    test('the same files give the same digest of the manifest', async () => {
      writeRecords(RECORDS);
      const { digest } = await update({ now: '2026-01-01T00:00:00Z' });
      folder = `${folder}-again`;
      assert.equal((await update({ now: '2027-01-01T00:00:00Z' })).digest, digest);
    });

    test('damaged records are counted and named, and do not keep out the rest', async () => {
      writeRecords([record('A-1', 'left'), record('A-2', 'new\nline')]);
      write('bad.json', '{"affected": [');
      write('empty.json', '{"affected": []}');
      write('notes.json', '[1,2]');
      const { outcomes } = await update();
      assert.equal(outcomes[0]?.count?.damaged, 2);
      assert.match(
        outcomes[0]?.count?.damage.join('\n') ?? '',
        /bad\.json: .*\n.*empty\.json: the record has no id/,
      );
      assert.equal(outcomes[0]?.count?.skipped.get('no-package'), 1);
      assert.deepEqual(idsOf('npm', 'left'), ['A-1']);
    });

    test('the ZIP of one ecosystem does not speak for others', async () => {
      const both = {
        ...record('A-1', 'left'),
        affected: ['npm', 'PyPI'].map((ecosystem) => ({
          package: { ecosystem, name: 'left' },
          versions: ['1.0.0'],
        })),
      };
      write('npm/all.zip', buildZip([{ name: 'a.json', content: JSON.stringify(both) }]));
      await update();
      assert.deepEqual(
        databaseStatus(folder).namespaces.map((n) => n.namespace),
        ['npm'],
      );
    });

    test('all feeds of a folder are taken, and two may fill one namespace', async () => {
      write('osv/a.json', JSON.stringify(record('DSA-1', 'openssl', 'Debian:12')));
      write('tracker.json', '{"openssl":{"CVE-2023-1":{"releases":{"bookworm":{"status":"open"}}}}}');
      write(
        'v3.20/main.json',
        '{"distroversion":"v3.20","packages":[{"pkg":{"name":"zlib","secfixes":{"1-r0":["CVE-2023-0002"]}}}]}',
      );
      await update();
      assert.deepEqual(idsOf('debian:12', 'openssl'), ['CVE-2023-1', 'DSA-1']);
      assert.deepEqual(idsOf('alpine:3.20', 'zlib'), ['CVE-2023-0002']);
      const feedsOf = databaseStatus(folder).namespaces.map((n) => [n.namespace, n.feeds]);
      assert.deepEqual(feedsOf, [
        ['alpine:3.20', ['alpine']],
        ['debian:12', ['debian', 'osv']],
      ]);
    });
  });

  describe('an update', () => {
    test('of some namespaces keeps the shards of the others', async () => {
      writeRecords(RECORDS);
      await update();
      const before = readManifest(folder)?.manifest.shards;
      writeRecords([record('A-9', 'left'), record('B-9', 'x', 'PyPI')], 'n');
      await update({ namespaces: ['npm'] });
      assert.deepEqual(idsOf('npm', 'left'), ['A-1', 'A-2', 'A-9']);
      assert.deepEqual(idsOf('pypi', 'x'), ['B-1']);
      assert.equal(readManifest(folder)?.manifest.shards[1]?.digest, before?.[1]?.digest);
    });

    test('leaves the previous manifest usable', async () => {
      writeRecords(RECORDS);
      const { digest } = await update();
      writeRecords([record('A-9', 'left')], 'n');
      await update();
      rmSync(join(folder, 'manifest.json'));
      writeFileSync(join(folder, 'manifest.json'), '');
      assert.throws(() => openDatabase(folder), isDamage);
      rmSync(join(folder, 'manifest.json'));
      const { renameSync } = await import('node:fs');
      renameSync(previousManifestPath(folder), join(folder, 'manifest.json'));
      assert.equal(readManifest(folder)?.digest, digest);
      assert.deepEqual(idsOf('npm', 'left'), ['A-1', 'A-2']);
    });

    test('refuses a feed that lost more than a fifth, unless forced', async () => {
      writeRecords(Array.from({ length: 10 }, (_, i) => record(`A-${i}`, 'left')));
      const { digest } = await update();
      rmSync(join(source, 'r9.json'));
      rmSync(join(source, 'r8.json'));
      const kept = await update();
      assert.notEqual(kept.digest, digest);
      for (const name of ['r7.json', 'r6.json']) rmSync(join(source, name));
      await assert.rejects(update(), (error) => error instanceof InputError && error.code === 'feed-shrank');
      assert.equal(readManifest(folder)?.digest, kept.digest);
      await update({ force: true });
      assert.equal(idsOf('npm', 'left').length, 6);
    });

    test('removes old shards that nobody needs, and young ones never', async () => {
      writeRecords(RECORDS);
      await update();
      const shards = (): readonly string[] => readdirSync(join(folder, 'shards'));
      const first = shards();
      writeFileSync(join(folder, 'tmp', 'left-over.tmp'), 'x');
      for (const name of [...first, '../tmp/left-over.tmp']) utimesSync(join(folder, 'shards', name), 1, 1);
      writeRecords([record('A-8', 'left')], 'm');
      await update();
      assert.deepEqual(readdirSync(join(folder, 'tmp')), []);
      assert.ok(
        first.every((name) => shards().includes(name)),
        'the previous manifest still names them',
      );
      writeRecords([record('A-9', 'left')], 'n');
      await update();
      assert.equal(first.filter((name) => shards().includes(name)).length, 1);
      assert.equal(shards().length, 3);
    });

    test('knows no namespace that no feed fills', async () => {
      await assert.rejects(
        update({ from: { kind: 'feeds' }, namespaces: ['no-such:1'] }),
        (error) => error instanceof UsageError && error.code === 'unknown-namespace',
      );
    });

    test('from a folder without advisories says so', async () => {
      const code = (wanted: string) => (error: unknown) =>
        error instanceof InputError && error.code === wanted;
      await assert.rejects(update(), code('advisories-not-readable'));
      mkdirSync(source);
      await assert.rejects(update(), code('no-advisories'));
      write('package.json', '{"name":"x"}');
      await assert.rejects(update(), code('no-advisories'));
      write('a.json', JSON.stringify(record('A-1', 'a', 'opam')));
      await assert.rejects(update(), (error) => code('no-advisories')(error) && /opam/.test(String(error)));
      assert.throws(
        () => openDatabase(folder),
        (error) => error instanceof NotCheckableError,
      );
    });
  });

  describe('a damaged database', () => {
    const DAMAGES: readonly (readonly [string, (path: string) => void])[] = [
      ['missing', (path) => rmSync(path)],
      ['cut off', (path) => writeFileSync(path, 'SQLite format 3')],
      ['empty', (path) => writeFileSync(path, '')],
    ];
    for (const [name, damage] of DAMAGES) {
      test(`a ${name} shard is named when it is needed, and made anew by an update`, async () => {
        writeRecords(RECORDS);
        await update();
        const shard = join(folder, 'shards', readdirSync(join(folder, 'shards'))[0]!);
        damage(shard);
        const database = openDatabase(folder);
        const find = (): unknown[] => [
          ...database.lookup.find({ namespace: 'npm', name: 'left' }),
          ...database.lookup.find({ namespace: 'pypi', name: 'x' }),
        ];
        assert.throws(find, (error) => isDamage(error) && (error as InputError).where === shard);
        assert.equal((await verifyDatabase(folder, NEVER)).length, 1);
        database.close();
        await update();
        assert.deepEqual(await verifyDatabase(folder, NEVER), []);
      });
    }

    test('changed bytes inside a shard are found by verify', async () => {
      writeRecords(RECORDS);
      await update();
      const { readFileSync } = await import('node:fs');
      const shard = join(folder, 'shards', readdirSync(join(folder, 'shards'))[0]!);
      const bytes = readFileSync(shard);
      const at = bytes.indexOf('flaw of');
      bytes.write('f1aw', at);
      writeFileSync(shard, bytes);
      assert.equal((await verifyDatabase(folder, NEVER)).length, 1);
    });

    test('a manifest of another schema says which versions fit', async () => {
      writeRecords(RECORDS);
      await update();
      writeFileSync(join(folder, 'manifest.json'), '{"schema":99,"shards":[]}');
      assert.throws(
        () => openDatabase(folder),
        (error) =>
          error instanceof InputError &&
          error.code === 'advisory-database-schema' &&
          /99/.test(error.message),
      );
    });
  });

  test('a database of an older schema is made anew, of the namespaces that it had', async () => {
    writeRecords(RECORDS);
    await update();
    const old = '{"schema":1,"shards":[{"namespace":"npm"},{"namespace":"pypi"}],"snapshots":[]}';
    writeFileSync(join(folder, 'manifest.json'), old);
    await assert.rejects(update({ namespaces: ['npm'] }), { code: 'advisory-database-schema' });
    const { digest } = await update();
    assert.equal(readManifest(folder)?.digest, digest);
    assert.equal(openDatabase(folder).lookup.find({ namespace: 'npm', name: 'left' }).length, 2);
  });

  test('one of a newer schema is left alone', async () => {
    writeRecords(RECORDS);
    await update();
    writeFileSync(join(folder, 'manifest.json'), '{"schema":99,"shards":[]}');
    await assert.rejects(update(), { code: 'advisory-database-schema' });
  });

  describe('an update that is disturbed', () => {
    const script = join(import.meta.dirname, '../../test/advisory-update.ts');

    async function prepare(): Promise<string> {
      writeRecords(RECORDS);
      const { digest } = await update();
      writeRecords([record('A-9', 'left')], 'n');
      return digest ?? '';
    }

    test('by a full disk leaves the old state, at each step', async () => {
      const old = await prepare();
      const run = spawnSync(process.execPath, [script, 'full', '0', folder, source], { encoding: 'utf8' });
      assert.equal(run.stderr, '');
      const tries = JSON.parse(run.stdout) as { code: string; digest: string }[];
      const last = tries.pop();
      assert.equal(last?.code, 'done');
      assert.notEqual(last.digest, old);
      assert.ok(tries.length > 10, String(tries.length));
      for (const { code } of tries) assert.equal(code, 'disk-full');
      // A disk that fills up after the rename has the new state already, and it is whole.
      assert.ok(tries.slice(0, -2).every(({ digest }) => digest === old));
      assert.deepEqual(await verifyDatabase(folder, NEVER), []);
    });

    test('by a kill leaves the old or the new state, at any step', async () => {
      const old = await prepare();
      const seen = new Set<string | undefined>();
      for (let step = 1; ; step += 5) {
        const run = spawnSync(process.execPath, [script, 'kill', String(step), folder, source]);
        seen.add(readManifest(folder)?.digest);
        assert.deepEqual(await verifyDatabase(folder, NEVER), [], `step ${step}`);
        if (run.status === 0) break;
        assert.equal(run.signal, 'SIGKILL');
        assert.ok(step < 200);
      }
      assert.ok(seen.has(old));
      assert.equal(seen.size, 2);
      assert.deepEqual(readdirSync(join(folder, 'tmp')), [], 'nothing of the dead is left');
      assert.deepEqual(idsOf('npm', 'left'), ['A-1', 'A-2', 'A-9']);
    });

    test('by others at the same time ends whole, while readers read', async () => {
      await prepare();
      const runs = [1, 2, 3].map(
        () =>
          new Promise<number | null>((done) => {
            spawn(process.execPath, [script, 'kill', '0', folder, source]).once('close', done);
          }),
      );
      const reader = openDatabase(folder);
      assert.deepEqual(await Promise.all(runs), [0, 0, 0]);
      assert.equal(reader.lookup.find({ namespace: 'npm', name: 'left' }).length, 2);
      reader.close();
      assert.deepEqual(await verifyDatabase(folder, NEVER), []);
      assert.deepEqual(idsOf('npm', 'left'), ['A-1', 'A-2', 'A-9']);
    });
  });
});

function isDamage(error: unknown): boolean {
  return error instanceof InputError && error.code === 'advisory-database-damaged';
}
