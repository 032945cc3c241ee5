/** The cache of layers: never another answer, whatever happened to it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { putArchive, SMALL } from './images.ts';
import { here, onOwnMachine, put, run } from './plimsoll.ts';

const SHOP = 'scan examples/shop.tar --format json';

const CACHE = 'home/.cache/plimsoll';

function keptFiles(kind: 'layers' | 'inventories'): string[] {
  const folder = join(here, CACHE, kind);
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Layers are looked at where no inventory is kept. */
function keptLayers(): string[] {
  rmSync(join(here, CACHE, 'inventories'), { recursive: true, force: true });
  return keptFiles('layers');
}

function flipBit(path: string, turn: number): void {
  const whole = readFileSync(path);
  const at = Math.floor(whole.length * [0.01, 0.4, 0.8][turn % 3]!);
  writeFileSync(path, whole.with(at, whole[at]! ^ (1 << (turn % 8))));
}

async function outputOf(command: string): Promise<string> {
  const { code, stdout, stderr } = await run(command);
  assert.deepEqual([code, stderr], [0, '']);
  return stdout;
}

describe('the cache', () => {
  onOwnMachine();

  it('with any one bit changed gives the same answer', async () => {
    const right = await outputOf(SHOP);
    for (const [i, path] of [...keptFiles('inventories'), ...keptFiles('layers')].entries()) {
      if (path.includes('/layers/')) keptLayers();
      flipBit(path, i);
      assert.equal(await outputOf(SHOP), right, path);
    }
  });

  it('that is cut off, emptied or gone is made again', async () => {
    const right = await outputOf(SHOP);
    const damages: readonly ((path: string) => void)[] = [
      (path) => truncateSync(path, 100),
      (path) => truncateSync(path, 0),
      (path) => rmSync(path),
    ];
    for (const damage of damages) {
      for (const path of [...keptFiles('inventories'), ...keptFiles('layers')]) damage(path);
      assert.equal(await outputOf(SHOP), right);
    }
  });

  it('serves many scans at once', async () => {
    const right = await outputOf(`${SHOP} --no-cache`);
    const all = await Promise.all(Array.from({ length: 12 }, () => outputOf(SHOP)));
    assert.deepEqual([...new Set(all)], [right]);
  });

  it('of another folder is used, and none where none is wanted', async () => {
    putArchive('app.tar', SMALL);
    await outputOf('scan $HERE/app.tar --cache-dir $HERE/kept');
    assert.ok(readdirSync(join(here, 'kept/layers')).length > 2);
    await outputOf('scan $HERE/app.tar --no-cache');
    put('plimsoll.yaml', 'cache: false\n');
    await outputOf('scan $HERE/app.tar');
    assert.deepEqual(readdirSync(here).sort(), ['app.tar', 'kept', 'plimsoll.yaml', 'tmp']);
  });
});
