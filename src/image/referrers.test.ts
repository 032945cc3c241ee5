import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  type AttachedSpec,
  type BuiltArtifact,
  buildArtifact,
  INDEX_TYPE,
  referrersList,
} from '../../test/artifacts.ts';
import {
  answer,
  type Content,
  contentOf,
  contentOfIndex,
  instead,
  memoryRegistry,
  refuse,
} from '../../test/fault-proxy.ts';
import {
  type BuiltImage,
  type BuiltIndex,
  buildImage,
  buildIndex,
  ociIndexLayoutFiles,
  ociLayoutFiles,
  tarOf,
} from '../../test/image-builder.ts';
import { type Handler, type LocalServer, serve } from '../../test/local-server.ts';
import { createClient, type RegistryClient } from '../../test/registry-client.ts';
import { type RegistryServer, registryMissing, startRegistry } from '../../test/registry-server.ts';
import { inFolder, open, unpack, write } from '../../test/stored-images.ts';
import { file } from '../../test/tar-builder.ts';
import { type Digest, sha256 } from '../model/digest.ts';
import { referrersTag } from './referrers.ts';
import type { OpenImage } from './source.ts';

const IMAGE = buildImage({ layers: [{ entries: [file('a', 'b')] }], tags: ['example.com/app:1'] });
const SUBJECT = { bytes: IMAGE.manifest, mediaType: IMAGE.manifestType };
const OTHER = buildImage({ layers: [{ entries: [file('c', 'd')] }] });

const document = (text: string, mediaType = 'application/vnd.openvex+json'): AttachedSpec => ({
  bytes: Buffer.from(text),
  mediaType,
});
const vex = (text: string, subject: typeof SUBJECT | null = SUBJECT): BuiltArtifact =>
  buildArtifact({ subject, artifactType: 'application/vnd.openvex+json', documents: [document(text)] });

const ONE = vex('{"one":1}');
const TWO = vex('{"two":2}');
const ELSEWHERE = vex('{"three":3}', { bytes: OTHER.manifest, mediaType: OTHER.manifestType });

/** What cosign keeps under a tag: no subject, envelopes as layers. */
const ATT = buildArtifact({
  subject: null,
  documents: [
    {
      ...document('{"dsse":1}', 'application/vnd.dsse.envelope.v1+json'),
      annotations: { predicateType: 'https://openvex.dev/ns/v0.2.0' },
    },
    {
      ...document('{"dsse":2}', 'application/vnd.dsse.envelope.v1+json'),
      annotations: { predicateType: 'https://slsa.dev/provenance/v1' },
    },
  ],
});

/** What BuildKit puts beside an image. */
const BUILDKIT = buildArtifact({
  subject: null,
  documents: [
    {
      ...document('{"in-toto":1}', 'application/vnd.in-toto+json'),
      annotations: { 'in-toto.io/predicate-type': 'https://openvex.dev/ns' },
    },
    {
      ...document('{"in-toto":2}', 'application/vnd.in-toto+json'),
      annotations: { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' },
    },
  ],
});
const buildkitDescriptor = (of: BuiltImage): Record<string, unknown> => ({
  ...BUILDKIT.descriptor,
  platform: { os: 'unknown', architecture: 'unknown' },
  annotations: {
    'vnd.docker.reference.type': 'attestation-manifest',
    'vnd.docker.reference.digest': of.manifestDigest,
  },
});

function withArtifacts(
  content: Content,
  artifacts: readonly BuiltArtifact[],
  tags: readonly (readonly [string, Digest])[] = [],
): Content {
  const manifests = artifacts.map(({ digest, mediaType }): [Digest, string] => [digest, mediaType]);
  return {
    blobs: new Map([...content.blobs, ...artifacts.flatMap(({ blobs }) => [...blobs])]),
    manifests: new Map([...content.manifests, ...manifests]),
    tags: new Map([...content.tags, ...tags]),
  };
}

function withList(content: Content, tag: string, list: Buffer): Content {
  return {
    blobs: new Map([...content.blobs, [sha256(list), list]]),
    manifests: new Map([...content.manifests, [sha256(list), INDEX_TYPE]]),
    tags: new Map([...content.tags, [tag, sha256(list)]]),
  };
}

async function attachedTo(image: OpenImage) {
  const { documents, problems } = await image.attached();
  return {
    texts: documents.map(({ bytes }) => Buffer.from(bytes).toString()).sort(),
    subjects: documents.map(({ subject }) => subject),
    problems: problems.map(({ effect, message }) => `${effect}: ${message}`),
  };
}

describe('attachments in a registry', () => {
  const open_: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open_.splice(0)) await one.close();
  });

  async function pull(
    handler: Handler,
    reference = 'app:1',
  ): Promise<{ image: OpenImage; server: LocalServer }> {
    const server = await serve(handler);
    const client: RegistryClient = createClient();
    open_.push(client, server);
    return { image: await client.open(`${server.host}/${reference}`), server };
  }

  const json = { 'content-type': INDEX_TYPE };
  const content = withArtifacts(contentOf(IMAGE, '1'), [ONE, TWO, ELSEWHERE, ATT]);
  const list = (...artifacts: readonly BuiltArtifact[]): Handler =>
    answer(200, json, referrersList(artifacts.map(({ descriptor }) => descriptor)));

  it('the list of referrers, page by page', async () => {
    const next = { ...json, link: `</v2/app/referrers/${IMAGE.manifestDigest}?last=1&n=1>; rel="next"` };
    const first = answer(200, next, referrersList([ONE.descriptor]));
    const handler = instead(
      /referrers\/.*last=1/,
      list(TWO),
      instead(/referrers\//, first, memoryRegistry(content)),
    );
    const { image, server } = await pull(handler);
    const { texts, subjects, problems } = await attachedTo(image);
    assert.deepEqual(texts, ['{"one":1}', '{"two":2}']);
    assert.deepEqual(subjects, [IMAGE.manifestDigest, IMAGE.manifestDigest]);
    assert.deepEqual(problems, []);
    assert.ok(
      !server.requests.some(
        ({ url }) => url.includes(referrersTag(IMAGE.manifestDigest)) && !url.endsWith('.att'),
      ),
    );
  });

  it('asks for them only once, and only when they are wanted', async () => {
    const { image, server } = await pull(instead(/referrers\//, list(ONE), memoryRegistry(content)));
    assert.ok(!server.requests.some(({ url }) => url.includes('referrers')));
    await Promise.all([image.attached(), image.attached()]);
    assert.equal(server.requests.filter(({ url }) => url.includes('referrers')).length, 1);
  });

  it('pages without end do end, and lead nowhere else', async () => {
    const next = { ...json, link: '<https://elsewhere.example/steal?last=1>; rel="next"' };
    const { image, server } = await pull(
      instead(/referrers\//, answer(200, next, referrersList([ONE.descriptor])), memoryRegistry(content)),
    );
    assert.deepEqual((await attachedTo(image)).texts, ['{"one":1}']);
    assert.equal(server.requests.filter(({ url }) => url.includes('referrers')).length, 20);
  });

  for (const [name, without] of [
    ['404', refuse(404, 'NOT_FOUND')],
    ['400', refuse(400, 'UNSUPPORTED')],
    ['403', refuse(403, 'DENIED')],
    ['a web page', answer(200, { 'content-type': 'text/html' }, '<html>')],
    ['another document', answer(200, { 'content-type': 'application/json' }, '{}')],
  ] as const) {
    it(`without the API, which answers ${name}, the tag is asked`, async () => {
      const tagged = withList(content, referrersTag(IMAGE.manifestDigest), referrersList([ONE.descriptor]));
      const { image } = await pull(instead(/referrers\//, without, memoryRegistry(tagged)));
      assert.deepEqual(await attachedTo(image).then(({ texts, problems }) => [texts, problems]), [
        ['{"one":1}'],
        [],
      ]);
    });
  }

  it('nothing attached is no problem', async () => {
    const { image } = await pull(memoryRegistry(content));
    assert.deepEqual(await attachedTo(image), { texts: [], subjects: [], problems: [] });
  });

  it("cosign's attestations, those about vulnerabilities", async () => {
    const tagged = withArtifacts(content, [ATT], [[`${referrersTag(IMAGE.manifestDigest)}.att`, ATT.digest]]);
    const { image } = await pull(memoryRegistry(tagged));
    assert.deepEqual(await attachedTo(image), { texts: ['{"dsse":1}'], subjects: [''], problems: [] });
  });

  it('what refers to another image is not taken, whoever lists it', async () => {
    const { image } = await pull(instead(/referrers\//, list(ELSEWHERE, ONE), memoryRegistry(content)));
    assert.deepEqual((await attachedTo(image)).texts, ['{"one":1}']);
  });

  it("of an index: what is attached to it, and BuildKit's attestations of this platform", async () => {
    const arm = buildImage({
      layers: [{ entries: [] }],
      platform: { os: 'linux', architecture: 'arm64', variant: '' },
    });
    const index: BuiltIndex = buildIndex([IMAGE, arm], [buildkitDescriptor(IMAGE)]);
    const onIndex = vex('{"index":1}', { bytes: index.index, mediaType: index.indexType });
    const all = withArtifacts(contentOfIndex(index, [IMAGE, arm], '1'), [BUILDKIT, onIndex, ONE]);
    const handler = instead(
      new RegExp(`referrers/${index.indexDigest}`),
      list(onIndex),
      instead(/referrers\//, list(ONE), memoryRegistry(all)),
    );
    assert.deepEqual((await attachedTo((await pull(handler)).image)).texts, [
      '{"in-toto":1}',
      '{"index":1}',
      '{"one":1}',
    ]);
    const server = await serve(handler);
    const client = createClient();
    open_.push(client, server);
    const armImage = await client.open(`${server.host}/app:1`, {
      platform: { os: 'linux', architecture: 'arm64', variant: '' },
    });
    assert.deepEqual((await attachedTo(armImage)).texts, ['{"index":1}']);
  });

  it('what cannot be read is told, and the rest is read', async () => {
    const broken = instead(new RegExp(TWO.digest), refuse(500, 'UNKNOWN'), memoryRegistry(content));
    const { image } = await pull(instead(/referrers\//, list(TWO, ONE), broken));
    const { texts, problems } = await attachedTo(image);
    assert.deepEqual(texts, ['{"one":1}']);
    assert.match(problems.join(), /^note: It could not be read: sha256:[0-9a-f]+: .* status 500/);
  });

  it('content that is not what its digest says is not taken', async () => {
    const blob = sha256('{"one":1}');
    const { image } = await pull(
      instead(
        new RegExp(`blobs/${blob}`),
        answer(200, {}, '{"one":2}'),
        instead(/referrers\//, list(ONE), memoryRegistry(content)),
      ),
    );
    const { texts, problems } = await attachedTo(image);
    assert.deepEqual(texts, []);
    assert.match(problems.join(), /was damaged or changed/);
  });

  it('is limited in number and size', async () => {
    const many = Array.from({ length: 105 }, (_, i) => vex(`{"n":${i}}`));
    const large = vex(`{"x":"${'x'.repeat(4 * 1024 * 1024)}"}`);
    const stored = withArtifacts(content, [...many, large]);
    const { image } = await pull(instead(/referrers\//, list(large, ...many), memoryRegistry(stored)));
    const { texts, problems } = await attachedTo(image);
    assert.equal(texts.length, 99);
    assert.equal(problems.length, 2);
    assert.match(problems[0]!, /Of 106 attachments 100 are looked at/);
    assert.match(problems[1]!, /is too large, or one too many/);
  });
});

describe('attachments in a real registry', { skip: registryMissing() ?? false }, () => {
  it('under the tags that clients use where there is no API', async () => {
    const registry: RegistryServer = await startRegistry();
    const client = createClient();
    try {
      await registry.push(IMAGE, 'team/app', '1');
      for (const artifact of [ONE, ATT]) {
        for (const [digest, bytes] of artifact.blobs)
          if (digest !== artifact.digest) await registry.putBlob('team/app', bytes);
        await registry.putManifest('team/app', artifact.digest, artifact.manifest, artifact.mediaType);
      }
      const tag = referrersTag(IMAGE.manifestDigest);
      await registry.putManifest('team/app', tag, referrersList([ONE.descriptor]), INDEX_TYPE);
      await registry.putManifest('team/app', `${tag}.att`, ATT.manifest, ATT.mediaType);
      const image = await client.open(`${registry.host}/team/app:1`);
      assert.deepEqual(await attachedTo(image).then(({ texts, problems }) => [texts, problems]), [
        ['{"dsse":1}', '{"one":1}'],
        [],
      ]);
    } finally {
      await client.close();
      await registry.stop();
    }
  });
});

describe('attachments in an OCI layout', () => {
  inFolder();

  /** index.json with more descriptors. */
  function layoutWith(
    artifacts: readonly BuiltArtifact[],
    extra: readonly object[],
  ): Map<string, Uint8Array> {
    const files = new Map(ociLayoutFiles([IMAGE]));
    const index = JSON.parse(Buffer.from(files.get('index.json')!).toString()) as { manifests: object[] };
    files.set(
      'index.json',
      Buffer.from(JSON.stringify({ ...index, manifests: [...index.manifests, ...extra] })),
    );
    for (const { blobs } of artifacts)
      for (const [digest, bytes] of blobs) files.set(`blobs/${digest.replace(':', '/')}`, bytes);
    return files;
  }

  const named = (descriptor: object, name: string): object => ({
    ...descriptor,
    annotations: { 'org.opencontainers.image.ref.name': name },
  });

  it('as artifacts beside the image, in a folder and in a tar', async () => {
    const files = layoutWith([ONE, ELSEWHERE], [ONE.descriptor, ELSEWHERE.descriptor]);
    for (const path of [unpack('layout', files), write('layout.tar', tarOf(files))]) {
      const image = await open(path);
      await image.close();
      assert.deepEqual(await attachedTo(image), {
        texts: ['{"one":1}'],
        subjects: [IMAGE.manifestDigest],
        problems: [],
      });
    }
  });

  it('under the tags of lists and attestations', async () => {
    const tag = referrersTag(IMAGE.manifestDigest);
    const list = referrersList([ONE.descriptor]);
    const listDescriptor = { mediaType: INDEX_TYPE, digest: sha256(list), size: list.length };
    const files = layoutWith([ONE, ATT], [named(listDescriptor, tag), named(ATT.descriptor, `${tag}.att`)]);
    files.set(`blobs/${sha256(list).replace(':', '/')}`, list);
    assert.deepEqual((await attachedTo(await open(unpack('layout', files)))).texts, [
      '{"dsse":1}',
      '{"one":1}',
    ]);
  });

  it('as cosign saves them', async () => {
    const files = layoutWith(
      [ATT],
      [{ ...ATT.descriptor, annotations: { kind: 'dev.cosignproject.cosign/atts' } }],
    );
    assert.deepEqual((await attachedTo(await open(unpack('layout', files)))).texts, ['{"dsse":1}']);
  });

  it("BuildKit's, in the image's index", async () => {
    const built = buildIndex([IMAGE], [buildkitDescriptor(IMAGE)]);
    const files = new Map(ociIndexLayoutFiles(built, '1'));
    for (const [digest, bytes] of BUILDKIT.blobs) files.set(`blobs/${digest.replace(':', '/')}`, bytes);
    assert.deepEqual((await attachedTo(await open(unpack('layout', files)))).texts, ['{"in-toto":1}']);
  });

  it('what is listed and not there is told', async () => {
    const { texts, problems } = await attachedTo(
      await open(unpack('layout', layoutWith([], [ONE.descriptor]))),
    );
    assert.deepEqual(texts, []);
    assert.match(problems.join(), /^note: It could not be read: .*is missing/);
  });
});
