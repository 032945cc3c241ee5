import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { layerInfo } from '../../test/read-layers.ts';
import { type Entry, file, layer, symlink, whiteout } from '../../test/tar-builder.ts';
import { InputError } from '../base/errors.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { type Digest, sha256 } from '../model/digest.ts';
import { sizeOf, textOf } from './fixtures/readers.ts';
import { type LayerProgress, type PoolOptions, readLayers } from './layer-pool.ts';
import { randomHashKey } from './path-hash.ts';
import { readImage } from './read-image.ts';
import type { LayerBytes, LayerSource } from './source.ts';

const LARGE = 64 * 1024 * 1024;

function options(more: Partial<PoolOptions> = {}): PoolOptions {
  return {
    workers: 2,
    readersModule: new URL('./fixtures/readers.ts', import.meta.url),
    limits: DEFAULT_LIMITS,
    hashKey: { low: 1, high: 2 },
    signal: new AbortController().signal,
    onProgress: () => {},
    ...more,
  };
}

const kept = { hashKey: randomHashKey(), find: () => null, store: () => {} };

describe('layer pool', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'layer-pool-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Layers in one file, one behind the other. `sizeBytes` is what the pool is told, so that it takes threads. */
  function source(entries: readonly Entry[], index: number, told = LARGE): LayerSource {
    const tar = layer(entries);
    const stored = gzipSync(tar);
    const path = join(folder, `${sha256(stored).slice(7, 20)}-${index}`);
    writeFileSync(path, Buffer.concat([randomBytes(100), stored, randomBytes(100)]));
    const bytes: LayerBytes = { kind: 'file', path, offsetBytes: 100, sizeBytes: stored.length };
    return { info: layerInfo(index, told), digest: sha256(stored), diffId: sha256(tar), bytes };
  }

  /** The same bytes as a stream, which the pool takes for as large as it is told. */
  function asStream({ info, digest, diffId, bytes }: LayerSource, seen: { opened: number }): LayerSource {
    assert.ok(bytes.kind === 'file');
    const { path } = bytes;
    return {
      info,
      digest,
      diffId,
      bytes: {
        kind: 'stream',
        async open() {
          seen.opened++;
          const stored = readFileSync(path).subarray(100, 100 + bytes.sizeBytes);
          return (async function* () {
            for (let at = 0; at < stored.length; at += 1000) yield stored.subarray(at, at + 1000);
          })();
        },
      },
    };
  }

  const stack = (): LayerSource[] => [
    source(
      [file('a.txt', '0'), file('big', Buffer.alloc(900_000, 'B')), symlink('etc/app.conf', '../opt/c')],
      0,
    ),
    source([file('a.txt', '1'), file('opt/c', 'conf')], 1),
    source([whiteout('big'), file('odd', randomBytes(2_000_000))], 2),
    source([], 3),
  ];

  it('gives the same in threads, in the main thread and from streams', async () => {
    const layers = stack();
    const here = await readLayers(layers, options({ workers: 0 }));
    assert.deepEqual(
      here[0]?.facts.map(({ entry, fact }) => [entry.path, fact]),
      [
        ['a.txt', '0'],
        ['big', 900_000],
      ],
    );
    const streamed = layers.map((l) => asStream(l, { opened: 0 }));
    for (const workers of [1, 4]) {
      assert.deepEqual(await readLayers(streamed, options({ workers })), here);
    }
    assert.deepEqual(await readLayers(streamed, options({ workers: 0 })), here);
  });

  it('reads an image and merges it, and reads again what a link leads to', async () => {
    for (const workers of [0, 2]) {
      const seen = { opened: 0 };
      const layers = stack().map((l) => asStream(l, seen));
      const image = await readImage(layers, { ...options({ workers }), kept });
      assert.deepEqual(
        image.facts.all(textOf).map(({ path, fact, layerIndex }) => [path, fact, layerIndex]),
        [
          ['a.txt', '1', 1],
          ['opt/c', 'conf', 1],
        ],
      );
      assert.deepEqual(image.facts.all(sizeOf), []);
      assert.equal(image.facts.removed(sizeOf)[0]?.removedInLayer, 2);
      assert.equal(image.facts.resolve('etc/app.conf'), 'opt/c');
      assert.deepEqual([image.rereads, image.problems, seen.opened], [1, [], 5]);
    }
  });

  it('tells how far it is', async () => {
    const noise = source([file('noise', randomBytes(9_000_000))], 7);
    const seen: LayerProgress[] = [];
    await readLayers(
      [asStream(noise, { opened: 0 })],
      options({ onProgress: (progress) => seen.push(progress) }),
    );
    assert.equal(seen.length, 2);
    assert.ok(
      seen.every((p, i) => p.layerIndex === 7 && p.storedBytes > i * 4_000_000 && p.totalBytes === LARGE),
    );
  });

  for (const workers of [0, 2]) {
    it(`ends with the first layer that is not what the image names (${workers} workers)`, async () => {
      const [good, bad] = [
        asStream(source([file('a')], 0), { opened: 0 }),
        asStream(source([file('b')], 1), { opened: 0 }),
      ];
      const wrong = { ...bad, diffId: `sha256:${'0'.repeat(64)}` as Digest };
      await assert.rejects(readLayers([good, wrong], options({ workers })), (error) => {
        return (
          error instanceof InputError && error.code === 'digest-mismatch' && /layer 1/i.test(error.message)
        );
      });
    });

    it(`passes on what a stream throws (${workers} workers)`, async () => {
      const failure = new InputError('network', { what: 'cut off', where: 'registry', wayOut: 'try again' });
      const failing: LayerSource = {
        ...source([file('a')], 0),
        bytes: { kind: 'stream', open: () => Promise.reject(failure) },
      };
      await assert.rejects(readLayers([failing], options({ workers })), failure);
    });

    it(`stops when it is told to (${workers} workers)`, async () => {
      const controller = new AbortController();
      const endless: LayerSource = {
        ...source([file('a')], 0),
        bytes: {
          kind: 'stream',
          open: async () =>
            (async function* () {
              for (let i = 0; ; i++) {
                if (i === 20) controller.abort(new Error('enough'));
                await new Promise((resolve) => setImmediate(resolve));
                yield Buffer.alloc(100_000);
              }
            })(),
        },
      };
      await assert.rejects(readLayers([endless], options({ workers, signal: controller.signal })), /enough/);
    });

    it(`has a Problem for a file that is gone and a layer that is no input (${workers} workers)`, async () => {
      const gone = source([file('a')], 0);
      rmSync((gone.bytes as { path: string }).path);
      await assert.rejects(readLayers([gone], options({ workers })), { code: 'unreadable-input' });
      const problem = {
        code: 'foreign-layer',
        effect: 'blind',
        message: 'elsewhere',
        layerIndex: null,
        path: '',
        wayOut: '',
      } as const;
      const foreign: LayerSource = { ...gone, info: layerInfo(5), bytes: { kind: 'unreadable', problem } };
      const [contents] = await readLayers([foreign], options({ workers }));
      assert.deepEqual(contents?.problems, [{ ...problem, layerIndex: 5 }]);
    });
  }

  it('survives a thread that runs out of memory or sends what cannot be sent', async () => {
    const layers = ['memory', 'fact'].map((what, i) =>
      asStream(source([file('harmful', what)], i), { opened: 0 }),
    );
    const other = [2, 3].map((i) => asStream(source([file('a.txt', 'x')], i), { opened: 0 }));
    const limits = { ...DEFAULT_LIMITS, threadHeapBytes: 48 * 2 ** 20 };
    const contents = await readLayers([...layers, ...other], options({ limits }));
    assert.deepEqual(
      contents.map(({ problems, facts }) => [problems[0]?.code, facts.length]),
      [
        ['layer-reader-crashed', 0],
        ['layer-reader-crashed', 0],
        [undefined, 1],
        [undefined, 1],
      ],
    );
    assert.match(contents[0]?.problems[0]?.message ?? '', /out of memory/);
  });

  it('fails if the readers cannot be loaded', async () => {
    const layers = [asStream(source([file('a')], 0), { opened: 0 })];
    const readersModule = new URL('./fixtures/no-such-module.ts', import.meta.url);
    for (const workers of [0, 2])
      await assert.rejects(readLayers(layers, options({ workers, readersModule })));
  });

  it('reads a folder in a thread', async () => {
    const root = join(folder, 'root');
    mkdirSync(join(root, 'opt'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'opt', 'c'), 'conf');
    symlinkSync('/opt/c', join(root, 'etc', 'app.conf'));
    const layers: LayerSource[] = [
      { info: layerInfo(0), digest: null, diffId: null, bytes: { kind: 'folder', path: root } },
    ];
    for (const workers of [0, 2]) {
      const image = await readImage(layers, { ...options({ workers }), kept });
      assert.deepEqual(
        image.facts.all(textOf).map(({ path, fact }) => [path, fact]),
        [['opt/c', 'conf']],
      );
    }
  });

  for (const workers of [0, 2]) {
    it(`refuses an image that holds too much, and ends all threads (${workers} workers)`, async () => {
      const layers = [0, 1].map((index) => source([file(`${index}.txt`, 'text')], index));
      const [one] = await readLayers(layers.slice(0, 1), options({ workers }));
      const limits = { ...DEFAULT_LIMITS, imageFactBytes: one!.factBytes };
      assert.ok(one!.factBytes > 0);
      await assert.rejects(readLayers(layers, options({ workers, limits })), { code: 'image-too-rich' });
    });
  }
});
