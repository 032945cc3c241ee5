import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Environment } from '../../../base/http/http-proxy.ts';
import { type Credential, type CredentialSearch, describeCredential } from './credential.ts';
import { askHelper, isHelperName } from './credential-helper.ts';
import { createCredentialStore } from './credentials.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('credentials', () => {
  let home = '';
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'plimsoll-logins-'));
    mkdirSync(join(home, 'bin'));
    program(
      'known',
      'read server; printf \'{"ServerURL":"%s","Username":"helped","Secret":"from %s"}\' "$server" "$server"',
    );
    program('token', 'printf \'{"Username":"<token>","Secret":"refresh"}\'');
    program('empty', 'echo "credentials not found in native keychain"; exit 1');
    program('broken', 'echo "secret thing"; exit 3');
    program('chatty', 'yes');
    program('words', 'echo hello');
    program('deaf', 'exec 0<&-; sleep 0.05; printf \'{"Username":"u","Secret":"s"}\'');
    program('slow', 'exec sleep 30');
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  function program(name: string, script: string): void {
    const path = join(home, 'bin', `docker-credential-${name}`);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  function write(path: string, content: unknown): void {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), typeof content === 'string' ? content : JSON.stringify(content));
  }

  async function search(
    files: Readonly<Record<string, unknown>>,
    host: string,
    rest: {
      readonly repository?: string;
      readonly env?: Environment;
      readonly isReferenceHost?: boolean;
    } = {},
  ): Promise<CredentialSearch> {
    for (const [path, content] of Object.entries(files)) write(path, content);
    const env = { PATH: `${join(home, 'bin')}:/usr/bin:/bin`, ...rest.env };
    const { repository = 'team/app', isReferenceHost = true } = rest;
    const found = await createCredentialStore(env, home).find({ host, repository, isReferenceHost });
    for (const path of Object.keys(files)) rmSync(join(home, path));
    return found;
  }

  async function userOf(...args: Parameters<typeof search>): Promise<string | null> {
    const { credential } = await search(...args);
    if (credential === null) return null;
    return credential.kind === 'basic'
      ? `${credential.username}:${credential.password}`
      : `${credential.kind} ${credential.token}`;
  }

  const login = (text: string): object => ({ auth: base64(text) });

  const FILES: readonly (readonly [
    title: string,
    auths: object,
    host: string,
    repository: string,
    expected: string | null,
  ])[] = [
    ['auth', { 'reg.test': login('ann:pass') }, 'reg.test', 'a', 'ann:pass'],
    ['a password with colons', { 'reg.test': login('ann:p:a:s') }, 'reg.test', 'a', 'ann:p:a:s'],
    ['auth with zero bytes at its end', { 'reg.test': login('ann:pass\0\0') }, 'reg.test', 'a', 'ann:pass'],
    ['username and password', { 'reg.test': { username: 'ann', password: 'x' } }, 'reg.test', 'a', 'ann:x'],
    [
      'identity token',
      { 'reg.test': { ...login('ann:'), identitytoken: 'idt' } },
      'reg.test',
      'a',
      'identity idt',
    ],
    ['registry token', { 'reg.test': { registrytoken: 'rt' } }, 'reg.test', 'a', 'bearer rt'],
    ['an empty entry', { 'reg.test': {} }, 'reg.test', 'a', null],
    ['an entry that is no object', { 'reg.test': 7 }, 'reg.test', 'a', null],
    ['another host', { 'reg.test': login('ann:pass') }, 'other.test', 'a', null],
    ['a longer host', { 'reg.test': login('ann:pass') }, 'reg.test.evil.test', 'a', null],
    ['a shorter host', { 'sub.reg.test': login('ann:pass') }, 'reg.test', 'a', null],
    ['another port', { 'reg.test:5000': login('ann:pass') }, 'reg.test', 'a', null],
    ['the same port', { 'reg.test:5000': login('ann:pass') }, 'reg.test:5000', 'a', 'ann:pass'],
    ['an URL as key', { 'https://reg.test/v2/': login('ann:pass') }, 'reg.test', 'a', 'ann:pass'],
    ['capitals', { 'Reg.Test': login('ann:pass') }, 'reg.test', 'a', 'ann:pass'],
    [
      "Docker Hub's old key",
      { 'https://index.docker.io/v1/': login('ann:pass') },
      'docker.io',
      'a',
      'ann:pass',
    ],
    ["Docker Hub's name", { 'docker.io': login('ann:pass') }, 'docker.io', 'library/a', 'ann:pass'],
    [
      'the longest path',
      { 'reg.test': login('host:1'), 'reg.test/team': login('team:2'), 'reg.test/team/app': login('app:3') },
      'reg.test',
      'team/app',
      'app:3',
    ],
    ['a path of another namespace', { 'reg.test/team': login('team:2') }, 'reg.test', 'teams/app', null],
    ['a path above', { 'reg.test/team': login('team:2') }, 'reg.test', 'team/sub/app', 'team:2'],
    ['an empty key', { '': login('ann:pass'), 'https://': login('ann:pass') }, 'reg.test', 'a', null],
    ['a prototype', JSON.parse('{"__proto__": {"auth": "YTpi"}}') as object, 'reg.test', 'a', null],
  ];
  for (const [title, auths, host, repository, expected] of FILES) {
    it(`config.json with ${title}`, async () => {
      assert.equal(await userOf({ '.docker/config.json': { auths } }, host, { repository }), expected);
    });
  }

  it('takes the first file that knows the host', async () => {
    const auths = (user: string): object => ({ auths: { 'reg.test': login(`${user}:x`) } });
    const env = {
      DOCKER_CONFIG: join(home, 'docker'),
      REGISTRY_AUTH_FILE: join(home, 'named.json'),
      XDG_RUNTIME_DIR: join(home, 'run'),
    };
    const files: Record<string, unknown> = {
      'docker/config.json': auths('docker'),
      'named.json': auths('named'),
      'run/containers/auth.json': auths('run'),
      '.config/containers/auth.json': auths('config'),
    };
    for (const [path, user] of [
      ['docker/config.json', 'docker'],
      ['named.json', 'named'],
      ['run/containers/auth.json', 'run'],
      ['.config/containers/auth.json', 'config'],
    ] as const) {
      assert.equal(await userOf(files, 'reg.test', { env }), `${user}:x`);
      delete files[path];
    }
    const nothing = await search({}, 'reg.test', { env });
    assert.equal(nothing.credential, null);
    assert.equal(nothing.looked.length, 5);
    assert.deepEqual(nothing.failures, []);
  });

  describe('helpers', () => {
    it('of one host go before the store, the store before the file', async () => {
      const config = {
        auths: { 'a.test': login('file:1'), 'b.test': login('file:2'), 'c.test': login('file:3') },
        credHelpers: { 'a.test': 'known' },
        credsStore: 'token',
      };
      const files = { '.docker/config.json': config };
      assert.equal(await userOf(files, 'a.test'), 'helped:from a.test');
      assert.equal(await userOf(files, 'b.test'), 'identity refresh');
      const without = { ...config, credsStore: 'empty' };
      assert.equal(await userOf({ '.docker/config.json': without }, 'c.test'), 'file:3');
    });

    it('are asked for Docker Hub by its old key', async () => {
      const files = { '.docker/config.json': { credsStore: 'known' } };
      assert.equal(await userOf(files, 'docker.io'), 'helped:from https://index.docker.io/v1/');
    });

    it('that fail are told of, and the search goes on', async () => {
      const files = {
        '.docker/config.json': { credsStore: 'missing' },
        '.config/containers/auth.json': { auths: { 'reg.test': login('podman:x') } },
      };
      const found = await search(files, 'reg.test');
      assert.equal(found.credential?.kind, 'basic');
      assert.match(found.failures.join(), /docker-credential-missing .*could not be run/);
    });

    const CASES: readonly (readonly [name: string, timeoutMs: number, answer: RegExp])[] = [
      ['known', 5000, /"login".*"helped"/],
      ['empty', 5000, /"none"/],
      ['broken', 5000, /"failed".*exit code 3/],
      ['words', 5000, /not JSON/],
      ['chatty', 5000, /failed/],
      ['deaf', 5000, /"login"/],
      ['slow', 100, /no answer within 0.1 s/],
      ['missing', 5000, /could not be run/],
      ['../known', 5000, /not a plain word/],
      ['known; true', 5000, /not a plain word/],
    ];
    for (const [name, timeoutMs, answer] of CASES) {
      it(`\`${name}\` gives ${answer}`, async () => {
        const env = { PATH: `${join(home, 'bin')}:/usr/bin:/bin` };
        const text = JSON.stringify(await askHelper(name, 'reg.test', env, timeoutMs));
        assert.match(text, answer);
        assert.doesNotMatch(text, /secret thing/);
      });
    }

    it('have plain words as names', () => {
      for (const name of ['desktop', 'ecr-login', 'osxkeychain', 'desktop.exe', 'a_b'])
        assert.ok(isHelperName(name));
      for (const name of ['', '-x', '.', '../x', 'a/b', 'a b', 'a$b', 'a\nb', 'é', 'x'.repeat(65)]) {
        assert.ok(!isHelperName(name), name);
      }
    });
  });

  it('names files that cannot be used, without their content', async () => {
    for (const [content, reason] of [
      ['{"auths": {"reg.test": "secret', /not valid JSON/],
      ['[]', /not a JSON object/],
    ] as const) {
      const found = await search({ '.docker/config.json': content }, 'reg.test');
      assert.equal(found.credential, null);
      assert.match(found.failures.join(), reason);
      assert.doesNotMatch(JSON.stringify(found), /secret/);
    }
    const env = { DOCKER_CONFIG: join(home, 'bin', 'docker-credential-known') };
    assert.deepEqual((await search({}, 'reg.test', { env })).failures, []);
  });

  describe('environment', () => {
    const files = { '.docker/config.json': { auths: { 'reg.test': login('file:1') } } };
    const user = { PLIMSOLL_USERNAME: 'env', PLIMSOLL_PASSWORD: 'pw' };
    const CASES: readonly (readonly [
      title: string,
      env: Environment,
      isReferenceHost: boolean,
      expected: string,
    ])[] = [
      ['goes first', user, true, 'env:pw'],
      ['gives a token', { PLIMSOLL_TOKEN: 'tok' }, true, 'bearer tok'],
      ['is not for mirrors', user, false, 'file:1'],
      ['is for the host it names', { ...user, PLIMSOLL_REGISTRY: 'reg.test' }, false, 'env:pw'],
      ['is for no other host', { ...user, PLIMSOLL_REGISTRY: 'other.test' }, true, 'file:1'],
      ['needs both parts', { PLIMSOLL_USERNAME: 'env' }, true, 'file:1'],
    ];
    for (const [title, env, isReferenceHost, expected] of CASES) {
      it(title, async () => {
        assert.equal(await userOf(files, 'reg.test', { env, isReferenceHost }), expected);
      });
    }

    it('names Docker Hub by any of its names', async () => {
      const env = { ...user, PLIMSOLL_REGISTRY: 'index.docker.io' };
      assert.equal(await userOf({}, 'docker.io', { env }), 'env:pw');
    });

    it('says when half of it is missing', async () => {
      const found = await search({}, 'reg.test', { env: { PLIMSOLL_PASSWORD: 'pw' } });
      assert.match(found.failures.join(), /only one of/);
    });
  });

  it('describes a login without its secret', () => {
    const logins: readonly Credential[] = [
      { kind: 'basic', username: 'alice', password: 'hush', source: 'a file' },
      { kind: 'identity', username: '', token: 'hush', source: 'a file' },
      { kind: 'bearer', token: 'hush', source: 'a file' },
    ];
    assert.deepEqual(logins.map(describeCredential), [
      'user a*** from a file',
      'user *** from a file',
      'a token from a file',
    ]);
  });
});
