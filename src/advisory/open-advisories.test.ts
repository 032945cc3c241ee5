import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buildZip } from '../../test/zip-builder.ts';
import { InputError } from '../base/errors.ts';
import { schemes } from '../version/list.ts';
import type { Advisories } from './database.ts';
import { exportDatabase } from './export.ts';
import { feeds } from './list.ts';
import { openAdvisories } from './open-advisories.ts';
import { openStarter } from './starter.ts';
import { parseStarterFile } from './starter-file.ts';
import { updateDatabase } from './update.ts';

const NEVER: AbortSignal = new AbortController().signal;

describe('advisories from a path', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-open-'));
  after(() => rmSync(root, { recursive: true }));
  const record = JSON.stringify({
    id: 'A-1',
    modified: '2024-01-02T03:04:05Z',
    affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.0'] }],
  });
  const folder = join(root, 'osv');
  const zip = join(root, 'all.zip');
  const database = join(root, 'database');
  const exported = join(root, 'advisories.tar');

  before(async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'A-1.json'), record);
    writeFileSync(zip, buildZip([{ name: 'A-1.json', content: record }]));
    await updateDatabase({
      folder: database,
      feeds,
      schemes,
      namespaces: null,
      from: { kind: 'local', path: folder },
      force: false,
      now: '2026-01-01T00:00:00Z',
      http: null,
      maxDownloadBytes: null,
      signal: NEVER,
      onProgress: () => {},
    });
    await exportDatabase(database, exported, NEVER);
  });

  const open = (path: string, cacheFolder: string | null): Promise<Advisories> =>
    openAdvisories(path, { feeds, schemes, cacheFolder, signal: NEVER, onProgress: () => {} });

  for (const [name, path] of Object.entries({
    folder,
    zip,
    database,
    exported,
    file: join(folder, 'A-1.json'),
  })) {
    test(`a ${name} answers, kept or not`, async () => {
      for (const cacheFolder of [null, join(root, 'cache')]) {
        const advisories = await open(path, cacheFolder);
        assert.deepEqual(
          advisories.lookup.find({ namespace: 'npm', name: 'left' }).map((a) => a.id),
          ['A-1'],
        );
        assert.equal(advisories.build().oldestAt, '2024-01-02T03:04:05Z');
        assert.equal(advisories.build().starter, false);
        advisories.close();
      }
    });
  }

  test('is built once, and anew when its content changes', async () => {
    const cache = join(root, 'cache2');
    const other = join(root, 'osv2');
    mkdirSync(other);
    writeFileSync(join(other, 'A-1.json'), record);
    (await open(other, cache)).close();
    (await open(other, cache)).close();
    assert.equal(readdirSync(cache).length, 1);
    writeFileSync(join(other, 'A-2.json'), record.replace('A-1', 'A-2'));
    const advisories = await open(other, cache);
    assert.equal(advisories.lookup.find({ namespace: 'npm', name: 'left' }).length, 2);
    advisories.close();
    assert.equal(readdirSync(cache).length, 2);
  });

  test('two at once end with one', async () => {
    const cache = join(root, 'cache3');
    for (const advisories of await Promise.all([open(zip, cache), open(zip, cache)])) advisories.close();
    assert.equal(readdirSync(cache).length, 1);
  });

  test('nothing there is an error that says what is wanted', async () => {
    const code = (wanted: string) => (error: unknown) => error instanceof InputError && error.code === wanted;
    await assert.rejects(open(join(root, 'absent'), null), code('advisories-not-readable'));
    mkdirSync(join(root, 'nothing'));
    await assert.rejects(open(join(root, 'nothing'), join(root, 'cache4')), code('no-advisories'));
    assert.deepEqual(readdirSync(join(root, 'cache4')), []);
  });
});

describe('the starter data', () => {
  const data = join(import.meta.dirname, '../../data/starter');
  const STARTER_FILES = readdirSync(data).map((name) =>
    parseStarterFile(readFileSync(join(data, name), 'utf8')),
  );
  const starter = openStarter();
  const fixedIn = (namespace: string, name: string, id: string): (string | null)[] | undefined =>
    starter.lookup
      .find({ namespace, name })
      .find((a) => a.id === id)
      ?.ranges.map((r) => r.fixed);

  test('knows the flaws that everyone asks about', () => {
    assert.deepEqual(fixedIn('maven', 'org.apache.logging.log4j:log4j-core', 'CVE-2021-44228'), [
      '2.3.1',
      '2.12.2',
      '2.15.0',
    ]);
    assert.deepEqual(fixedIn('npm', 'minimist', 'CVE-2021-44906'), ['0.2.4', '1.2.6']);
    assert.deepEqual(fixedIn('golang', 'golang.org/x/text', 'CVE-2021-38561'), ['0.3.7']);
    assert.deepEqual(fixedIn('debian:12', 'glibc', 'CVE-2023-4911'), ['2.36-9+deb12u3']);
    assert.deepEqual(fixedIn('alpine:3.18', 'openssl', 'CVE-2023-5363'), ['3.1.4-r0']);
    const xz = starter.lookup.find({ namespace: 'debian:12', name: 'xz-utils' });
    assert.equal(xz.find((a) => a.id === 'CVE-2024-3094')?.state, 'not-affected');
  });

  test('says what it is', () => {
    const build = starter.build();
    assert.equal(build.starter, true);
    assert.match(build.digest, /^sha256:/);
    assert.equal(openStarter().build().digest, build.digest);
    assert.ok((build.snapshots[0]?.records ?? 0) > 300);
    assert.equal(starter.lookup.has('nuget'), false);
  });

  test('every version in it can be read by its scheme', () => {
    const orders = new Map(schemes.map((scheme) => [scheme.id, scheme]));
    for (const advisory of STARTER_FILES.flatMap((f) => f.statements.map((s) => s.toAdvisory()))) {
      const order = orders.get(advisory.scheme);
      for (const { introduced, fixed, lastAffected } of advisory.ranges) {
        for (const version of [introduced, fixed, lastAffected]) {
          if (version !== null)
            assert.equal(order?.compare(version, version), 0, `${advisory.id} ${version}`);
        }
        if (introduced !== null && fixed !== null)
          assert.equal(order?.compare(introduced, fixed), -1, advisory.id);
      }
    }
  });
});
