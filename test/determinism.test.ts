/**
 * The same image, the same bytes: with any number of workers, layers that arrive in any order and at any speed, kept
 * layers or none. `PLIMSOLL_RUNS=50 node --import ./test/setup.ts --test test/determinism.test.ts` looks that often.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { npmPackage, putFlaws } from './cli/images.ts';
import { here, onOwnMachine, run } from './cli/plimsoll.ts';
import { type Random, randomOf } from './crash/random.ts';
import { contentOf, memoryRegistry } from './fault-proxy.ts';
import { readFixtureImage } from './fixture-image.ts';
import { type BuiltImage, buildImage, type LayerSpec, writeDockerArchive } from './image-builder.ts';
import { type Handler, type LocalServer, serve } from './local-server.ts';
import { type Entry, file, whiteout } from './tar-builder.ts';

const RUNS = Number(process.env['PLIMSOLL_RUNS'] || 1);
const SEED = Number(process.env['PLIMSOLL_SEED'] || 20241124);
const MOST_WORKERS = 8;
const FORMATS = ['table', 'json', 'cyclonedx', 'sarif'] as const;

/** Layers with something of every ecosystem, and sizes for which workers matter. */
const SIZES: Readonly<Record<string, readonly number[]>> = {
  'layers alike': [2_200_000, 2_000_000, 2_400_000, 2_100_000],
  'one layer that dominates': [200_000, 9_000_000, 100_000, 300_000],
};

function imageOf(sizes: readonly number[]): BuiltImage {
  const layers = sizes.map((size, layer): LayerSpec => {
    const entries = [
      ...ecosystemEntries(layer, sizes.length),
      file(`big${layer}`, randomOf(layer).bytes(size)),
    ];
    const damaged = file(`app${layer}/node_modules/x/package.json`, `{"name": ${layer}`);
    const hidden = layer === 0 ? [] : [whiteout(`app${layer - 1}/node_modules/x`)];
    const flawed = npmPackage('sail', `0.${layer}.0`, `app${layer}`);
    return { entries: [...entries, flawed, damaged, ...hidden] };
  });
  return buildImage({ layers, tags: ['example.test/app:1'] });
}

/** The fixtures of the ecosystems that are due in this layer. */
function ecosystemEntries(layer: number, layers: number): Entry[] {
  const folder = fileURLToPath(new URL('../src/ecosystem', import.meta.url));
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, 'fixtures/image')))
    .filter((_, index) => index % layers === layer)
    .flatMap((path) => readFixtureImage(path).map(({ path: name, bytes }) => file(name, bytes)));
}

/** Blobs come in pieces of any size with pauses of any length; each begins when it likes. */
function unsteady(handler: Handler, random: () => Random): Handler {
  return (request, response) => {
    if (!/\/blobs\//.test(request.url ?? '')) return handler(request, response);
    return handler(request, slowly(response, random()));
  };
}

function slowly(response: ServerResponse, random: Random): ServerResponse {
  const end = response.end.bind(response);
  const sendFrom = (data: Uint8Array, at: number): void => {
    const next = at + 1 + random.whole(data.length / 3 + 1);
    if (at >= data.length) return void end();
    response.write(data.subarray(at, next));
    setTimeout(sendFrom, random.whole(12), data, next);
  };
  response.end = ((data: Uint8Array) => {
    setTimeout(sendFrom, random.whole(40), data, 0);
    return response;
  }) as typeof response.end;
  return response;
}

describe('a scan gives the same bytes', () => {
  onOwnMachine();
  const images = new Map<string, BuiltImage>();
  before(() => {
    for (const [title, sizes] of Object.entries(SIZES)) images.set(title, imageOf(sizes));
  });

  /** All reports of one scan, by format. */
  async function scan(reference: string, workers: number, ...more: string[]): Promise<Map<string, string>> {
    const files = new Map(FORMATS.map((format) => [format, join(here, `out.${format}`)]));
    const outputs = [...files].flatMap(([format, path]) => ['--output', `${format}=${path}`]);
    const words = ['scan', reference, '--advisories', join(here, 'osv'), '--workers', String(workers)];
    const { code, stdout, stderr } = await run([...words, ...outputs, ...more], {
      env: { SOURCE_DATE_EPOCH: '1700000000' },
    });
    assert.deepEqual([code, stdout, stderr], [0, '', '']);
    return new Map([...files].map(([format, path]) => [format, readFileSync(path, 'utf8')]));
  }

  /** Cold without a cache, cold with one, and again from it; answers what was kept, too. */
  async function scanAllWays(reference: string, workers: number): Promise<Map<string, string>[]> {
    const cache = join(here, 'cache');
    rmSync(join(cache, 'layers'), { recursive: true, force: true });
    rmSync(join(cache, 'inventories'), { recursive: true, force: true });
    mkdirSync(join(cache, 'layers'), { recursive: true });
    // Drawn by chance otherwise, for each folder.
    writeFileSync(join(cache, 'layers/path-key'), '12345678');
    const none = await scan(reference, workers, '--no-cache');
    const cold = await scan(reference, workers, '--cache-dir', cache);
    const kept = keptIn(cache);
    assert.ok(kept.size >= 4);
    const again = await scan(reference, workers, '--cache-dir', cache);
    return [none, cold, again, kept];
  }

  async function assertSame(reference: string, random: Random): Promise<void> {
    putFlaws('osv');
    const [right, , , keptFirst] = await scanAllWays(reference, 1);
    assertSaysMuch(right!.get('json')!);
    for (let turn = 1; turn <= RUNS; turn++) {
      const workers = turn === 1 ? 3 : 1 + random.whole(MOST_WORKERS);
      const [none, cold, again, kept] = await scanAllWays(reference, workers);
      for (const [way, reports] of Object.entries({ none, cold, again })) {
        for (const format of FORMATS) {
          assert.equal(
            reports!.get(format),
            right!.get(format),
            `${format}, ${way}, ${workers} workers, ${turn}`,
          );
        }
      }
      assert.deepEqual([...kept!.keys()], [...keptFirst!.keys()]);
      for (const [name, bytes] of kept!) {
        assert.ok(bytes === keptFirst!.get(name), `${name} is kept otherwise, ${workers} workers, ${turn}`);
      }
    }
  }

  for (const title of Object.keys(SIZES)) {
    it(`of an archive: ${title}`, async () => {
      writeDockerArchive(join(here, 'app.tar'), [images.get(title)!]);
      await assertSame(join(here, 'app.tar'), randomOf(SEED));
    });

    it(`of a registry that answers in any order: ${title}`, async () => {
      const random = randomOf(SEED);
      const content = memoryRegistry(contentOf(images.get(title)!, '1'));
      const server: LocalServer = await serve(unsteady(content, () => randomOf(random.whole(2 ** 31))));
      try {
        await assertSame(`${server.host}/app:1`, random);
      } finally {
        await server.close();
      }
    });
  }
});

/** Nothing to say would always be the same. */
function assertSaysMuch(json: string): void {
  const { packages, findings, coverage } = JSON.parse(json).reports[0];
  const ecosystems = new Set(packages.map(({ ecosystem }: { ecosystem: string }) => ecosystem));
  assert.ok(ecosystems.size >= 6, [...ecosystems].join());
  assert.ok(findings.length > 0);
  assert.ok(coverage.reasons.length > 0);
}

/** What scans keep, byte by byte. */
function keptIn(cache: string): Map<string, string> {
  const names = ['layers', 'inventories'].flatMap((folder) =>
    existsSync(join(cache, folder)) ? readdirSync(join(cache, folder)).map((name) => join(folder, name)) : [],
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(cache, name), 'latin1')]));
}
