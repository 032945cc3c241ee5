/** Pulls from registries that misbehave. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  answer,
  type Content,
  contentOf,
  contentOfIndex,
  damaged,
  forwardTo,
  ignoreRange,
  instead,
  memoryRegistry,
  refuse,
} from '../../../../test/fault-proxy.ts';
import { type BuiltImage, buildImage, buildIndex } from '../../../../test/image-builder.ts';
import { type Handler, type LocalServer, serve } from '../../../../test/local-server.ts';
import {
  type ClientOptions,
  createClient,
  NO_WAIT,
  type RegistryClient,
  readLayer,
} from '../../../../test/registry-client.ts';
import { file } from '../../../../test/tar-builder.ts';
import { PlimsollError } from '../../../base/errors.ts';
import { sha256 } from '../../../model/digest.ts';

/** Bytes that do not compress, the same on every run. */
function noise(sizeBytes: number): Buffer {
  const blocks = Array.from({ length: sizeBytes / 32 }, (_, i) =>
    createHash('sha256').update(String(i)).digest(),
  );
  return Buffer.concat(blocks);
}

const IMAGE: BuiltImage = buildImage({
  layers: [
    { entries: [file('etc/os-release', 'ID=test\n')], createdBy: 'FROM scratch' },
    { entries: [{ ...file('big'), content: noise(1024 * 1024) }], compression: 'none' },
  ],
  annotations: { 'org.opencontainers.image.base.name': 'example.test/base:1' },
});
const CONTENT = contentOf(IMAGE, '1');

describe('registry source', () => {
  const open: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
  });

  async function server(handler: Handler): Promise<LocalServer> {
    const started = await serve(handler);
    open.push(started);
    return started;
  }

  function client(options: ClientOptions = {}): RegistryClient {
    const created = createClient(options);
    open.push(created);
    return created;
  }

  async function failure(promise: Promise<unknown>): Promise<PlimsollError> {
    const thrown = await promise.then(
      () => null,
      (cause: unknown) => cause,
    );
    assert.ok(thrown instanceof PlimsollError, `expected an error for people, got ${String(thrown)}`);
    assert.notEqual(thrown.where, '');
    assert.notEqual(thrown.wayOut, '');
    return thrown;
  }

  it('describes an image and gives its layers', async () => {
    const s = await server(memoryRegistry(CONTENT));
    const image = await client().open(`${s.host}/team/app:1`);
    assert.equal(image.info.source, 'registry');
    assert.equal(image.info.id, IMAGE.configDigest);
    assert.equal(image.info.manifestDigest, IMAGE.manifestDigest);
    assert.equal(image.info.indexDigest, null);
    assert.deepEqual(image.info.names, [`${s.host}/team/app:1`]);
    assert.equal(image.info.annotations['org.opencontainers.image.base.name'], 'example.test/base:1');
    assert.deepEqual(
      image.layers.map((layer) => [layer.digest, layer.diffId, layer.info.createdBy]),
      IMAGE.layers.map((layer) => [layer.digest, layer.diffId, layer.createdBy]),
    );
    for (const [index, layer] of IMAGE.layers.entries()) {
      assert.deepEqual(Buffer.from(await readLayer(image, index)), Buffer.from(layer.stored));
    }
    assert.deepEqual(image.problems, []);
    await image.close();
    await image.close();
  });

  it('pulls by digest, and lets the digest win over the tag', async () => {
    const s = await server(memoryRegistry(CONTENT));
    const c = client();
    for (const suffix of [`@${IMAGE.manifestDigest}`, `:no-such-tag@${IMAGE.manifestDigest}`]) {
      const image = await c.open(`${s.host}/app${suffix}`);
      assert.equal(image.info.manifestDigest, IMAGE.manifestDigest);
    }
  });

  it('says what it accepts, lists before single manifests', async () => {
    const s = await server(memoryRegistry(CONTENT));
    await client().open(`${s.host}/app:1`);
    const accept = s.requests.find(({ url }) => url.includes('/manifests/'))?.headers.accept ?? '';
    assert.match(
      accept,
      /^application\/vnd\.oci\.image\.index\.v1\+json, .*manifest\.list\.v2.*manifest\.v2/,
    );
  });

  describe('indexes', () => {
    const arm = buildImage({
      layers: [{ entries: [file('arm')] }],
      platform: { os: 'linux', architecture: 'arm64', variant: '' },
    });
    const attestation = buildImage({
      layers: [
        { entries: Buffer.from('{}'), compression: 'none', mediaType: 'application/vnd.in-toto+json' },
      ],
      platform: { os: 'unknown', architecture: 'unknown', variant: '' },
    });
    const attested = {
      mediaType: attestation.manifestType,
      digest: attestation.manifestDigest,
      size: attestation.manifest.length,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': IMAGE.manifestDigest,
      },
    };

    for (const mediaTypes of ['oci', 'docker'] as const) {
      it(`of ${mediaTypes} give the host's platform or the wanted one, never an attestation`, async () => {
        const built = buildIndex([arm, IMAGE], [attested], mediaTypes);
        const s = await server(memoryRegistry(contentOfIndex(built, [arm, IMAGE, attestation], '1')));
        const c = client();
        const own = await c.open(`${s.host}/app:1`);
        assert.equal(own.info.manifestDigest, IMAGE.manifestDigest);
        assert.equal(own.info.indexDigest, built.indexDigest);
        const platform = { os: 'linux', architecture: 'arm64', variant: '' };
        const wanted = await c.open(`${s.host}/app@${built.indexDigest}`, { platform });
        assert.equal(wanted.info.manifestDigest, arm.manifestDigest);
        assert.equal(wanted.info.platform.architecture, 'arm64');
      });
    }

    it('with one runnable platform give that, whatever the host', async () => {
      const built = buildIndex([arm], [attested]);
      const s = await server(memoryRegistry(contentOfIndex(built, [arm, attestation], '1')));
      const image = await client().open(`${s.host}/app:1`);
      assert.equal(image.info.platform.architecture, 'arm64');
    });

    it('without the wanted platform say what there is', async () => {
      const built = buildIndex([arm, IMAGE]);
      const s = await server(memoryRegistry(contentOfIndex(built, [arm, IMAGE], '1')));
      const platform = { os: 'linux', architecture: 's390x', variant: '' };
      const error = await failure(client().open(`${s.host}/app:1`, { platform }));
      assert.equal(error.code, 'wrong-platform');
      assert.match(error.message, /linux\/amd64, linux\/arm64/);
    });

    it('that name content which is not there are an error', async () => {
      const built = buildIndex([arm, IMAGE]);
      const content = contentOfIndex(built, [], '1');
      const blobs = new Map([[built.indexDigest, built.index]]);
      const s = await server(memoryRegistry({ ...content, blobs }));
      assert.equal((await failure(client().open(`${s.host}/app:1`))).code, 'not-found');
    });

    it('that lead to themselves in a chain end', async () => {
      let inner = buildIndex([IMAGE]);
      const chain = [inner];
      for (let depth = 0; depth < 5; depth++) {
        const { index, indexDigest, indexType } = inner;
        inner = buildIndex([], [{ mediaType: indexType, digest: indexDigest, size: index.length }]);
        chain.push(inner);
      }
      const content: Content = {
        blobs: new Map([...IMAGE.blobs, ...chain.map((c) => [c.indexDigest, c.index] as const)]),
        manifests: new Map(chain.map((c) => [c.indexDigest, c.indexType])),
        tags: new Map([['1', inner.indexDigest]]),
      };
      const s = await server(memoryRegistry(content));
      assert.equal((await failure(client().open(`${s.host}/app:1`))).code, 'damaged-manifest');
    });
  });

  describe('wrong content', () => {
    const digest = IMAGE.manifestDigest;
    const CASES: readonly (readonly [title: string, fault: Handler, pattern: RegExp, code: string])[] = [
      [
        'a manifest that its digest header does not fit',
        answer(
          200,
          { 'content-type': IMAGE.manifestType, 'docker-content-digest': sha256('x') },
          IMAGE.manifest,
        ),
        /manifests/,
        'digest-mismatch',
      ],
      [
        'a digest header that is none',
        answer(200, { 'content-type': IMAGE.manifestType, 'docker-content-digest': 'md5:1' }, IMAGE.manifest),
        /manifests/,
        'digest-mismatch',
      ],
      [
        'a damaged config',
        answer(200, {}, damaged(IMAGE.config)),
        new RegExp(IMAGE.configDigest),
        'digest-mismatch',
      ],
      [
        'a truncated config',
        answer(200, {}, IMAGE.config.subarray(9)),
        new RegExp(IMAGE.configDigest),
        'digest-mismatch',
      ],
      ['a manifest that is no JSON', answer(200, {}, 'hello'), /manifests/, 'damaged-manifest'],
      [
        'a manifest without an end',
        answer(200, {}, Buffer.alloc(17 * 1024 * 1024, 32)),
        /manifests/,
        'response-too-large',
      ],
      ['an empty manifest', answer(200, {}, ''), /manifests/, 'damaged-manifest'],
      [
        'Docker schema 1',
        answer(
          200,
          {
            'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws',
            'docker-content-digest': sha256('of the payload without its signature'),
          },
          '{"schemaVersion":1}',
        ),
        /manifests/,
        'schema-1',
      ],
    ];
    for (const [title, fault, pattern, code] of CASES) {
      it(title, async () => {
        const s = await server(instead(pattern, fault, memoryRegistry(CONTENT)));
        assert.equal((await failure(client().open(`${s.host}/app:1`))).code, code);
      });
    }

    it('another manifest than the digest that was asked for', async () => {
      const other = buildImage({ layers: [{ entries: [file('other')] }] });
      const headers = { 'content-type': other.manifestType, 'docker-content-digest': other.manifestDigest };
      const s = await server(answer(200, headers, other.manifest));
      assert.equal((await failure(client().open(`${s.host}/app@${digest}`))).code, 'digest-mismatch');
    });

    it('not a container image', async () => {
      const chart = buildImage({
        layers: [
          { entries: [file('Chart.yaml')], mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip' },
        ],
        manifestRoot: {
          config: {
            mediaType: 'application/vnd.cncf.helm.config.v1+json',
            digest: IMAGE.configDigest,
            size: IMAGE.config.length,
          },
        },
      });
      const s = await server(memoryRegistry(contentOf(chart, '1')));
      const error = await failure(client().open(`${s.host}/app:1`));
      assert.equal(error.code, 'not-a-container-image');
      assert.equal(error.exitCode, 3);
    });

    it('a layer that cannot be read is a problem, the rest can be read', async () => {
      const mixed = buildImage({
        layers: [
          { entries: [file('a')] },
          { entries: [file('b')], mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted' },
        ],
      });
      const s = await server(memoryRegistry(contentOf(mixed, '1')));
      const image = await client().open(`${s.host}/app:1`);
      assert.deepEqual(
        image.layers.map(({ bytes }) => bytes.kind),
        ['stream', 'unreadable'],
      );
      assert.deepEqual(
        image.problems.map(({ code }) => code),
        ['encrypted-layer'],
      );
    });
  });

  describe('refusals', () => {
    const CASES: readonly (readonly [title: string, fault: Handler, code: string, message: RegExp])[] = [
      [
        'no such tag',
        refuse(404, 'MANIFEST_UNKNOWN', 'manifest unknown'),
        'not-found',
        /nothing of this name in app .*manifest unknown/,
      ],
      ['no such repository', refuse(404, 'NAME_UNKNOWN'), 'not-found', /no repository app/],
      ['404 without words', answer(404, {}, ''), 'not-found', /status 404/],
      [
        'no permission',
        refuse(403, 'DENIED', 'requested access is denied'),
        'login-required',
        /requested access is denied/,
      ],
      ['DENIED with another status', refuse(400, 'DENIED'), 'login-required', /no access to app/],
      ['401 without a challenge', answer(401, {}, ''), 'login-required', /status 401/],
      [
        'a kind of login that nobody knows',
        answer(401, { 'www-authenticate': 'Digest realm="x"' }, ''),
        'login-required',
        /401/,
      ],
      [
        'a web page',
        answer(200, { 'content-type': 'text/html; charset=utf-8' }, '<html>'),
        'not-a-registry',
        /web page/,
      ],
      [
        'a web page with 404',
        answer(404, { 'content-type': 'text/html' }, '<html>'),
        'not-a-registry',
        /web page/,
      ],
      [
        'too many requests',
        refuse(429, 'TOOMANYREQUESTS', 'You have reached your pull rate limit'),
        'rate-limited',
        /pull rate limit/,
      ],
      ['a server error', refuse(500, 'UNKNOWN', 'disk full'), 'registry-failed', /status 500: disk full/],
      ['not there for now', answer(503, {}, ''), 'registry-failed', /status 503/],
      [
        'words for a terminal',
        refuse(404, 'MANIFEST_UNKNOWN', '\u001b[31mred\u0007\nnext\u202e'),
        'not-found',
        /: \[31mred next\)/,
      ],
      ['very many words', refuse(500, 'UNKNOWN', 'x'.repeat(10_000)), 'registry-failed', /x…\.$/],
    ];
    for (const [title, fault, code, message] of CASES) {
      it(title, async () => {
        const s = await server(instead(/manifests/, fault, memoryRegistry(CONTENT)));
        const error = await failure(client().open(`${s.host}/app:1`));
        assert.equal(error.code, code);
        assert.equal(error.exitCode, 5);
        assert.match(error.message, message);
        assert.equal(error.where, `${s.host}/app:1`);
      });
    }

    it('a registry that is down', async () => {
      const s = await serve(() => {});
      await s.close();
      assert.equal((await failure(client().open(`${s.host}/app:1`))).code, 'connection-refused');
    });

    it('too many requests, then an answer', async () => {
      const busy = refuse(429, 'TOOMANYREQUESTS', '', { 'retry-after': '1' });
      const s = await server(instead(/manifests/, busy, memoryRegistry(CONTENT), 3));
      assert.equal((await client().open(`${s.host}/app:1`)).info.id, IMAGE.configDigest);
    });
  });

  describe('downloads that break', () => {
    const big = IMAGE.layers[1]!;
    const blob = new RegExp(`blobs/${big.digest}`);
    const rangesOf = (s: LocalServer): (string | undefined)[] =>
      s.requests.filter(({ url }) => blob.test(url)).map(({ headers }) => headers.range);
    let memory: LocalServer;
    before(async () => {
      memory = await serve(memoryRegistry(CONTENT));
    });
    after(() => memory.close());

    async function layerOf(s: LocalServer, options: ClientOptions = {}): Promise<Uint8Array> {
      return readLayer(await client(options).open(`${s.host}/app:1`), 1);
    }

    it('go on where they broke', async () => {
      const s = await server(instead(blob, forwardTo(memory.origin, 300_000), forwardTo(memory.origin), 3));
      assert.equal(sha256(await layerOf(s)), big.digest);
      const ranges = rangesOf(s);
      assert.equal(ranges.length, 4);
      assert.equal(ranges[0], undefined);
      for (const range of ranges.slice(1)) assert.match(range ?? '', /^bytes=[1-9]\d*-$/);
    });

    it('begin anew where the server knows no ranges, and give every byte once', async () => {
      const whole = ignoreRange(forwardTo(memory.origin));
      const s = await server(instead(blob, ignoreRange(forwardTo(memory.origin, 300_000)), whole, 2));
      assert.equal(sha256(await layerOf(s)), big.digest);
    });

    it('end when no try brings a byte', async () => {
      const dead = await server(instead(blob, (_, r) => r.socket?.destroy(), memoryRegistry(CONTENT)));
      assert.equal((await failure(layerOf(dead))).code, 'connection-broken');
      const silent: Handler = (_, r) => r.writeHead(200, { 'content-length': 5 }).flushHeaders();
      const stuck = await server(instead(blob, silent, memoryRegistry(CONTENT)));
      const timeouts = { connectMs: 1000, headersMs: 1000, idleBodyMs: 20 };
      const options = { http: { timeouts }, registry: { retry: { ...NO_WAIT, attempts: 1 } } };
      assert.equal((await failure(layerOf(stuck, options))).code, 'timeout');
    });

    it('end when a server gives only a few bytes each time', async () => {
      const s = await server(instead(blob, forwardTo(memory.origin, 10), memoryRegistry(CONTENT)));
      assert.equal((await failure(layerOf(s))).code, 'connection-broken');
      assert.equal(rangesOf(s).length, 51);
    });

    it('a body that is too short is asked for again, then an error', async () => {
      const short = answer(200, {}, big.stored.subarray(0, 1000));
      const once = await server(instead(blob, short, memoryRegistry(CONTENT), 1));
      assert.equal(sha256(await layerOf(once)), big.digest);
      const always = await server(instead(blob, short, memoryRegistry(CONTENT)));
      assert.equal((await failure(layerOf(always))).code, 'short-blob');
    });

    it('a body that is too long is an error', async () => {
      const long = answer(200, {}, Buffer.concat([big.stored, Buffer.from('x')]));
      const s = await server(instead(blob, long, memoryRegistry(CONTENT)));
      assert.equal((await failure(layerOf(s))).code, 'long-blob');
    });

    it('another range than was asked for is an error', async () => {
      const wrong = answer(
        206,
        { 'content-range': `bytes 7-${big.stored.length - 1}/${big.stored.length}` },
        'x',
      );
      const s = await server(instead(blob, wrong, memoryRegistry(CONTENT)));
      assert.equal((await failure(layerOf(s))).code, 'bad-range');
    });

    it('a layer that is gone, and one in whose place a web page stands', async () => {
      const gone = await server(instead(blob, refuse(404, 'BLOB_UNKNOWN'), memoryRegistry(CONTENT)));
      assert.equal((await failure(layerOf(gone))).code, 'not-found');
      const page = answer(200, { 'content-type': 'text/html' }, '<html>');
      const portal = await server(instead(blob, page, memoryRegistry(CONTENT)));
      assert.equal((await failure(layerOf(portal))).code, 'not-a-registry');
    });

    it('a layer may be opened twice, and left in the middle', async () => {
      const image = await client().open(`${memory.host}/app:1`);
      const { bytes } = image.layers[1]!;
      assert.ok(bytes.kind === 'stream');
      for await (const chunk of await bytes.open()) {
        assert.ok(chunk.length > 0);
        break;
      }
      assert.equal(sha256(await readLayer(image, 1)), big.digest);
    });

    it('an abort ends them', async () => {
      const s = await server(instead(blob, (_, r) => r.writeHead(200).write('x'), memoryRegistry(CONTENT)));
      const controller = new AbortController();
      const image = await client().open(`${s.host}/app:1`, { signal: controller.signal });
      const reading = readLayer(image, 1);
      controller.abort(new Error('enough'));
      await assert.rejects(reading, /enough/);
    });
  });

  describe('mirrors', () => {
    const mirrorOf = (host: string, s: LocalServer, prefix: string): ClientOptions => ({
      registry: { mirrors: [{ host, mirrorHost: s.host, prefix }] },
    });

    it('are asked first, with their prefix', async () => {
      const s = await server(refuse(500, 'UNKNOWN'));
      const mirror = await server(memoryRegistry(CONTENT));
      const image = await client(mirrorOf(s.host, mirror, 'cache/hub')).open(`${s.host}/app:1`);
      assert.equal(sha256(await readLayer(image, 1)), IMAGE.layers[1]!.digest);
      assert.equal(s.requests.length, 0);
      assert.ok(mirror.requests.some(({ url }) => url === '/v2/cache/hub/app/manifests/1'));
      assert.deepEqual(image.info.names, [`${s.host}/app:1`]);
    });

    it('serve Docker Hub under all its names', async () => {
      const mirror = await server(memoryRegistry(CONTENT));
      const image = await client(mirrorOf('index.docker.io', mirror, '')).open('debian:1');
      assert.equal(image.info.id, IMAGE.configDigest);
      assert.ok(mirror.requests.some(({ url }) => url === '/v2/library/debian/manifests/1'));
    });

    for (const [title, fault] of [
      ['do not have it', refuse(404, 'MANIFEST_UNKNOWN')],
      ['want a login', refuse(401, 'UNAUTHORIZED', '', { 'www-authenticate': 'Basic realm="m"' })],
      [
        'lie',
        answer(
          200,
          { 'content-type': IMAGE.manifestType, 'docker-content-digest': sha256('x') },
          IMAGE.manifest,
        ),
      ],
      ['are web pages', answer(200, { 'content-type': 'text/html' }, '<html>')],
    ] as const) {
      it(`that ${title} give way to the registry, with a note`, async () => {
        const s = await server(memoryRegistry(CONTENT));
        const mirror = await server(fault);
        const image = await client(mirrorOf(s.host, mirror, '')).open(`${s.host}/app:1`);
        assert.equal(image.info.id, IMAGE.configDigest);
        assert.deepEqual(
          image.problems.map(({ code, effect }) => [code, effect]),
          [['mirror-failed', 'note']],
        );
      });
    }

    it('that break in a layer are continued at the registry', async () => {
      const big = new RegExp(`blobs/${IMAGE.layers[1]!.digest}`);
      const s = await server(memoryRegistry(CONTENT));
      const mirror: LocalServer = await server(
        instead(
          big,
          forwardTo(s.origin, 200_000),
          instead(big, (_, r) => r.socket?.destroy(), memoryRegistry(CONTENT)),
          1,
        ),
      );
      const image = await client(mirrorOf(s.host, mirror, '')).open(`${s.host}/app:1`);
      assert.equal(sha256(await readLayer(image, 1)), IMAGE.layers[1]!.digest);
      const last = s.requests.filter(({ url }) => big.test(url)).at(-1);
      assert.match(last?.headers.range ?? '', /^bytes=[1-9]/);
    });
  });

  describe('redirects', () => {
    const layer = /blobs\//;

    it('to a host that the user allowed work, without a login', async () => {
      const storage = await server(memoryRegistry(CONTENT));
      const s = await server(
        instead(
          layer,
          (request, r) => r.writeHead(307, { location: `${storage.origin}${request.url}` }).end(),
          memoryRegistry(CONTENT),
        ),
      );
      const trust = { named: [storage.host], plainHttp: [] };
      const image = await client({ http: { trust } }).open(`${s.host}/app:1`);
      assert.equal(sha256(await readLayer(image, 1)), IMAGE.layers[1]!.digest);
    });

    for (const target of [
      'http://169.254.169.254/latest/meta-data/',
      'http://127.0.0.1:9/',
      'http://[::ffff:a9fe:a9fe]/',
      'https://10.0.0.1/',
    ]) {
      it(`to ${target} are refused`, async () => {
        const s = await server(
          instead(layer, (_, r) => r.writeHead(307, { location: target }).end(), memoryRegistry(CONTENT)),
        );
        assert.match(
          (await failure(client().open(`${s.host}/app:1`))).code,
          /^(address|plain-http)-refused$/,
        );
      });
    }

    it('without an end are an error', async () => {
      const s = await server((request, r) => r.writeHead(307, { location: `${request.url}` }).end());
      assert.equal((await failure(client().open(`${s.host}/app:1`))).code, 'too-many-redirects');
    });
  });
});
