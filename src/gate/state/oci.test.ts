/** A state in a real registry: Debian's docker-registry, plain, with TLS and a login, and behind a token server. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { forwardTo, instead, requireBearer } from '../../../test/fault-proxy.ts';
import { buildImage } from '../../../test/image-builder.ts';
import { type Handler, type LocalServer, serve } from '../../../test/local-server.ts';
import { credentialsFor, NO_CREDENTIALS, NO_WAIT } from '../../../test/registry-client.ts';
import { type RegistryServer, registryMissing, startRegistry } from '../../../test/registry-server.ts';
import { file } from '../../../test/tar-builder.ts';
import { type Authority, createAuthority } from '../../../test/tls-authority.ts';
import { createHttp, type Http } from '../../base/http/http.ts';
import { DEFAULT_HTTP } from '../../base/http/http-settings.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import type { Credential } from '../../image/sources/registry/credential.ts';
import type { RegistrySettings } from '../../image/sources/registry/source.ts';
import { sha256 } from '../../model/digest.ts';
import { waiverFingerprint } from '../../model/fingerprint.ts';
import type { HistoryOf } from '../../model/gate.ts';
import { openState, type StateStore } from './state-store.ts';

const MEDIA_TYPE = 'application/vnd.plimsoll.state.v1+text';
const MISSING = registryMissing();
const LOGIN = { username: 'alice', password: 'correct horse' };
const ALICE: Credential = { kind: 'basic', ...LOGIN, source: 'the test' };

function entry(name: string, firstSeen = '2026-11-01'): HistoryOf {
  const key = waiverFingerprint('test', name);
  return { key, firstSeen, fixSeen: '', severity: 'high', severitySince: firstSeen };
}

describe('a state in a registry', { skip: MISSING ?? false }, () => {
  const clients: Http[] = [];
  const servers: LocalServer[] = [];
  let authority: Authority;
  let plain: RegistryServer;
  let secure: RegistryServer;

  before(async () => {
    authority = createAuthority();
    plain = await startRegistry();
    secure = await startRegistry({ authority, login: LOGIN });
  });

  after(async () => {
    for (const client of clients) await client.close();
    for (const server of servers) await server.close();
    await plain?.stop();
    await secure?.stop();
    authority.remove();
  });

  function open(reference: string, parts: Partial<RegistrySettings> = {}, caFile: string | null = null) {
    const http = createHttp({ ...DEFAULT_HTTP, version: '0.0.0', retry: NO_WAIT, caFile });
    clients.push(http);
    const registry: RegistrySettings = {
      http,
      credentials: NO_CREDENTIALS,
      mirrors: [],
      trust: { plainHttp: [], tokenRealms: [] },
      limits: DEFAULT_LIMITS,
      retry: NO_WAIT,
      ...parts,
    };
    const { signal } = new AbortController();
    return openState(`oci://${reference}`, { cwd: '/', network: async () => ({ registry }), signal });
  }

  async function proxy(handler: Handler): Promise<LocalServer> {
    const server = await serve(handler);
    servers.push(server);
    return server;
  }

  async function fetchText(path: string): Promise<string> {
    const accept = 'application/vnd.oci.image.manifest.v1+json';
    return (await fetch(`${plain.origin}/v2/${path}`, { headers: { accept } })).text();
  }

  test('that is not there is none, and is made', async () => {
    const store = open(`${plain.host}/team/state:main`);
    assert.equal(await store.read(), null);
    await store.merge([entry('x')]);
    assert.deepEqual(await store.read(), [entry('x')]);
  });

  test('is an artifact of one layer, the text', async () => {
    await open(`${plain.host}/team/form:main`).merge([entry('x')]);
    const manifest = JSON.parse(await fetchText('team/form/manifests/main'));
    assert.equal(manifest.artifactType, MEDIA_TYPE);
    assert.deepEqual(manifest.config, {
      mediaType: 'application/vnd.oci.empty.v1+json',
      digest: sha256('{}'),
      size: 2,
    });
    assert.equal(manifest.layers.length, 1);
    const [layer] = manifest.layers;
    assert.equal(layer.mediaType, MEDIA_TYPE);
    const text = await fetchText(`team/form/blobs/${layer.digest}`);
    assert.match(text, /^# plimsoll-state 1: .*\nv1:[0-9a-f]{64} 2026-11-01 - high 2026-11-01\n$/);
  });

  test('keeps what is there, and is not pushed where nothing is new', async () => {
    const server = await proxy(forwardTo(plain.origin));
    const store = open(`${server.host}/team/kept:main`);
    await store.merge([entry('x', '2026-11-05')]);
    await store.merge([entry('x', '2026-11-02'), entry('y')]);
    assert.deepEqual((await store.read())?.map(({ firstSeen }) => firstSeen).sort(), [
      '2026-11-01',
      '2026-11-02',
    ]);
    const pushes = () => server.requests.filter(({ method }) => method === 'PUT').length;
    const before = pushes();
    await store.merge([entry('y')]);
    assert.equal(pushes(), before);
  });

  test('begins again where another writer was first', async () => {
    const path = `team/race:main`;
    const other = open(`${plain.host}/${path}`);
    await other.merge([entry('a')]);
    const old = await fetchText('team/race/manifests/main');
    let isDone = false;
    // The other one replaces ours just after it was pushed, from what was there before.
    const handler: Handler = (request, response) => {
      if (request.method !== 'PUT' || !request.url?.includes('/manifests/') || isDone)
        return forwardTo(plain.origin)(request, response);
      isDone = true;
      request.resume();
      const put = { method: 'PUT', headers: { 'content-type': JSON.parse(old).mediaType }, body: old };
      void fetch(`${plain.origin}/v2/team/race/manifests/main`, put).then(() =>
        response.writeHead(201).end(),
      );
    };
    const server = await proxy(handler);
    await open(`${server.host}/${path}`).merge([entry('b')]);
    assert.ok(isDone);
    assert.equal((await other.read())?.length, 2);
  });

  test('gives up where another writer is always first', async () => {
    const handler = instead(/\/manifests\//, forwardTo(plain.origin), forwardTo(plain.origin));
    const server = await proxy((request, response) => {
      if (request.method !== 'PUT' || !request.url?.includes('/manifests/'))
        return handler(request, response);
      request.resume();
      response.writeHead(201).end();
    });
    await assert.rejects(open(`${server.host}/team/never:main`).merge([entry('b')]), { code: 'state-busy' });
  });

  test('is never put in the place of something else', async () => {
    const image = buildImage({ layers: [{ entries: [file('a')] }] });
    await plain.push(image, 'team/app', '1');
    const store = open(`${plain.host}/team/app:1`);
    await assert.rejects(store.read(), { code: 'not-a-state' });
    await assert.rejects(store.merge([entry('x')]), { code: 'not-a-state' });
    assert.equal(sha256(await fetchText('team/app/manifests/1')), sha256(Buffer.from(image.manifest)));
  });

  test('of another version, or damaged, is left as it is', async () => {
    const bytes = Buffer.from('# plimsoll-state 7: other\n');
    for (const blob of [bytes, Buffer.from('{}')]) await plain.putBlob('team/next', blob);
    const layers = [{ mediaType: MEDIA_TYPE, digest: sha256(bytes), size: bytes.length }];
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha256('{}'), size: 2 };
    const manifest = JSON.stringify({ schemaVersion: 2, mediaType: type, config, layers });
    await plain.putManifest('team/next', 'main', Buffer.from(manifest), type);
    await assert.rejects(open(`${plain.host}/team/next:main`).merge([entry('x')]), { code: 'state-version' });
  });

  describe('with TLS and a login', () => {
    const secured = (credential: Credential): StateStore =>
      open(
        `${secure.host}/team/state:main`,
        { credentials: credentialsFor({ [secure.host]: credential }) },
        authority.caFile,
      );

    test('is pushed', async () => {
      const store = secured(ALICE);
      await store.merge([entry('x')]);
      assert.deepEqual(await store.read(), [entry('x')]);
    });

    test('that is wrong says so', async () => {
      await assert.rejects(secured({ ...ALICE, password: 'wrong' }).merge([entry('x')]), {
        code: 'login-refused',
      });
    });
  });

  /** Reading needs one token, writing another one with more rights. */
  async function behindTokens(mayPush: boolean): Promise<LocalServer> {
    const origin = { value: '' };
    const api: Handler = (request, response) => {
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      const scope = `repository:team/tokens:${isRead ? 'pull' : 'pull,push'}`;
      const isValid = (token: string) => token === 'push' || (isRead && token === 'pull');
      requireBearer({ realm: `${origin.value}/token`, scope, isValid }, forwardTo(plain.origin))(
        request,
        response,
      );
    };
    const token: Handler = (request, response) => {
      const isPush = mayPush && /push/.test(decodeURIComponent(request.url ?? ''));
      response.end(JSON.stringify({ token: isPush ? 'push' : 'pull' }));
    };
    const server = await proxy(instead(/^\/token/, token, api));
    origin.value = server.origin;
    return server;
  }

  test('asks for a token that may push when it pushes', async () => {
    const server = await behindTokens(true);
    const credentials = credentialsFor({ [server.host]: ALICE });
    const store = open(`${server.host}/team/tokens:main`, { credentials });
    await store.merge([entry('x')]);
    assert.deepEqual(await store.read(), [entry('x')]);
    const scopes = server.requests.map(({ url }) => /^\/token\?.*scope=([^&]*)/.exec(url)?.[1]);
    assert.ok(scopes.some((scope) => scope === encodeURIComponent('repository:team/tokens:pull,push')));
  });

  test('says so where the login may not push', async () => {
    const server = await behindTokens(false);
    const credentials = credentialsFor({ [server.host]: ALICE });
    await assert.rejects(open(`${server.host}/team/tokens:other`, { credentials }).merge([entry('x')]), {
      code: 'no-permission',
      wayOut: /may push to team\/tokens/,
    });
  });

  test('sends no login to another host that takes the upload', async () => {
    const storage = await proxy((request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(201).end());
    });
    const server = await proxy((request, response) => {
      request.resume();
      if (request.method === 'GET') response.writeHead(404).end();
      else if (request.headers.authorization === undefined)
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      else if (request.method === 'POST')
        response.writeHead(202, { location: `${storage.origin}/put?sig=1` }).end();
      else response.writeHead(201).end();
    });
    const credentials = credentialsFor({ [server.host]: ALICE });
    const trust = { plainHttp: [], tokenRealms: [storage.host] };
    await assert.rejects(open(`${server.host}/a/b:c`, { credentials, trust }).merge([entry('x')]), {
      code: 'state-busy',
    });
    assert.ok(storage.requests.length > 0);
    assert.ok(storage.requests.every(({ headers }) => headers.authorization === undefined));
    assert.ok(storage.requests.every(({ url }) => /^\/put\?sig=1&digest=sha256%3A[0-9a-f]{64}$/.test(url)));
  });

  test('refuses uploads to private addresses that nobody named, and answers that are none', async () => {
    for (const [location, code] of [
      ['http://169.254.169.254/put', 'address-refused'],
      ['ftp://example.test/', 'push-failed'],
      ['', 'push-failed'],
    ] as const) {
      const server = await proxy((request, response) => {
        request.resume();
        if (request.method === 'GET') response.writeHead(404).end();
        else response.writeHead(202, location === '' ? {} : { location }).end();
      });
      await assert.rejects(open(`${server.host}/a/b:c`).merge([entry('x')]), (error: Error) => {
        assert.ok('code' in error && (error.code === code || error.code === 'plain-http-refused'));
        return true;
      });
    }
  });

  test('is what oras and skopeo can copy', { skip: !hasSkopeo() }, async () => {
    await open(`${plain.host}/team/copied:main`).merge([entry('x')]);
    const args = ['--insecure-policy', 'inspect', '--raw', '--tls-verify=false'];
    const raw = execFileSync('/usr/bin/skopeo', [...args, `docker://${plain.host}/team/copied:main`]);
    assert.equal(JSON.parse(raw.toString('utf8')).artifactType, MEDIA_TYPE);
  });

  for (const reference of ['s3://x/y', 'oci://h.test/a@sha256:00', 'https://h.test/a', '']) {
    test(`${reference || 'nothing'} is no place for one`, () => {
      const network = () => Promise.reject(new Error('no network'));
      const { signal } = new AbortController();
      assert.throws(() => openState(reference, { cwd: '/', network, signal }), {
        code: 'bad-state-reference',
      });
    });
  }
});

function hasSkopeo(): boolean {
  try {
    execFileSync('/usr/bin/skopeo', ['--version']);
    return true;
  } catch {
    if (process.env['CI']) throw new Error('/usr/bin/skopeo is missing: .ci/run installs it');
    return false;
  }
}
