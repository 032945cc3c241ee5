import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type Endpoint, type Engine, findEndpoints, formatEndpoint } from './endpoint.ts';

describe('findEndpoints', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function find(engine: Engine, env: Record<string, string>, userId = 1000): Promise<readonly Endpoint[]> {
    return findEndpoints(engine, { env, home, userId });
  }

  async function addresses(engine: Engine, env: Record<string, string>, userId = 1000): Promise<string[]> {
    return (await find(engine, env, userId)).map((endpoint) =>
      formatEndpoint(endpoint).replaceAll(home, '~'),
    );
  }

  function write(path: string, content: unknown): void {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }

  function writeContext(name: string, docker: unknown): string {
    const id = createHash('sha256').update(name).digest('hex');
    write(`.docker/contexts/meta/${id}/meta.json`, { Name: name, Endpoints: { docker } });
    return id;
  }

  const rows: readonly (readonly [
    engine: Engine,
    env: Record<string, string>,
    userId: number,
    expected: readonly string[],
  ])[] = [
    [
      'docker',
      {},
      0,
      [
        'unix:///var/run/docker.sock',
        'unix://~/.docker/run/docker.sock',
        'unix://~/.docker/desktop/docker.sock',
      ],
    ],
    [
      'docker',
      { XDG_RUNTIME_DIR: '/run/user/7' },
      7,
      [
        'unix:///var/run/docker.sock',
        'unix:///run/user/7/docker.sock',
        'unix://~/.docker/run/docker.sock',
        'unix://~/.docker/desktop/docker.sock',
      ],
    ],
    ['docker', { DOCKER_HOST: 'unix:///x.sock' }, 0, ['unix:///x.sock']],
    ['docker', { DOCKER_HOST: '/x.sock' }, 0, ['unix:///x.sock']],
    ['docker', { DOCKER_HOST: 'tcp://host.test' }, 0, ['tcp://host.test:2375']],
    ['docker', { DOCKER_HOST: 'tcp://host.test:99' }, 0, ['tcp://host.test:99']],
    ['docker', { DOCKER_HOST: 'tcp://[::1]:99/' }, 0, ['tcp://::1:99']],
    ['docker', { DOCKER_HOST: 'tcp://host.test', DOCKER_TLS_VERIFY: '1' }, 0, ['tcp://host.test:2376']],
    [
      'docker',
      { CONTAINER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'default' },
      0,
      [
        'unix:///var/run/docker.sock',
        'unix://~/.docker/run/docker.sock',
        'unix://~/.docker/desktop/docker.sock',
      ],
    ],
    [
      'podman',
      {},
      0,
      ['unix:///run/podman/podman.sock', 'unix://~/.local/share/containers/podman/machine/podman.sock'],
    ],
    [
      'podman',
      {},
      7,
      [
        'unix:///run/user/7/podman/podman.sock',
        'unix:///run/podman/podman.sock',
        'unix://~/.local/share/containers/podman/machine/podman.sock',
      ],
    ],
    [
      'podman',
      { XDG_RUNTIME_DIR: '/r' },
      7,
      [
        'unix:///r/podman/podman.sock',
        'unix:///run/podman/podman.sock',
        'unix://~/.local/share/containers/podman/machine/podman.sock',
      ],
    ],
    ['podman', { CONTAINER_HOST: 'unix:///x.sock', DOCKER_HOST: 'unix:///y.sock' }, 0, ['unix:///x.sock']],
  ];
  for (const [engine, env, userId, expected] of rows) {
    it(`${engine} with ${JSON.stringify(env)} as user ${userId}`, async () => {
      assert.deepEqual(await addresses(engine, env, userId), expected);
    });
  }

  it('the context in use', async () => {
    write('.docker/config.json', { currentContext: 'desktop' });
    writeContext('desktop', { Host: 'unix:///desktop.sock' });
    assert.deepEqual(await addresses('docker', {}), ['unix:///desktop.sock']);
  });

  it('a context named by the environment, before the one in use', async () => {
    write('.docker/config.json', { currentContext: 'desktop' });
    writeContext('other', { Host: 'unix:///other.sock' });
    assert.deepEqual(await addresses('docker', { DOCKER_CONTEXT: 'other' }), ['unix:///other.sock']);
    assert.deepEqual(await addresses('docker', { DOCKER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'other' }), [
      'unix:///x.sock',
    ]);
  });

  it('settings in another folder', async () => {
    write('elsewhere/config.json', { currentContext: 'default' });
    assert.equal((await addresses('docker', { DOCKER_CONFIG: join(home, 'elsewhere') })).length, 3);
  });

  it('TLS files of a context', async () => {
    const id = writeContext('remote', { Host: 'tcp://host.test:2376', SkipTLSVerify: true });
    write(`.docker/contexts/tls/${id}/docker/ca.pem`, 'CA');
    const [endpoint] = await find('docker', { DOCKER_CONTEXT: 'remote' });
    const tls = { ca: Buffer.from('CA'), cert: null, key: null, skipVerify: true };
    assert.deepEqual(endpoint, { kind: 'tcp', host: 'host.test', port: 2376, tls });
  });

  it('TLS files of the environment are always checked against', async () => {
    for (const name of ['ca', 'cert', 'key']) write(`certs/${name}.pem`, name);
    const [endpoint] = await find('docker', {
      DOCKER_HOST: 'tcp://host.test',
      DOCKER_CERT_PATH: join(home, 'certs'),
    });
    const tls = {
      ca: Buffer.from('ca'),
      cert: Buffer.from('cert'),
      key: Buffer.from('key'),
      skipVerify: false,
    };
    assert.deepEqual(endpoint, { kind: 'tcp', host: 'host.test', port: 2376, tls });
  });

  const errors: readonly (readonly [env: Record<string, string>, code: string, wayOut: RegExp])[] = [
    [{ DOCKER_HOST: 'ssh://host.test' }, 'engine-address', /ssh HOST docker save/],
    [{ DOCKER_HOST: 'npipe:////./pipe/x' }, 'engine-address', /unix:\/\//],
    [{ DOCKER_HOST: 'nonsense' }, 'engine-address', /unix:\/\//],
    [{ DOCKER_CONTEXT: 'none' }, 'engine-address', /docker context use/],
  ];
  for (const [env, code, wayOut] of errors) {
    it(`refuses ${JSON.stringify(env)}`, () =>
      assert.rejects(find('docker', env), { name: 'InputError', code, wayOut }));
  }

  it('names damaged settings', async () => {
    write('.docker/config.json', '{');
    await assert.rejects(find('docker', {}), {
      code: 'damaged-settings',
      where: join(home, '.docker/config.json'),
    });
  });
});
