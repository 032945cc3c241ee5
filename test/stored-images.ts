/** Images on a disk for tests of sources: some built ones, a folder for each test, and a short way to open. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach } from 'node:test';
import { DEFAULT_LIMITS } from '../src/base/limits.ts';
import type { LayerBytes, OpenImage } from '../src/image/source.ts';
import { type Opening, openStored } from '../src/image/stored/open-stored.ts';
import { type Digest, sha256 } from '../src/model/digest.ts';
import { parsePlatform } from '../src/model/platform.ts';
import {
  type BuiltImage,
  buildImage,
  dockerArchiveFiles,
  type ImageSpec,
  ociLayoutFiles,
  writeFolder,
} from './image-builder.ts';
import { file } from './tar-builder.ts';

export type Files = ReadonlyMap<string, Uint8Array>;

export const SPEC: ImageSpec = {
  layers: [
    { entries: [file('etc/one', '1')], createdBy: 'COPY one' },
    { entries: [file('etc/two', '2')], createdBy: 'RUN two', compression: 'none' },
  ],
  tags: ['example.test/app:1'],
};
export const APP: BuiltImage = buildImage(SPEC);
export const OTHER: BuiltImage = buildImage({
  ...SPEC,
  layers: [{ entries: [file('x', 'x')] }],
  tags: ['example.test/other:2'],
});
export const ARM: BuiltImage = buildImage({
  ...SPEC,
  layers: [{ entries: [file('arm', '')] }],
  platform: parsePlatform('linux/arm64/v8')!,
});
export const BARE: BuiltImage = buildImage({ ...SPEC, tags: [] });

/** The folder of the running test. */
export let folder = '';

export interface Asked {
  readonly form?: Opening['form'];
  readonly image?: string;
  readonly platform?: string;
  readonly stdin?: AsyncIterable<Uint8Array> & { isTTY?: boolean };
  readonly signal?: AbortSignal;
}

export function open(reference: string, asked: Asked = {}): Promise<OpenImage> {
  return openStored({
    request: {
      reference,
      platform: parsePlatform(asked.platform ?? ''),
      host: { os: 'linux', architecture: 'amd64', variant: '' },
      anyPlatform: false,
      imageName: asked.image ?? '',
      signal: asked.signal ?? new AbortController().signal,
    },
    settings: { tempFolder: temp(), stdin: asked.stdin ?? Readable.from([]), limits: DEFAULT_LIMITS },
    form: asked.form ?? 'any',
    source: null,
  });
}

export function temp(): string {
  return join(folder, 'temp');
}

export function write(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

export function unpack(name: string, files: Files): string {
  mkdirSync(join(folder, name));
  writeFolder(join(folder, name), files);
  return join(folder, name);
}

/** Hooks of one `describe`: at the root of a file they would run for all files. */
export function inFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
    mkdirSync(temp());
  });
  afterEach(() => rmSync(folder, { recursive: true }));
}

export function readLayer(bytes: LayerBytes): Buffer {
  assert.ok(bytes.kind === 'file', bytes.kind);
  return readFileSync(bytes.path).subarray(bytes.offsetBytes, bytes.offsetBytes + bytes.sizeBytes);
}

/** Holds an opened image to the one that was built. */
export function assertIs(opened: OpenImage, built: BuiltImage): void {
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

export function edit(
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

export const blob = (digest: Digest): string => `blobs/sha256/${digest.slice(7)}`;
export const LEGACY: Files = dockerArchiveFiles([APP]);
export const BLOBS: Files = dockerArchiveFiles([APP], 'blobs');
export const LAYOUT: Files = ociLayoutFiles([APP]);
