/** Secrets through whole scans: every layer, every state, the config; real cases, and what must be no finding. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { expand } from '../../src/check/secret/detectors/example.ts';
import { javaKeyStore, pkcs12 } from '../../src/check/secret/keys/store-builder.ts';
import { buildImage, dockerArchiveFiles, type ImageSpec, type LayerSpec, tarOf } from '../image-builder.ts';
import { dir, type Entry, file, whiteout } from '../tar-builder.ts';
import { buildZip } from '../zip-builder.ts';
import { onOwnMachine, put, run } from './plimsoll.ts';

interface Place {
  readonly state: string;
  readonly layerIndex: number | null;
  readonly goneInLayer: number | null;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly encodings: readonly string[];
  readonly excerpt: string;
}

interface Secret {
  readonly kind: string;
  readonly id: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly standing: string;
  readonly outcome: string;
  readonly because: string;
  readonly masked: string;
  readonly secretId: string;
  readonly expiresAt: string;
  readonly notes: readonly string[];
  readonly places: readonly Place[];
}

interface Scanned {
  readonly code: number;
  readonly secrets: readonly Secret[];
  readonly report: {
    readonly scanners: readonly string[];
    readonly coverage: { readonly state: string; readonly reasons: readonly { readonly code: string }[] };
    readonly image: { readonly layers: readonly { readonly owner: { readonly part: string } }[] };
  };
  /** All that was printed. */
  readonly text: string;
}

/** Never issued: its random part is made of the name. */
function token(name: string): string {
  return expand('glpat-{alnum:20}', name);
}

async function scan(image: ImageSpec, options = '', now?: string): Promise<Scanned> {
  put('image.tar', tarOf(dockerArchiveFiles([buildImage({ tags: ['app:1'], ...image })])));
  const command = `scan $HERE/image.tar --scanners secret --format json --quiet --no-sandbox ${options}`;
  const { code, stdout, stderr } = await run(command, now === undefined ? {} : { now });
  assert.equal(stderr, '');
  const [report] = JSON.parse(stdout).reports;
  const secrets = (report.findings as Secret[]).filter(({ kind }) => kind === 'secret');
  return { code, secrets, report, text: stdout };
}

/** RFC 8709, section 4. */
function sshLine(publicKey: KeyObject): string {
  const { x = '' } = publicKey.export({ format: 'jwk' }) as { x?: string };
  const field = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(Buffer.from(x, 'base64url'))]);
  return `ssh-ed25519 ${blob.toString('base64')}`;
}

function layers(...all: readonly (readonly Entry[])[]): ImageSpec {
  return { layers: all.map((entries, index): LayerSpec => ({ entries, createdBy: `COPY step ${index}` })) };
}

function placesOf({ secrets }: Scanned): string[] {
  return secrets.flatMap(({ places }) =>
    places.map(({ state, layerIndex, goneInLayer, path, line }) =>
      [state, layerIndex, goneInLayer, `${path}:${line}`].join(' '),
    ),
  );
}

describe('secrets', () => {
  onOwnMachine();

  it('each state: visible, removed, overwritten, in a folder that went', async () => {
    const scanned = await scan(
      layers(
        [
          file('srv/a.env', `A=1\nTOKEN=${token('a')}\n`),
          file('srv/b.env', `TOKEN=${token('b')}\n`),
          file('srv/c.env', `TOKEN=${token('c')}\n`),
          dir('srv/d'),
          file('srv/d/e.env', `TOKEN=${token('d')}\n`),
        ],
        [whiteout('srv/b.env'), file('srv/c.env', 'TOKEN=none\n'), whiteout('srv/d')],
      ),
    );
    assert.deepEqual(placesOf(scanned), [
      'visible 0  srv/a.env:2',
      'removed 0 1 srv/b.env:1',
      'overwritten 0 1 srv/c.env:1',
      'removed 0 1 srv/d/e.env:1',
    ]);
    assert.ok(scanned.secrets.every(({ id }) => id === 'gitlab-access-token'));
  });

  it('one finding for one secret, with the layer that brought it and every place', async () => {
    const text = `TOKEN=${token('same')}\n`;
    const scanned = await scan(
      layers([file('srv/a', text)], [file('srv/a', `# moved down\n${text}`), file('srv/b', text)]),
    );
    assert.equal(scanned.secrets.length, 1);
    assert.deepEqual(placesOf(scanned), ['visible 0  srv/a:2', 'visible 1  srv/b:1']);
  });

  it('a secret that stands twice in a file that a layer writes anew', async () => {
    const line = `TOKEN=${token('twice')}\n`;
    const scanned = await scan(
      layers(
        [file('srv/a', `${line}\n${line}`), file('srv/b', `${line}${line}`), file('srv/c', line)],
        [file('srv/a', `\n${line}\n\n${line}`), file('srv/b', line), file('srv/c', `${line}${line}`)],
      ),
    );
    assert.deepEqual(placesOf(scanned), [
      'visible 0  srv/a:2',
      'visible 0  srv/a:5',
      'visible 0  srv/b:1',
      'visible 0  srv/c:1',
      'visible 0  srv/c:2',
    ]);
  });

  it('a build argument in the history, and a variable of the environment, by the default command', async () => {
    const argument = token('argument');
    const image: ImageSpec = {
      layers: [
        { entries: [file('a', 'x')], createdBy: 'ADD rootfs.tar / # buildkit' },
        {
          entries: [file('b', 'x')],
          createdBy: `RUN |2 REPO=shop TOKEN=${argument} /bin/sh -c make # buildkit`,
        },
      ],
      config: {
        Env: ['PATH=/usr/bin', `DEPLOY_TOKEN=${token('environment')}`],
        Labels: { note: `deployed with ${token('label')}` },
        Cmd: ['server', '--token', token('command')],
        Healthcheck: { Test: ['CMD-SHELL', `curl -H 'Private-Token: ${token('health')}' localhost`] },
      },
    };
    put('image.tar', tarOf(dockerArchiveFiles([buildImage({ tags: ['app:1'], ...image })])));
    const { stdout } = await run('scan $HERE/image.tar --format json --quiet --no-sandbox');
    const [report] = JSON.parse(stdout).reports;
    assert.deepEqual(report.scanners, ['vuln', 'secret']);
    const places = (report.findings as Secret[]).flatMap((finding) => finding.places ?? []);
    assert.deepEqual(places.map(({ path, layerIndex, state }) => `${path} ${layerIndex} ${state}`).sort(), [
      'config:cmd null in-config',
      'config:env/DEPLOY_TOKEN null in-config',
      'config:healthcheck null in-config',
      'config:history/1 1 in-config',
      'config:labels/note null in-config',
    ]);
    for (const name of ['argument', 'environment', 'label', 'command', 'health']) {
      assert.ok(!stdout.includes(token(name).slice(6)), `the ${name} is printed`);
    }
  });

  it('labels whose name tells what their value is', async () => {
    const value = expand('{alnum:39}4', 'a label');
    const labels = {
      'com.shop.oauth-client-secret': value,
      'com.shop.build-number': expand('{alnum:39}4', 'b'),
    };
    const { secrets, text } = await scan({
      layers: [{ entries: [file('a', 'x')] }],
      config: { Labels: labels },
    });
    assert.deepEqual(
      secrets.map(({ id, places: [place] }) => [id, place?.path, place?.line, place?.column]),
      [['generic-secret', 'config:labels/com.shop.oauth-client-secret', 1, 1]],
    );
    assert.ok(!text.includes(value));
  });

  it('key stores, whole and in an archive, and a key that only its name tells', async () => {
    const key = expand('{hex:32}', 'a master key');
    const war = buildZip([
      { name: 'WEB-INF/key.jks', content: javaKeyStore(['trusted', 'private']) },
      { name: 'WEB-INF/trust.jks', content: javaKeyStore(['trusted']) },
    ]);
    const scanned = await scan(
      layers([
        file('srv/config/master.key', key),
        file('srv/key.p12', pkcs12(2, 'kept for itself')),
        file('srv/app.war', war),
      ]),
    );
    assert.deepEqual(
      scanned.secrets.map(
        ({ id, severity, places: [place] }) => `${id} ${severity} ${place?.path}:${place?.line}`,
      ),
      [
        'rails-master-key critical srv/config/master.key:1',
        'java-key-store high srv/app.war!/WEB-INF/key.jks:0',
        'pkcs12-key-store medium srv/key.p12:0',
      ],
    );
    assert.ok(!scanned.text.includes(key));
  });

  it('never prints a secret, in no format', async () => {
    const secret = token('hidden');
    put(
      'image.tar',
      tarOf(dockerArchiveFiles([buildImage({ tags: ['a:1'], ...layers([file('a', `T=${secret}`)]) })])),
    );
    for (const format of ['table', 'json', 'sarif', 'cyclonedx']) {
      const { stdout } = await run(`scan $HERE/image.tar --format ${format} --quiet --no-sandbox`);
      assert.ok(!stdout.includes(secret.slice(6)), format);
      assert.equal(
        stdout.includes('gitlab-access-token') || stdout.includes('GitLab'),
        format !== 'cyclonedx',
        format,
      );
    }
  });

  it('a secret of an own base image is found, and belongs to the base', async () => {
    const base = layers([file('etc/app.conf', `token = ${token('base')}`)]);
    put('base.tar', tarOf(dockerArchiveFiles([buildImage({ tags: ['base:1'], ...base })])));
    const child = layers([file('etc/app.conf', `token = ${token('base')}`)], [file('srv/app', 'x')]);
    const scanned = await scan(child, '--base $HERE/base.tar');
    assert.deepEqual(placesOf(scanned), ['visible 0  etc/app.conf:1']);
    assert.equal(scanned.report.image.layers[0]!.owner.part, 'base');
  });

  it('a secret alone blocks, from an archive as from elsewhere', async () => {
    const image = layers([file('a.env', `TOKEN=${token('gate')}`)]);
    const blocked = await scan(image, '--fail-on high');
    assert.deepEqual([blocked.code, blocked.secrets[0]?.outcome], [1, 'block']);
    assert.equal((await scan(layers([file('a.env', 'TOKEN=')]), '--fail-on high')).code, 0);
  });

  it('nothing to report: names of files, versions, example keys, fingerprints', async () => {
    const scanned = await scan({
      ...layers([
        file('Dockerfile', 'RUN apk add libcrypto3=3.1.4-r1 && find / -iname sudo -delete\n'),
        file('etc/my.conf', 'access.log = /var/log/access.log\nMINIO_ACCESS_KEY_FILE=access_key\n'),
        file(
          'usr/lib/python3/boto3/examples.rst',
          'aws_secret_access_key = YOUR_SECRET_KEY\npassword = "changeme"\n',
        ),
      ]),
      config: {
        Env: ['GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D', `PYTHON_SHA256=${'ab12'.repeat(16)}`],
      },
    });
    assert.deepEqual(scanned.secrets, []);
    assert.equal(scanned.report.coverage.state, 'complete');
  });

  it('a published example is told as what it is, and does not count', async () => {
    const published = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
    const scanned = await scan(layers([file('doc.md', `aws_access_key_id = ${published}`)]), '--fail-on low');
    assert.deepEqual([scanned.code, scanned.secrets[0]?.standing], [0, 'published-example']);
  });

  it('inside archives, and encoded', async () => {
    const jar = buildZip([{ name: 'conf/app.properties', content: `token=${token('jar')}` }]);
    const scanned = await scan(
      layers([
        file('app.jar', jar),
        file('k8s.yaml', `data:\n  token: ${Buffer.from(token('base64')).toString('base64')}\n`),
        file('wide.txt', Buffer.from(`\ufeffTOKEN=${token('wide')}\r\n`, 'utf16le')),
      ]),
    );
    assert.deepEqual(placesOf(scanned), [
      'visible 0  app.jar!/conf/app.properties:1',
      'visible 0  k8s.yaml:2',
      'visible 0  wide.txt:1',
    ]);
    assert.deepEqual(
      scanned.secrets.map(({ places }) => places[0]!.encodings),
      [[], ['base64'], ['utf-16']],
    );
  });

  it('a private key and the public one in the same image belong together; a host key is told', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const scanned = await scan(
      layers([
        file('etc/ssh/ssh_host_ed25519_key', privateKey.export({ format: 'pem', type: 'pkcs8' }) as string),
        file('root/.ssh/authorized_keys', `${sshLine(publicKey)} someone\n`),
      ]),
    );
    assert.equal(scanned.secrets.length, 1);
    assert.match(scanned.secrets[0]!.notes.join('\n'), /SSH public key root\/\.ssh\/authorized_keys/);
    assert.match(scanned.secrets[0]!.notes.join('\n'), /every container of this image/);
  });

  it('a key that was removed or overwritten belongs to the public one that stayed', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    const scanned = await scan(
      layers(
        [file('srv/a.pem', pem), file('srv/b.pem', pem), file('srv/public', `${sshLine(publicKey)}\n`)],
        [whiteout('srv/a.pem'), file('srv/b.pem', 'none')],
      ),
    );
    assert.match(scanned.secrets[0]!.notes.join('\n'), /belongs to the SSH public key srv\/public/);
  });

  it('a secret is hidden beside another one of its line, and as the user of a web address', async () => {
    const password = 'xK#m!P@v%L^qs&zy';
    const user = expand('{alnum:36}4', 'a user');
    const scanned = await scan(
      layers([
        file('a.env', `DB_PASSWORD=${password} TOKEN=${token('beside')}\n`),
        file('b.env', `TOKEN=${token('before')} DB_PASSWORD=${password}\n`),
        file('c.env', `URL=https://${user}:${expand('{alnum:24}', 'p')}@git.shop.io/a\n`),
      ]),
    );
    assert.deepEqual([...new Set(scanned.secrets.map(({ id }) => id))].sort(), [
      'generic-password',
      'gitlab-access-token',
      'url-login',
    ]);
    assert.ok(!scanned.text.includes(password));
    assert.ok(!scanned.text.includes(user));
    const createdBy = `RUN |2 DB_PASSWORD=${password} TOKEN=${token('step')} /bin/sh -c make`;
    const inConfig = await scan({ layers: [{ entries: [file('a', 'x')], createdBy }] });
    assert.equal(inConfig.secrets.length, 2);
    assert.ok(!inConfig.text.includes(password));
  });

  it('a comment, and a rule until its day, allow a secret', async () => {
    const image = layers([
      file('a.env', `A=${token('one')} # plimsoll:allow\n`),
      file('test/b.env', `B=${token('two')}\n`),
    ]);
    put(
      'rules.yaml',
      'allow:\n  - path: "test/**"\n    owner: jane\n    reason: a test account\n    until: 2024-06-30\n',
    );
    const options = '--fail-on high --secret-rules $HERE/rules.yaml';
    const before = await scan(image, options, '2024-06-30T23:00:00Z');
    assert.deepEqual(
      [before.code, before.secrets.map(({ standing }) => standing)],
      [0, ['allowed', 'allowed']],
    );
    const after = await scan(image, options, '2024-07-01T00:00:00Z');
    assert.equal(after.code, 1);
    assert.ok(after.secrets.some(({ notes }) => notes.some((note) => note.includes('ended on 2024-06-30'))));
  });

  it('a token that has expired does not block; the report says when it did', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = part({ sub: 'deploy', exp: Date.parse('2024-01-01T00:00:00Z') / 1000 });
    const jwt = `${part({ alg: 'HS256' })}.${claims}.${expand('{base64url:43}', 'jwt')}`;
    const image = layers([file('a.txt', `Bearer ${jwt}`)]);
    const late = await scan(image, '--fail-on low', '2024-06-05T12:00:00Z');
    assert.deepEqual([late.code, late.secrets[0]?.because], [0, 'it has expired']);
    assert.equal(late.secrets[0]?.expiresAt, '2024-01-01T00:00:00.000Z');
    assert.equal((await scan(image, '--fail-on low', '2023-06-05T12:00:00Z')).code, 1);
  });

  it('names a secret under the key of the user: the same in two images, another under another key', async () => {
    put('key', 'a key that is only for this test\n');
    put('other', 'another key that is only for this test');
    const at = (path: string) => layers([file(path, `TOKEN=${token('named')}`)]);
    const [a, b] = [
      await scan(at('a'), '--secret-key-file $HERE/key'),
      await scan(at('b'), '--secret-key-file $HERE/key'),
    ];
    assert.match(a.secrets[0]!.secretId, /^hmac-sha256:[0-9a-f]{32}$/);
    assert.equal(a.secrets[0]!.secretId, b.secrets[0]!.secretId);
    assert.notEqual(
      (await scan(at('a'), '--secret-key-file $HERE/other')).secrets[0]!.secretId,
      a.secrets[0]!.secretId,
    );
    assert.equal((await scan(at('a'))).secrets[0]!.secretId, '');
    put('short', 'short');
    const { code, stderr } = await run('scan $HERE/image.tar --secret-key-file $HERE/short');
    assert.equal(code, 2);
    assert.match(stderr, /secret-key-too-short/);
  });

  it('detectors of the user are used, ours can be switched off', async () => {
    put(
      'rules.yaml',
      `detectors:\n  - id: shop-token\n    keywords: [shop_]\n    pattern: 'shop_([0-9a-z]{24})'\n    severity: critical\nwithout: [gitlab-access-token]\n`,
    );
    const text = `A=${expand('shop_{lowerdigit:24}', 'own')}\nB=${token('ours')}\n`;
    const scanned = await scan(layers([file('a', text)]), '--secret-rules $HERE/rules.yaml');
    assert.deepEqual(
      scanned.secrets.map(({ id, severity }) => `${id} ${severity}`),
      ['shop-token critical'],
    );
  });

  it('words of a rule of the user may be long', async () => {
    const title = 'a title '.repeat(40);
    put(
      'rules.yaml',
      `detectors:\n  - id: shop-token\n    title: ${title}\n    revoke: ${title.repeat(9)}\n    keywords: [shop_]\n    pattern: 'shop_([0-9a-z]{24})'\n`,
    );
    const entries = [file('a', expand('A=shop_{lowerdigit:24}', 'long'))];
    put('image.tar', tarOf(dockerArchiveFiles([buildImage({ tags: ['app:1'], layers: [{ entries }] })])));
    const { stdout } = await run(
      'scan $HERE/image.tar --scanners secret --format json --quiet --secret-rules $HERE/rules.yaml',
    );
    const [{ coverage, findings }] = JSON.parse(stdout).reports;
    assert.deepEqual([coverage.state, findings.length], ['complete', 1]);
  });

  it('gives the same bytes from the cache as without', async () => {
    const image = layers([file('a.env', `TOKEN=${token('kept')}`)], [whiteout('a.env')]);
    const first = await scan(image, '--cache-dir $HERE/cache');
    assert.equal((await scan(image, '--cache-dir $HERE/cache')).text, first.text);
    assert.equal((await scan(image, '--no-cache')).text, first.text);
  });
});
