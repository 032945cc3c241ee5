import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DEFAULT_LIMITS, type Limits } from '../../src/base/limits.ts';
import { mergeLayers } from '../../src/image/merge.ts';
import { readEntries, textReader } from '../read-layers.ts';
import { file, layer } from '../tar-builder.ts';
import {
  backAndForth,
  deepPath,
  holes,
  hugePax,
  linkFarm,
  linkMaze,
  manyProblems,
  manyWhiteouts,
} from './bombs.ts';

const GIB = 2 ** 30;
const every = textReader('every', /./, ['a/f', 'self/f', 'grow/f', 'chain0/f', 'up/f']);

interface Measured {
  readonly entries: number;
  readonly plainBytes: number;
  readonly codes: readonly string[];
  readonly peakMib: number;
}

/** A process of its own: its peak memory is that of this one layer. */
function measure(name: string, size: number, ...more: readonly number[]): Measured {
  const script = fileURLToPath(new URL('./measure.ts', import.meta.url));
  const output = execFileSync(process.execPath, [script, name, String(size), ...more.map(String)]);
  return JSON.parse(output.toString()) as Measured;
}

async function read(tars: readonly Uint8Array[], limits: Partial<Limits> = {}) {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const layers = await readEntries(tars, [every], all);
  const image = mergeLayers(layers, [every], all);
  const problems = [...layers.flatMap((layer) => layer.problems), ...image.problems];
  return {
    paths: image.all(every).map(({ path, fact }) => `${path}=${fact}`),
    codes: [...new Set(problems.map(({ code }) => code))].sort(),
    problems,
    image,
    layers,
  };
}

describe('hostile layers: memory', () => {
  for (const [name, ratio] of [
    ['gzip', 'a thousand'],
    ['zstd', 'thirty thousand'],
  ]) {
    it(`${name} that unpacks to ${ratio} times its size passes in little memory`, () => {
      const { plainBytes, codes, peakMib } = measure(name!, GIB);
      assert.deepEqual(codes, []);
      assert.ok(plainBytes >= GIB);
      assert.ok(peakMib < 180, `${peakMib} MiB`);
    });

    it(`${name} beyond the limit of a layer is cut off there`, () => {
      const { plainBytes, codes } = measure(name!, 64 * GIB, 100);
      assert.deepEqual(codes, ['layer-too-large']);
      assert.ok(plainBytes < 110 * 2 ** 20);
    });
  }

  it('three hundred thousand entries take a few bytes each', () => {
    const { entries, peakMib } = measure('entries', 300_000);
    assert.equal(entries, 300_000);
    assert.ok(peakMib < 200, `${peakMib} MiB`);
  });

  for (const name of ['apk', 'status', 'list']) {
    it(`a package database of very many lines takes little more than its facts: ${name}`, () => {
      const script = fileURLToPath(new URL('./measure-database.ts', import.meta.url));
      const output = execFileSync(process.execPath, [script, name]).toString();
      const { fileMib, factMib, addedMib } = JSON.parse(output) as Record<string, number>;
      assert.ok(addedMib! < 2 * fileMib! + 3 * factMib! + 80, output);
    });
  }

  it('a size that is a lie takes no memory', () => {
    const { codes, peakMib } = measure('liar', GIB / 2);
    assert.deepEqual(codes, ['truncated-layer']);
    assert.ok(peakMib < 180, `${peakMib} MiB`);
  });
});

describe('hostile layers: names and links', () => {
  it('passes over an extended header that is too large', async () => {
    const { paths, codes } = await read([hugePax(9 * 2 ** 20)]);
    assert.deepEqual([paths, codes], [['next=y'], ['header-too-large']]);
  });

  it('passes over a path that is too deep', async () => {
    for (const depth of [300, 100_000]) {
      const { paths, codes } = await read([deepPath(depth)]);
      assert.deepEqual([paths, codes], [['next=y'], [depth === 300 ? 'path-too-deep' : 'path-too-long']]);
    }
  });

  it('finds its way through a maze of links', async () => {
    const { paths, codes, image } = await read([linkMaze()]);
    assert.ok(paths.includes('f=3'));
    for (const path of ['a', 'self', 'grow', 'chain0']) assert.equal(image.resolve(path), null);
    assert.equal(image.resolve('up/etc'), 'etc');
    assert.deepEqual(codes, ['link-circle']);
  });

  it('does not follow more links than there can be', async () => {
    const { codes } = await read(linkFarm(2000));
    assert.deepEqual(codes, ['too-many-links']);
  });

  it('keeps no more links and whiteouts than the limit', async () => {
    const { codes, layers } = await read([manyWhiteouts(5000)], { layerLinks: 1000 });
    assert.deepEqual([codes, layers[0]?.whiteouts.length], [['too-many-links'], 1000]);
  });

  it('keeps no more folders than entries, however deep these lie', async () => {
    const deep = Array.from({ length: 50 }, (_, i) => file(`top${i}/${'d/'.repeat(100)}a/f`, 'x'));
    const { codes, paths, layers } = await read([layer(deep)], { layerEntries: 1000 });
    assert.deepEqual([codes, paths.length], [['too-many-entries'], 50]);
    assert.equal(layers[0]!.parents.hashes.length, 2 * 1000);
  });

  it('lists a few of very many Problems', async () => {
    const { problems, paths } = await read([manyProblems(20_000)]);
    assert.equal(problems.length, 21);
    assert.equal(paths.length, 20_000);
    assert.ok(problems.some(({ message }) => message.startsWith('19980 more')));
  });

  it('does not search again for what it threw away', async () => {
    const { paths, codes } = await read([backAndForth(5000, 5000)]);
    assert.equal(paths.filter((path) => path.startsWith('kept/')).length, 5000);
    assert.deepEqual(codes, ['contradictory-entries']);
  });

  it('does not fill holes without end', async () => {
    const { codes } = await read([holes(1000, 2 ** 50)]);
    assert.deepEqual(codes, ['file-too-large']);
    const { problems } = await read([holes(1000, 100_000)], { layerRatioFloorBytes: 10_000_000 });
    assert.equal(problems[0]?.code, 'layer-ratio-limit');
  });
});
