/** The contract of every image source, checked over the list: what cannot be an image is refused in words for people. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, describe, it } from 'node:test';
import { tarOf } from '../../test/image-builder.ts';
import { type LocalServer, serve } from '../../test/local-server.ts';
import { NO_CREDENTIALS, NO_WAIT } from '../../test/registry-client.ts';
import { folder, inFolder, LEGACY, temp, write } from '../../test/stored-images.ts';
import { PlimsollError } from '../base/errors.ts';
import { createHttp, type Http } from '../base/http/http.ts';
import { DEFAULT_HTTP } from '../base/http/http-settings.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { compareText } from '../model/problem.ts';
import { listSources } from './list.ts';
import type { ImageSource } from './source.ts';

const ARCHIVE = tarOf(LEGACY);
const MANIFEST = Buffer.from('{"schemaVersion":2,"config":{"digest":"sha256:00"},"layers":[');

const UNUSABLE: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['a single byte', Buffer.from('{')],
  ['noise', Buffer.alloc(5000, 0xa5)],
  ['zeros', Buffer.alloc(10_240)],
  ['JSON of another kind', Buffer.from('{"__proto__":{"polluted":1}}')],
  ['a manifest that is cut off', MANIFEST],
  ['a cut archive', ARCHIVE.subarray(0, 700)],
  ['half an archive', ARCHIVE.subarray(0, ARCHIVE.length / 2)],
  ['a cut gzip file', Buffer.from('1f8b0800000000000003', 'hex')],
];

function sourcesWith(http: Http, host: string): readonly ImageSource[] {
  const engine = `tcp://${host}`;
  return listSources({
    stored: { tempFolder: temp(), stdin: Readable.from([]), limits: DEFAULT_LIMITS },
    environment: { env: { DOCKER_HOST: engine, CONTAINER_HOST: engine }, home: folder, userId: 1000 },
    registry: async () => ({
      http,
      credentials: NO_CREDENTIALS,
      mirrors: [],
      trust: { plainHttp: [], tokenRealms: [] },
      limits: DEFAULT_LIMITS,
      retry: NO_WAIT,
    }),
  });
}

describe('list of image sources', () => {
  inFolder();
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
  });

  /** Sources and a server that answers everything with these bytes. */
  async function start(
    answer: Uint8Array,
  ): Promise<{ server: LocalServer; sources: readonly ImageSource[] }> {
    const server = await serve((_, response) => response.end(answer));
    open.push(server);
    const http = createHttp({ ...DEFAULT_HTTP, version: '0.0.0', retry: NO_WAIT });
    open.push(http);
    return { server, sources: sourcesWith(http, server.host) };
  }

  it('is sorted, and every id is there once', async () => {
    const { sources } = await start(new Uint8Array(0));
    const ids = sources.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort(compareText));
    assert.ok(ids.every((id) => /^[a-z][a-z0-9-]*$/.test(id)));
  });

  for (const [name, bytes] of UNUSABLE) {
    it(`refuses ${name} in all of them, and leaves nothing behind`, async () => {
      const { server, sources } = await start(bytes);
      const path = write('input', bytes);
      const references: Readonly<Record<string, string>> = {
        registry: `${server.host}/team/app:1`,
        docker: 'app:1',
        podman: 'app:1',
      };
      for (const source of sources) {
        const error = await failureOf(source, references[source.id] ?? path);
        assert.ok(error instanceof PlimsollError, `${source.id}: ${String(error)}`);
        assert.match(error.code, /^[a-z][a-z0-9-]*$/);
        for (const text of [error.message, error.where, error.wayOut]) assert.notEqual(text, '', source.id);
        assert.ok(error.exitCode === 5 || error.exitCode === 3);
      }
      assert.deepEqual(readdirSync(temp()), []);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    });
  }
});

async function failureOf(source: ImageSource, reference: string): Promise<unknown> {
  const host = { os: 'linux', architecture: 'amd64', variant: '' };
  const signal = new AbortController().signal;
  try {
    await (
      await source.open({ reference, platform: null, host, anyPlatform: false, imageName: '', signal })
    ).close();
    return null;
  } catch (error) {
    return error;
  }
}
