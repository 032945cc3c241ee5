/** Archives, layouts and folders that cannot be scanned. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { sha256 } from '../../src/model/digest.ts';
import {
  type BuiltImage,
  buildImage,
  dockerArchiveFiles,
  type ImageSpec,
  ociLayoutFiles,
  tarOf,
  writeFolder,
} from '../image-builder.ts';
import { edit, type Files } from '../stored-images.ts';
import { file, layer } from '../tar-builder.ts';
import { ARTIFACTS } from './artifacts.ts';
import { archiveOf, imageOf, npmPackage, putArchive, putFlaws, SMALL } from './images.ts';
import { here, onOwnMachine, put, run } from './plimsoll.ts';
import { assertRefused, furnish, type Refusal } from './refused.ts';

const IMAGE = buildImage(SMALL);
const LEGACY = dockerArchiveFiles([IMAGE]);
const LAYOUT = ociLayoutFiles([IMAGE]);
const WINDOWS: ImageSpec = {
  ...imageOf([file('Files/Windows/System32/kernel32.dll', 'MZ')]),
  platform: { os: 'windows', architecture: 'amd64', variant: '' },
};

function changed(
  files: Files,
  path: (name: string) => boolean,
  change: (bytes: Uint8Array) => Uint8Array,
): Files {
  return new Map([...files].map(([name, bytes]) => [name, path(name) ? change(bytes) : bytes]));
}

const flip = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, i) => (i === bytes.length - 20 ? byte ^ 1 : byte));
const blobOf =
  (digest: string) =>
  (name: string): boolean =>
    name.includes(digest.slice(7));
const firstLayer = ({ layers }: BuiltImage): ((name: string) => boolean) => blobOf(layers[0]!.digest);

describe('bad input: words', () => {
  onOwnMachine();
  beforeEach(furnish);

  const bad = { exit: 5, code: 'bad-reference' } as const;
  const missing = { exit: 5, code: 'not-found', says: /no such file or folder/ } as const;
  const cases: readonly (readonly [string, Refusal])[] = [
    ['Debian:12', { ...bad, where: 'Debian:12', says: /capitals/ }],
    ['debian:12:13', { ...bad, where: 'debian:12:13', says: /not a valid tag/ }],
    ['https://debian', { ...bad, where: 'https://debian', says: /no scheme/ }],
    ['debian@sha256:abc', { ...bad, where: 'debian@sha256:abc', says: /not a valid digest/ }],
    ['localhost:99999/app', { ...bad, where: 'localhost:99999/app', says: /not a valid host/ }],
    ['./none', { ...missing, where: './none' }],
    ['none.tar', { ...missing, where: 'none.tar' }],
    ['rootfs:/none', { ...missing, where: '/none' }],
    ['oci-layout:none', { ...missing, where: 'none' }],
    ['docker:', { exit: 2, code: 'no-image', where: 'docker:', says: /not which one/ }],
    ['rootfs:package.json', { exit: 5, code: 'not-a-folder', where: 'package.json', says: /folder/ }],
  ];
  for (const [reference, refusal] of cases)
    it(reference, async () => void (await assertRefused(`scan ${reference}`, refusal)));

  it('an engine that does not run is told apart from a registry', async () => {
    const env = { DOCKER_HOST: 'unix:///none.sock', CONTAINER_HOST: 'unix:///none.sock' };
    for (const engine of ['docker', 'podman']) {
      const refusal = {
        exit: 5,
        code: 'engine-not-running',
        where: engine,
        says: /does not answer/,
      } as const;
      await assertRefused(`scan ${engine}:app:1`, refusal, { env });
    }
  });
});

describe('bad input: archives', () => {
  onOwnMachine();
  beforeEach(furnish);

  const cases: Readonly<Record<string, readonly [Uint8Array, Omit<Refusal, 'where'>]>> = {
    'no archive': [Buffer.from('hello'), { exit: 5, code: 'not-an-archive', says: /not a tar/ }],
    'nothing at all': [Buffer.alloc(0), { exit: 5, code: 'empty-input', says: /empty/ }],
    'a tar of other things': [
      layer([file('a')]),
      { exit: 5, code: 'no-manifest', says: /holds neither manifest\.json/ },
    ],
    'without manifest.json': [
      tarOf(edit(LEGACY, { 'manifest.json': null })),
      { exit: 5, code: 'no-manifest', says: /holds neither manifest\.json/ },
    ],
    'manifest.json that is no JSON': [
      tarOf(edit(LEGACY, { 'manifest.json': '[{' })),
      { exit: 5, code: 'damaged-manifest', says: /manifest\.json/ },
    ],
    'a config that is missing': [
      tarOf(
        changed(
          LEGACY,
          (name) => name === 'manifest.json',
          () => Buffer.from('[{"Config":"x.json","Layers":[]}]'),
        ),
      ),
      { exit: 5, code: 'missing-blob', says: /x\.json/ },
    ],
    'an archive in xz': [
      Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]),
      { exit: 5, code: 'unknown-compression', says: /xz/ },
    ],
    'a ZIP': [Buffer.from('PK\x03\x04 ...'), { exit: 5, code: 'unknown-compression', says: /ZIP/ }],
    'a changed config': [
      tarOf(changed(LEGACY, blobOf(IMAGE.configDigest), flip)),
      { exit: 5, code: 'digest-mismatch', says: /sha256/ },
    ],
    'a changed layer': [
      tarOf(changed(LEGACY, firstLayer(IMAGE), flip)),
      { exit: 5, code: 'digest-mismatch', says: /layer 0/ },
    ],
    'a changed layer of a layout': [
      tarOf(changed(LAYOUT, firstLayer(IMAGE), flip)),
      { exit: 5, code: 'digest-mismatch', says: /layer 0/ },
    ],
    'a changed manifest of a layout': [
      tarOf(
        changed(LAYOUT, blobOf(IMAGE.manifestDigest), (bytes) => Buffer.concat([bytes, Buffer.from(' ')])),
      ),
      { exit: 5, code: 'digest-mismatch', says: /sha256/ },
    ],
    'a layer that is missing': [
      tarOf(new Map([...LAYOUT].filter(([name]) => !firstLayer(IMAGE)(name)))),
      { exit: 5, code: 'missing-blob', says: /sha256/ },
    ],
    'a Windows image': [archiveOf(WINDOWS), { exit: 3, code: 'windows-image', says: /Windows/ }],
    'several images': [
      archiveOf(SMALL, WINDOWS),
      { exit: 5, code: 'several-images', says: /example\.test\/app:1, example\.test\/small:1/ },
    ],
  };
  for (const [title, [bytes, refusal]] of Object.entries(cases)) {
    it(title, async () => {
      put('app.tar', bytes);
      await assertRefused('scan $HERE/app.tar', { ...refusal, where: '$HERE/app.tar' });
      await assertRefused('scan -', { ...refusal, where: 'standard input' }, { stdin: bytes });
    });
  }

  it('a layout folder with a changed layer', async () => {
    writeFolder(join(here, 'layout'), changed(LAYOUT, firstLayer(IMAGE), flip));
    const refusal = {
      exit: 5,
      code: 'digest-mismatch',
      where: '$HERE/layout, layer 0',
      says: /expected sha256.*got sha256/,
    } as const;
    await assertRefused('scan $HERE/layout', refusal);
  });

  for (const [kind, artifact] of Object.entries(ARTIFACTS)) {
    it(`case 15: ${kind} in a layout`, async () => {
      put('app.tar', tarOf(ociLayoutFiles([artifact])));
      const refusal = {
        exit: 3,
        code: 'not-a-container-image',
        where: '$HERE/app.tar',
        says: new RegExp(kind),
      } as const;
      await assertRefused('scan $HERE/app.tar', refusal);
    });
  }

  it('case 16: Docker schema 1 in a layout', async () => {
    const old = Buffer.from(
      JSON.stringify({ schemaVersion: 1, name: 'old', tag: '1', fsLayers: [], history: [] }),
    );
    const digest = sha256(old);
    const index = JSON.stringify({
      schemaVersion: 2,
      manifests: [
        { mediaType: 'application/vnd.docker.distribution.manifest.v1+json', digest, size: old.length },
      ],
    });
    put(
      'app.tar',
      tarOf(edit(LAYOUT, { 'index.json': index, [`blobs/sha256/${digest.slice(7)}`]: old.toString() })),
    );
    await assertRefused('scan $HERE/app.tar', {
      exit: 3,
      code: 'schema-1',
      where: '$HERE/app.tar',
      says: /schema 1/,
    });
  });

  it('another platform than the one asked for', async () => {
    putArchive('app.tar', SMALL);
    const refusal = {
      exit: 5,
      code: 'wrong-platform',
      where: '$HERE/app.tar',
      says: /linux\/amd64, not for linux\/arm64/,
    } as const;
    await assertRefused('scan $HERE/app.tar --platform linux/arm64', refusal);
  });
});

describe('an archive with several images', () => {
  onOwnMachine();
  beforeEach(furnish);

  it('is scanned for the one that --image names', async () => {
    putArchive('app.tar', SMALL, imageOf([npmPackage('sail', '1.2.0')]));
    const found = async (name: string): Promise<number> => {
      const { stdout } = await run(`scan $HERE/app.tar --format json --image ${name}`);
      return JSON.parse(stdout).reports[0].findings.length;
    };
    assert.equal(await found('example.test/small:1'), 5);
    assert.equal(await found('example.test/app:1'), 1);
    const refusal = {
      exit: 5,
      code: 'no-such-image',
      where: '$HERE/app.tar',
      says: /example\.test\/app:1, example/,
    } as const;
    await assertRefused('scan $HERE/app.tar --image example.test/ap:1', refusal);
  });
});

describe('an archive that is cut off', () => {
  onOwnMachine();

  const whole = archiveOf(SMALL);
  const forms: Readonly<Record<string, Uint8Array>> = {
    'docker save': whole,
    gzip: gzipSync(whole),
    zstd: zstdCompressSync(whole),
    layout: tarOf(LAYOUT),
  };

  for (const [form, bytes] of Object.entries(forms)) {
    it(`(${form}) anywhere is told, or nothing was lost`, async () => {
      putFlaws('osv');
      await run('db update --from $HERE/osv');
      const scan = (stdin: Uint8Array): ReturnType<typeof run> =>
        run('scan - --format json --no-cache', { stdin });
      const right = (await scan(bytes)).stdout;
      const step = Math.max(7, Math.floor(bytes.length / 40));
      for (let end = 0; end < bytes.length; end += step) {
        const { code, stdout, stderr } = await scan(bytes.subarray(0, end));
        if (code === 0) assert.equal(stdout, right, `${end}`);
        else {
          assert.deepEqual([code, stdout], [5, ''], `${end}`);
          assert.match(
            stderr,
            /\[(truncated-archive|empty-input|not-an-archive|damaged-archive)\]/,
            `${end}`,
          );
          assert.match(stderr, /^ {2}try: /m);
        }
      }
    });
  }
});
