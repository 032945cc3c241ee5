/** Every form in which an image can lie on a disk. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  type BuiltImage,
  buildImage,
  buildIndex,
  dockerArchiveFiles,
  ociIndexLayoutFiles,
  ociLayoutFiles,
  tarOf,
} from '../../../test/image-builder.ts';
import {
  APP,
  ARM,
  type Asked,
  assertIs,
  BARE,
  BLOBS,
  blob,
  edit,
  type Files,
  folder,
  inFolder,
  LAYOUT,
  LEGACY,
  OTHER,
  open,
  readLayer,
  SPEC,
  temp,
  unpack,
  write,
} from '../../../test/stored-images.ts';
import { dir, file, hardlink, layer, symlink } from '../../../test/tar-builder.ts';
import { PlimsollError } from '../../base/errors.ts';
import { parsePlatform } from '../../model/platform.ts';

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

describe('a platform of an index whose config has no variant', () => {
  inFolder();
  it('is taken', async () => {
    const v6 = buildImage({ ...SPEC, platform: parsePlatform('linux/arm/v6')!, configRoot: { variant: '' } });
    const index = buildIndex([v6, APP]);
    const path = write('a.tar', tarOf(ociIndexLayoutFiles(index, '1')));
    assert.equal((await open(path, { platform: 'linux/arm/v6' })).info.id, v6.configDigest);
  });
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
