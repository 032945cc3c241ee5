/** Images of a registry that cannot be pulled, from Debian's docker-registry and from servers that misbehave. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sha256 } from '../../src/model/digest.ts';
import {
  answer,
  contentOf,
  damaged,
  instead,
  memoryRegistry,
  refuse,
  requireBearer,
  UNKNOWN_DIGEST,
} from '../fault-proxy.ts';
import { type BuiltImage, buildImage, buildIndex, type ImageSpec } from '../image-builder.ts';
import { type Handler, serve } from '../local-server.ts';
import { type RegistryServer, registryMissing, startRegistry } from '../registry-server.ts';
import { file } from '../tar-builder.ts';
import { ARTIFACTS } from './artifacts.ts';
import { imageOf, SMALL } from './images.ts';
import { onOwnMachine, put, run } from './plimsoll.ts';
import { assertRefused, furnish, type Refusal } from './refused.ts';

const IMAGE = buildImage(SMALL);
const LAYER = IMAGE.layers[0]!;

function onPlatform(os: string, architecture: string, spec: ImageSpec = SMALL): BuiltImage {
  return buildImage({ ...spec, platform: { os, architecture, variant: '' } });
}

describe('bad input: a real registry', { skip: registryMissing() ?? false }, () => {
  onOwnMachine();
  let open: RegistryServer;
  let locked: RegistryServer;
  before(async () => {
    [open, locked] = await Promise.all([
      startRegistry(),
      startRegistry({ login: { username: 'sailor', password: 'right' } }),
    ]);
    await open.push(IMAGE, 'team/app', '1');
    await locked.push(IMAGE, 'team/app', '1');
  });
  after(async () => {
    await open.stop();
    await locked.stop();
  });
  beforeEach(furnish);

  function logIn(password: string): void {
    const auth = Buffer.from(`sailor:${password}`).toString('base64');
    put('home/.docker/config.json', JSON.stringify({ auths: { [locked.host]: { auth } } }));
  }

  it('is scanned by tag and by digest', async () => {
    for (const name of ['team/app:1', `team/app@${IMAGE.manifestDigest}`]) {
      const { code, stdout } = await run(`scan ${open.host}/${name} --format json`);
      assert.equal(code, 0);
      assert.equal(JSON.parse(stdout).reports[0].findings.length, 5);
    }
  });

  for (const name of ['team/app:2', 'team/none:1', `team/app@${UNKNOWN_DIGEST}`]) {
    it(`has no ${name}`, async () => {
      const where = `${open.host}/${name}`;
      await assertRefused(`scan ${where}`, { exit: 5, code: 'not-found', where, says: /status 404/ });
    });
  }

  it('asks for a login, refuses a wrong one, takes the right one', async () => {
    const where = `${locked.host}/team/app:1`;
    await assertRefused(`scan ${where}`, {
      exit: 5,
      code: 'login-required',
      where,
      says: /gives no access to team\/app.*none was found in PLIMSOLL_USERNAME/,
    });
    logIn('wrong');
    const says = /refused the login.*user s\*\*\* from \$HERE\/home\/\.docker\/config\.json/;
    const { stderr } = await assertRefused(`scan ${where}`, { exit: 5, code: 'login-refused', where, says });
    assert.doesNotMatch(stderr, /wrong/, 'no password in an error');
    logIn('right');
    assert.equal((await run(`scan ${where} --quiet`)).code, 0);
    const env = { PLIMSOLL_USERNAME: 'sailor', PLIMSOLL_PASSWORD: 'right' };
    put('home/.docker/config.json', '{}');
    assert.equal((await run(`scan ${where} --quiet`, { env })).code, 0);
  });

  it('has an index without the platform that was asked for, or with none that can be scanned', async () => {
    const windows = onPlatform('windows', 'amd64', imageOf([file('Files/a')]));
    await open.pushIndex(buildIndex([onPlatform('linux', 'amd64'), windows]), 'team/two', '1');
    await open.pushIndex(buildIndex([windows]), 'team/windows', '1');
    const where = `${open.host}/team/two:1`;
    assert.equal((await run(`scan ${where} --quiet`)).code, 0);
    await assertRefused(`scan ${where} --platform linux/arm64`, {
      exit: 5,
      code: 'wrong-platform',
      where,
      says: /not there for linux\/arm64\. There is: linux\/amd64, windows\/amd64/,
    });
    const refusal = { exit: 3, code: 'windows-image', says: /Windows/ } as const;
    await assertRefused(`scan ${where} --platform windows/amd64`, { ...refusal, where });
    const only = `${open.host}/team/windows:1`;
    await assertRefused(`scan ${only}`, { ...refusal, where: only });
  });

  for (const [kind, artifact] of Object.entries(ARTIFACTS)) {
    it(`case 15: has ${kind}`, async () => {
      const repository = `artifact/${sha256(kind).slice(7, 15)}`;
      await open.push(artifact, repository, '1');
      const where = `${open.host}/${repository}:1`;
      const refusal = { exit: 3, code: 'not-a-container-image', where, says: new RegExp(kind) } as const;
      await assertRefused(`scan ${where} --fail-on critical`, refusal);
      await assertRefused(`sbom ${where}`, refusal);
    });
  }
});

describe('bad input: a registry that misbehaves', () => {
  onOwnMachine();
  beforeEach(furnish);

  const registry = memoryRegistry(contentOf(IMAGE, '1'));
  const schema1 = Buffer.from(
    JSON.stringify({ schemaVersion: 1, name: 'app', tag: '1', fsLayers: [], history: [] }),
  );
  const manifestType = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
  const cases: Readonly<Record<string, readonly [Handler, Omit<Refusal, 'where'>]>> = {
    'Docker schema 1': [
      instead(/manifests\/1$/, answer(200, { 'content-type': manifestType }, schema1), registry),
      { exit: 3, code: 'schema-1', says: /schema 1/ },
    ],
    'another layer than promised': [
      instead(new RegExp(LAYER.digest), answer(200, {}, damaged(LAYER.stored)), registry),
      { exit: 5, code: 'digest-mismatch', says: /layer 0.*expected sha256:.*got sha256:/ },
    ],
    'another config than promised': [
      instead(new RegExp(IMAGE.configDigest), answer(200, {}, damaged(IMAGE.config)), registry),
      { exit: 5, code: 'digest-mismatch', says: /hashes to sha256:/ },
    ],
    'no permission': [
      refuse(403, 'DENIED', 'requested access to the resource is denied'),
      { exit: 5, code: 'login-required', says: /no access to team\/app \(status 403/ },
    ],
    'a web page': [
      answer(200, { 'content-type': 'text/html' }, '<html>log in</html>'),
      { exit: 5, code: 'not-a-registry', says: /web page/ },
    ],
    'a token server that must not be asked': [
      requireBearer({ realm: 'http://169.254.169.254/latest', isValid: () => false }, registry),
      { exit: 5, code: 'token-realm-refused', says: /which must not be asked; nothing was sent there/ },
    ],
    'a manifest that is none': [
      instead(/manifests\/1$/, answer(200, {}, '{"schemaVersion":2}'), registry),
      { exit: 5, code: 'damaged-manifest', says: /manifest/ },
    ],
  };
  for (const [title, [handler, refusal]] of Object.entries(cases)) {
    it(`gives ${title}`, async () => {
      const server = await serve(handler);
      try {
        const where = `${server.host}/team/app:1`;
        await assertRefused(`scan ${where}`, { ...refusal, where });
      } finally {
        await server.close();
      }
    });
  }

  it('is not there', async () => {
    const refusal = { exit: 5, code: 'connection-refused', where: 'localhost:1', says: /refused/ } as const;
    await assertRefused('scan localhost:1/team/app:1', refusal);
  });
});
