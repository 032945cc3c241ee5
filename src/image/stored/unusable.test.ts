/** Every way in which an image on a disk can be unusable: each has an error of its own. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { buildImage, dockerArchiveFiles, ociLayoutFiles, tarOf } from '../../../test/image-builder.ts';
import {
  APP,
  type Asked,
  assertIs,
  blob,
  edit,
  type Files,
  folder,
  inFolder,
  LAYOUT,
  LEGACY,
  open,
  SPEC,
  temp,
  unpack,
  write,
} from '../../../test/stored-images.ts';
import { file, layer } from '../../../test/tar-builder.ts';
import { PlimsollError } from '../../base/errors.ts';
import { sha256 } from '../../model/digest.ts';
import { parsePlatform } from '../../model/platform.ts';
import type { Opening } from './open-stored.ts';
import { readError } from './read-error.ts';

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
    [
      'a manifest.json with very many layers',
      edit(LEGACY, { 'manifest.json': json([{ Config: 'c.json', Layers: Array(10_001).fill('x') }]) }),
      'damaged-manifest',
      /lists more than 10000 layers/,
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

  it('a file without permission', () => {
    const error = readError(Object.assign(new Error(), { code: 'EACCES' }), 'a.tar');
    assert.ok(error instanceof PlimsollError);
    assert.deepEqual([error.code, error.where], ['no-permission', 'a.tar']);
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

  it('damage anywhere gives an error of ours, or an image', async () => {
    const legacy = tarOf(LEGACY);
    const damages = fc.array(fc.tuple(fc.nat(legacy.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(tar, legacy), damages, async (whole, places) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of places) bytes[at % bytes.length] = value;
        const outcome = await open(write('a.tar', bytes)).catch((error: unknown) => error);
        assert.ok(!(outcome instanceof Error) || outcome instanceof PlimsollError, String(outcome));
      }),
      { numRuns: 200 },
    );
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
