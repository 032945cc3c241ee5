import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildImage, dockerArchiveFiles, tarOf, writeDockerArchive } from '../../../../test/image-builder.ts';
import { APP, assertIs, folder, inFolder, SPEC, temp } from '../../../../test/stored-images.ts';
import { type Authority, createAuthority } from '../../../../test/tls-authority.ts';
import { DEFAULT_LIMITS } from '../../../base/limits.ts';
import type { OpenImage } from '../../source.ts';
import type { Engine } from './endpoint.ts';
import { createEngineSource } from './engine.ts';
import { unreachable } from './engine-errors.ts';

const ID = APP.configDigest;
const TAR = tarOf(dockerArchiveFiles([APP]));

interface Asked {
  readonly engine?: Engine;
  readonly env?: Record<string, string>;
  readonly signal?: AbortSignal;
}

function open(reference: string, asked: Asked = {}): Promise<OpenImage> {
  const engine = asked.engine ?? 'docker';
  const setting = engine === 'docker' ? 'DOCKER_HOST' : 'CONTAINER_HOST';
  const settings = { tempFolder: temp(), stdin: Readable.from([]), limits: DEFAULT_LIMITS };
  const env = asked.env ?? { [setting]: `unix://${socket()}` };
  return createEngineSource(engine, settings, { env, home: folder, userId: 1000 }).open({
    reference,
    platform: null,
    host: { os: 'linux', architecture: 'amd64', variant: '' },
    anyPlatform: false,
    imageName: '',
    signal: asked.signal ?? new AbortController().signal,
  });
}

function socket(): string {
  return join(folder, 'e.sock');
}

describe('engine', () => {
  inFolder();
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function listen(
    listener: RequestListener,
    address: { path: string } | { port: number },
  ): Promise<Server> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', ...address }, resolve));
    return server;
  }

  /** Answers as an engine does, and notes what it was asked for. */
  async function serve(
    answers: Readonly<Record<string, [status: number, body: Uint8Array | string]>>,
  ): Promise<string[]> {
    const asked: string[] = [];
    const all = { '/_ping': [200, 'OK'], ...answers } as typeof answers;
    await listen(
      ({ url }, response) => {
        asked.push(url!);
        const [status, body] = all[url!] ?? [404, '{"message":"page not found"}'];
        response.writeHead(status).end(body);
      },
      { path: socket() },
    );
    return asked;
  }

  const known = JSON.stringify({ Id: ID, RepoTags: ['example.test/app:1'] });

  const references: readonly (readonly [reference: string, asksFor: string])[] = [
    ['app:1', 'app:1'],
    ['app', 'app:latest'],
    ['host.test:5000/team/app', 'host.test:5000/team/app:latest'],
    [`app@${ID}`, `app@${ID}`],
    [ID, ID],
    [ID.slice(7, 19), ID.slice(7, 19)],
  ];
  for (const [reference, asksFor] of references) {
    it(`streams ${reference}`, async () => {
      const asked = await serve({
        [`/images/${reference}/json`]: [200, known],
        [`/images/${asksFor}/get`]: [200, TAR],
      });
      const opened = await open(reference);
      assertIs(opened, APP);
      assert.deepEqual([opened.info.source, opened.info.reference], ['docker', reference]);
      assert.deepEqual(asked, ['/_ping', `/images/${reference}/json`, `/images/${asksFor}/get`]);
      await opened.close();
      assert.deepEqual(readdirSync(temp()), []);
    });
  }

  it('an image that comes without names has those that the engine knows', async () => {
    const bare = tarOf(dockerArchiveFiles([buildImage({ ...SPEC, tags: [] })]));
    await serve({ [`/images/${ID}/json`]: [200, known], [`/images/${ID}/get`]: [200, bare] });
    const opened = await open(ID);
    assert.deepEqual(opened.info.names, ['example.test/app:1']);
    await opened.close();
  });

  it('over TCP', async () => {
    const server = await listen(
      ({ url }, response) => {
        response.end(url === '/_ping' ? 'OK' : url === '/images/app:1/json' ? known : TAR);
      },
      { port: 0 },
    );
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const opened = await open('app:1', { env: { DOCKER_HOST: `tcp://127.0.0.1:${address.port}` } });
    assertIs(opened, APP);
    await opened.close();
  });

  describe('over TLS', () => {
    let authority: Authority;
    before(() => {
      authority = createAuthority();
    });
    after(() => authority.remove());

    async function serveTls(names: readonly string[]): Promise<string> {
      const server = createTlsServer({ ...authority.issue(names) }, ({ url }, response) => {
        response.end(url === '/_ping' ? 'OK' : url === '/images/app:1/json' ? known : TAR);
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      copyFileSync(authority.caFile, join(folder, 'ca.pem'));
      return `tcp://127.0.0.1:${address.port}`;
    }

    it('with the authority that is set', async () => {
      const env = { DOCKER_HOST: await serveTls(['IP:127.0.0.1']), DOCKER_CERT_PATH: folder };
      const opened = await open('app:1', { env });
      assertIs(opened, APP);
      await opened.close();
    });

    it('not with a certificate for another host', async () => {
      const env = { DOCKER_HOST: await serveTls(['DNS:other.test']), DOCKER_CERT_PATH: folder };
      await assert.rejects(open('app:1', { env }), { code: 'engine-not-running', message: /altnames/ });
    });
  });

  it('the first socket that answers', async () => {
    await serve({ '/images/app:1/json': [200, known], '/images/app:1/get': [200, TAR] });
    const opened = await open('app:1', {
      env: { XDG_RUNTIME_DIR: folder, DOCKER_HOST: `unix://${socket()}` },
    });
    await opened.close();
  });

  const failures: readonly (readonly [
    name: string,
    answers: Readonly<Record<string, [status: number, body: Uint8Array | string]>>,
    code: string,
    message: RegExp,
  ])[] = [
    ['no such image', {}, 'no-such-image', /no such image: page not found/],
    [
      'an error when asked',
      { '/images/app:1/json': [500, '{"message":"kaputt"}'] },
      'engine-failed',
      /status 500: kaputt/,
    ],
    [
      'an answer that is no JSON',
      { '/images/app:1/json': [200, 'hello'] },
      'engine-failed',
      /not valid JSON/,
    ],
    [
      'an error when saved',
      { '/images/app:1/json': [200, known], '/images/app:1/get': [500, 'x'] },
      'engine-failed',
      /status 500\./,
    ],
    [
      'a cut export',
      { '/images/app:1/json': [200, known], '/images/app:1/get': [200, TAR.subarray(0, 3000)] },
      'truncated-archive',
      /cut off/,
    ],
    [
      'an empty export',
      { '/images/app:1/json': [200, known], '/images/app:1/get': [200, ''] },
      'empty-input',
      /empty/,
    ],
    ['something else that listens', { '/_ping': [418, ''] }, 'engine-not-running', /status 418/],
  ];
  for (const [name, answers, code, message] of failures) {
    it(name, async () => {
      await serve(answers);
      await assert.rejects(open('app:1'), { name: 'InputError', code, message });
      assert.deepEqual(readdirSync(temp()), []);
    });
  }

  it('a connection that breaks off', async () => {
    await listen(
      ({ url }, response) => {
        if (url !== '/images/app:1/get') return response.end(known);
        response.writeHead(200, { 'content-length': TAR.length });
        return response.write(TAR.subarray(0, 1000), () => response.destroy());
      },
      { path: socket() },
    );
    await assert.rejects(open('app:1'), { code: 'engine-failed', message: /broke off/ });
    assert.deepEqual(readdirSync(temp()), []);
  });

  it('an engine that is stopped, with every place that was tried', async () => {
    const env = { XDG_RUNTIME_DIR: join(folder, 'run') };
    await assert.rejects(
      open('app', { engine: 'podman', env }),
      (error: Error & { code?: string; wayOut?: string }) => {
        assert.equal(error.code, 'engine-not-running');
        assert.match(error.message, /run\/podman\/podman\.sock \(no such socket\).*machine\/podman\.sock/);
        assert.match(error.wayOut!, /podman\.socket.*CONTAINER_HOST/);
        return true;
      },
    );
  });

  it('a file that is no socket', async () => {
    writeFileSync(socket(), '');
    await assert.rejects(open('app'), { code: 'engine-not-running', message: /nobody listens|not a socket/ });
  });

  it('a socket that may not be used goes before one that is not there', () => {
    const failures = ['ENOENT', 'EACCES'].map((code, index) => ({
      endpoint: { kind: 'socket', path: `/${index}` } as const,
      cause: Object.assign(new Error(code), { code }),
    }));
    const error = unreachable('docker', failures);
    assert.deepEqual([error.code, error.where], ['engine-permission', 'unix:///1']);
    assert.match(error.wayOut, /group docker/);
  });

  for (const reference of ['', '-', '../x', 'a b', 'App', 'x?y', 'http://x/y', 'a#b']) {
    it(`refuses ${JSON.stringify(reference)} before it is sent`, () =>
      assert.rejects(open(reference), { code: 'bad-reference' }));
  }

  it('a wait that is called off', async () => {
    const controller = new AbortController();
    await listen(
      ({ url }, response) => {
        if (url === '/_ping') return response.end('OK');
        return controller.abort();
      },
      { path: socket() },
    );
    await assert.rejects(open('app', { signal: controller.signal }), { name: 'AbortError' });
  });
});

describe("Podman's service", () => {
  inFolder();
  let service: ChildProcess | null = null;
  afterEach(async () => {
    if (service === null) return;
    const ended = new Promise((resolve) => service!.once('exit', resolve));
    service.kill();
    await ended;
    service = null;
  });

  it('gives an image that was loaded into it', async (t) => {
    const missing = reasonWithoutPodman();
    if (missing !== '') {
      assert.equal(process.env['CI'], undefined, `${missing}; it must work in CI`);
      return t.skip(missing);
    }
    const store = [
      '--root',
      join(folder, 'root'),
      '--runroot',
      join(folder, 'run'),
      '--storage-driver',
      'vfs',
    ];
    const archive = join(folder, 'app.tar');
    writeDockerArchive(archive, [APP]);
    execFileSync('podman', [...store, 'load', '-q', '-i', archive]);
    service = spawn('podman', [...store, 'system', 'service', '--time=0', `unix://${socket()}`], {
      stdio: 'ignore',
    });
    for (let i = 0; i < 1000 && !existsSync(socket()); i++) await sleep(20);

    const opened = await open('example.test/app:1', { engine: 'podman' });
    assert.equal(opened.info.source, 'podman');
    assert.deepEqual(
      opened.layers.map(({ diffId }) => diffId),
      APP.diffIds,
    );
    assert.deepEqual(opened.info.names, ['example.test/app:1']);
    await opened.close();
    await assert.rejects(open('example.test/none:1', { engine: 'podman' }), { code: 'no-such-image' });
  });

  function reasonWithoutPodman(): string {
    if (process.getuid?.() !== 0) return 'podman with its own storage needs root';
    try {
      execFileSync('podman', ['--version'], { stdio: 'ignore' });
      return '';
    } catch {
      return 'podman is not installed';
    }
  }
});
