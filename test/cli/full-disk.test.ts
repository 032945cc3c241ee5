/** A disk that is full: told as such, and what was there before stays. Needs a small tmpfs, which only root can mount. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { file } from '../tar-builder.ts';
import { buildZip } from '../zip-builder.ts';
import { archiveOf, imageOf, npmPackage, osvRecord, putArchive, putFlaws, SMALL } from './images.ts';
import { here, onOwnMachine, put, type Ran, run, snapshot } from './plimsoll.ts';

/** A disk of 1 MiB, or why there is none. */
function mountSmall(): { readonly folder: string; readonly missing: string | null } {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
    return { folder, missing: null };
  } catch {
    return { folder, missing: 'no tmpfs can be mounted here: that takes root' };
  }
}

/** Fills the disk but for some bytes. */
function fill(folder: string, leftBytes: number): void {
  rmSync(join(folder, 'ballast'), { force: true });
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
}

function assertFull({ code, stdout, stderr }: Ran): void {
  assert.match(
    stderr,
    /^plimsoll: .*\[disk-full\]\n {2}where: {3}\S.*\n(?: {2}because: .*\n)? {2}try: {5}\S/m,
  );
  assert.deepEqual([code, stdout], [5, '']);
}

describe('a full disk', () => {
  onOwnMachine();
  let disk = '';
  let missing: string | null = null;
  before(() => {
    ({ folder: disk, missing } = mountSmall());
  });
  after(() => {
    if (missing === null) execFileSync('umount', [disk]);
    rmdirSync(disk);
  });
  beforeEach(() => symlinkSync(disk, join(here, 'disk')));
  afterEach(() => {
    for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
  });

  function onDisk(title: string, test: () => Promise<void>): void {
    it(title, async (t) => (missing === null ? test() : t.skip(missing)));
  }

  onDisk('under an output file keeps the file that was there', async () => {
    putArchive('app.tar', SMALL);
    put('disk/report.json', 'old');
    fill(disk, 0);
    assertFull(await run('scan $HERE/app.tar --output json=disk/report.json'));
    assert.equal(readFileSync(join(disk, 'report.json'), 'utf8'), 'old');
    assert.deepEqual(readdirSync(disk).sort(), ['ballast', 'report.json']);
  });

  onDisk('under the temporary folder, while standard input is kept', async () => {
    const stdin = archiveOf(imageOf([file('big', randomBytes(3_000_000)), npmPackage('sail', '1.0.0')]));
    const ran = await run('scan -', { stdin, tempFolder: disk });
    assertFull(ran);
    assert.match(ran.stderr, /TMPDIR/);
    assert.deepEqual(readdirSync(disk), []);
  });

  onDisk('under the advisory database, during update and import, keeps the database', async () => {
    putFlaws('osv');
    assert.equal((await run('db update --from $HERE/osv --database $HERE/disk/db')).code, 0);
    const old = databaseFiles(disk);
    put('many/npm/all.zip', manyRecords());
    assertFull(await run('db update --from $HERE/many --database $HERE/disk/db'));
    await run('db update --from $HERE/many --database $HERE/other');
    assert.equal((await run('db export $HERE/many.db --database $HERE/other')).code, 0);
    assertFull(await run('db import $HERE/many.db --database $HERE/disk/db'));
    assert.deepEqual(databaseFiles(disk), old);
    assert.equal((await run('db verify --database $HERE/disk/db')).code, 0);
    fill(disk, 0);
    assertFull(await run('db export $HERE/disk/x.db --database $HERE/other'));
    assert.deepEqual(readdirSync(disk).sort(), ['ballast', 'db']);
  });

  onDisk('under an output file keeps that file also when it fills up on the way', async () => {
    const packages = Array.from({ length: 400 }, (_, i) => npmPackage(`package-${i}`, '1.0.0'));
    putArchive('app.tar', imageOf(packages));
    put('disk/report.json', 'old');
    for (const leftBytes of [4096, 64 * 1024]) {
      fill(disk, leftBytes);
      assertFull(await run('scan $HERE/app.tar --output json=disk/report.json'));
      assert.equal(readFileSync(join(disk, 'report.json'), 'utf8'), 'old');
      assert.deepEqual(readdirSync(disk).sort(), ['ballast', 'report.json']);
    }
  });

  onDisk('under the cache is no reason to fail, and spoils nothing that is kept', async () => {
    putArchive('old.tar', SMALL);
    const packages = Array.from({ length: 200 }, (_, i) => npmPackage(`package-${i}`, '1.0.0'));
    putArchive('new.tar', imageOf(packages, [npmPackage('sail', '1.0.0')]));
    const scan = (image: string): Promise<Ran> =>
      run(`scan $HERE/${image}.tar --cache-dir $HERE/disk/cache --quiet`);
    const right = { old: await scan('old'), new: await run('scan $HERE/new.tar --no-cache --quiet') };
    const kept = snapshot(join(disk, 'cache'));
    for (const leftBytes of [0, 4096, 16 * 1024]) {
      fill(disk, leftBytes);
      for (const image of ['new', 'old'] as const) {
        const { code, stdout, stderr } = await scan(image);
        assert.deepEqual([code, stdout, stderr], [0, right[image].stdout, ''], `${image}, ${leftBytes}`);
      }
      const now = snapshot(join(disk, 'cache'));
      for (const [path, bytes] of kept) assert.equal(now.get(path), bytes, path);
      assert.ok(![...now.keys()].some((path) => path.endsWith('.part')), `${[...now.keys()]}`);
    }
    rmSync(join(disk, 'ballast'));
    assert.equal((await scan('new')).stdout, right.new.stdout);
    assert.ok(snapshot(join(disk, 'cache')).size > kept.size, 'with room again, it is kept');
  });

  onDisk('under the cache, where advisories from files would be kept, either', async () => {
    putArchive('app.tar', SMALL);
    putFlaws('osv');
    const scan = (cache: string): Promise<Ran> => run(`scan $HERE/app.tar --advisories $HERE/osv ${cache}`);
    const right = await scan('--no-cache');
    for (const leftBytes of [0, 20 * 1024]) {
      fill(disk, leftBytes);
      const { code, stdout, stderr } = await scan('--cache-dir $HERE/disk/cache');
      assert.deepEqual([code, stdout, stderr], [right.code, right.stdout, right.stderr]);
      assert.deepEqual(
        [...snapshot(join(disk, 'cache')).keys()].filter((path) => /advisories/.test(path)),
        [],
      );
    }
  });
});

/** More than the disk holds, also when it is compressed. */
function manyRecords(): Uint8Array {
  return buildZip(
    Array.from({ length: 1000 }, (_, i) => {
      const id = `CVE-2024-${10000 + i}`;
      const record = JSON.parse(osvRecord({ id, ecosystem: 'npm', name: `package-${i}`, fixed: '1.0.0' }));
      const details = randomBytes(2000).toString('base64');
      return { name: `${id}.json`, content: JSON.stringify({ ...record, details }), stored: true };
    }),
  );
}

/** All but unfinished work. */
function databaseFiles(disk: string): ReadonlyMap<string, string> {
  return new Map([...snapshot(join(disk, 'db'))].filter(([path]) => !path.startsWith('tmp')));
}

describe('output that is not taken', () => {
  onOwnMachine();

  it('by a device that is full', async () => {
    putArchive('app.tar', SMALL);
    assertFull(await run('scan $HERE/app.tar --output json=/dev/full'));
  });
});
