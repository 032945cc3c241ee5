import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type LocalServer, serve } from '../../test/local-server.ts';
import { createHttp, type Http } from '../base/http/http.ts';
import { DEFAULT_HTTP } from '../base/http/http-settings.ts';
import { schemes } from '../version/list.ts';
import { openDatabase, readManifest } from './database.ts';
import { feeds } from './list.ts';
import { updateDatabase } from './update.ts';
import type { Outcome } from './update-options.ts';

const INDEX = '<repomd><data type="updateinfo"><location href="repodata/updateinfo.xml.gz"/></data></repomd>';
const NOTICES = readFileSync(join(import.meta.dirname, 'feeds/amazon/fixtures/updateinfo.xml'));

describe('files that lead to others', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-follow-'));
  const files = new Map<string, Buffer | string>();
  let server: LocalServer;
  let http: Http;
  let folder = '';
  let count = 0;
  after(() => rmSync(root, { recursive: true }));
  beforeEach(async () => {
    folder = join(root, String(++count));
    server = await serve((request, response) => {
      const bytes = files.get(request.url ?? '');
      const etag = `"${bytes?.length}"`;
      if (bytes === undefined) response.writeHead(404).end();
      else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
      else response.writeHead(200, { etag }).end(bytes);
    });
    const trust = { named: [server.host], plainHttp: [server.host] };
    http = createHttp({
      ...DEFAULT_HTTP,
      version: '0',
      trust,
      retry: { ...DEFAULT_HTTP.retry, attempts: 1 },
    });
    files.clear();
    files.set('/amazon/2/core/repodata/repomd.xml', INDEX);
    files.set('/amazon/2/core/repodata/updateinfo.xml.gz', gzipSync(NOTICES));
    files.set('/amazon/2/extras-catalog.json', '{"topics":[{"n":"kettle1"}]}');
    files.set('/amazon/2/extras/kettle1/repodata/repomd.xml', '<repomd></repomd>');
  });
  afterEach(async () => {
    await http.close();
    await server.close();
  });

  async function update(): Promise<Outcome | undefined> {
    const { outcomes } = await updateDatabase({
      folder,
      feeds,
      schemes,
      namespaces: ['amzn:2'],
      from: { kind: 'mirror', url: `${server.origin}/` },
      force: false,
      now: '2031-05-01T00:00:00Z',
      http,
      maxDownloadBytes: null,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    return outcomes[0];
  }

  it('are read until there are advisories, which are asked for only if they changed', async () => {
    assert.equal((await update())?.kind, 'updated');
    const database = openDatabase(folder);
    assert.deepEqual(
      database.lookup.find({ namespace: 'amzn:2', name: 'teapot' }).map(({ id }) => id),
      ['ALAS2-2031-1001'],
    );
    database.close();
    assert.deepEqual(
      readManifest(folder)?.manifest.snapshots[0]?.sources.map(({ url }) => url),
      [`${server.origin}/amazon/2/core/repodata/updateinfo.xml.gz`],
    );
    assert.equal((await update())?.kind, 'unchanged');
  });

  const BAD: readonly (readonly [what: string, path: string, text: string])[] = [
    ['is of another form', '/amazon/2/core/repodata/repomd.xml', '<html>login</html>'],
    ['has a DOCTYPE', '/amazon/2/core/repodata/repomd.xml', `<!DOCTYPE a>${INDEX}`],
    ['is no catalogue', '/amazon/2/extras-catalog.json', '[]'],
  ];
  for (const [what, path, text] of BAD) {
    it(`a file that ${what} is named`, async () => {
      files.set(path, text);
      const outcome = await update();
      assert.deepEqual([outcome?.kind, outcome?.error?.code], ['failed', 'feed-damaged']);
      assert.equal(outcome?.error?.where, server.origin + path);
    });
  }

  it('that lead to nothing are no source without advisories', async () => {
    files.set('/amazon/2/core/repodata/repomd.xml', '<repomd></repomd>');
    assert.equal((await update())?.error?.code, 'feed-damaged');
  });

  it('that are not there are named', async () => {
    files.delete('/amazon/2/extras/kettle1/repodata/repomd.xml');
    assert.equal((await update())?.error?.code, 'no-such-feed');
  });
});
