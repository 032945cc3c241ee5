/** Images: their documents, the archives they lie in, and a whole scan of one. */
import { writeFileSync } from 'node:fs';
import { InputError, NotCheckableError } from '../../../src/base/errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/base/limits.ts';
import { layerInstructions, parseConfig } from '../../../src/image/config.ts';
import { checkDigest, type Index, parseManifest } from '../../../src/image/manifest.ts';
import { readLayer } from '../../../src/image/read-layer.ts';
import { checkPlatform, selectPlatform } from '../../../src/image/select-platform.ts';
import type { OpenImage } from '../../../src/image/source.ts';
import { indexArchive } from '../../../src/image/stored/index-archive.ts';
import { openStored } from '../../../src/image/stored/open-stored.ts';
import { type Digest, sha256 } from '../../../src/model/digest.ts';
import type { Platform } from '../../../src/model/platform.ts';
import { packageReaders as readers } from '../../../src/scan/readers.ts';
import {
  type BuiltImage,
  buildImage,
  buildIndex,
  dockerArchiveFiles,
  ociIndexLayoutFiles,
  ociLayoutFiles,
  tarOf,
} from '../../../test/image-builder.ts';
import { memoryLayer } from '../../../test/read-layers.ts';
import { dir, type Entry, file, hardlink, layer } from '../../../test/tar-builder.ts';
import { mutateContent, mutateLayout, mutateTar } from '../mutate/containers.ts';
import { mutateJson } from '../mutate/json.ts';
import { mutateHeader, repairTar } from '../mutate/tar.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, type Target, texts } from '../target.ts';
import { DPKG_STATUS, LANGUAGES, LINKS, SYSTEM } from './samples.ts';
import { mustBeNoBug } from './scanning.ts';

const APP: BuiltImage = buildImage({
  layers: [
    { entries: SYSTEM },
    { entries: LANGUAGES, compression: 'zstd' },
    { entries: LINKS, compression: 'none' },
  ],
  config: {
    Env: ['A=b'],
    Cmd: ['/a'],
    Labels: { l: 'v' },
    ExposedPorts: { '80/tcp': {} },
    Healthcheck: { Test: ['CMD'] },
  },
  tags: ['example.test/app:1'],
});
const SMALL: BuiltImage = buildImage({
  layers: [{ entries: [file('a', '1')] }],
  tags: ['example.test/app:2'],
});
const ARM_PLATFORM = { os: 'linux', architecture: 'arm64', variant: 'v8' };
const ARM: BuiltImage = buildImage({
  layers: [{ entries: [file('b', '1')], compression: 'none' }],
  platform: ARM_PLATFORM,
  mediaTypes: 'docker',
});
const PLATFORM = { os: 'linux', architecture: 'amd64', variant: '' };

const config: Target = {
  id: 'image-config',
  sources: ['image/config.ts', 'base/json-fields.ts'],
  seeds: () => [
    APP.config,
    ARM.config,
    Buffer.from('{"rootfs":{"diff_ids":null},"config":{"Cmd":"x"},"history":[null]}'),
  ],
  mutators: [mutateJson, mutateJson],
  errors: [InputError],
  run(bytes) {
    const document = parseConfig(bytes, 'x');
    return [document, layerInstructions(document.config.history, document.diffIds.length)];
  },
};

const SCHEMA_1 = '{"schemaVersion":1,"name":"a","fsLayers":[]}';
const ARTIFACT = '{"mediaType":"application/vnd.oci.artifact.manifest.v1+json"}';

const manifest: Target = {
  id: 'image-manifest',
  sources: ['image/manifest.ts', 'image/select-platform.ts'],
  seeds: () => [
    APP.manifest,
    ARM.manifest,
    buildIndex([APP, ARM]).index,
    ...oddIndexes(),
    ...texts(SCHEMA_1, ARTIFACT)(),
  ],
  tokens: [
    'application/vnd.oci.image.index.v1+json',
    '"manifests":[]',
    '"layers":[]',
    'vnd.docker.reference.type',
  ],
  mutators: [mutateJson, mutateJson],
  errors: [InputError, NotCheckableError],
  run(bytes) {
    const document = parseManifest(bytes, 'text/plain; charset=x', 'x');
    checkDigest(bytes, sha256(bytes), 'x');
    if (document.kind === 'manifest') return document;
    return [document, ...WISHES.map((wanted) => choose(document, wanted))];
  },
};

const WISHES = [null, ARM_PLATFORM, { os: 'windows', architecture: 'amd64', variant: '' }];

/** What is chosen for a wish is what was wished for; only Windows can be chosen and refused then. */
function choose({ manifests }: Index, wanted: Platform | null): unknown {
  const chosen = orRefused(() =>
    selectPlatform(manifests, { wanted, host: PLATFORM, any: false, where: 'x' }),
  );
  const platform = typeof chosen === 'string' ? null : chosen.platform;
  if (platform === null) return chosen;
  const refused = orRefused(() => checkPlatform(platform, wanted, 'x'));
  mustHold(
    refused === undefined || platform.os === 'windows',
    'another platform is chosen than was asked for',
  );
  return [chosen, orRefused(() => checkPlatform(platform, PLATFORM, 'x'))];
}

function orRefused<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError || error instanceof NotCheckableError) return error.message;
    throw error;
  }
}

/** The index as one of Windows images, and as one of attestations. */
function oddIndexes(): readonly Buffer[] {
  const text = buildIndex([APP, ARM]).index.toString();
  return [text.replaceAll('"linux"', '"windows"'), text.replaceAll('"linux"', '"unknown"')].map((one) =>
    Buffer.from(one),
  );
}

const archiveIndex: Target = {
  id: 'archive-index',
  sources: ['image/stored/index-archive.ts', 'base/tar/tar-header.ts', 'base/tar/tar-pax.ts'],
  seeds: () => [
    tarOf(dockerArchiveFiles([SMALL])),
    layer([...LINKS, file('x'.repeat(150), 'y')]),
    layer([...LINKS, file('x'.repeat(150), 'y')], { format: 'gnu' }),
    layer([]),
  ],
  mutators: [mutateTar, (bytes, random) => mutateHeader(bytes, random)],
  repair: repairTar,
  errors: [InputError],
  async run(bytes) {
    const path = scratchFile();
    writeFileSync(path, bytes);
    const bundle = await indexArchive(path, 'x', DEFAULT_LIMITS);
    const found = await Promise.all(
      ['manifest.json', 'lib', 'etc/os-release', 'etc/copy', '../x', 'x'.repeat(150)].map((name) =>
        bundle.find(name),
      ),
    );
    for (const range of found) {
      mustHold(
        range === null || range.offsetBytes + range.sizeBytes <= bytes.length,
        'a member lies outside the archive',
      );
    }
    return [bundle.mayBeCut, found.map((range) => range && [range.offsetBytes, range.sizeBytes])];
  },
};

function open(bytes: Uint8Array): Promise<OpenImage> {
  const reference = scratchFile();
  writeFileSync(reference, bytes);
  return openStored({
    request: {
      reference,
      platform: null,
      host: PLATFORM,
      anyPlatform: false,
      imageName: '',
      signal: new AbortController().signal,
    },
    settings: { tempFolder: `${reference}-folder`, stdin: noInput(), limits: DEFAULT_LIMITS },
    form: 'any',
    source: null,
  });
}

async function* noInput(): AsyncGenerator<Uint8Array> {}

const STORED = [
  'image/stored/docker-form.ts',
  'image/stored/oci-form.ts',
  'image/stored/choose-image.ts',
  'image/stored/context.ts',
  'image/assemble.ts',
  'image/artifact.ts',
];

const stored: Target = {
  id: 'image-stored',
  sources: STORED,
  seeds: () => [
    tarOf(dockerArchiveFiles([SMALL])),
    tarOf(dockerArchiveFiles([SMALL], 'blobs')),
    tarOf(dockerArchiveFiles([SMALL, ARM])),
    tarOf(ociLayoutFiles([SMALL])),
    tarOf(ociLayoutFiles([SMALL, ARM])),
    tarOf(ociIndexLayoutFiles(buildIndex([SMALL, ARM]), 'app:1')),
  ],
  mutators: [mutateLayout, mutateLayout, mutateTar],
  repair: repairTar,
  errors: [InputError, NotCheckableError],
  async run(bytes) {
    const image = await open(bytes);
    await image.close();
    return [image.info, image.problems, image.layers.map(({ digest, diffId }) => [digest, diffId])];
  },
};

const layers: Target = {
  id: 'layer',
  sources: [
    'image/collect-layer.ts',
    'image/deliver-file.ts',
    'image/layer-tree.ts',
    'image/read-layer.ts',
    'image/read-again.ts',
    'image/pass-layer.ts',
  ],
  seeds: () => [
    ...[SYSTEM, LANGUAGES, LINKS, NAMES, manyFacts()].map((entries) => layer(entries)),
    Buffer.concat([APP.layers[0]!.stored, Buffer.from('tail')]),
    APP.layers[0]!.stored,
    APP.layers[1]!.stored,
  ],
  mutators: [mutateTar, mutateContent, (bytes, random) => mutateHeader(bytes, random)],
  repair: (bytes) => (bytes[0] === 0x1f || bytes[0] === 0x28 ? bytes : repairTar(bytes)),
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  async run(bytes) {
    const { facts, problems, symlinks, hardLinks, whiteouts } = await readLayer(
      memoryLayer(bytes),
      readers,
      LAYER_LIMITS,
    );
    mustBeNoBug(problems);
    await mustHaveDigest(bytes, sha256(bytes));
    return [facts, problems, symlinks, hardLinks, whiteouts];
  },
};

/** So small that an input gets to them. */
const LAYER_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  layerEntries: 300,
  layerLinks: 8,
  layerFactBytes: 4096,
};

/** The layer is taken with its own digest, and with no other. */
async function mustHaveDigest(bytes: Uint8Array, digest: Digest): Promise<void> {
  const read = (expected: Digest): Promise<unknown> =>
    readLayer({ ...memoryLayer(bytes), digest: expected }, [], LAYER_LIMITS);
  await read(digest);
  const other = await read(`${digest.slice(0, -1)}${digest.endsWith('0') ? '1' : '0'}` as Digest).catch(
    (error: unknown) => (error instanceof InputError ? error.code : Promise.reject(error)),
  );
  mustHold(other === 'digest-mismatch', 'a layer of another digest is taken');
}

/** Names of the same content: known, wanted only behind the content, in a chain, of nothing; more facts than are kept. */
const NAMES: readonly Entry[] = [
  file('srv/unnamed', 'ID=debian\n'),
  hardlink('etc/os-release', 'srv/unnamed'),
  hardlink('usr/lib/os-release', 'etc/os-release'),
  file('var/lib/dpkg/status', DPKG_STATUS),
  hardlink('var/lib/dpkg/status.d/a', 'var/lib/dpkg/status'),
  hardlink('etc/debian_version', 'gone'),
  file('opt/node_modules/b/package.json', '{"name":"b","version":"1"}'),
  hardlink('opt/node_modules/c/package.json', 'opt/node_modules/b/package.json'),
  file('srv/.wh.'),
  dir('srv/unnamed'),
];

function manyFacts(): readonly Entry[] {
  return Array.from({ length: 40 }, (_, at) =>
    file(`srv/node_modules/a${at}/package.json`, `{"name":"a${at}","version":"1.0.${at}"}`),
  );
}

export const imageTargets: readonly Target[] = [archiveIndex, config, layers, manifest, stored];
