/** `plimsoll cache`: counting and removing what scans kept. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertGolden } from './golden.ts';
import { putArchive, putFlaws, SMALL } from './images.ts';
import { here, onOwnMachine, put, type Ran, run, snapshot } from './plimsoll.ts';

const CACHE = 'home/.cache/plimsoll';
const NOW = Date.parse('2024-06-05T12:00:00Z');
const DAY_MS = 86_400_000;
const MIB = 2 ** 20;

/** A file of the cache that was last used some days ago. */
function keep(name: string, days: number, sizeBytes = MIB, folder: string = CACHE): string {
  const path = put(`${folder}/${name}`, Buffer.alloc(sizeBytes));
  const usedAt = new Date(NOW - days * DAY_MS);
  utimesSync(path, usedAt, usedAt);
  return path;
}

function digest(digit: string): string {
  return digit.repeat(64);
}

/** Each kind, of several ages; and files of somebody else. */
function fill(): void {
  keep(`layers/${digest('1')}`, 1);
  keep(`layers/${digest('2')}`, 40, 2 * MIB);
  keep(`layers/${digest('3')}.fedcba98-1-0123456789ab.part`, 0);
  keep(`layers/${digest('4')}.fedcba98-1-0123456789ab.part`, 1);
  keep('layers/path-key', 90, 8);
  keep(`inventories/${digest('5')}`, 10, 3 * MIB);
  keep(`advisories-${'6'.repeat(40)}/manifest.json`, 50, 100);
  keep(`advisories-${'6'.repeat(40)}/shards/x.sqlite`, 60, MIB);
  keep(`code/v26-x64/${'7'.repeat(8)}`, 3, MIB / 2);
  keep('layers/notes.txt', 90);
  keep('layers/photos/holiday.jpg', 90);
  keep('other/file', 90);
}

function left(): string[] {
  return [...snapshot(join(here, CACHE)).keys()].map((name) => name.replace(/([0-9])\1{7,}/g, '$1'));
}

const OTHERS = ['layers/notes.txt', 'layers/path-key', 'layers/photos/holiday.jpg', 'other/file'];

describe('cache stats', () => {
  onOwnMachine();

  it('counts by kind, as text and as JSON', async () => {
    fill();
    const ran: Ran[] = [];
    for (const command of ['cache stats', 'cache stats --format json', 'cache stats --cache-dir $HERE/none'])
      ran.push(await run(command));
    assertGolden('cache-stats', ran);
    assert.ok(ran.every(({ code }) => code === 0));
    assert.deepEqual(readdirSync(here).sort(), ['home', 'tmp'], 'and makes nothing');
  });

  it('counts what a scan keeps, whatever the format of reports is', async () => {
    putArchive('app.tar', SMALL);
    putFlaws('osv');
    await run('scan $HERE/app.tar --advisories $HERE/osv');
    const { stdout, code } = await run('cache stats --format json', { env: { PLIMSOLL_FORMAT: 'sarif' } });
    const { kinds, total } = JSON.parse(stdout);
    const files = (kind: string): number => kinds.find((k: { kind: string }) => k.kind === kind).files;
    assert.deepEqual([code, files('layers') > 0, files('advisories') > 0], [0, true, true]);
    assert.ok(total.files >= files('layers') + files('advisories'));
  });
});

describe('the size of the cache', () => {
  onOwnMachine();

  const SCAN = 'scan $HERE/app.tar --quiet';
  const KEPT_BEFORE = /^(?:advisories-6|code\/v26-x64\/7|inventories\/5|layers\/[12])$/;

  it('is kept by a scan: what was not used for longest goes, and no file of somebody else', async () => {
    putArchive('app.tar', SMALL);
    for (const [option, names] of [
      ['', ['advisories-6', 'code/v26-x64/7', 'inventories/5', 'layers/1', 'layers/2']],
      ['--cache-size 8500KiB', ['code/v26-x64/7', 'inventories/5', 'layers/1', 'layers/2']],
      ['--cache-size 7MiB', ['code/v26-x64/7', 'inventories/5', 'layers/1']],
      ['--cache-size 0', ['code/v26-x64/7']],
    ] as const) {
      rmSync(join(here, CACHE), { recursive: true, force: true });
      fill();
      assert.deepEqual((await run(`${SCAN} ${option}`)).code, 0);
      const files = left().map((name) => name.replace(/^(advisories-6).*/, '$1'));
      assert.deepEqual(
        [...new Set(files)].filter((name) => names.includes(name as never) || KEPT_BEFORE.test(name)),
        names,
        option,
      );
      assert.deepEqual(
        files.filter((name) => OTHERS.includes(name)),
        OTHERS,
      );
    }
  });

  it('can be a variable or a setting', async () => {
    putArchive('app.tar', SMALL);
    put('plimsoll.yaml', 'cache-size: 0\n');
    assert.equal((await run(SCAN)).code, 0);
    assert.deepEqual(left(), ['layers/path-key']);
    assert.equal((await run(SCAN, { env: { PLIMSOLL_CACHE_SIZE: '1GiB' } })).code, 0);
    assert.ok(left().length > 3);
    const { code, stderr } = await run(`${SCAN} --cache-size lots`);
    assert.deepEqual([code, /--cache-size: "lots" is no size/.test(stderr)], [2, true]);
  });

  it('is kept by many scans at once, and takes nothing from any', async () => {
    putArchive('app.tar', SMALL);
    const scan = 'scan $HERE/app.tar --format json --cache-size';
    const right = await run(`${scan} 1GiB`);
    const all = await Promise.all(Array.from({ length: 12 }, (_, i) => run(`${scan} ${i % 3}KiB`)));
    assert.deepEqual([...new Set(all.map(({ stdout }) => stdout))], [right.stdout]);
    assert.ok(all.every(({ code, stderr }) => code === right.code && stderr === ''));
  });
});

describe('cache prune', () => {
  onOwnMachine();

  it('removes what a killed process left of compiled code, as scans do', async () => {
    const part = `code/v26-x64/${'8'.repeat(8)}.aZ09bc`;
    putArchive('app.tar', SMALL);
    for (const command of ['cache prune', 'scan $HERE/app.tar --quiet']) {
      keep(part, 1, 100);
      assert.equal((await run(command)).code, 0);
      assert.deepEqual(
        left().filter((name) => name.startsWith('code')),
        [],
      );
    }
  });

  const kept = (...names: readonly string[]): string[] => [...names, ...OTHERS].sort();

  for (const [command, names] of [
    ['', ['code/v26-x64/7', 'inventories/5', 'layers/1', 'layers/3.fedcba98-1-0123456789ab.part']],
    ['--older-than 2d', ['layers/1', 'layers/3.fedcba98-1-0123456789ab.part']],
    ['--max-size 5MiB', ['code/v26-x64/7', 'layers/1', 'layers/3.fedcba98-1-0123456789ab.part']],
    ['--max-size 0', ['layers/3.fedcba98-1-0123456789ab.part']],
    ['--all', []],
  ] as const) {
    it(command === '' ? 'removes what nobody used for a month' : command, async () => {
      fill();
      const ran = await run(`cache prune ${command}`);
      assert.deepEqual([ran.code, ran.stderr, left()], [0, '', kept(...names)]);
      assertGolden(`cache-prune${command.replaceAll(/[^a-z0-9]+/gi, '-')}`, ran);
    });
  }

  it('leaves a database that a scan may be reading', async () => {
    keep(`advisories-${'6'.repeat(40)}/manifest.json`, 0);
    await run('cache prune --all');
    assert.deepEqual(left(), ['advisories-6/manifest.json']);
  });

  it('follows no link out of the folder', async () => {
    keep(`layers/${digest('1')}`, 1, 10, 'elsewhere');
    mkdirSync(join(here, CACHE, 'code'), { recursive: true });
    symlinkSync(join(here, 'elsewhere/layers'), join(here, CACHE, 'code/v26-x64'));
    symlinkSync(join(here, 'elsewhere'), join(here, CACHE, `advisories-${'8'.repeat(40)}`));
    await run('cache prune --all');
    assert.equal(readdirSync(join(here, 'elsewhere/layers')).length, 1);
  });

  it('takes nothing from scans at work', async () => {
    putArchive('app.tar', SMALL);
    const scan = 'scan $HERE/app.tar --format json';
    const right = await run(scan);
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, i) => run(i % 3 === 0 ? 'cache prune --all' : scan)),
    );
    assert.ok(all.every(({ code, stderr }) => code === right.code && stderr === ''));
    const outputs = all.filter(({ command }) => command === scan).map(({ stdout }) => stdout);
    assert.deepEqual([...new Set(outputs)], [right.stdout]);
  });

  it('says what it cannot do', async () => {
    put('file', 'no folder');
    const ran: Ran[] = [];
    for (const command of [
      'cache',
      'cache purne',
      'cache stats --cache-dir $HERE/file',
      'cache prune --cache-dir $HERE/file --all',
      'cache prune --older-than 30',
      'cache prune --max-size 1GB',
      'cache stats --format sarif',
    ])
      ran.push(await run(command));
    assertGolden('cache-refused', ran);
    assert.deepEqual(
      ran.map(({ code }) => code),
      [2, 2, 5, 5, 2, 2, 2],
    );
  });
});
