import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { layerInfo } from '../../../test/read-layers.ts';
import { type Entry, file, layer, symlink, whiteout } from '../../../test/tar-builder.ts';
import { InputError } from '../../base/errors.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { type Digest, sha256 } from '../../model/digest.ts';
import type { LayerContents } from '../layer-contents.ts';
import type { LayerProgress } from '../layer-host.ts';
import { readHere } from '../read-here.ts';
import { type ReadImage, readImage } from '../read-image.ts';
import { readLayers } from '../read-layers.ts';
import type { LayerBytes, LayerSource } from '../source.ts';
import { readers, sizeOf, textOf } from './fixtures/readers.ts';
import { openSandbox, prestartSandbox, type SandboxOptions } from './sandbox-host.ts';

const LARGE = 64 * 1024 * 1024;
const HASH_KEY = { low: 1, high: 2 };

/** Bytes that do not compress; the first is not the `B` that `sizeOf` looks for. */
function noise(length: number): Buffer {
  return randomBytes(length).fill(0, 0, 1);
}

function options(more: Partial<SandboxOptions> = {}): SandboxOptions {
  return {
    readers,
    readersModule: new URL('./fixtures/readers.ts', import.meta.url),
    readerSettings: null,
    workers: 2,
    limits: DEFAULT_LIMITS,
    hashKey: HASH_KEY,
    prestarted: null,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...more,
  };
}

async function read(layers: readonly LayerSource[], more: Partial<SandboxOptions>): Promise<LayerContents[]> {
  const host = openSandbox(options(more));
  try {
    return await readLayers(layers, host, HASH_KEY);
  } finally {
    await host.close();
  }
}

function readHereAll(layers: readonly LayerSource[]): Promise<LayerContents[]> {
  return readLayers(layers, readHere(options()), HASH_KEY);
}

async function readAll(layers: readonly LayerSource[], more: Partial<SandboxOptions>): Promise<ReadImage> {
  const host = openSandbox(options(more));
  const kept = { hashKey: HASH_KEY, find: () => null, store: () => {} };
  try {
    return await readImage(layers, { readers, limits: DEFAULT_LIMITS, kept, host });
  } finally {
    await host.close();
  }
}

describe('sandbox', () => {
  let folder = '';
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-')));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Layers in one file, one behind the other. `told` is its size as the manifest says it: large ones get threads. */
  function source(entries: readonly Entry[], index: number, told = LARGE): LayerSource {
    const tar = layer(entries);
    const stored = gzipSync(tar);
    const path = join(folder, `${sha256(stored).slice(7, 20)}-${index}`);
    writeFileSync(path, Buffer.concat([randomBytes(100), stored, randomBytes(100)]));
    const bytes: LayerBytes = { kind: 'file', path, offsetBytes: 100, sizeBytes: stored.length };
    return { info: layerInfo(index, told), digest: sha256(stored), diffId: sha256(tar), bytes };
  }

  /** The same bytes as a stream, which has the size that it is told to have. */
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
    source([whiteout('big'), file('odd', noise(2_000_000))], 2),
    source([], 3),
  ];

  it('gives the same from files and streams, with and without threads and sandbox', async () => {
    const layers = stack();
    const here = await readHereAll(layers);
    assert.deepEqual(
      here[0]?.facts.map(({ entry, fact }) => [entry.path, fact]),
      [
        ['a.txt', '0'],
        ['big', 900_000],
      ],
    );
    const streamed = layers.map((l) => asStream(l, { opened: 0 }));
    assert.deepEqual(await read(layers, {}), here);
    for (const workers of [1, 2, 4]) {
      assert.deepEqual(await read(streamed, { workers }), here);
    }
    assert.deepEqual(await readHereAll(streamed), here);
  });

  it('reads an image and merges it, and reads again what a link leads to', async () => {
    for (const workers of [1, 2]) {
      const seen = { opened: 0 };
      const layers = stack().map((l) => asStream(l, seen));
      const image = await readAll(layers, { workers });
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
    await read([asStream(noise, { opened: 0 })], { onProgress: (progress) => seen.push(progress) });
    assert.equal(seen.length, 3);
    assert.ok(
      seen.every((p, i) => p.layerIndex === 7 && p.storedBytes > i * 4_000_000 && p.totalBytes === LARGE),
    );
  });

  for (const workers of [1, 2]) {
    it(`ends with the first layer that is not what the image names (${workers} workers)`, async () => {
      const [good, bad] = [
        asStream(source([file('a')], 0), { opened: 0 }),
        asStream(source([file('b')], 1), { opened: 0 }),
      ];
      const wrong = { ...bad, diffId: `sha256:${'0'.repeat(64)}` as Digest };
      await assert.rejects(read([good, wrong], { workers }), (error) => {
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
      await assert.rejects(read([failing], { workers }), failure);
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
      await assert.rejects(read([endless], { workers, signal: controller.signal }), /enough/);
    });

    it(`has a Problem for a file that is gone and a layer that is no input (${workers} workers)`, async () => {
      const gone = source([file('a')], 0);
      rmSync((gone.bytes as { path: string }).path);
      await assert.rejects(read([gone], { workers }), { code: 'unreadable-input' });
      const problem = {
        code: 'foreign-layer',
        effect: 'blind',
        message: 'elsewhere',
        layerIndex: null,
        path: '',
        wayOut: '',
      } as const;
      const foreign: LayerSource = { ...gone, info: layerInfo(5), bytes: { kind: 'unreadable', problem } };
      const [contents] = await read([foreign], { workers });
      assert.deepEqual(contents?.problems, [{ ...problem, layerIndex: 5 }]);
    });
  }

  /** One harmful file between others, in the second of three layers. */
  const stackWith = (what: string): LayerSource[] => [
    source([file('a.txt', '0')], 0),
    source([file('b.txt', '1'), file('harmful', what), file('c.txt', '1')], 1),
    source([file('d.txt', '2')], 2),
  ];

  for (const { what, code, limits } of [
    { what: 'heap', code: 'sandbox-memory-limit', limits: { threadHeapBytes: 48 * 2 ** 20 } },
    { what: 'buffers', code: 'sandbox-memory-limit', limits: { sandboxBytes: 400 * 2 ** 20 } },
    { what: 'hang', code: 'file-time-limit', limits: { fileMs: 1500 } },
    { what: 'exit', code: 'reader-crashed', limits: {} },
    { what: 'fact', code: null, limits: {} },
  ]) {
    it(`loses no more than the file or layer over which it dies: ${what}`, async () => {
      const contents = await read(stackWith(what), { limits: { ...DEFAULT_LIMITS, ...limits } });
      assert.deepEqual(
        contents.map(({ facts }) => facts.map(({ entry }) => entry.path)),
        [['a.txt'], code === null ? [] : ['b.txt', 'c.txt'], ['d.txt']],
      );
      assert.deepEqual(
        contents.map(({ problems }) => problems.map((p) => [p.code, p.path, p.layerIndex, p.effect])),
        [[], [[code ?? 'layer-reader-crashed', code === null ? '' : 'harmful', 1, 'incomplete']], []],
      );
    });
  }

  it('takes no answer to what it did not ask', async () => {
    const link = source([symlink('etc/app.conf', '../opt/c')], 0);
    const forging = source([file('opt/c', 'forge'), file('b.txt', '1')], 1);
    const image = await readAll([link, forging], {});
    assert.deepEqual(
      image.facts.all(textOf).map(({ path }) => path),
      ['b.txt'],
    );
    assert.deepEqual(
      image.problems.map(({ code, layerIndex }) => [code, layerIndex]),
      [['layer-reader-crashed', 1]],
    );
  });

  it('lets nothing out', async () => {
    const listened: string[] = [];
    const tcp = createServer(() => listened.push('tcp'));
    const unix = createServer(() => listened.push('unix'));
    await new Promise<void>((done) => tcp.listen(0, '127.0.0.1', done));
    await new Promise<void>((done) => unix.listen(join(folder, 'socket'), done));
    writeFileSync(join(folder, 'secret'), 'nobody knows');
    const before = readdirSync(folder);
    const { port } = tcp.address() as AddressInfo;
    try {
      const escaping = source([file('harmful', `escape ${folder} ${port}`)], 0);
      for (const layers of [
        [escaping],
        stack()
          .slice(0, 2)
          .concat({ ...escaping, info: layerInfo(2, LARGE) }),
      ]) {
        const fact = (await read(layers, {})).at(-1)!.facts[0]!.fact as string;
        const results = Object.entries(JSON.parse(fact) as Record<string, string>);
        assert.ok(results.length > 35);
        assert.deepEqual(
          results.filter(([, got]) => got === 'escaped'),
          [],
        );
      }
    } finally {
      tcp.close();
      unix.close();
    }
    assert.deepEqual(listened, []);
    assert.deepEqual(
      readdirSync(folder).filter((name) => !before.includes(name) && !name.includes('-')),
      [],
    );
    assert.equal(readFileSync(join(folder, 'secret'), 'utf8'), 'nobody knows');
  });

  it('starts another process in the place of one that was killed before its first word', async () => {
    const one = source([file('a.txt', '0')], 0);
    assert.ok(one.bytes.kind === 'file');
    const prestarted = prestartSandbox(one.bytes.path, options());
    prestarted.kill();
    const [contents] = await read([one], { prestarted });
    assert.deepEqual(
      contents?.facts.map(({ entry }) => entry.path),
      ['a.txt'],
    );
    assert.deepEqual(contents?.problems, []);
  });

  it('says what to do if the process cannot be started', async () => {
    const layers = [asStream(source([file('a')], 0), { opened: 0 })];
    const readersModule = new URL('./fixtures/no-such-module.ts', import.meta.url);
    for (const workers of [1, 2]) {
      await assert.rejects(read(layers, { workers, readersModule }), (error) => {
        assert.ok(error instanceof InputError);
        assert.deepEqual([error.code, error.exitCode], ['sandbox-not-started', 5]);
        assert.match(error.wayOut, /memory.*--no-sandbox.*trust/);
        return true;
      });
    }
  });

  it('reads a folder', async () => {
    const root = join(folder, 'root');
    mkdirSync(join(root, 'opt'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'opt', 'c'), 'conf');
    symlinkSync('/opt/c', join(root, 'etc', 'app.conf'));
    const layers: LayerSource[] = [
      {
        info: layerInfo(0),
        digest: null,
        diffId: null,
        bytes: { kind: 'folder', path: root, passesOver: [] },
      },
    ];
    for (const workers of [1, 2]) {
      const image = await readAll(layers, { workers });
      assert.deepEqual(
        image.facts.all(textOf).map(({ path, fact }) => [path, fact]),
        [['opt/c', 'conf']],
      );
    }
  });

  for (const workers of [1, 2]) {
    it(`leaves out what is too much of an image (${workers} workers)`, async () => {
      const layers = [0, 1].map((index) => source([file(`${index}.txt`, 'text')], index));
      const [one] = await read(layers.slice(0, 1), { workers });
      const limits = { ...DEFAULT_LIMITS, imageFactBytes: one!.factBytes };
      assert.ok(one!.factBytes > 0);
      const contents = await read(layers, { workers, limits });
      assert.deepEqual(
        contents.map((layer) => layer.facts.length),
        [1, 0],
      );
      assert.deepEqual(
        contents[1]!.problems.map(({ code }) => code),
        ['image-too-rich'],
      );
    });
  }
});
