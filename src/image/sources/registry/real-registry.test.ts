/** Pulls from a real registry server: Debian's docker-registry, also with TLS and a login, filled by us and by skopeo. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { forwardTo, instead } from '../../../../test/fault-proxy.ts';
import { type BuiltImage, buildImage, buildIndex, writeOciLayout } from '../../../../test/image-builder.ts';
import { serve } from '../../../../test/local-server.ts';
import { type ClientOptions, createClient, readLayer } from '../../../../test/registry-client.ts';
import { type RegistryServer, registryMissing, startRegistry } from '../../../../test/registry-server.ts';
import { file } from '../../../../test/tar-builder.ts';
import { type Authority, createAuthority } from '../../../../test/tls-authority.ts';
import type { Environment } from '../../../base/http/http-proxy.ts';
import { sha256 } from '../../../model/digest.ts';
import type { OpenImage } from '../../source.ts';
import { createCredentialStore } from './credentials.ts';

const run = promisify(execFile);
const MISSING = registryMissing();

const IMAGE: BuiltImage = buildImage({
  layers: [
    { entries: [file('etc/os-release', 'ID=test\n')] },
    { entries: [file('app', 'x'.repeat(300_000))], compression: 'none' },
    { entries: [file('z', 'zstd')], compression: 'zstd' },
  ],
});
const DOCKER_IMAGE: BuiltImage = buildImage({
  layers: [{ entries: [file('docker')] }],
  mediaTypes: 'docker',
});

async function checkPulled(image: OpenImage, built: BuiltImage): Promise<void> {
  assert.equal(image.info.manifestDigest, built.manifestDigest);
  assert.equal(image.info.id, built.configDigest);
  for (const [index, layer] of built.layers.entries()) {
    assert.equal(sha256(await readLayer(image, index)), layer.digest);
  }
}

describe('real registry', { skip: MISSING ?? false }, () => {
  const clients: { close(): Promise<void> }[] = [];
  let folder = '';
  let authority: Authority;
  let plain: RegistryServer;
  let secure: RegistryServer;
  const started: RegistryServer[] = [];
  const login = { username: 'alice', password: 'correct horse' };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-real-'));
    authority = createAuthority();
    plain = await startRegistry();
    started.push(plain);
    secure = await startRegistry({ authority, login });
    started.push(secure);
    await plain.push(IMAGE, 'team/app', '1');
    await plain.push(DOCKER_IMAGE, 'team/docker', '1');
    await secure.push(IMAGE, 'team/app', '1');
  });

  after(async () => {
    for (const client of clients.splice(0)) await client.close();
    for (const server of started) await server.stop();
    authority.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function pull(reference: string, options: ClientOptions = {}): Promise<OpenImage> {
    const client = createClient(options);
    clients.push(client);
    return client.open(reference);
  }

  it('by tag, on loopback without TLS and without being told so', async () => {
    await checkPulled(await pull(`${plain.host}/team/app:1`), IMAGE);
  });

  it('by digest', async () => {
    await checkPulled(await pull(`${plain.host}/team/app@${IMAGE.manifestDigest}`), IMAGE);
  });

  it("with Docker's media types", async () => {
    await checkPulled(await pull(`${plain.host}/team/docker:1`), DOCKER_IMAGE);
  });

  for (const mediaTypes of ['oci', 'docker'] as const) {
    it(`by platform from an ${mediaTypes} index with an attestation`, async () => {
      const arm = buildImage({
        layers: [{ entries: [file('arm')] }],
        mediaTypes,
        platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      });
      const amd = buildImage({ layers: [{ entries: [file('amd')] }], mediaTypes });
      const attestation = buildImage({
        layers: [
          { entries: Buffer.from('{}'), compression: 'none', mediaType: 'application/vnd.in-toto+json' },
        ],
        platform: { os: 'unknown', architecture: 'unknown', variant: '' },
      });
      const repository = `multi/${mediaTypes}`;
      await plain.push(attestation, repository, 'attestation');
      const built = buildIndex(
        [arm, amd],
        [
          {
            mediaType: attestation.manifestType,
            digest: attestation.manifestDigest,
            size: attestation.manifest.length,
            platform: { os: 'unknown', architecture: 'unknown' },
            annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
          },
        ],
        mediaTypes,
      );
      await plain.pushIndex(built, repository, '1');
      const client = createClient();
      clients.push(client);
      const own = await client.open(`${plain.host}/${repository}:1`);
      await checkPulled(own, amd);
      assert.equal(own.info.indexDigest, built.indexDigest);
      const platform = { os: 'linux', architecture: 'arm64', variant: '' };
      await checkPulled(await client.open(`${plain.host}/${repository}:1`, { platform }), arm);
    });
  }

  it('says what is not there', async () => {
    await assert.rejects(pull(`${plain.host}/team/app:2`), {
      code: 'not-found',
      message: /manifest unknown/,
    });
    await assert.rejects(pull(`${plain.host}/no/such:1`), { code: 'not-found' });
  });

  it('goes on where a download broke', async () => {
    const big = new RegExp(IMAGE.layers[1]!.digest);
    const proxy = await serve(instead(big, forwardTo(plain.origin, 120_000), forwardTo(plain.origin), 2));
    try {
      await checkPulled(await pull(`${proxy.host}/team/app:1`), IMAGE);
      const ranges = proxy.requests.filter(({ url }) => big.test(url)).map(({ headers }) => headers.range);
      assert.equal(ranges.length, 3);
      assert.match(ranges[2] ?? '', /^bytes=[1-9]/);
    } finally {
      await proxy.close();
    }
  });

  describe('with TLS and a login', () => {
    const withEnv = (env: Environment): ClientOptions => ({
      http: { caFile: authority.caFile },
      registry: { credentials: createCredentialStore({ PATH: process.env['PATH'], ...env }, folder) },
    });

    function configFolder(name: string, config: object): string {
      const path = join(folder, name);
      mkdirSync(path);
      writeFileSync(join(path, 'config.json'), JSON.stringify(config));
      return path;
    }

    it('from the environment', async () => {
      const env = { PLIMSOLL_USERNAME: login.username, PLIMSOLL_PASSWORD: login.password };
      await checkPulled(await pull(`${secure.host}/team/app:1`, withEnv(env)), IMAGE);
    });

    it("from Docker's configuration", async () => {
      const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
      const config = configFolder('docker', { auths: { [secure.host]: { auth } } });
      await checkPulled(await pull(`${secure.host}/team/app:1`, withEnv({ DOCKER_CONFIG: config })), IMAGE);
    });

    it('from a credential helper', async () => {
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      const helper = join(bin, 'docker-credential-plimsoll-test');
      const output = JSON.stringify({ ServerURL: '', Username: login.username, Secret: login.password });
      writeFileSync(helper, `#!/bin/sh\ncat >/dev/null\necho '${output}'\n`);
      chmodSync(helper, 0o755);
      const config = configFolder('helped', { credHelpers: { [secure.host]: 'plimsoll-test' } });
      const env = { DOCKER_CONFIG: config, PATH: `${bin}:/usr/bin:/bin` };
      await checkPulled(await pull(`${secure.host}/team/app:1`, withEnv(env)), IMAGE);
    });

    it('that is wrong', async () => {
      const env = { PLIMSOLL_USERNAME: login.username, PLIMSOLL_PASSWORD: 'wrong staple' };
      await assert.rejects(pull(`${secure.host}/team/app:1`, withEnv(env)), (error: Error) => {
        assert.equal('code' in error && error.code, 'login-refused');
        assert.match(error.message, /user a\*\*\* from PLIMSOLL_USERNAME/);
        assert.doesNotMatch(JSON.stringify(error) + error.message, /wrong staple/);
        return true;
      });
    });

    it('that is missing', async () => {
      await assert.rejects(pull(`${secure.host}/team/app:1`, withEnv({})), { code: 'login-required' });
    });

    it('is never sent where the certificate is not trusted', async () => {
      const { registry } = withEnv({ PLIMSOLL_USERNAME: login.username, PLIMSOLL_PASSWORD: login.password });
      await assert.rejects(pull(`${secure.host}/team/app:1`, registry === undefined ? {} : { registry }), {
        code: 'tls-failed',
        wayOut: /--ca-file/,
      });
    });
  });

  it('reads what skopeo pushed', async (t: TestContext) => {
    if (!toolIsThere(t, '/usr/bin/skopeo', 'skopeo')) return;
    const layout = join(folder, 'layout');
    writeOciLayout(layout, [{ ...IMAGE, tags: ['example.test/app:1'] }]);
    const target = `docker://${plain.host}/skopeo/app:1`;
    const policy = ['--insecure-policy', 'copy', '--quiet', '--preserve-digests', '--dest-tls-verify=false'];
    await run('/usr/bin/skopeo', [...policy, `oci:${layout}:1`, target], {
      env: { HOME: folder, TMPDIR: folder },
    });
    await checkPulled(await pull(`${plain.host}/skopeo/app:1`), IMAGE);
  });
});

/** Where CI says that tools are installed, their absence is an error. */
function toolIsThere(t: TestContext, path: string, name: string): boolean {
  if (existsSync(path)) return true;
  if (process.env['CI']) throw new Error(`${path} is missing: .ci/run installs it`);
  t.skip(`${name} is not installed`);
  return false;
}
