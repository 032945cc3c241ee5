import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type LocalServer, serve } from '../../test/local-server.ts';
import { buildZip } from '../../test/zip-builder.ts';
import { InputError } from '../base/errors.ts';
import { createHttp, type Http } from '../base/http/http.ts';
import { DEFAULT_HTTP } from '../base/http/http-settings.ts';
import { schemes } from '../version/list.ts';
import { openDatabase, readManifest } from './database.ts';
import { type Download, downloadPart } from './download.ts';
import { estimateUpdate } from './estimate.ts';
import { feeds } from './list.ts';
import type { SnapshotSource } from './manifest.ts';
import { updateDatabase } from './update.ts';
import { toUpdateSource, type UpdateOptions, type UpdateResult } from './update-options.ts';

const NEVER: AbortSignal = new AbortController().signal;

interface ServedFile {
  bytes: Buffer;
  etag: string;
  /** Breaks the connection this many times, each time after `breakAt` bytes. */
  breaks: number;
  breakAt: number;
  /** Answers in place of the file. */
  status: number;
}

describe('downloads', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-download-'));
  after(() => rmSync(root, { recursive: true }));
  const files = new Map<string, ServedFile>();
  let server: LocalServer;
  let http: Http;
  let folder = '';
  let count = 0;

  beforeEach(async () => {
    folder = join(root, String(++count));
    mkdirSync(folder);
    files.clear();
    server = await serve(answer);
    const trust = { named: [server.host], plainHttp: [server.host] };
    const retry = { ...DEFAULT_HTTP.retry, attempts: 1 };
    http = createHttp({ ...DEFAULT_HTTP, version: '0', trust, retry });
  });
  afterEach(async () => {
    await http.close();
    await server.close();
  });

  function put(path: string, content: Uint8Array | string, parts: Partial<ServedFile> = {}): ServedFile {
    const file = { bytes: Buffer.from(content), etag: '"one"', breaks: 0, breakAt: 0, status: 200, ...parts };
    files.set(path, file);
    return file;
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const file = files.get(decodeURIComponent(request.url ?? ''));
    if (file === undefined || file.status !== 200) {
      response.writeHead(file?.status ?? 404).end();
      return;
    }
    const { range, 'if-none-match': condition, 'if-range': ifRange } = request.headers;
    if (condition === file.etag) {
      response.writeHead(304, { etag: file.etag }).end();
      return;
    }
    const start = range !== undefined && ifRange === file.etag ? Number(/bytes=(\d+)-/.exec(range)?.[1]) : 0;
    const rest = file.bytes.subarray(start);
    response.writeHead(start === 0 ? 200 : 206, {
      etag: file.etag,
      'content-length': rest.length,
      ...(start === 0
        ? {}
        : { 'content-range': `bytes ${start}-${file.bytes.length - 1}/${file.bytes.length}` }),
    });
    if (request.method === 'HEAD') response.end();
    else if (file.breaks > 0) {
      file.breaks -= 1;
      response.write(rest.subarray(0, file.breakAt));
      void breakAfter(response, start + file.breakAt);
    } else response.end(rest);
  }

  /** A client may drop what it has not read when the connection breaks: waits until it lies on the disk. */
  async function breakAfter(response: ServerResponse, sizeBytes: number): Promise<void> {
    const onDisk = (): number =>
      Math.max(
        0,
        ...readdirSync(folder).map(
          (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
        ),
      );
    for (let turn = 0; onDisk() < sizeBytes && turn < 2000; turn += 1) await setTimeout(2);
    response.destroy();
  }

  function get(
    path: string,
    last: SnapshotSource | null = null,
    maxBytes: number | null = null,
  ): Promise<Download> {
    return downloadPart(`${server.origin}${path}`, {
      http,
      folder,
      last,
      maxBytes,
      signal: NEVER,
      onProgress: () => {},
    });
  }

  async function content(download: Download): Promise<string> {
    assert.equal(download.kind, 'file');
    return download.kind === 'file' ? readFileSync(download.path, 'latin1') : '';
  }

  const long = Buffer.alloc(300_000, 'plimsoll ');

  test('a file, and then only if it has changed', async () => {
    put('/a.json', '{"a":1}');
    const first = await get('/a.json');
    assert.equal(await content(first), '{"a":1}');
    const source = first.kind === 'file' ? first.source : null;
    assert.equal(source?.etag, '"one"');
    assert.equal((await get('/a.json', source)).kind, 'unchanged');
    put('/a.json', '{"a":1}', { etag: '"two"' });
    assert.equal((await get('/a.json', source)).kind, 'unchanged', 'other tag, same bytes');
    put('/a.json', '{"a":2}', { etag: '"two"' });
    assert.equal(await content(await get('/a.json', source)), '{"a":2}');
    assert.equal(readdirSync(folder).length, 2);
  });

  test('a broken connection goes on where it was', async () => {
    put('/all.zip', long, { breaks: 2, breakAt: 100_000 });
    assert.equal(await content(await get('/all.zip')), long.toString('latin1'));
    const ranges = server.requests.map((r) => r.headers.range);
    assert.ok(server.requests.every((r) => r.headers.accept === 'application/json, */*;q=0.5'));
    assert.equal(ranges[0], undefined);
    assert.match(ranges.at(-1) ?? '', /^bytes=[1-9]\d*-$/);
  });

  test('what a killed process left behind is taken up later', async () => {
    put('/all.zip', long, { breaks: 99, breakAt: 10_000 });
    await assert.rejects(get('/all.zip'));
    const [left] = readdirSync(folder);
    assert.equal(readdirSync(folder).length, 1);
    utimesSync(join(folder, left!), 1, 1);
    const file = put('/all.zip', long);
    assert.equal(await content(await get('/all.zip')), long.toString('latin1'));
    assert.match(server.requests.at(-1)?.headers.range ?? '', /^bytes=[1-9]\d*-$/);
    assert.equal(readdirSync(folder).length, 1);
    assert.equal(file.breaks, 0);
  });

  test('a file that changed meanwhile starts anew', async () => {
    put('/all.zip', long, { breaks: 99, breakAt: 10_000 });
    await assert.rejects(get('/all.zip'));
    utimesSync(join(folder, readdirSync(folder)[0]!), 1, 1);
    put('/all.zip', 'PK short', { etag: '"two"' });
    assert.equal(await content(await get('/all.zip')), 'PK short');
    assert.equal(readdirSync(folder).length, 1, 'the other version is gone');
  });

  const code = (wanted: string) => (error: unknown) => error instanceof InputError && error.code === wanted;

  test('limits and refusals', async () => {
    put('/big.zip', long);
    put('/gone.json', '', { status: 410 });
    await assert.rejects(get('/big.zip', null, 1000), code('download-too-large'));
    put('/big.json', long);
    await assert.rejects(get('/big.json', null, 1000), code('download-too-large'));
    await assert.rejects(get('/absent.json'), code('no-such-feed'));
    await assert.rejects(get('/gone.json'), code('http-status'));
    assert.deepEqual(readdirSync(folder), []);
  });

  function update(parts: Partial<UpdateOptions> = {}): Promise<UpdateResult> {
    return updateDatabase({
      folder,
      feeds,
      schemes,
      namespaces: ['npm', 'alpine:3.20', 'debian:12'],
      from: toUpdateSource(server.origin),
      force: false,
      now: '2026-01-01T00:00:00Z',
      http,
      maxDownloadBytes: null,
      signal: NEVER,
      onProgress: () => {},
      ...parts,
    });
  }

  function putFeeds(): void {
    const record = {
      id: 'A-1',
      affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.0'] }],
    };
    put('/osv/npm/all.zip', buildZip([{ name: 'a.json', content: JSON.stringify(record) }]));
    const secdb = (name: string): string =>
      JSON.stringify({
        distroversion: 'v3.20',
        packages: [{ pkg: { name, secfixes: { '1-r0': ['CVE-2023-0001'] } } }],
      });
    put('/alpine/v3.20/main.json', secdb('zlib'));
    put('/alpine/v3.20/community.json', gzipSync(secdb('git')));
    put('/debian/tracker.json', '{"openssl":{"CVE-2023-1":{"releases":{"bookworm":{"status":"open"}}}}}');
  }

  test('an update over the network, then one without changes', async () => {
    putFeeds();
    const first = await update();
    assert.deepEqual(
      first.outcomes.map((o) => [o.feed, o.kind, o.namespaces]),
      [
        ['alpine', 'updated', ['alpine:3.20']],
        ['debian', 'updated', ['debian:12']],
        ['osv', 'updated', ['npm']],
      ],
    );
    const shards = readManifest(folder)?.manifest.shards;
    const second = await update({ now: '2026-01-02T00:00:00Z', namespaces: null });
    assert.deepEqual(
      second.outcomes.map((o) => o.kind),
      ['unchanged', 'unchanged', 'unchanged'],
    );
    assert.deepEqual(readManifest(folder)?.manifest.shards, shards);
    assert.equal(openDatabase(folder).build(['npm']).oldestAt, '2026-01-02T00:00:00Z');
    assert.deepEqual(readdirSync(join(folder, 'tmp')), []);
  });

  test('a part that only adds to others may be missing, and is taken once it is there', async () => {
    putFeeds();
    const only = { namespaces: ['debian:12'] };
    const [first] = (await update(only)).outcomes;
    assert.equal(first?.kind, 'updated');
    const missing = [...(first?.count?.skipped.keys() ?? [])].map((reason) =>
      reason.replace(/:.*\/debian\//, ' '),
    );
    assert.deepEqual(missing, ['not-fetched DSA/list', 'not-fetched DLA/list']);
    assert.equal((await update(only)).outcomes[0]?.kind, 'unchanged');
    put(
      '/debian/DSA/list',
      '[17 Mar 2024] DSA-9002-1 x - security update\n\t{CVE-2024-1}\n\t[bookworm] - x 1\n',
    );
    const [third] = (await update(only)).outcomes;
    assert.deepEqual([third?.kind, third?.count?.records], ['updated', 2]);
    assert.equal((await update(only)).outcomes[0]?.kind, 'unchanged');
  });

  test('one changed part of a namespace brings back the others too', async () => {
    putFeeds();
    await update();
    const other = files.get('/alpine/v3.20/community.json')!;
    other.bytes = Buffer.from(other.bytes.toString('latin1'), 'latin1');
    put(
      '/alpine/v3.20/main.json',
      '{"distroversion":"v3.20","packages":[{"pkg":{"name":"zlib","secfixes":{"2-r0":["CVE-2023-0001"]}}}]}',
      { etag: '"two"' },
    );
    const { outcomes } = await update();
    assert.deepEqual(
      outcomes.map((o) => o.kind),
      ['updated', 'unchanged', 'unchanged'],
    );
    const { lookup } = openDatabase(folder);
    assert.equal(lookup.find({ namespace: 'alpine:3.20', name: 'zlib' })[0]?.ranges[0]?.fixed, '2-r0');
    assert.equal(lookup.find({ namespace: 'alpine:3.20', name: 'git' }).length, 1);
  });

  test('a feed that fails keeps its last state and is named; the others are updated', async () => {
    putFeeds();
    await update();
    const shards = readManifest(folder)?.manifest.shards;
    put('/osv/npm/all.zip', '<html>login</html>', { etag: '"two"' });
    put('/alpine/v3.20/main.json', '', { status: 503 });
    put('/debian/tracker.json', '{"zlib":{"CVE-2023-1":{"releases":{"bookworm":{"status":"open"}}}}}', {
      etag: '"two"',
    });
    const { outcomes } = await update();
    assert.deepEqual(
      outcomes.map((o) => [o.kind, o.error?.code ?? '']),
      [
        ['failed', 'http-status'],
        ['updated', ''],
        ['failed', 'feed-damaged'],
      ],
    );
    assert.equal(outcomes[2]?.error?.where, `${server.origin}/osv/npm/all.zip`);
    const now = readManifest(folder)?.manifest.shards;
    assert.deepEqual([now?.[0], now?.[2]], [shards?.[0], shards?.[2]]);
    assert.notDeepEqual(now?.[1], shards?.[1]);
  });

  test('a damaged shard is fetched again although the source has not changed', async () => {
    putFeeds();
    await update();
    const shards = join(folder, 'shards');
    for (const name of readdirSync(shards)) rmSync(join(shards, name));
    const { outcomes } = await update();
    assert.deepEqual(
      outcomes.map((o) => o.kind),
      ['updated', 'updated', 'updated'],
    );
  });

  test('a release that the source does not know is missing', async () => {
    putFeeds();
    const { outcomes, digest } = await update({ namespaces: ['debian:99'] });
    assert.deepEqual(outcomes[0]?.missing, ['debian:99']);
    assert.equal(digest, null);
    await update({ namespaces: ['debian:12', 'debian:99'] });
    assert.equal(openDatabase(folder).lookup.has('debian:99'), false);
    assert.equal(readManifest(folder)?.manifest.snapshots.length, 1);
  });

  test('a login of a mirror stays out of the database', async () => {
    putFeeds();
    const url = new URL(server.origin);
    url.username = 'me';
    url.password = 'hunter2';
    await update({ from: toUpdateSource(url.href) });
    assert.ok(!readFileSync(join(folder, 'manifest.json'), 'utf8').includes('hunter2'));
    assert.match(server.requests[0]?.headers.authorization ?? '', /^Basic /);
  });

  test('the cost can be asked for first', async () => {
    putFeeds();
    const estimates = await estimateUpdate(['npm', 'debian:12'], feeds, `${server.origin}/`, http);
    const size = files.get('/osv/npm/all.zip')?.bytes.length;
    assert.deepEqual(
      estimates.map((e) => [e.namespaces, e.sizeBytes]),
      [
        [['debian:12'], files.get('/debian/tracker.json')?.bytes.length],
        [['npm'], size],
      ],
    );
    assert.ok(server.requests.every((r) => r.method === 'HEAD'));
  });
});
