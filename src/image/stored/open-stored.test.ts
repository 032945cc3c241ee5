/** Every form in which an image can lie on a disk, and every way in which it can be unusable. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  type BuiltImage,
  buildImage,
  buildIndex,
  dockerArchiveFiles,
  type ImageSpec,
  ociIndexLayoutFiles,
  ociLayoutFiles,
  tarOf,
  writeFolder,
} from '../../../test/image-builder.ts';
import { dir, file, hardlink, layer, symlink } from '../../../test/tar-builder.ts';
import { PlimsollError } from '../../base/errors.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { type Digest, sha256 } from '../../model/digest.ts';
import { parsePlatform } from '../../model/platform.ts';
import type { LayerBytes, OpenImage } from '../source.ts';
import { type Opening, openStored } from './open-stored.ts';

type Files = ReadonlyMap<string, Uint8Array>;

const SPEC: ImageSpec = {
  layers: [
    { entries: [file('etc/one', '1')], createdBy: 'COPY one' },
    { entries: [file('etc/two', '2')], createdBy: 'RUN two', compression: 'none' },
  ],
  tags: ['example.test/app:1'],
};
const APP = buildImage(SPEC);
const OTHER = buildImage({
  ...SPEC,
  layers: [{ entries: [file('x', 'x')] }],
  tags: ['example.test/other:2'],
});
const ARM = buildImage({
  ...SPEC,
  layers: [{ entries: [file('arm', '')] }],
  platform: parsePlatform('linux/arm64/v8')!,
});
const BARE = buildImage({ ...SPEC, tags: [] });

let folder = '';

interface Asked {
  readonly form?: Opening['form'];
  readonly image?: string;
  readonly platform?: string;
  readonly stdin?: AsyncIterable<Uint8Array> & { isTTY?: boolean };
  readonly signal?: AbortSignal;
}

function open(reference: string, asked: Asked = {}): Promise<OpenImage> {
  return openStored({
    request: {
      reference,
      platform: parsePlatform(asked.platform ?? ''),
      host: { os: 'linux', architecture: 'amd64', variant: '' },
      imageName: asked.image ?? '',
      signal: asked.signal ?? new AbortController().signal,
    },
    settings: { tempFolder: temp(), stdin: asked.stdin ?? Readable.from([]), limits: DEFAULT_LIMITS },
    form: asked.form ?? 'any',
    source: null,
  });
}

function temp(): string {
  return join(folder, 'temp');
}

function write(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

function unpack(name: string, files: Files): string {
  mkdirSync(join(folder, name));
  writeFolder(join(folder, name), files);
  return join(folder, name);
}

/** Hooks of one `describe`: at the root of a file they would run for all files. */
function inFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
    mkdirSync(temp());
  });
  afterEach(() => rmSync(folder, { recursive: true }));
}

function readLayer(bytes: LayerBytes): Buffer {
  assert.ok(bytes.kind === 'file', bytes.kind);
  return readFileSync(bytes.path).subarray(bytes.offsetBytes, bytes.offsetBytes + bytes.sizeBytes);
}

/** Holds an opened image to the one that was built. */
function assertIs(opened: OpenImage, built: BuiltImage): void {
  assert.equal(opened.info.id, built.configDigest);
  assert.deepEqual(opened.info.platform, built.platform);
  assert.deepEqual(opened.problems, []);
  assert.deepEqual(
    opened.layers.map(({ diffId }) => diffId),
    built.diffIds,
  );
  assert.deepEqual(
    opened.info.layers,
    opened.layers.map(({ info }) => info),
  );
  for (const [index, { bytes, digest, info }] of opened.layers.entries()) {
    const expected = built.layers[index]!;
    assert.equal(sha256(readLayer(bytes)), expected.digest);
    assert.equal(info.createdBy, expected.createdBy);
    assert.equal(info.sizeBytes, expected.stored.length);
    assert.ok(digest === null || digest === expected.digest);
  }
}

function edit(
  files: Files,
  changes: Readonly<Record<string, Uint8Array | string | null>>,
): Map<string, Uint8Array> {
  const edited = new Map(files);
  for (const [name, content] of Object.entries(changes)) {
    if (content === null) edited.delete(name);
    else edited.set(name, Buffer.from(content));
  }
  return edited;
}

const blob = (digest: Digest): string => `blobs/sha256/${digest.slice(7)}`;
const LEGACY = dockerArchiveFiles([APP]);
const BLOBS = dockerArchiveFiles([APP], 'blobs');
const LAYOUT = ociLayoutFiles([APP]);

describe('forms of stored images', () => {
  inFolder();

  const forms: readonly (readonly [name: string, files: Files, source: string, manifest: boolean])[] = [
    ['docker save before 25', LEGACY, 'docker-archive', false],
    ['docker save since 25', BLOBS, 'docker-archive', true],
    ['an OCI layout', LAYOUT, 'oci-layout', true],
    ['an OCI layout with an index', ociIndexLayoutFiles(buildIndex([APP, ARM]), '1'), 'oci-layout', true],
    [
      'Docker media types in a layout',
      ociLayoutFiles([buildImage({ ...SPEC, mediaTypes: 'docker' })]),
      'oci-layout',
      true,
    ],
  ];
  for (const [name, files, source, hasManifest] of forms) {
    const built = name.includes('Docker media') ? buildImage({ ...SPEC, mediaTypes: 'docker' }) : APP;
    const check = async (reference: string, asked: Asked = {}): Promise<void> => {
      const opened = await open(reference, asked);
      assertIs(opened, built);
      assert.equal(opened.info.source, source);
      assert.equal(opened.info.manifestDigest, hasManifest ? built.manifestDigest : null);
      assert.equal(opened.layers[0]!.digest, hasManifest ? built.layers[0]!.digest : null);
      await opened.close();
      await opened.close();
      assert.deepEqual(readdirSync(temp()), []);
    };
    it(`${name}, as a tar`, () => check(write('a.tar', tarOf(files))));
    it(`${name}, as a folder`, () => check(unpack('a', files)));
    it(`${name}, in gzip`, () => check(write('a', gzipSync(tarOf(files)))));
    it(`${name}, in zstd`, () => check(write('a', zstdCompressSync(tarOf(files)))));
    it(`${name}, from standard input`, () => check('-', { stdin: Readable.from([tarOf(files)]) }));
    it(`${name}, from standard input byte by byte, in gzip`, () => {
      const bytes = gzipSync(tarOf(files));
      return check('-', {
        stdin: Readable.from([...bytes.subarray(0, 9)].map((b) => Buffer.of(b)).concat(bytes.subarray(9))),
      });
    });
  }

  it('a spooled archive is private to its owner', async () => {
    const opened = await open('-', { stdin: Readable.from([tarOf(LAYOUT)]) });
    const [spooled] = readdirSync(temp());
    assert.equal(statSync(join(temp(), spooled!)).mode & 0o777, 0o700);
    assert.equal(statSync(join(temp(), spooled!, 'archive.tar')).mode & 0o777, 0o600);
    await opened.close();
  });

  it('docker save with equal layers linked', async () => {
    const [first, second] = APP.layers;
    const tar = layer([
      file('./aaa/layer.tar', first!.stored),
      dir('bbb'),
      file('ccc/layer.tar', second!.stored),
      symlink('bbb/layer.tar', '../ccc/layer.tar'),
      hardlink('ddd/layer.tar', 'aaa/layer.tar'),
      file('config.json', APP.config),
      file(
        'manifest.json',
        JSON.stringify([
          { Config: 'config.json', RepoTags: ['a:1'], Layers: ['ddd/layer.tar', 'bbb/layer.tar'] },
        ]),
      ),
    ]);
    assertIs(await open(write('a.tar', tar)), APP);
  });

  it('kaniko: config named by its digest, layers with .tar.gz', async () => {
    const tar = layer([
      file(APP.configDigest, APP.config),
      ...APP.layers.map(({ digest, stored }) => file(`${digest.slice(7)}.tar.gz`, stored)),
      file(
        'manifest.json',
        JSON.stringify([
          {
            Config: APP.configDigest,
            RepoTags: ['a:1'],
            Layers: APP.layers.map(({ digest }) => `${digest.slice(7)}.tar.gz`),
          },
        ]),
      ),
    ]);
    assertIs(await open(write('a.tar', tar)), APP);
  });

  it('podman save --format docker-dir', async () => {
    const files = new Map<string, Uint8Array>([
      ['version', Buffer.from('Directory Transport Version: 1.1\n')],
      ['manifest.json', APP.manifest],
      ...[...APP.blobs].map(([digest, bytes]): [string, Uint8Array] => [digest.slice(7), bytes]),
    ]);
    const opened = await open(unpack('a', files));
    assertIs(opened, APP);
    assert.equal(opened.info.manifestDigest, APP.manifestDigest);
  });

  it('a layout whose blobs are links, as build tools make them', async () => {
    const real = unpack('real', LAYOUT);
    mkdirSync(join(folder, 'linked'));
    for (const name of ['blobs', 'index.json']) symlinkSync(join(real, name), join(folder, 'linked', name));
    assertIs(await open(join(folder, 'linked')), APP);
  });

  it('names longer than a header holds', async () => {
    const long = `${'x'.repeat(90)}/${'y'.repeat(90)}`;
    const one = buildImage({ layers: [{ entries: [file('a', 'a')] }] });
    for (const format of ['pax', 'gnu', 'ustar'] as const) {
      const manifest = [{ Config: 'c.json', RepoTags: null, Layers: [`${long}/layer.tar`] }];
      const entries = [
        file(`${long}/layer.tar`, one.layers[0]!.stored),
        file('c.json', one.config),
        file('manifest.json', JSON.stringify(manifest)),
      ];
      assertIs(await open(write('a.tar', layer(entries, { format }))), one);
    }
  });

  it('an archive without its end mark', async () => {
    assertIs(
      await open(
        write(
          'a.tar',
          layer(
            [...LAYOUT].map(([name, data]) => file(name, data)),
            { endBlocks: 0 },
          ),
        ),
      ),
      APP,
    );
  });

  it('an image without layers', async () => {
    const empty = buildImage({ layers: [] });
    assertIs(await open(write('a.tar', tarOf(ociLayoutFiles([empty])))), empty);
  });

  it('history that does not fit the layers', async () => {
    const odd = buildImage({ ...SPEC, configRoot: { history: [{ created_by: 'one' }] } });
    const opened = await open(write('a.tar', tarOf(ociLayoutFiles([odd]))));
    assert.deepEqual(
      opened.info.layers.map(({ createdBy }) => createdBy),
      ['', ''],
    );
  });

  it('a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writing = import('node:fs/promises').then(({ writeFile }) => writeFile(pipe, tarOf(LAYOUT)));
    const opened = await open(pipe);
    await writing;
    assertIs(opened, APP);
    await opened.close();
  });
});

describe('what an opened image says', () => {
  inFolder();

  it('names, index, annotations', async () => {
    const annotated = buildImage({ ...SPEC, annotations: { of: 'manifest' } });
    const index = buildIndex([annotated, ARM]);
    const opened = await open(write('a.tar', tarOf(ociIndexLayoutFiles(index, 'example.test/app:1'))));
    assert.deepEqual(opened.info.names, ['example.test/app:1']);
    assert.equal(opened.info.indexDigest, index.indexDigest);
    assert.equal(opened.info.annotations['of'], 'manifest');
  });

  it('names of docker save', async () => {
    const two = buildImage({ ...SPEC, tags: ['example.test/app:1', 'example.test/app:latest'] });
    for (const form of ['legacy', 'blobs'] as const) {
      const opened = await open(write('a.tar', tarOf(dockerArchiveFiles([two], form))));
      assert.deepEqual(opened.info.names, two.tags);
    }
  });

  it('names of one image in a layout are merged', async () => {
    const two = buildImage({ ...SPEC, tags: ['example.test/app:1', 'example.test/app:latest'] });
    assert.deepEqual((await open(write('a.tar', tarOf(ociLayoutFiles([two]))))).info.names, two.tags);
  });
});

describe('several images', () => {
  inFolder();

  const both = [APP, OTHER, BARE] as const;
  const choices: readonly (readonly [image: string, expected: BuiltImage | string])[] = [
    ['', 'several-images'],
    ['example.test/app:1', APP],
    ['example.test/other', OTHER],
    ['example.test/other:2', OTHER],
    ['1', APP],
    ['2', OTHER],
    ['example.test/', 'ambiguous-image'],
    ['nothing', 'no-such-image'],
    ['sha256:', 'no-such-image'],
  ];
  for (const [image, expected] of choices) {
    const check = async (reference: string): Promise<void> => {
      if (typeof expected !== 'string') return assertIs(await open(reference, { image }), expected);
      await assert.rejects(open(reference, { image }), (error: unknown) => {
        assert.ok(error instanceof PlimsollError);
        assert.equal(error.code, expected);
        assert.match(error.message, /example\.test\/app:1/);
        assert.match(error.wayOut, /--image/);
        return true;
      });
    };
    it(`--image '${image}' of docker save: ${typeof expected === 'string' ? expected : expected.tags}`, () =>
      check(write('a.tar', tarOf(dockerArchiveFiles([APP, OTHER])))));
    it(`--image '${image}' of a layout: ${typeof expected === 'string' ? expected : expected.tags}`, () =>
      check(write('a.tar', tarOf(ociLayoutFiles([APP, OTHER])))));
  }

  it('one without a name is chosen by its digest', async () => {
    const noName = buildImage({ ...SPEC, tags: [], config: { User: 'x' } });
    const saved = write('a.tar', tarOf(dockerArchiveFiles([APP, noName])));
    for (const image of [
      noName.configDigest,
      noName.configDigest.slice(0, 20),
      noName.configDigest.slice(7, 19),
    ]) {
      assertIs(await open(saved, { image }), noName);
    }
    await assert.rejects(open(saved), { message: /no name/ });
  });

  it('images that are the same one under two names count once', async () => {
    const opened = await open(write('a.tar', tarOf(dockerArchiveFiles([both[0], both[2]]))));
    assertIs(opened, APP);
  });
});

describe('platforms', () => {
  inFolder();
  const attestation = buildImage({
    ...SPEC,
    platform: { os: 'unknown', architecture: 'unknown', variant: '' },
  });
  const indexed = ociIndexLayoutFiles(buildIndex([APP, ARM]), '1');
  const rows: readonly (readonly [
    name: string,
    files: Files,
    platform: string,
    expected: BuiltImage | string,
  ])[] = [
    ['of several the host', indexed, '', APP],
    ['what is asked for', indexed, 'linux/arm64', ARM],
    ['what is not there', indexed, 'linux/s390x', 'wrong-platform'],
    ['the only one, whatever the host', ociLayoutFiles([ARM]), '', ARM],
    ['the only one beside an attestation', ociIndexLayoutFiles(buildIndex([ARM, attestation]), '1'), '', ARM],
    [
      'platforms that stand in index.json itself',
      ociLayoutFiles([
        buildImage({ ...SPEC, tags: [] }),
        buildImage({ ...SPEC, tags: [], layers: [{ entries: [file('arm', '')] }], platform: ARM.platform }),
      ]),
      'linux/arm64',
      ARM,
    ],
    ['not the one of a single image', LEGACY, 'linux/arm64', 'wrong-platform'],
    ['the one of a single image', LEGACY, 'linux/amd64', APP],
    ['asked for in docker save with a layout', BLOBS, 'linux/amd64', APP],
    [
      'one that the layout lacks',
      edit(indexed, { [blob(ARM.manifestDigest)]: null }),
      'linux/arm64',
      'wrong-platform',
    ],
    ['the one that is there of two', edit(indexed, { [blob(APP.manifestDigest)]: null }), '', ARM],
  ];
  for (const [name, files, platform, expected] of rows) {
    it(name, async () => {
      const reference = write('a.tar', tarOf(files));
      if (typeof expected !== 'string') return assertIs(await open(reference, { platform }), expected);
      await assert.rejects(open(reference, { platform }), { code: expected, where: reference });
    });
  }
});

describe('layers that cannot be looked into', () => {
  inFolder();
  const types = {
    'encrypted-layer': 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted',
    'foreign-layer': 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
    'unknown-layer-type': 'application/vnd.example',
  };
  for (const [code, mediaType] of Object.entries(types)) {
    it(code, async () => {
      const image = buildImage({ layers: [{ entries: [file('a')] }, { entries: [file('b')], mediaType }] });
      const files = edit(ociLayoutFiles([image]), { [blob(image.layers[1]!.digest)]: null });
      const opened = await open(write('a.tar', tarOf(files)));
      assert.deepEqual(
        opened.problems.map((p) => [p.code, p.effect, p.layerIndex]),
        [[code, 'incomplete', 1]],
      );
      assert.deepEqual(
        opened.layers.map(({ bytes }) => bytes.kind),
        ['file', 'unreadable'],
      );
    });
  }
  it('a foreign layer that is there', async () => {
    const image = buildImage({ layers: [{ entries: [file('a')], mediaType: types['foreign-layer'] }] });
    assertIs(await open(write('a.tar', tarOf(ociLayoutFiles([image])))), image);
  });
});

describe('unusable input', () => {
  inFolder();

  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const legacyConfig = `${APP.configDigest.slice(7)}.json`;
  const layerName = `${APP.layers[0]!.digest.slice(7)}/layer.tar`;
  const oneLess = buildImage({
    ...SPEC,
    configRoot: { rootfs: { type: 'layers', diff_ids: [APP.diffIds[0]] } },
  });
  const windows = buildImage({ ...SPEC, platform: parsePlatform('windows/amd64')! });
  const helm = buildImage({
    ...SPEC,
    manifestRoot: {
      config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: APP.configDigest, size: 2 },
    },
  });
  const indexWith = (manifests: unknown): Map<string, Uint8Array> =>
    edit(LAYOUT, { 'index.json': json({ manifests }) });

  const rows: readonly (readonly [
    name: string,
    files: Files,
    code: string,
    message: RegExp,
    form?: Opening['form'],
  ])[] = [
    [
      'neither form',
      new Map([['hello', Buffer.from('x')]]),
      'no-manifest',
      /neither manifest\.json .* nor index\.json/,
    ],
    ['forced to the other form', LAYOUT, 'no-manifest', /no manifest\.json/, 'docker-archive'],
    ['forced to the other form again', LEGACY, 'no-manifest', /no index\.json/, 'oci-layout'],
    [
      'manifest.json that is no JSON',
      edit(LEGACY, { 'manifest.json': '[{' }),
      'damaged-manifest',
      /not valid JSON/,
    ],
    [
      'manifest.json that is text',
      edit(LEGACY, { 'manifest.json': '"x"' }),
      'damaged-manifest',
      /not a list/,
    ],
    [
      'manifest.json with text in it',
      edit(LEGACY, { 'manifest.json': '["x"]' }),
      'damaged-manifest',
      /\[0\]/,
    ],
    [
      'manifest.json without a config',
      edit(LEGACY, { 'manifest.json': '[{"Layers":[]}]' }),
      'damaged-manifest',
      /without a config/,
    ],
    ['manifest.json with nothing in it', edit(LEGACY, { 'manifest.json': '[]' }), 'no-image', /no image/],
    [
      'a manifest.json of 17 MiB',
      edit(LEGACY, { 'manifest.json': Buffer.alloc(17 * 1024 * 1024) }),
      'document-too-large',
      /manifest\.json/,
    ],
    ['no config', edit(LEGACY, { [legacyConfig]: null }), 'missing-blob', /\.json/],
    [
      'a config outside of the archive',
      edit(LEGACY, { 'manifest.json': '[{"Config":"../../etc/passwd","Layers":[]}]' }),
      'missing-blob',
      /passwd/,
    ],
    [
      'a config that was changed',
      edit(LEGACY, { [legacyConfig]: `${APP.config} ` }),
      'digest-mismatch',
      /hashes to/,
    ],
    [
      'a config that is no JSON',
      edit(LEGACY, { 'c.json': 'x', 'manifest.json': '[{"Config":"c.json","Layers":[]}]' }),
      'damaged-config',
      /not valid JSON/,
    ],
    ['no layer', edit(LEGACY, { [layerName]: null }), 'missing-blob', /layer\.tar/],
    [
      'fewer layers than diff ids',
      edit(LEGACY, { 'manifest.json': json([{ Config: legacyConfig, Layers: [layerName] }]) }),
      'layer-count',
      /lists 1 layers, the config 2/,
    ],
    ['a Windows image', dockerArchiveFiles([windows]), 'windows-image', /Windows/],
    ['index.json that is no JSON', edit(LAYOUT, { 'index.json': '{' }), 'damaged-manifest', /not valid JSON/],
    [
      'index.json that is a manifest',
      edit(LAYOUT, { 'index.json': APP.manifest }),
      'damaged-manifest',
      /not an image index/,
    ],
    ['an empty index', indexWith([]), 'empty-index', /no image/],
    ['no manifest', edit(LAYOUT, { [blob(APP.manifestDigest)]: null }), 'missing-blob', /blobs\/sha256/],
    [
      'a manifest that was changed',
      edit(LAYOUT, { [blob(APP.manifestDigest)]: '{}' }),
      'digest-mismatch',
      /hashes to/,
    ],
    [
      'a layout without its config',
      edit(LAYOUT, { [blob(APP.configDigest)]: null }),
      'missing-blob',
      /blobs\/sha256/,
    ],
    [
      'a layout with a changed config',
      edit(LAYOUT, { [blob(APP.configDigest)]: '{}' }),
      'digest-mismatch',
      /hashes to/,
    ],
    [
      'a layout without a layer',
      edit(LAYOUT, { [blob(APP.layers[1]!.digest)]: null }),
      'missing-blob',
      /blobs\/sha256/,
    ],
    ['a layout with fewer diff ids', ociLayoutFiles([oneLess]), 'layer-count', /2 layers, the config 1/],
    ['a Windows image in a layout', ociLayoutFiles([windows]), 'windows-image', /Windows/],
    ['a Helm chart', ociLayoutFiles([helm]), 'not-a-container-image', /Helm chart/],
    ['Docker schema 1', schema1Layout(), 'schema-1', /schema 1/],
    ['an index in itself, many times', nestedLayout(12), 'damaged-manifest', /nested/],
  ];
  for (const [name, files, code, message, form] of rows) {
    const expected = (error: unknown): true => {
      assert.ok(error instanceof PlimsollError, String(error));
      assert.deepEqual([error.code, error.exitCode >= 3], [code, true], error.message);
      assert.match(error.message, message);
      assert.ok(error.where.includes(folder), error.where);
      assert.notEqual(error.wayOut, '');
      assert.deepEqual(readdirSync(temp()), []);
      return true;
    };
    const asked: Asked = form === undefined ? {} : { form };
    it(`${name}, as a tar: ${code}`, () =>
      assert.rejects(open(write('a.tar', tarOf(files)), asked), expected));
    it(`${name}, in gzip: ${code}`, () =>
      assert.rejects(open(write('a.tgz', gzipSync(tarOf(files), { level: 1 })), asked), expected));
    it(`${name}, as a folder: ${code}`, () => assert.rejects(open(unpack('a', files), asked), expected));
  }

  const tar = tarOf(LAYOUT);
  const flip = (at: number): Buffer => {
    const bytes = Buffer.from(tar);
    bytes[at]! ^= 0x55;
    return bytes;
  };
  const archives: readonly (readonly [name: string, bytes: Uint8Array, code: string, message: RegExp])[] = [
    ['an empty file', Buffer.alloc(0), 'empty-input', /empty/],
    ['text', Buffer.from('hello, this is no archive'), 'not-an-archive', /not a tar/],
    ['long text', Buffer.alloc(4000, 'hello'), 'not-an-archive', /not a tar/],
    ['xz', Buffer.from('fd377a585a000000', 'hex'), 'unknown-compression', /xz/],
    ['bzip2', Buffer.from('BZh91AY'), 'unknown-compression', /bzip2/],
    ['ZIP', Buffer.from('PK\x03\x04....'), 'unknown-compression', /ZIP/],
    ['a tar of nothing', Buffer.alloc(10240), 'no-manifest', /neither/],
    ['a tar that ends in content', tar.subarray(0, tar.length - 1024 - 600), 'truncated-archive', /cut off/],
    ['a tar that ends in a header', tar.subarray(0, 700), 'truncated-archive', /cut off/],
    ['a tar that ends between members', tar.subarray(0, 1024), 'truncated-archive', /no end mark/],
    ['a damaged header', flip(512 + 5), 'damaged-archive', /byte 512/],
    ['a cut gzip', gzipSync(tar).subarray(0, 400), 'truncated-archive', /cut off/],
    ['a cut zstd', zstdCompressSync(tar).subarray(0, 400), 'truncated-archive', /cut off/],
    ['a damaged gzip', damage(gzipSync(tar)), 'damaged-archive', /decompressed/],
    ['a damaged zstd', damage(zstdCompressSync(tar)), 'damaged-archive', /decompressed/],
    ['gzip of text', gzipSync('hello'), 'not-an-archive', /not a tar/],
    ['gzip of nothing', gzipSync(''), 'empty-input', /empty/],
    [
      'a size that is no number',
      layer([file('a', 'a', { patch: (h) => patchSize(h, 'zzz') })]),
      'damaged-archive',
      /size/,
    ],
  ];
  for (const [name, bytes, code, message] of archives) {
    it(`${name}: ${code}`, async () => {
      const path = write('a.tar', bytes);
      await assert.rejects(open(path), { name: 'InputError', code, message, where: path });
      await assert.rejects(open('-', { stdin: Readable.from([bytes]) }), {
        name: 'InputError',
        code,
        message,
        where: 'standard input',
      });
      assert.deepEqual(readdirSync(temp()), []);
    });
  }

  it('a file that is not there', async () => {
    await assert.rejects(open(join(folder, 'none.tar')), {
      code: 'not-found',
      where: join(folder, 'none.tar'),
    });
    await assert.rejects(open('none-such.tar'), { code: 'not-found', wayOut: /registry:none-such\.tar/ });
  });

  it('a file without permission', async (t) => {
    if (process.getuid?.() === 0) return t.skip('root may read every file');
    const path = write('a.tar', tarOf(LAYOUT));
    chmodSync(path, 0);
    await assert.rejects(open(path), { code: 'no-permission', where: path });
  });

  it('a terminal as standard input', async () => {
    const stdin = Object.assign(Readable.from([]), { isTTY: true });
    await assert.rejects(open('-', { stdin }), { code: 'empty-input', wayOut: /docker save/ });
  });

  it('a stream that fails', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield tar.subarray(0, 2000);
      throw new Error('gone');
    }
    await assert.rejects(open('-', { stdin: failing() }), { message: 'gone' });
    assert.deepEqual(readdirSync(temp()), []);
  });

  it('a wait for the first byte that is called off', async () => {
    const controller = new AbortController();
    const opening = open('-', { stdin: new Readable({ read() {} }), signal: controller.signal });
    setImmediate(() => controller.abort());
    await assert.rejects(opening, { name: 'AbortError' });
    assert.deepEqual(readdirSync(temp()), []);
  });

  it('a temporary folder that is not there', async () => {
    rmSync(temp(), { recursive: true });
    await assert.rejects(open('-', { stdin: Readable.from([tar]) }), {
      code: 'temp-folder',
      where: temp(),
      wayOut: /TMPDIR/,
    });
  });

  it('a file cut to any length is refused, or is the whole image', async () => {
    const path = write('a.tar', tar);
    const end = tar.length - 1024;
    for (let length = tar.length - 1; length > 0; length -= 397) {
      truncateSync(path, length);
      if (length >= end) assertIs(await open(path), APP);
      else await assert.rejects(open(path), { name: 'InputError' });
    }
  });

  function schema1Layout(): Files {
    const old = json({ schemaVersion: 1, name: 'x', fsLayers: [] });
    const digest = sha256(old);
    return edit(indexWith([{ mediaType: '', digest, size: old.length }]), { [blob(digest)]: old });
  }

  function nestedLayout(depth: number): Files {
    const files: Record<string, Uint8Array> = {};
    let inner: Buffer = json({ manifests: [{ digest: APP.manifestDigest, size: 1 }] });
    for (let i = 0; i < depth; i++) {
      const digest = sha256(inner);
      files[blob(digest)] = inner;
      inner = json({ manifests: [{ digest, size: inner.length }] });
    }
    return edit(LAYOUT, { ...files, 'index.json': inner });
  }

  function damage(bytes: Buffer): Buffer {
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 60, 120);
    return damaged;
  }

  function patchSize(header: Buffer, text: string): void {
    header.write(text.padEnd(12, '\0'), 124, 'latin1');
    header.fill(0x20, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
});

describe('an image that other tools made', () => {
  inFolder();

  it('skopeo copies our layout to every form', async (t) => {
    if (!hasTool('skopeo')) {
      assert.equal(process.env['CI'], undefined, 'skopeo must be there in CI');
      return t.skip('skopeo is not installed');
    }
    const layout = unpack('layout', LAYOUT);
    for (const form of ['docker-archive', 'oci-archive', 'oci', 'dir']) {
      const target = join(folder, form);
      execFileSync('skopeo', [
        'copy',
        '-q',
        `oci:${layout}:1`,
        form === 'dir' ? `dir:${target}` : `${form}:${target}:example.test/app:1`,
      ]);
      const opened = await open(target);
      assert.deepEqual(
        opened.layers.map(({ diffId }) => diffId),
        APP.diffIds,
      );
      assert.ok(opened.layers.every(({ bytes }) => readLayer(bytes).length > 0));
    }
  });

  function hasTool(name: string): boolean {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }
});
