/** Tables in a database: fetched, kept, carried and checked as advisories are. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { type LocalServer, serve } from '../../../test/local-server.ts';
import { createHttp, type Http } from '../../base/http/http.ts';
import { DEFAULT_HTTP } from '../../base/http/http-settings.ts';
import type { TableLookup } from '../../model/table.ts';
import { openDatabase, readManifest, shardPath } from '../database.ts';
import { exportDatabase } from '../export.ts';
import { importDatabase } from '../import.ts';
import { databaseStatus, verifyDatabase } from '../status.ts';
import { updateDatabase } from '../update.ts';
import type { UpdateOptions, UpdateResult } from '../update-options.ts';
import { tableFeeds } from './list.ts';

const NEVER: AbortSignal = new AbortController().signal;
const KEV = join(import.meta.dirname, 'kev/fixtures/known_exploited_vulnerabilities.json');
const ENDS = join(import.meta.dirname, 'endoflife/fixtures/products-full.json');
const SCORES = join(import.meta.dirname, 'epss/fixtures/epss_scores-2031-05-01.csv');

describe('tables in a database', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-tables-'));
  after(() => rmSync(root, { recursive: true }));
  let folder = '';
  let source = '';
  let count = 0;
  beforeEach(() => {
    folder = join(root, `database${++count}`);
    source = mkdtempSync(join(root, 'source-'));
    for (const [i, path] of [KEV, ENDS].entries()) copyFileSync(path, join(source, `${i}.json`));
    copyFileSync(SCORES, join(source, 'epss_scores-2031-05-01.csv'));
  });

  function update(parts: Partial<UpdateOptions> = {}): Promise<UpdateResult> {
    return updateDatabase({
      folder,
      feeds: tableFeeds,
      schemes: [],
      namespaces: null,
      from: { kind: 'local', path: source },
      force: false,
      now: '2031-06-01T00:00:00Z',
      http: null,
      maxDownloadBytes: null,
      signal: NEVER,
      onProgress: () => {},
      ...parts,
    });
  }

  function ask<T>(question: (tables: TableLookup) => T, from: string = folder): T {
    const database = openDatabase(from);
    try {
      return question(database.tables);
    } finally {
      database.close();
    }
  }

  it('are found by key, with the date of their source', async () => {
    const { outcomes } = await update();
    assert.deepEqual(
      outcomes.map(({ feed, namespaces, count: c }) => [feed, namespaces, c?.records]),
      [
        ['endoflife', ['table:end-of-life'], 4],
        ['epss', ['table:epss'], 3],
        ['kev', ['table:known-exploited'], 2],
      ],
    );
    assert.deepEqual(
      ask((tables) => tables.find('known-exploited', 'CVE-2031-1001')),
      [{ added: '2031-04-30', due: '2031-05-21', ransomware: true }],
    );
    assert.deepEqual(
      ask((tables) => tables.find('epss', 'CVE-2031-1001')),
      [[0.97567, 0.99995]],
    );
    assert.deepEqual(
      ask((tables) => tables.find('epss', 'CVE-1999-0001')),
      [],
    );
    assert.deepEqual(
      ask((tables) => tables.origin('epss')),
      { feed: 'epss', dataAt: '2031-05-01T12:00:00Z' },
    );
    const { namespaces } = databaseStatus(folder);
    assert.deepEqual(
      namespaces.map(({ namespace, rows, names, feeds }) => [namespace, rows, names, feeds]),
      [
        ['table:end-of-life', 4, 4, ['endoflife']],
        ['table:epss', 3, 3, ['epss']],
        ['table:known-exploited', 2, 2, ['kev']],
      ],
    );
  });

  it('that are not loaded have no origin', async () => {
    await update({ namespaces: ['table:epss'] });
    assert.equal(
      ask((tables) => tables.origin('end-of-life')),
      null,
    );
    assert.deepEqual(
      ask((tables) => tables.find('end-of-life', 'teapot-os 2')),
      [],
    );
  });

  it('of several states the one with the latest name is taken', async () => {
    const older = readFileSync(SCORES, 'utf8')
      .replace('0.97567', '0.5')
      .replaceAll('2031-05-01', '2031-04-01');
    writeFileSync(join(source, 'epss_scores-2031-04-01.csv'), older);
    await update();
    assert.deepEqual(
      ask((tables) => tables.find('epss', 'CVE-2031-1001')),
      [[0.97567, 0.99995]],
    );
    assert.equal(ask((tables) => tables.origin('epss'))?.dataAt, '2031-05-01T12:00:00Z');
  });

  it('are carried in one file, and checked on the way', async () => {
    await update();
    const [file, other] = [join(root, `${count}.tar`), join(root, `carried${count}`)];
    const exported = await exportDatabase(folder, file, NEVER);
    const imported = await importDatabase(file, other, { nowMs: 0, signal: NEVER });
    assert.equal(imported.digest, exported.digest);
    assert.deepEqual(await verifyDatabase(other, NEVER), []);
    const find = (tables: TableLookup): readonly unknown[] => tables.find('end-of-life', 'teapot-os 2');
    assert.deepEqual(ask(find, other), ask(find));
    const shard = readManifest(other)!.manifest.shards.find(({ namespace }) => namespace === 'table:epss')!;
    writeFileSync(shardPath(other, shard.digest), 'damaged');
    assert.deepEqual(
      (await verifyDatabase(other, NEVER)).map(({ namespace }) => namespace),
      ['table:epss'],
    );
  });

  it('have the same digest whatever their files are called', async () => {
    const first = await update();
    const names = ['z.json', 'a.json'];
    for (const [i, path] of [KEV, ENDS].entries()) {
      rmSync(join(source, `${i}.json`));
      copyFileSync(path, join(source, names[i]!));
    }
    const digests = (at: string): readonly string[] => readManifest(at)!.manifest.shards.map((s) => s.digest);
    const before = digests(folder);
    folder = join(root, `again${count}`);
    await update();
    assert.deepEqual(digests(folder), before);
    assert.notEqual(first.digest, null);
  });

  describe('over the network', () => {
    const etag = '"1"';
    let server: LocalServer;
    let http: Http;
    const paths: string[] = [];
    beforeEach(async () => {
      paths.length = 0;
      server = await serve((request, response) => {
        paths.push(`${request.url}`);
        const path = {
          '/endoflife/products-full.json': ENDS,
          '/kev/known_exploited_vulnerabilities.json': KEV,
        }[request.url ?? ''];
        if (path === undefined) response.writeHead(404).end();
        else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
        else response.writeHead(200, { etag }).end(readFileSync(path));
      });
      http = createHttp({
        ...DEFAULT_HTTP,
        version: '0',
        trust: { named: [server.host], plainHttp: [server.host] },
        retry: { ...DEFAULT_HTTP.retry, attempts: 1 },
      });
    });

    it('come along unasked, unless they are unchanged; one that fails stays as it was', async () => {
      const from = { kind: 'mirror', url: `${server.origin}/` } as const;
      const kinds = async (parts: Partial<UpdateOptions>): Promise<readonly string[]> =>
        (await update({ from, http, ...parts })).outcomes.map(({ feed, kind }) => `${feed} ${kind}`);
      try {
        assert.deepEqual(await kinds({ namespaces: ['table:end-of-life'] }), ['endoflife updated']);
        assert.deepEqual(await kinds({}), ['endoflife unchanged', 'epss failed', 'kev updated']);
        assert.equal(paths.length, 4);
        assert.equal(ask((tables) => tables.find('end-of-life', 'teapot-os 1')).length, 1);
      } finally {
        await http.close();
        await server.close();
      }
    });
  });
});
