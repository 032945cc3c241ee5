import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { serve } from '../../test/local-server.ts';
import { NO_CREDENTIALS, NO_WAIT } from '../../test/registry-client.ts';
import { type RegistryServer, registryMissing, startRegistry } from '../../test/registry-server.ts';
import { type Authority, createAuthority } from '../../test/tls-authority.ts';
import { createHttp } from '../base/http/http.ts';
import { DEFAULT_HTTP, type HttpSettings } from '../base/http/http-settings.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import type { CredentialStore } from '../image/sources/registry/credential.ts';
import { createCredentialStore } from '../image/sources/registry/credentials.ts';
import { sha256 } from '../model/digest.ts';
import { loadPolicy } from './load-policy.ts';
import { createDocumentReader, type DocumentNetwork, type DocumentReader } from './read-document.ts';

const TEXT = 'version: 1\n';
const PIN = sha256(TEXT);
const OTHER = sha256('other');

function refuseNetwork(): never {
  throw new Error('the network was asked');
}

function readerOf(cwd: string, network: () => Promise<DocumentNetwork> = refuseNetwork): DocumentReader {
  return createDocumentReader({ cwd, network, signal: new AbortController().signal });
}

describe('documents from files', () => {
  let folder = '';
  let reader: DocumentReader;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-documents-'));
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    for (const name of ['a/one.yaml', 'a/b/two.yaml', 'top.yaml', 'a/.hidden', 'a/B.yaml'])
      writeFileSync(join(folder, name), TEXT);
    writeFileSync(join(folder, 'large.yaml'), Buffer.alloc(4 * 1024 * 1024 + 1, ' '));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    reader = readerOf(folder);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  const names: readonly (readonly [reference: string, from: string | null, becomes: string])[] = [
    ['top.yaml', null, 'top.yaml'],
    ['./top.yaml', null, 'top.yaml'],
    ['a/../top.yaml', null, 'top.yaml'],
    ['b/two.yaml', 'a/one.yaml', 'a/b/two.yaml'],
    ['../top.yaml', 'a/one.yaml', 'top.yaml'],
    ['./one.yaml', `a/B.yaml#${PIN}`, 'a/one.yaml'],
    [`top.yaml@${PIN}`, null, `top.yaml#${PIN}`],
    [`top.yaml#${PIN}`, 'x.yaml', `top.yaml#${PIN}`],
  ];
  for (const [reference, from, becomes] of names) {
    it(`${reference} named by ${from ?? 'the command line'}`, async () => {
      const read = await reader.read(reference, from);
      assert.deepEqual(read && { ...read, bytes: Buffer.from(read.bytes).toString() }, {
        reference: becomes,
        bytes: TEXT,
        digest: PIN,
      });
    });
  }

  it('absolute ones stay so', async () => {
    const path = join(folder, 'top.yaml');
    assert.equal((await reader.read(path, 'a/one.yaml'))?.reference, path);
  });

  it('are null where there is none', async () => {
    assert.equal(await reader.read('none.yaml', null), null);
    assert.equal(await reader.read('top.yaml/none.yaml', null), null);
  });

  const refused: readonly (readonly [reference: string, from: string | null, code: string])[] = [
    ['a', null, 'document-unreadable'],
    ['pipe', null, 'document-unreadable'],
    ['/dev/zero', null, 'document-unreadable'],
    ['large.yaml', null, 'document-too-large'],
    [`top.yaml@${OTHER}`, null, 'digest-mismatch'],
    ['top.yaml@sha256:abc', null, 'bad-digest'],
    [`top.yaml@${PIN.toUpperCase().replace('SHA', 'sha')}`, null, 'bad-digest'],
    ['https://example.com/p.yaml', null, 'digest-missing'],
    ['oci://example.com/p:1', null, 'digest-missing'],
    ['ftp://example.com/p', null, 'unknown-scheme'],
    ['file:///etc/passwd', null, 'unknown-scheme'],
    ['top.yaml', `https://example.com/p.yaml#${PIN}`, 'local-file-refused'],
    ['/etc/passwd', `oci://example.com/p@${PIN}`, 'local-file-refused'],
    ['a', `HTTPS://example.com/p.yaml#${PIN}`, 'local-file-refused'],
  ];
  for (const [reference, from, code] of refused) {
    it(`${reference.slice(0, 40)} named by ${from?.slice(0, 20) ?? 'the command line'} is refused: ${code}`, async () => {
      await assert.rejects(reader.read(reference, from), { code });
    });
  }

  it('are listed in order, without folders and hidden files', async () => {
    assert.deepEqual(await reader.list('a', null), ['a/B.yaml', 'a/one.yaml']);
    assert.deepEqual(await reader.list('b', 'a/one.yaml'), ['a/b/two.yaml']);
    for (const one of ['top.yaml', 'none.yaml', `https://example.com/p#${PIN}`])
      assert.deepEqual(await reader.list(one, null), [one]);
  });
});

function networkOf(settings: Partial<HttpSettings>, credentials: CredentialStore): DocumentNetwork {
  const http = createHttp({ ...DEFAULT_HTTP, version: '0.0.0', retry: NO_WAIT, ...settings });
  const trust = { plainHttp: [], tokenRealms: [] };
  return {
    http,
    registry: { http, credentials, mirrors: [], trust, limits: DEFAULT_LIMITS, retry: NO_WAIT },
  };
}

describe('documents from the web', () => {
  let authority: Authority;
  before(() => {
    authority = createAuthority();
  });
  after(() => authority.remove());

  async function read(path: string, isNamed = true): Promise<string> {
    const server = await serve(
      (request, response) => {
        if (request.url === '/p.yaml?x=1') response.end(TEXT);
        else if (request.url === '/large') response.end(Buffer.alloc(4 * 1024 * 1024 + 1));
        else response.writeHead(404).end();
      },
      authority.issue(['DNS:localhost']),
      'localhost',
    );
    const trust = { named: isNamed ? [server.host] : [], plainHttp: [] };
    const network = networkOf({ caFile: authority.caFile, trust }, NO_CREDENTIALS);
    try {
      const found = await readerOf('/', async () => network).read(`${server.origin}${path}`, null);
      return Buffer.from(found!.bytes).toString();
    } finally {
      await network.http.close();
      await server.close();
    }
  }

  it('are what their digest says', async () => {
    assert.equal(await read(`/p.yaml?x=1#${PIN}`), TEXT);
    await assert.rejects(read(`/p.yaml?x=1#${OTHER}`), { code: 'digest-mismatch' });
  });

  it('are refused where they are not there, too large or in a private network', async () => {
    await assert.rejects(read(`/none#${PIN}`), { code: 'document-not-fetched', message: /404/ });
    await assert.rejects(read(`/large#${PIN}`), { code: 'response-too-large' });
    await assert.rejects(read(`/p.yaml?x=1#${PIN}`, false), { code: 'address-refused' });
  });
});

const MISSING = registryMissing();

describe('documents from a registry', { skip: MISSING ?? false }, () => {
  const login = { username: 'alice', password: 'correct horse' };
  let authority: Authority;
  let server: RegistryServer;

  before(async () => {
    authority = createAuthority();
    server = await startRegistry({ authority, login });
    for (const blob of ['{}', TEXT, 'other']) await server.putBlob('team/policy', Buffer.from(blob));
  });
  after(async () => {
    await server.stop();
    authority.remove();
  });

  const POLICY = 'application/vnd.plimsoll.policy.v1+yaml';

  /** Pushes an artifact with these layers, and gives its manifest's digest. */
  async function push(layers: readonly (readonly [mediaType: string, text: string])[]): Promise<string> {
    const describeBlob = (mediaType: string, text: string): object => ({
      mediaType,
      digest: sha256(text),
      size: text.length,
    });
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: POLICY,
      config: describeBlob('application/vnd.oci.empty.v1+json', '{}'),
      layers: layers.map(([mediaType, text]) => describeBlob(mediaType, text)),
    });
    const digest = sha256(manifest);
    const type = 'application/vnd.oci.image.manifest.v1+json';
    await server.putManifest('team/policy', digest, Buffer.from(manifest), type);
    return digest;
  }

  async function read(reference: string, password = login.password): Promise<string> {
    const env = { PLIMSOLL_USERNAME: login.username, PLIMSOLL_PASSWORD: password };
    const network = networkOf({ caFile: authority.caFile }, createCredentialStore(env, authority.folder));
    try {
      const found = await readerOf('/', async () => network).read(`oci://${server.host}/${reference}`, null);
      assert.equal(found!.digest, sha256(found!.bytes));
      return Buffer.from(found!.bytes).toString();
    } finally {
      await network.http.close();
    }
  }

  it('are the only layer, or the one of the right type', async () => {
    const only = await push([['application/octet-stream', TEXT]]);
    assert.equal(await read(`team/policy@${only}`), TEXT);
    assert.equal(await read(`team/policy:any-tag@${only}`), TEXT);
    const typed = await push([
      ['text/plain', 'other'],
      [POLICY, TEXT],
    ]);
    assert.equal(await read(`team/policy@${typed}`), TEXT);
  });

  it('can be policies that one on this machine extends', async () => {
    const org = 'version: 1\nstages: { s: { rules: [{ id: a, block: { kind: secret }, final: true }] } }\n';
    await server.putBlob('team/policy', Buffer.from(org));
    const pin = await push([[POLICY, org]]);
    const reference = `oci://${server.host}/team/policy@${pin}`;
    writeFileSync(join(authority.folder, 'service.yaml'), `version: 1\nextends: '${reference}'\n`);
    const env = { PLIMSOLL_USERNAME: login.username, PLIMSOLL_PASSWORD: login.password };
    const network = networkOf({ caFile: authority.caFile }, createCredentialStore(env, authority.folder));
    try {
      const policy = await loadPolicy(
        'service.yaml',
        readerOf(authority.folder, async () => network),
        null,
      );
      assert.deepEqual(policy.documents[1], { reference, digest: sha256(org) });
      assert.deepEqual(
        policy.stages[0]?.rules.map(({ id, document }) => `${id}@${document}`),
        ['a@1'],
      );
    } finally {
      await network.http.close();
    }
  });

  it('are refused where it is not clear which they are, or with a wrong login', async () => {
    const two = await push([
      ['text/plain', 'other'],
      ['text/plain', TEXT],
    ]);
    await assert.rejects(read(`team/policy@${two}`), { code: 'not-a-document' });
    await assert.rejects(read(`no/such@${OTHER}`), { code: /not-found|registry-failed/ });
    await assert.rejects(read(`team/policy@${two}`, 'wrong'), { code: 'login-refused' });
    await assert.rejects(read(`TEAM@${two}`), { code: 'bad-reference' });
  });
});
