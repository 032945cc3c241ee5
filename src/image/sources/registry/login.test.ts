/** Logins: who gets them, and who must never. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  answer,
  contentOf,
  instead,
  memoryRegistry,
  refuse,
  requireBasic,
  requireBearer,
} from '../../../../test/fault-proxy.ts';
import { buildImage } from '../../../../test/image-builder.ts';
import { type Handler, type LocalServer, serve } from '../../../../test/local-server.ts';
import {
  type ClientOptions,
  createClient,
  credentialsFor,
  readLayer,
} from '../../../../test/registry-client.ts';
import { file } from '../../../../test/tar-builder.ts';
import { PlimsollError } from '../../../base/errors.ts';
import type { OpenImage } from '../../source.ts';
import type { Credential } from './credential.ts';
import { mayGetLogin } from './realm.ts';

const IMAGE = buildImage({ layers: [{ entries: [file('a')] }, { entries: [file('b')] }] });
const CONTENT = contentOf(IMAGE, '1');
const ALICE: Credential = {
  kind: 'basic',
  username: 'alice',
  password: 'hush-hush',
  source: '~/.docker/config.json',
};
const BASIC = `Basic ${Buffer.from('alice:hush-hush').toString('base64')}`;

describe('registry login', () => {
  const servers: LocalServer[] = [];
  const clients: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const resource of [...clients.splice(0), ...servers.splice(0)]) await resource.close();
  });

  async function server(handler: Handler): Promise<LocalServer> {
    const started = await serve(handler);
    servers.push(started);
    return started;
  }

  function open(
    s: LocalServer,
    credential: Credential | null,
    options: ClientOptions = {},
  ): Promise<OpenImage> {
    const credentials = credentialsFor(credential === null ? {} : { [s.host]: credential });
    const client = createClient({ ...options, registry: { credentials, ...options.registry } });
    clients.push(client);
    return client.open(`${s.host}/team/app:1`);
  }

  async function failure(promise: Promise<unknown>): Promise<PlimsollError> {
    const thrown = await promise.then(
      () => null,
      (cause: unknown) => cause,
    );
    assert.ok(thrown instanceof PlimsollError, `expected an error for people, got ${String(thrown)}`);
    assert.doesNotMatch(`${thrown.message} ${thrown.where} ${thrown.wayOut}`, /hush|alice|YWxpY2U/);
    return thrown;
  }

  const authorizations = (s: LocalServer): (string | undefined)[] =>
    s.requests.map(({ headers }) => headers.authorization);

  /** A registry that is its own token server. */
  function bearerRegistry(options: {
    readonly isValid?: (token: string) => boolean;
    readonly token?: Handler;
  }): Promise<LocalServer> {
    const origin: { value: string } = { value: '' };
    const { isValid = (token) => token === 'good', token = answer(200, {}, '{"token":"good"}') } = options;
    const handler: Handler = (request, response) => {
      const realm = `${origin.value}/token?kept=1`;
      const api = requireBearer({ realm, isValid }, memoryRegistry(CONTENT));
      return instead(/^\/token/, token, api)(request, response);
    };
    return server(handler).then((s) => {
      origin.value = s.origin;
      return s;
    });
  }

  describe('basic', () => {
    it('is sent only when it is asked for', async () => {
      const s = await server(requireBasic('alice', 'hush-hush', memoryRegistry(CONTENT)));
      await open(s, ALICE);
      const [first, ...rest] = authorizations(s).filter((_, i) => s.requests[i]!.url.includes('/v2/team'));
      assert.equal(first, undefined);
      assert.ok(rest.length > 0 && rest.every((value) => value === BASIC));
      const openDoor = await server(memoryRegistry(CONTENT));
      await open(openDoor, ALICE);
      assert.ok(authorizations(openDoor).every((value) => value === undefined));
    });

    it('with a wrong password says whose', async () => {
      const s = await server(requireBasic('alice', 'other', memoryRegistry(CONTENT)));
      const error = await failure(open(s, ALICE));
      assert.equal(error.code, 'login-refused');
      assert.match(error.message, /status 401.*user a\*\*\* from ~\/\.docker\/config\.json/);
      assert.match(error.wayOut, /docker login/);
    });

    it('without a login says where it was looked for', async () => {
      const s = await server(requireBasic('alice', 'x', memoryRegistry(CONTENT)));
      const error = await failure(open(s, null));
      assert.equal(error.code, 'login-required');
      assert.match(error.message, /none was found in the test/);
    });

    it('without permission says with which login', async () => {
      const denied = refuse(403, 'DENIED', 'not your image');
      const s = await server(
        requireBasic('alice', 'hush-hush', instead(/manifests/, denied, memoryRegistry(CONTENT))),
      );
      const error = await failure(open(s, ALICE));
      assert.equal(error.code, 'no-permission');
      assert.match(error.message, /status 403: not your image.*user a\*\*\*/);
    });

    it('failures of helpers stand in the error and in a note', async () => {
      const credentials = {
        find: async () => ({
          credential: null,
          looked: ['a'],
          failures: ['docker-credential-x failed: gone'],
        }),
      };
      const s = await server(requireBasic('alice', 'x', memoryRegistry(CONTENT)));
      const error = await failure(open(s, null, { registry: { credentials } }));
      assert.match(error.message, /But docker-credential-x failed: gone\./);
      const anonymous = await bearerRegistry({});
      const image = await open(anonymous, null, { registry: { credentials } });
      assert.deepEqual(
        image.problems.map(({ code, effect }) => [code, effect]),
        [['login-not-read', 'note']],
      );
    });
  });

  describe('tokens', () => {
    it('are fetched without a login for public images', async () => {
      const s = await bearerRegistry({});
      const image = await open(s, null);
      await readLayer(image, 0);
      const asked = s.requests.filter(({ url }) => url.startsWith('/token'));
      assert.equal(asked.length, 1);
      const query = new URL(asked[0]!.url, s.origin).searchParams;
      assert.deepEqual(
        [...query],
        [
          ['kept', '1'],
          ['service', 'test, registry'],
          ['scope', 'repository:team/app:pull'],
        ],
      );
      assert.equal(asked[0]!.headers.authorization, undefined);
    });

    it('are fetched with a login, which the registry itself never sees', async () => {
      const token: Handler = (request, response) =>
        answer(
          request.headers.authorization === BASIC ? 200 : 401,
          {},
          '{"access_token":"good"}',
        )(request, response);
      const s = await bearerRegistry({ token });
      await open(s, ALICE);
      for (const { url, headers } of s.requests) {
        const expected = url.startsWith('/token') ? [BASIC] : [undefined, 'Bearer good'];
        assert.ok(expected.includes(headers.authorization), `${url}: ${headers.authorization}`);
      }
    });

    it('take the scope that the registry names', async () => {
      const tokens = await server(answer(200, {}, '{"token":"good"}'));
      const s = await server(
        requireBearer(
          {
            realm: `${tokens.origin}/t`,
            scope: 'repository:a:pull repository:b:pull',
            isValid: (t) => t === 'good',
          },
          memoryRegistry(CONTENT),
        ),
      );
      await open(s, null, { registry: { trust: { plainHttp: [], tokenRealms: [tokens.host] } } });
      const { searchParams } = new URL(tokens.requests[0]!.url, tokens.origin);
      assert.equal(searchParams.get('scope'), 'repository:a:pull repository:b:pull');
    });

    it('are fetched again when they have run out, once for all layers', async () => {
      let generation = 1;
      const s = await bearerRegistry({
        isValid: (token) => token === `t${generation}`,
        token: (request, response) => answer(200, {}, `{"token":"t${generation}"}`)(request, response),
      });
      const image = await open(s, null);
      generation = 2;
      await Promise.all([readLayer(image, 0), readLayer(image, 1), readLayer(image, 0)]);
      assert.equal(s.requests.filter(({ url }) => url.startsWith('/token')).length, 2);
    });

    it('that are never good end in an error', async () => {
      const s = await bearerRegistry({ isValid: () => false });
      const anonymous = await failure(open(s, null));
      assert.equal(anonymous.code, 'login-required');
      const error = await failure(open(s, ALICE));
      assert.equal(error.code, 'no-permission');
      assert.ok(s.requests.length < 20);
    });

    it('are refused for a wrong password', async () => {
      const refusal = answer(401, {}, '{"details":"incorrect username or password"}');
      const s = await bearerRegistry({ token: refusal });
      const error = await failure(open(s, ALICE));
      assert.equal(error.code, 'login-refused');
      assert.match(
        error.message,
        /token server \S+\/token refused the login \(status 401: incorrect username or password\)/,
      );
      assert.equal((await failure(open(s, null))).code, 'login-required');
    });

    it('are posted for with an identity token', async () => {
      const bodies: string[] = [];
      const token: Handler = (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          bodies.push(Buffer.concat(chunks).toString());
          response.end('{"access_token":"good"}');
        });
      };
      const s = await bearerRegistry({ token });
      await open(s, { kind: 'identity', username: '', token: 'hush-hush', source: 'a file' });
      const posted = s.requests.find(({ url }) => url.startsWith('/token'));
      assert.equal(posted?.method, 'POST');
      assert.equal(posted?.headers['content-type'], 'application/x-www-form-urlencoded');
      assert.deepEqual(Object.fromEntries(new URLSearchParams(bodies[0])), {
        grant_type: 'refresh_token',
        client_id: 'plimsoll',
        service: 'test, registry',
        scope: 'repository:team/app:pull',
        refresh_token: 'hush-hush',
      });
    });

    it('that are given go straight to the registry', async () => {
      const s = await bearerRegistry({ isValid: (token) => token === 'hush-hush' });
      await open(s, { kind: 'bearer', token: 'hush-hush', source: 'PLIMSOLL_TOKEN' });
      assert.ok(s.requests.every(({ url }) => !url.startsWith('/token')));
      const bad = await failure(open(s, { kind: 'bearer', token: 'hush', source: 'PLIMSOLL_TOKEN' }));
      assert.equal(bad.code, 'login-refused');
      assert.match(bad.message, /a token from PLIMSOLL_TOKEN/);
    });

    const BAD: readonly (readonly [title: string, token: Handler, code: string])[] = [
      ['no JSON', answer(200, { 'content-type': 'text/html' }, '<html>'), 'bad-token-answer'],
      ['no token', answer(200, {}, '{}'), 'bad-token-answer'],
      ['a token with a line end', answer(200, {}, '{"token":"a\\r\\nx: y"}'), 'bad-token-answer'],
      ['a token that is no text', answer(200, {}, '{"token":{"a":1}}'), 'bad-token-answer'],
      ['too much', answer(200, {}, 'x'.repeat(300_000)), 'response-too-large'],
      ['an error', answer(500, {}, ''), 'registry-failed'],
      ['too many requests', refuse(429, 'TOOMANYREQUESTS'), 'rate-limited'],
    ];
    for (const [title, token, code] of BAD) {
      it(`of a server that gives ${title}`, async () => {
        const s = await bearerRegistry({ token });
        assert.equal((await failure(open(s, null))).code, code);
      });
    }

    for (const realm of ['', 'not a url', 'file:///etc/passwd', 'javascript:alert(1)']) {
      it(`from the realm \`${realm}\` are refused`, async () => {
        const s = await server(requireBearer({ realm, isValid: () => false }, memoryRegistry(CONTENT)));
        assert.equal((await failure(open(s, ALICE))).code, 'bad-token-answer');
      });
    }
  });

  describe('never reaches another host', () => {
    it('as a token realm, unless the user allows that', async () => {
      const thief = await server(answer(200, {}, '{"token":"good"}'));
      const s = await server(
        requireBearer(
          { realm: `${thief.origin}/token`, isValid: (t) => t === 'good' },
          memoryRegistry(CONTENT),
        ),
      );
      const error = await failure(open(s, ALICE));
      assert.equal(error.code, 'token-realm-refused');
      assert.ok(error.message.includes(`${thief.origin}/token`));
      assert.ok(error.wayOut.includes(`--token-realm ${thief.host}`));
      assert.equal(thief.requests.length, 0);
      await open(s, ALICE, { registry: { trust: { plainHttp: [], tokenRealms: [thief.host] } } });
      assert.deepEqual(authorizations(thief), [BASIC]);
    });

    it('as a token realm with a private address, even without a login', async () => {
      const inside = await server(answer(200, {}, '{"token":"good"}'));
      const s = await server(
        requireBearer({ realm: `${inside.origin}/`, isValid: () => true }, memoryRegistry(CONTENT)),
      );
      const error = await failure(open(s, null));
      assert.equal(error.code, 'token-realm-refused');
      assert.equal(inside.requests.length, 0);
    });

    for (const realm of [
      'http://169.254.169.254/token',
      'https://[fe80::1]/',
      'http://metadata.google.internal/',
    ]) {
      it(`as the token realm ${realm}`, async () => {
        const s = await server(requireBearer({ realm, isValid: () => true }, memoryRegistry(CONTENT)));
        assert.equal((await failure(open(s, ALICE))).code, 'token-realm-refused');
        assert.equal((await failure(open(s, null))).code, 'token-realm-refused');
      });
    }

    it('by a redirect of the API, of a layer or of the token server', async () => {
      const other = await server(memoryRegistry(CONTENT));
      const toOther: Handler = (request, response) =>
        answer(307, { location: `${other.origin}${request.url}` }, '')(request, response);
      const trust = { named: [other.host], plainHttp: [] };
      for (const pattern of [/manifests/, /blobs/]) {
        const s = await server(
          requireBasic('alice', 'hush-hush', instead(pattern, toOther, memoryRegistry(CONTENT))),
        );
        await readLayer(await open(s, ALICE, { http: { trust } }), 0);
        assert.ok(authorizations(s).includes(BASIC));
      }
      const t = await bearerRegistry({ token: toOther });
      await failure(open(t, ALICE, { http: { trust } }));
      assert.ok(other.requests.length > 3);
      assert.ok(authorizations(other).every((value) => value === undefined));
    });

    it('when a host behind a redirect asks for it', async () => {
      const thief = await server(refuse(401, 'UNAUTHORIZED', '', { 'www-authenticate': 'Basic realm="x"' }));
      const toThief = answer(307, { location: `${thief.origin}/x` }, '');
      const s = await server(instead(/blobs/, toThief, memoryRegistry(CONTENT)));
      const error = await failure(
        open(s, ALICE, { http: { trust: { named: [thief.host], plainHttp: [] } } }),
      );
      assert.match(error.code, /^login-required$/);
      assert.deepEqual(authorizations(thief), [undefined]);
    });

    it('as a mirror', async () => {
      const mirror = await server(requireBasic('alice', 'hush-hush', memoryRegistry(CONTENT)));
      const s = await server(requireBasic('alice', 'hush-hush', memoryRegistry(CONTENT)));
      const mirrors = [{ host: s.host, mirrorHost: mirror.host, prefix: '' }];
      await open(s, ALICE, { registry: { mirrors } });
      assert.ok(authorizations(s).includes(BASIC));
      assert.ok(authorizations(mirror).every((value) => value === undefined));
    });
  });

  describe('token realms', () => {
    const CASES: readonly (readonly [
      realm: string,
      registry: string,
      allowed: readonly string[],
      expected: boolean,
    ])[] = [
      ['https://reg.test/token', 'https://reg.test', [], true],
      ['https://reg.test:5000/token', 'https://reg.test:5000', [], true],
      ['https://reg.test:5001/token', 'https://reg.test:5000', [], false],
      ['http://reg.test/token', 'https://reg.test', [], false],
      ['https://auth.reg.test/token', 'https://reg.test', [], false],
      ['https://auth.reg.test/token', 'https://reg.test', ['auth.reg.test'], true],
      ['http://auth.reg.test/token', 'https://reg.test', ['auth.reg.test'], false],
      ['https://auth.docker.io/token', 'https://registry-1.docker.io', [], true],
      ['http://auth.docker.io/token', 'https://registry-1.docker.io', [], false],
      ['http://auth.docker.io/token', 'http://registry-1.docker.io', [], false],
      ['https://auth.docker.io.evil.test/token', 'https://registry-1.docker.io', [], false],
      ['https://auth.docker.io/token', 'https://registry-1.docker.io.evil.test', [], false],
      ['https://auth.docker.io/token', 'https://evil.test', [], false],
      ['https://gitlab.com/jwt/auth', 'https://registry.gitlab.com', [], true],
      ['https://ghcr.io/token', 'https://lscr.io', [], true],
      [
        'https://dockerauth.cn-hangzhou.aliyuncs.com/auth',
        'https://registry.cn-hangzhou.aliyuncs.com',
        [],
        true,
      ],
      [
        'https://dockerauth.cn-beijing.aliyuncs.com/auth',
        'https://registry.cn-hangzhou.aliyuncs.com',
        [],
        false,
      ],
    ];
    for (const [realm, registry, allowed, expected] of CASES) {
      it(`${realm} for ${registry}${allowed.length > 0 ? ', allowed' : ''}: ${expected}`, () => {
        assert.equal(mayGetLogin(new URL(realm), registry, allowed), expected);
      });
    }
  });
});
