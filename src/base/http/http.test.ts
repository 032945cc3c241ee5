import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { freePort, type Handler, type LocalServer, serve } from '../../../test/local-server.ts';
import { type Authority, createAuthority } from '../../../test/tls-authority.ts';
import { InputError } from '../errors.ts';
import { createHttp, type Http, httpStatusError } from './http.ts';
import { DEFAULT_HTTP, type HttpSettings } from './http-settings.ts';

describe('HTTP client', () => {
  const open: { close(): Promise<void> }[] = [];
  let waits: number[] = [];

  afterEach(async () => {
    waits = [];
    for (const resource of open.splice(0)) await resource.close();
  });

  function client(settings: Partial<HttpSettings> = {}): Http {
    const http = createHttp({
      ...DEFAULT_HTTP,
      version: '1.2.3',
      retry: {
        ...DEFAULT_HTTP.retry,
        random: () => 0.5,
        now: () => Date.parse('2026-01-01T00:00:00Z'),
        sleep: async (waitMs) => {
          waits.push(waitMs);
        },
      },
      ...settings,
    });
    open.push(http);
    return http;
  }

  async function server(handler: Handler): Promise<LocalServer> {
    const started = await serve(handler);
    open.push(started);
    return started;
  }

  const named = (...servers: readonly LocalServer[]): HttpSettings['trust'] => ({
    named: servers.map((s) => s.host),
    plainHttp: [],
  });

  const text =
    (body: string, status = 200, headers: Record<string, string> = {}): Handler =>
    (_, response) => {
      response.writeHead(status, headers).end(body);
    };

  it('gets status, headers and body, and says who asks', async () => {
    const s = await server(text('{"a":1}', 200, { 'X-One': '1' }));
    const http = client({ trust: named(s) });
    const response = await http.get(`${s.origin}/x?y=1`, { headers: { Accept: 'text/plain' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('x-one'), '1');
    assert.deepEqual(await response.json(100), { a: 1 });
    assert.equal(response.url, `${s.origin}/x`);
    const [request] = s.requests;
    assert.equal(request!.url, '/x?y=1');
    assert.equal(request!.headers['user-agent'], 'plimsoll/1.2.3');
    assert.equal(request!.headers['accept-encoding'], 'identity');
    assert.equal(request!.headers.accept, 'text/plain');
  });

  it('posts, asks for headers only, and passes 304 through', async () => {
    const s = await server((request, response) => {
      if (request.method === 'POST') request.pipe(response);
      else response.writeHead(request.method === 'HEAD' ? 200 : 304).end();
    });
    const http = client({ trust: named(s) });
    assert.equal(await (await http.post(s.origin, 'a=b')).text(10), 'a=b');
    assert.equal((await http.head(s.origin)).status, 200);
    const unchanged = await http.get(s.origin, { headers: { 'if-none-match': '"x"' } });
    assert.equal(unchanged.status, 304);
    await unchanged.discard();
  });

  it('limits what it reads whole', async () => {
    const s = await server(text('x'.repeat(1000)));
    const response = await client({ trust: named(s) }).get(s.origin);
    await assert.rejects(response.bytes(999), { code: 'response-too-large', exitCode: 5 });
  });

  it('decodes gzip when that was asked for, only then', async () => {
    const packed = gzipSync('hello');
    const s = await server((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    });
    const http = client({ trust: named(s) });
    assert.equal(await (await http.get(s.origin, { compressed: true })).text(10), 'hello');
    assert.deepEqual(Buffer.from(await (await http.get(s.origin)).bytes(100)), packed);
    assert.equal(s.requests[0]!.headers['accept-encoding'], 'gzip');
  });

  it('names damaged and unknown encodings', async () => {
    const s = await server((request, response) => {
      response.writeHead(200, { 'content-encoding': request.url!.slice(1) }).end('no gzip');
    });
    const http = client({ trust: named(s) });
    const damaged = await http.get(`${s.origin}/gzip`, { compressed: true });
    await assert.rejects(damaged.text(10), { code: 'damaged-encoding' });
    await assert.rejects(http.get(`${s.origin}/br`, { compressed: true }), { code: 'unknown-encoding' });
  });

  it('says what is no JSON', async () => {
    const s = await server(text('<html>', 200, { 'content-type': 'text/html' }));
    const response = await client({ trust: named(s) }).get(s.origin);
    await assert.rejects(response.json(100), /is not JSON but text\/html/);
  });

  describe('tries again', () => {
    const failing = (times: number, fail: (response: ServerResponse) => void): Handler => {
      let left = times;
      return (_, response) => {
        if (left-- > 0) fail(response);
        else response.end('done');
      };
    };

    for (const status of [429, 502, 503, 504]) {
      it(`after ${status}, with back-off and jitter`, async () => {
        const s = await server(failing(3, (response) => response.writeHead(status).end('wait')));
        const response = await client({ trust: named(s) }).get(s.origin);
        assert.equal(await response.text(10), 'done');
        assert.deepEqual(waits, [250, 500, 1000]);
      });
    }

    for (const [header, wait] of [
      ['7', 7000],
      ['0', 0],
      ['Thu, 01 Jan 2026 00:00:09 GMT', 9000],
      ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
      ['86400', 60_000],
      ['soon', 250],
      ['-1', 250],
    ] as const) {
      it(`after Retry-After: ${header}`, async () => {
        const s = await server(failing(1, (r) => r.writeHead(429, { 'retry-after': header }).end()));
        await (await client({ trust: named(s) }).get(s.origin)).discard();
        assert.deepEqual(waits, [wait]);
      });
    }

    it('after a connection that broke', async () => {
      const s = await server(failing(2, (response) => response.socket!.destroy()));
      assert.equal(await (await client({ trust: named(s) }).get(s.origin)).text(10), 'done');
      assert.equal(s.requests.length, 3);
    });

    it('and gives the last answer when the tries are used up', async () => {
      const s = await server(text('busy', 503));
      const response = await client({ trust: named(s) }).get(s.origin);
      assert.equal(response.status, 503);
      assert.equal(await response.text(10), 'busy');
      assert.equal(s.requests.length, 5);
      assert.equal(httpStatusError(response, 'Wait.').code, 'http-status');
    });

    it('and names a connection that never holds', async () => {
      const s = await server((_, response) => response.socket!.destroy());
      await assert.rejects(client({ trust: named(s) }).get(s.origin), { code: 'connection-broken' });
      assert.equal(s.requests.length, 5);
    });

    it('not after other statuses', async () => {
      const s = await server(text('no', 500));
      const response = await client({ trust: named(s) }).get(s.origin);
      await response.discard();
      assert.equal(response.status, 500);
      assert.equal(s.requests.length, 1);
    });
  });

  describe('redirects', () => {
    const headers = { authorization: 'Basic c2VjcmV0', range: 'bytes=5-' };

    it('are followed on one origin with the login', async () => {
      const s = await server((request, response) => {
        if (request.url === '/a') response.writeHead(302, { location: '/b#part' }).end();
        else response.end('b');
      });
      const response = await client({ trust: named(s) }).get(`${s.origin}/a`, { headers });
      assert.equal(await response.text(10), 'b');
      assert.deepEqual(
        s.requests.map((r) => [r.url, r.headers.authorization, r.headers.range]),
        [
          ['/a', headers.authorization, headers.range],
          ['/b', headers.authorization, headers.range],
        ],
      );
    });

    it('take no login to another port or host, and none back', async () => {
      const second: LocalServer = await server((_, response) =>
        response.writeHead(307, { location: `${first.origin}/end` }).end(),
      );
      const first: LocalServer = await server((request, response) => {
        if (request.url === '/end') response.end('end');
        else response.writeHead(307, { location: `${second.origin}/x` }).end();
      });
      const response = await client({ trust: named(first, second) }).get(first.origin, { headers });
      assert.equal(await response.text(10), 'end');
      assert.equal(second.requests[0]!.headers.authorization, undefined);
      assert.equal(first.requests[1]!.headers.authorization, undefined);
      assert.equal(first.requests[1]!.headers.range, 'bytes=5-');
    });

    it('end after five', async () => {
      const s = await server((request, response) =>
        response.writeHead(302, { location: `${request.url}x` }).end(),
      );
      await assert.rejects(client({ trust: named(s) }).get(`${s.origin}/`), { code: 'too-many-redirects' });
      assert.equal(s.requests.length, 6);
    });

    for (const location of ['file:///etc/passwd', 'gopher://x/', 'http://', 'data:text/plain,x']) {
      it(`to ${location} are refused`, async () => {
        const s = await server(text('', 302, { location }));
        await assert.rejects(client({ trust: named(s) }).get(s.origin), { code: 'bad-redirect' });
      });
    }

    for (const location of [
      'http://169.254.169.254/latest/meta-data/',
      'https://169.254.169.254/',
      'https://[fe80::1]/',
      'https://[::ffff:a9fe:a9fe]/',
      'https://[fd00:ec2::254]/',
      'https://100.100.100.200/',
      'https://2852039166/',
      'https://0xa9fea9fe/',
      'https://0251.0376.0251.0376/',
      'https://169.254.43518/',
      'https://[64:ff9b::a9fe:a9fe]/',
      'https://0.0.0.0/',
      'https://224.0.0.1/',
      'https://metadata.google.internal/',
      'https://METADATA.google.internal./',
      'https://10.0.0.1/',
      'https://127.0.0.1:1/',
      'https://localhost:1/',
      'https://[::1]:1/',
    ]) {
      it(`to ${location} are refused`, async () => {
        const s = await server(text('', 302, { location }));
        await assert.rejects(client({ trust: named(s) }).get(s.origin), (error: unknown) => {
          assert.ok(error instanceof InputError);
          assert.match(error.code, /^(address|plain-http)-refused$/);
          return true;
        });
      });
    }

    it('to plain HTTP on another host are refused', async () => {
      const s = await server(text('', 302, { location: 'http://example.test/' }));
      await assert.rejects(client({ trust: named(s) }).get(s.origin), { code: 'plain-http-refused' });
    });

    it('of a POST are answers', async () => {
      const s = await server(text('', 307, { location: '/other' }));
      const response = await client({ trust: named(s) }).post(s.origin, 'secret');
      await response.discard();
      assert.equal(response.status, 307);
      assert.equal(s.requests.length, 1);
    });
  });

  describe('addresses behind names', () => {
    const resolving = (...addresses: readonly string[]): Partial<HttpSettings> => ({
      resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    });

    for (const address of [
      '169.254.169.254',
      '::ffff:169.254.169.254',
      'fe80::1',
      '0.0.0.0',
      'fd00:ec2::254',
    ]) {
      it(`${address} is refused even for a named host`, async () => {
        const trust = { named: ['rebind.test'], plainHttp: ['rebind.test'] };
        await assert.rejects(client({ ...resolving(address), trust }).get('http://rebind.test/'), {
          code: 'address-refused',
          wayOut: 'No setting allows this. If a registry led here, do not trust it.',
        });
      });
    }

    for (const address of ['127.0.0.1', '10.1.2.3', '::1']) {
      it(`${address} is refused for a host that nobody named`, async () => {
        await assert.rejects(client(resolving(address)).get('https://inside.test/'), {
          code: 'address-refused',
          wayOut: 'If the host is yours, allow it with --allow-host HOST[:PORT].',
        });
      });
    }

    it('a named host may be private, and another port of it may not', async () => {
      const s = await server(text('ok'));
      const port = new URL(s.origin).port;
      const trust = { named: [`inside.test:${port}`], plainHttp: ['inside.test:1', `inside.test:${port}`] };
      const http = client(resolving('127.0.0.1'));
      assert.equal(await (await http.get(`http://inside.test:${port}/`, { trust })).text(10), 'ok');
      await assert.rejects(http.get('http://inside.test:1/', { trust }), { code: 'address-refused' });
    });

    it('an open connection of a named host is not used without that trust', async () => {
      const s = await server(text('ok'));
      const port = new URL(s.origin).port;
      const host = `inside.test:${port}`;
      const http = client(resolving('127.0.0.1'));
      await (await http.get(`http://${host}/`, { trust: { named: [host], plainHttp: [host] } })).text(10);
      const untrusting = http.get(`http://${host}/`, { trust: { named: [], plainHttp: [host] } });
      await assert.rejects(untrusting, { code: 'address-refused' });
    });

    it('a name is checked at each connection, so that it cannot change between look and use', async () => {
      const s = await server((_, response) => response.writeHead(200, { connection: 'close' }).end('ok'));
      const host = `rebind.test:${new URL(s.origin).port}`;
      const answers = ['127.0.0.1', '169.254.169.254'];
      const resolve = async () => [{ address: answers.shift() ?? '169.254.169.254', family: 4 }];
      const http = client({ resolve, trust: { named: [host], plainHttp: [host] } });
      assert.equal(await (await http.get(`http://${host}/`)).text(10), 'ok');
      await assert.rejects(http.get(`http://${host}/`), { code: 'address-refused' });
      assert.equal(s.requests.length, 1);
    });

    it('forbidden addresses among good ones are left out', async () => {
      const s = await server(text('ok'));
      const port = new URL(s.origin).port;
      const host = `inside.test:${port}`;
      const http = client(resolving('169.254.169.254', '127.0.0.1'));
      const response = await http.get(`http://${host}/`, { trust: { named: [host], plainHttp: [host] } });
      assert.equal(await response.text(10), 'ok');
    });
  });

  describe('errors', () => {
    it('names a host that does not exist', async () => {
      const resolve = async (): Promise<never> => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
      };
      await assert.rejects(client({ resolve }).get('https://no.test/x?secret=1'), {
        code: 'host-not-found',
        message: 'no.test: there is no host of this name.',
        where: 'https://no.test/x',
      });
    });

    it('names a refused connection', async () => {
      const host = `127.0.0.1:${await freePort()}`;
      const http = client({ trust: { named: [host], plainHttp: [] } });
      await assert.rejects(http.get(`http://${host}/`), { code: 'connection-refused' });
      await assert.rejects(http.get(`http://localhost:${host.split(':')[1]}/`), { code: 'address-refused' });
    });

    it('names what is not HTTP', async () => {
      const raw = await rawServer((socket) => socket.end('SSH-2.0-x\r\n'));
      open.push(raw);
      const http = client({ trust: { named: [raw.host], plainHttp: [] } });
      await assert.rejects(http.get(`http://${raw.host}/`), { code: 'not-http' });
    });

    it('names a body that ends early', async () => {
      const s = await server((_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half');
        setImmediate(() => response.socket!.destroy());
      });
      const response = await client({ trust: named(s) }).get(s.origin);
      await assert.rejects(response.text(1000), { code: 'connection-broken' });
    });

    it('names a server that does not answer, and one that stops', async () => {
      const s = await server((request, response) => {
        if (request.url === '/stops') response.writeHead(200, { 'content-length': '100' }).write('half');
      });
      const timeouts = { connectMs: 1000, headersMs: 50, idleBodyMs: 50 };
      const http = client({ trust: named(s), timeouts });
      const stopping = await http.get(`${s.origin}/stops`);
      await Promise.all([
        assert.rejects(http.get(s.origin), { code: 'timeout' }),
        assert.rejects(stopping.text(1000), { code: 'timeout' }),
      ]);
    });

    it('throws the reason of an abort, before and during an answer', async () => {
      const s = await server((_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half');
      });
      const http = client({ trust: named(s) });
      const controller = new AbortController();
      const response = await http.get(s.origin, { signal: controller.signal });
      const reading = response.text(1000);
      controller.abort(new Error('stop it'));
      await assert.rejects(reading, /stop it/);
      await assert.rejects(http.get(s.origin, { signal: controller.signal }), /stop it/);
    });

    it('refuses URLs that are none, and hides their password', async () => {
      await assert.rejects(client().get('ftp://user:secret@x.test/?token=secret'), (error: InputError) => {
        assert.equal(error.code, 'bad-url');
        assert.doesNotMatch(`${error.message}${error.where}${error.wayOut}`, /secret/);
        return true;
      });
    });

    it('throws the reason of an abort also while it waits to try again', async () => {
      const s = await server(text('', 503, { 'retry-after': '60' }));
      const controller = new AbortController();
      const http = client({ trust: named(s), retry: DEFAULT_HTTP.retry });
      const asking = http.get(s.origin, { signal: controller.signal });
      setTimeout(() => controller.abort(new Error('stop waiting')), 50);
      await assert.rejects(asking, /stop waiting/);
    });

    it('names a file of authorities that holds none', () => {
      assert.throws(() => client({ caFile: import.meta.filename }), { code: 'ca-file' });
      assert.throws(() => client({ caFile: '/does/not/exist.pem' }), { code: 'ca-file' });
    });
  });

  it('turns a login in a URL into a header, for that origin only', async () => {
    const other: LocalServer = await server(text('ok'));
    const s: LocalServer = await server(text('', 302, { location: other.origin }));
    const http = client({ trust: named(s, other) });
    await (await http.get(s.origin.replace('//', '//user:p%40ss@'))).discard();
    assert.equal(
      s.requests[0]!.headers.authorization,
      `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
    );
    assert.equal(other.requests[0]!.headers.authorization, undefined);
  });

  describe('TLS', () => {
    let authority: Authority;
    before(() => {
      authority = createAuthority();
    });
    after(() => authority.remove());

    async function secure(names: readonly string[], days?: number): Promise<LocalServer> {
      const started = await serve((_, r) => r.end('safe'), authority.issue(names, days), 'localhost');
      open.push(started);
      return started;
    }

    it("trusts the user's own authority", async () => {
      const s = await secure(['DNS:localhost']);
      const http = client({ trust: named(s), caFile: authority.caFile });
      assert.equal(await (await http.get(s.origin)).text(10), 'safe');
    });

    it('does not trust it without, and says how', async () => {
      const s = await secure(['DNS:localhost']);
      await assert.rejects(client({ trust: named(s) }).get(s.origin), (error: InputError) => {
        assert.equal(error.code, 'tls-failed');
        assert.match(error.wayOut, /--ca-file/);
        return true;
      });
    });

    it('checks name and dates', async () => {
      const other = await secure(['DNS:other.test']);
      const http = client({ trust: named(other), caFile: authority.caFile });
      await assert.rejects(http.get(other.origin), /certificate is for another name/);
      const old = await secure(['DNS:localhost'], -1);
      const again = client({ trust: named(old), caFile: authority.caFile });
      await assert.rejects(again.get(old.origin), /certificate has expired/);
    });

    it('says when the other side speaks plain HTTP', async () => {
      const s = await server(text('plain'));
      const error = await client({ trust: named(s) })
        .get(`https://${s.host}/`)
        .catch((e: unknown) => e as InputError);
      assert.ok(error instanceof InputError);
      assert.equal(error.code, 'tls-failed');
      assert.match(error.wayOut, /--plain-http/);
    });

    it('goes through a proxy, and the proxy sees no content', async () => {
      const s = await secure(['DNS:inside.test']);
      const proxy = await tunnelProxy('user:secret', new URL(s.origin).port);
      open.push(proxy);
      const env = { HTTPS_PROXY: `http://user:secret@${proxy.host}` };
      const http = client({ env, caFile: authority.caFile });
      assert.equal(await (await http.get('https://inside.test/')).text(10), 'safe');
      assert.deepEqual(proxy.asked, ['inside.test:443']);
    });

    it('names a proxy that refuses, without its password', async () => {
      const proxy = await tunnelProxy('user:other', '1');
      open.push(proxy);
      const http = client({ env: { HTTPS_PROXY: `http://user:secret@${proxy.host}` } });
      await assert.rejects(http.get('https://inside.test/'), (error: InputError) => {
        assert.equal(error.code, 'proxy-failed');
        assert.match(error.message, /answered 407/);
        assert.doesNotMatch(`${error.message}${error.where}${error.wayOut}`, /secret/);
        return true;
      });
    });

    it('refuses forbidden addresses also through a proxy', async () => {
      const http = client({ env: { HTTPS_PROXY: 'http://127.0.0.1:1' } });
      await assert.rejects(http.get('https://169.254.169.254/'), { code: 'address-refused' });
      await assert.rejects(http.get('https://metadata.google.internal/'), { code: 'address-refused' });
    });
  });

  it('sends plain HTTP through a proxy as a whole URL', async () => {
    const proxy = await server((request, response) => response.end(request.url));
    const http = client({ env: { HTTP_PROXY: proxy.origin } });
    const trust = { named: [], plainHttp: ['feeds.test'] };
    assert.equal(await (await http.get('http://feeds.test/x', { trust })).text(100), 'http://feeds.test/x');
  });
});

interface RawServer {
  readonly host: string;
  close(): Promise<void>;
}

function rawServer(onSocket: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => {
      server.close(() => done());
    });
  };
  return new Promise((started) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : 0;
      started({ host: `127.0.0.1:${port}`, close });
    });
  });
}

/** A CONNECT proxy that asks for a login and leads every tunnel to one port of this machine. */
async function tunnelProxy(login: string, port: string): Promise<RawServer & { readonly asked: string[] }> {
  const asked: string[] = [];
  const expected = `Basic ${Buffer.from(login).toString('base64')}`;
  const raw = await rawServer((client) => {
    client.once('data', (head) => {
      const request = head.toString('latin1');
      if (!request.toLowerCase().includes(`proxy-authorization: ${expected}`.toLowerCase())) {
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      asked.push(/^CONNECT (\S+)/.exec(request)?.[1] ?? request);
      const upstream = connect(Number(port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(upstream).pipe(client);
      });
      upstream.on('error', () => client.destroy());
      client.on('close', () => upstream.destroy());
    });
  });
  return { ...raw, asked };
}
