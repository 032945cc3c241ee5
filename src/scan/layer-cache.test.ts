import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { layerInfo, memoryLayer, textReader } from '../../test/read-layers.ts';
import { file, layer } from '../../test/tar-builder.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import type { LayerContents } from '../image/layer-contents.ts';
import { mergeLayers } from '../image/merge.ts';
import type { KeptLayers } from '../image/read-image.ts';
import { readLayer } from '../image/read-layer.ts';
import type { LayerSource } from '../image/source.ts';
import { type Digest, sha256 } from '../model/digest.ts';
import { trimCache } from './cache-folder.ts';
import { readKeptFile, writeKeptFile } from './kept-file.ts';
import { noCache, openLayerCache } from './layer-cache.ts';

const READER = textReader('text', /\.txt$/);
const TAR = layer([file('a.txt', 'one'), file('b.bin', 'two')]);

function source(index = 0, diffId: Digest | null = sha256(TAR)): LayerSource {
  const info = { ...layerInfo(index), diffId };
  return { info, bytes: { kind: 'stream', open: async () => chunks() }, digest: null, diffId };
}

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield TAR;
}

function read(kept: KeptLayers): Promise<LayerContents> {
  return readLayer(memoryLayer(TAR), [READER], DEFAULT_LIMITS, kept.hashKey);
}

describe('layer cache', () => {
  const root = mkdtempSync(join(tmpdir(), 'layer-cache-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  let count = 0;
  const folder = (): string => join(root, String(count++));
  const open = (path: string): KeptLayers => openLayerCache(path, [READER], DEFAULT_LIMITS);
  const files = (path: string): string[] => readdirSync(join(path, 'layers')).filter((n) => n !== 'path-key');

  it('gives to another process what one has read', async () => {
    const path = folder();
    const first = open(path);
    assert.equal(first.find(source()), null);
    const contents = await read(first);
    first.store(source(), contents);
    const second = open(path);
    assert.deepEqual(second.hashKey, first.hashKey);
    assert.deepEqual(second.find(source())?.facts, contents.facts);
  });

  it('puts a layer where it stands in this image, its problems too', async () => {
    const kept = open(folder());
    const problem = { code: 'x', effect: 'note', message: '', layerIndex: 0, path: '', wayOut: '' } as const;
    kept.store(source(), { ...(await read(kept)), problems: [problem] });
    const found = kept.find(source(3));
    assert.equal(found?.info.index, 3);
    assert.equal(found?.problems[0]?.layerIndex, 3);
  });

  it('can be merged with a layer that is read now', async () => {
    const kept = open(folder());
    kept.store(source(), await read(kept));
    const now = await readLayer(memoryLayer(TAR, 1), [READER], DEFAULT_LIMITS, kept.hashKey);
    const facts = mergeLayers([kept.find(source())!, now], [READER], DEFAULT_LIMITS);
    assert.deepEqual(
      facts.history(READER, 'a.txt').map((c) => c.layerIndex),
      [0, 1],
    );
  });

  it('asks again after a change of the readers or the limits', async () => {
    const path = folder();
    const kept = open(path);
    kept.store(source(), await read(kept));
    assert.equal(openLayerCache(path, [{ ...READER, version: 2 }], DEFAULT_LIMITS).find(source()), null);
    assert.equal(openLayerCache(path, [READER], { ...DEFAULT_LIMITS, linkHops: 1 }).find(source()), null);
  });

  it('keeps nothing of a layer without a diff id, nor of one whose reader crashed', async () => {
    const path = folder();
    const kept = open(path);
    const contents = await read(kept);
    kept.store(source(0, null), contents);
    const crash = {
      code: 'layer-reader-crashed',
      effect: 'incomplete',
      message: '',
      layerIndex: 0,
      path: '',
      wayOut: '',
    } as const;
    kept.store(source(), { ...contents, problems: [crash] });
    assert.deepEqual(files(path), []);
  });

  it('reads a damaged file as not there', async () => {
    const path = folder();
    const kept = open(path);
    kept.store(source(), await read(kept));
    for (const [cut, name] of files(path).entries()) truncateSync(join(path, 'layers', name), 10 + cut);
    assert.equal(kept.find(source()), null);
  });

  it('reads what is no result as not there, though nothing damaged it', async () => {
    const path = folder();
    const kept = open(path);
    kept.store(source(), await read(kept));
    const [name] = files(path);
    const place = join(path, 'layers', name!);
    const whole = readKeptFile(place)!;
    writeKeptFile(place, whole.subarray(0, -4));
    assert.equal(kept.find(source()), null, 'cut off');
    for (const at of [8, 12, 40]) {
      const other = Buffer.from(whole);
      other[at]! ^= 0xff;
      writeKeptFile(place, other);
      assert.equal(kept.find(source()), null, `byte ${at}`);
    }
    writeKeptFile(place, whole);
    assert.notEqual(kept.find(source()), null);
  });

  it('needs no repair after a kill: what was left half-written is passed over and later removed', async () => {
    const path = folder();
    const kept = open(path);
    const left = join(path, 'layers', `${'a'.repeat(64)}.fedcba98-1-0123456789ab.part`);
    writeFileSync(left, 'half');
    utimesSync(left, 0, 0);
    kept.store(source(), await read(kept));
    assert.notEqual(kept.find(source()), null);
    trimCache(path, 2 ** 30, Date.now());
    assert.equal(files(path).length, 1);
    assert.notEqual(kept.find(source()), null);
  });

  it('draws a new key where the kept one is damaged', async () => {
    const path = folder();
    const before = open(path);
    before.store(source(), await read(before));
    writeFileSync(join(path, 'layers/path-key'), '');
    const kept = open(path);
    assert.equal(kept.find(source()), null);
    kept.store(source(), await read(kept));
    assert.notEqual(open(path).find(source()), null);
  });

  it('cannot fail: a folder that cannot be made keeps nothing', async () => {
    const path = folder();
    writeFileSync(path, 'a file');
    const kept = open(path);
    kept.store(source(), await read(kept));
    assert.equal(kept.find(source()), null);
    assert.equal(noCache().find(source()), null);
  });
});
