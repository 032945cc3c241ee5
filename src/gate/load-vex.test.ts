/** VEX from where policies list it, to what becomes of findings. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildArtifact, INDEX_TYPE, referrersList } from '../../test/artifacts.ts';
import { finding } from '../../test/findings.ts';
import { buildImage } from '../../test/image-builder.ts';
import { createClient } from '../../test/registry-client.ts';
import { registryMissing, startRegistry } from '../../test/registry-server.ts';
import { file } from '../../test/tar-builder.ts';
import type { Attached } from '../image/referrers.ts';
import { referrersTag } from '../image/referrers.ts';
import { type Digest, sha256 } from '../model/digest.ts';
import type { Policy, TrustRule } from '../model/policy.ts';
import { context, IMAGE, inToto, MANIFEST, rule, signer } from '../vex/fixtures/cases.ts';
import { judgeStatements } from '../vex/judge-statements.ts';
import { type ImageVex, loadStatements } from './load-vex.ts';
import { createDocumentReader, type DocumentReader } from './read-document.ts';

const LIB = finding({});

function openvex(
  parts: { readonly author?: string; readonly status?: string; readonly product?: string } = {},
): string {
  const { author = 'Team', status = 'not_affected', product = 'pkg:npm/lib' } = parts;
  const statements = [{ vulnerability: { name: 'CVE-2024-1' }, products: [{ '@id': product }], status }];
  return JSON.stringify({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    author,
    timestamp: '2026-11-01T00:00:00Z',
    statements,
  });
}

function policyOf(
  trust: readonly Partial<TrustRule>[],
  documents: readonly string[] = ['policy.yaml'],
): Policy {
  return {
    documents: documents.map((reference) => ({ reference, digest: sha256(reference) })),
    stages: [],
    waivers: { sources: [], demand: [], maxDays: 0 },
    trust: trust.map(rule),
  };
}

function imageVex(documents: Attached['documents'], problems: Attached['problems'] = []): ImageVex {
  return { info: IMAGE, attached: async () => ({ documents, problems }) };
}

const attached = (bytes: string | Uint8Array, subject: Digest | '' = ''): Attached['documents'][number] => ({
  reference: `attached:${sha256(bytes)}`,
  bytes: Buffer.from(bytes),
  subject,
});

describe('loadStatements', () => {
  let folder = '';
  let reader: DocumentReader;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-vex-'));
    const files = {
      'vex/a.json': openvex(),
      'vex/b.json': openvex({ author: 'Acme' }),
      'vex/README.md': '# VEX',
      'vex/broken.json': '{',
      'one/only.json': openvex(),
      'org/policies/vex/org.json': openvex({ author: 'Org' }),
      'app/vex/app.json': openvex({ author: 'Org' }),
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const network = () => Promise.reject(new Error('the network was asked'));
    reader = createDocumentReader({ cwd: folder, network, signal: new AbortController().signal });
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  async function load(policy: Policy, image: ImageVex | null = null) {
    const { statements, problems } = await loadStatements(policy, reader, image);
    assert.ok(problems.every(({ effect }) => effect === 'note'));
    return {
      statements,
      read: statements.map(({ document }) => [document.reference, document.trustRules]),
      problems: problems.map(({ code, path }) => `${code} ${path}`),
    };
  }

  it('a file, a folder, each read once for all rules that name it', async () => {
    const policy = policyOf([{ from: './vex' }, { from: 'vex/a.json' }, { from: './one' }]);
    const { read, problems } = await load(policy);
    assert.deepEqual(read, [
      ['vex/a.json', [0, 1]],
      ['vex/b.json', [0]],
      ['one/only.json', [2]],
    ]);
    assert.deepEqual(problems, ['vex-unreadable vex/broken.json']);
  });

  it('the same path in two documents of a policy is two places, and each vouches for its own', async () => {
    const documents = ['app/policy.yaml', 'org/policies/policy.yaml'];
    const trust = [
      { from: './vex', author: 'App', document: 0 },
      { from: './vex', author: 'Org', document: 1 },
    ];
    const { statements, read } = await load(policyOf(trust, documents));
    assert.deepEqual(read, [
      ['app/vex/app.json', [0]],
      ['org/policies/vex/org.json', [1]],
    ]);
    const { judged, applied } = judgeStatements([LIB], statements, context({ trust: trust.map(rule) }));
    assert.deepEqual(
      judged.map(({ outcome }) => outcome.kind),
      ['not-trusted', 'applied'],
    );
    assert.equal(applied.get(LIB.fingerprint)?.document, 1);
  });

  it('what is not there, or may not be read, is a note', async () => {
    const from = [
      { from: './none.json' },
      { from: 'https://example.com/vex.json' },
      { from: './x.json', document: 1 },
    ];
    const { problems } = await load(policyOf(from, ['policy.yaml', 'oci://example.com/p@sha256:0']));
    assert.deepEqual(problems, [
      'vex-not-read https://example.com/vex.json',
      'vex-not-read ./x.json',
      'vex-missing none.json',
    ]);
  });

  it('the image is asked only if a rule says so', async () => {
    const forbidden: ImageVex = { info: IMAGE, attached: () => Promise.reject(new Error('it was asked')) };
    assert.deepEqual((await load(policyOf([{ from: './one' }]), forbidden)).problems, []);
    assert.deepEqual((await load(policyOf([{ from: 'image' }]))).problems, ['vex-not-read ']);
  });

  it('of the image: bare documents, attestations, signed ones', async () => {
    const key = signer();
    const predicate: unknown = JSON.parse(openvex());
    const documents = [
      attached(openvex(), MANIFEST),
      attached(inToto('https://openvex.dev/ns', predicate)),
      attached(key.envelope(inToto('https://openvex.dev/ns', predicate))),
      attached(inToto('https://openvex.dev/ns', predicate, sha256('another image'))),
    ];
    const trust = [{ from: './one' }, { from: 'image', publicKey: key.publicKey }];
    const { statements, problems, read } = await load(policyOf(trust), imageVex(documents));
    assert.deepEqual(
      read.map(([, rules]) => rules),
      [[0], [1], [1], [1]],
    );
    assert.deepEqual(problems, [`attestation-of-another-image ${documents[3]!.reference}`]);
    const { judged } = judgeStatements([LIB], statements, context({ trust: trust.map(rule) }));
    assert.deepEqual(
      judged.map(({ outcome }) => outcome.kind),
      ['applied', 'not-trusted', 'not-trusted', 'applied'],
    );
  });

  it('what the source could not read is told', async () => {
    const problem = {
      code: 'attachment-not-read',
      effect: 'note',
      message: 'x',
      layerIndex: null,
      path: '',
      wayOut: '',
    } as const;
    assert.deepEqual((await load(policyOf([{ from: 'image' }]), imageVex([], [problem]))).problems, [
      'attachment-not-read ',
    ]);
  });
});

describe('VEX in a real registry', { skip: registryMissing() ?? false }, () => {
  it('takes a finding out, signed and for this image alone', async () => {
    const built = buildImage({ layers: [{ entries: [file('a', 'b')] }] });
    const key = signer('ec');
    const registry = await startRegistry();
    const client = createClient();
    const reader: DocumentReader = { read: async () => null, list: async () => [] };
    try {
      const envelopeFor = (digest: Digest) => ({
        bytes: key.envelope(
          inToto('https://openvex.dev/ns/v0.2.0', JSON.parse(openvex({ product: digest })), digest),
        ),
        mediaType: 'application/vnd.dsse.envelope.v1+json',
      });
      await registry.push(built, 'app', '1');
      const artifact = buildArtifact({
        subject: { bytes: built.manifest, mediaType: built.manifestType },
        artifactType: 'application/vnd.in-toto+json',
        documents: [envelopeFor(built.manifestDigest), envelopeFor(sha256('another image'))],
      });
      for (const [digest, bytes] of artifact.blobs)
        if (digest !== artifact.digest) await registry.putBlob('app', bytes);
      await registry.putManifest('app', artifact.digest, artifact.manifest, artifact.mediaType);
      await registry.putManifest(
        'app',
        referrersTag(built.manifestDigest),
        referrersList([artifact.descriptor]),
        INDEX_TYPE,
      );
      const image = await client.open(`${registry.host}/app:1`);
      const policy = policyOf([{ from: 'image', publicKey: key.publicKey, author: 'Team' }]);
      const { statements, problems } = await loadStatements(policy, reader, image);
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['attestation-of-another-image'],
      );
      const { applied } = judgeStatements(
        [LIB],
        statements,
        context({ image: image.info, trust: policy.trust }),
      );
      assert.deepEqual([...applied.keys()], [LIB.fingerprint]);
      const elsewhere = judgeStatements([LIB], statements, context({ trust: policy.trust }));
      assert.equal(elsewhere.judged[0]?.outcome.kind, 'not-trusted');
    } finally {
      await client.close();
      await registry.stop();
    }
  });
});
