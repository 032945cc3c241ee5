/** Images: their documents, the archives they lie in, and a whole scan of one. */
import { writeFileSync } from 'node:fs';
import { InputError, NotCheckableError } from '../../../src/base/errors.ts';
import { DEFAULT_LIMITS } from '../../../src/base/limits.ts';
import { ecosystems } from '../../../src/ecosystem/list.ts';
import { EMPTY_CONFIG, layerInstructions, parseConfig } from '../../../src/image/config.ts';
import { parseManifest } from '../../../src/image/manifest.ts';
import { readLayer } from '../../../src/image/read-layer.ts';
import { selectPlatform } from '../../../src/image/select-platform.ts';
import type { OpenImage } from '../../../src/image/source.ts';
import { indexArchive } from '../../../src/image/stored/index-archive.ts';
import { openStored } from '../../../src/image/stored/open-stored.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { cyclonedxReporter } from '../../../src/report/cyclonedx/cyclonedx.ts';
import { jsonReporter } from '../../../src/report/json/json.ts';
import { tableReporter } from '../../../src/report/table/table.ts';
import { reportInventory } from '../../../src/scan/judge.ts';
import { readers } from '../../../src/scan/readers.ts';
import { takeInventory } from '../../../src/scan/take-inventory.ts';
import {
  type BuiltImage,
  buildImage,
  buildIndex,
  dockerArchiveFiles,
  ociIndexLayoutFiles,
  ociLayoutFiles,
  tarOf,
} from '../../../test/image-builder.ts';
import { layerInfo, memoryLayer } from '../../../test/read-layers.ts';
import { dir, file, hardlink, layer, opaque, symlink, whiteout } from '../../../test/tar-builder.ts';
import { buildZip } from '../../../test/zip-builder.ts';
import { mutateContent, mutateLayout, mutateTar } from '../mutate/containers.ts';
import { mutateJson } from '../mutate/json.ts';
import { mutateHeader, repairTar, splitTar } from '../mutate/tar.ts';
import { scratchFile } from '../scratch.ts';
import { BrokenProperty, mustHold, type Target, texts } from '../target.ts';

const STATUS = 'Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n';
const APK = 'P:musl\nV:1.2-r0\nA:x86_64\nF:lib\nR:ld.so\n';
const SYSTEM = [
  file('etc/os-release', 'ID=debian\nVERSION_ID=12\n'),
  file('var/lib/dpkg/status', STATUS),
  file('var/lib/dpkg/info/a.list', '/usr/bin/a\n'),
];
const LANGUAGES = [
  file('lib/apk/db/installed', APK),
  file('srv/node_modules/a/package.json', '{"name":"a","version":"1.0.0"}'),
  file('usr/lib/python3/a-1.dist-info/METADATA', 'Name: a\nVersion: 1\n'),
  file(
    'srv/a.jar',
    buildZip([
      { name: 'META-INF/maven/g/a/pom.properties', content: 'groupId=g\nartifactId=a\nversion=1\n' },
    ]),
  ),
];
const LINKS = [
  dir('usr/lib'),
  symlink('lib', 'usr/lib'),
  symlink('etc/os-release', '../usr/lib/os-release'),
  file('usr/lib/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n'),
  hardlink('etc/copy', 'usr/lib/os-release'),
  whiteout('var/lib/dpkg/status'),
];

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
const ARM: BuiltImage = buildImage({
  layers: [{ entries: [file('b', '1')], compression: 'none' }],
  platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
  mediaTypes: 'docker',
});
const PLATFORM = { os: 'linux', architecture: 'amd64', variant: '' };

const config: Target = {
  id: 'image-config',
  sources: ['image/config.ts', 'image/json-fields.ts'],
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
  seeds: () => [APP.manifest, ARM.manifest, buildIndex([APP, ARM]).index, ...texts(SCHEMA_1, ARTIFACT)()],
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
    if (document.kind === 'manifest') return document;
    return [document, selectPlatform(document.manifests, { wanted: null, host: PLATFORM, where: 'x' })];
  },
};

const archiveIndex: Target = {
  id: 'archive-index',
  sources: ['image/stored/index-archive.ts', 'image/tar/tar-header.ts', 'image/tar/tar-pax.ts'],
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

/** What readers and engine may say of a file; anything else is a bug that became a Problem. */
const BUG =
  /Cannot |undefined|not a function|not iterable|call stack|Invalid |out of range|outside the bounds|BigInt/;

function mustBeNoBug(problems: readonly Problem[]): void {
  const bug = problems.find(
    ({ code, message }) =>
      code === 'layer-reader-crashed' || (code === 'unreadable-file' && BUG.test(message)),
  );
  if (bug !== undefined) throw new BrokenProperty(`a problem is a bug: ${bug.message.slice(0, 100)}`);
}

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
    ...[SYSTEM, LANGUAGES, LINKS].map((entries) => layer(entries)),
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
      DEFAULT_LIMITS,
    );
    mustBeNoBug(problems);
    return [facts, problems, symlinks, hardLinks, whiteouts];
  },
};

/** Everything that a scan does with an archive, but for the advisories and the sandbox. */
const scan: Target = {
  id: 'image-scan',
  sources: [
    'image/merge.ts',
    'image/merge-links.ts',
    'image/layer-view.ts',
    'image/resolve-path.ts',
    'image/read-image.ts',
    'scan/catalog.ts',
    'ecosystem/os-database.ts',
    'ecosystem/language-package.ts',
  ],
  seeds: () =>
    [SYSTEMS, LINKED].map((images) => layer(images.map((content, index) => file(`${index}`, content)))),
  mutators: [mutateTar],
  repair: repairTar,
  maxBytes: 64 * 1024,
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  async run(bytes) {
    const signal = new AbortController().signal;
    const inventory = await takeInventory(imageOf(bytes), {
      ecosystems,
      base: null,
      workers: 1,
      sandbox: false,
      limits: DEFAULT_LIMITS,
      cacheFolder: null,
      signal,
      onProgress: () => {},
    });
    mustBeNoBug(inventory.problems);
    const report = reportInventory(inventory, { name: 'plimsoll', version: '0' }, []);
    const written = reporters.map((reporter) => [...reporter.write([report], REPORTER_OPTIONS)].join(''));
    mustHold(!/[\0-\x09\x0b-\x1f\x7f-\x9f]/.test(written.join('')), 'a report has a control character');
    return written;
  },
};

const REPORTER_OPTIONS = {
  timestamp: '2024-01-01T00:00:00Z',
  terminal: { colour: false, width: 80 },
  compareVersions: () => 0,
};
const reporters = [cyclonedxReporter, jsonReporter, tableReporter];
const NO_IMAGE = {
  reference: 'x',
  source: 'docker-archive',
  names: [],
  id: null,
  manifestDigest: null,
  indexDigest: null,
  platform: PLATFORM,
  config: EMPTY_CONFIG,
  annotations: {},
};
const SYSTEMS = [SYSTEM, LANGUAGES, LINKS].map((entries) => layer(entries));
const LINKED = [
  layer([symlink('var/lib', '../usr/var'), dir('usr/var')]),
  layer([file('usr/var/dpkg/status', STATUS)]),
  layer([opaque('usr'), whiteout('var')]),
];

/** An image of layers that no digest holds fast: the members of a tar. */
function imageOf(bytes: Uint8Array): OpenImage {
  const stored = splitTar(Buffer.from(bytes))
    .slice(0, 8)
    .map(({ content }) => content);
  const infos = stored.map((content, index) => layerInfo(index, content.length));
  return {
    info: { ...NO_IMAGE, layers: infos },
    layers: stored.map((content, index) => ({
      info: infos[index]!,
      digest: null,
      diffId: null,
      bytes: { kind: 'stream', open: async () => chunksOf(content) },
    })),
    problems: [],
    close: async () => {},
  };
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

export const imageTargets: readonly Target[] = [archiveIndex, config, layers, manifest, scan, stored];
