/** Images of which a part cannot be looked at: the rest is scanned, the part is named, nothing passes a gate unseen. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  buildImage,
  dockerArchiveFiles,
  type ImageSpec,
  type LayerSpec,
  ociLayoutFiles,
  tarOf,
} from '../image-builder.ts';
import { type Entry, file } from '../tar-builder.ts';
import { DEBIAN, dpkgStatus, imageOf, npmPackage } from './images.ts';
import { here, onOwnMachine } from './plimsoll.ts';
import { namesOf, type ReportFacts, type ReportProblem, reasonsOf, scanImage } from './report.ts';

const SAIL: readonly Entry[] = [npmPackage('sail', '1.0.0')];
const NPM_FLAWS = [{ id: 'CVE-2024-90001', ecosystem: 'npm', name: 'boat', severity: 'high' }] as const;
const FIXTURE = '../../src/ecosystem/rpm/fixtures/image/var/lib/rpm/rpmdb.sqlite.gz';
const RPMDB = gunzipSync(readFileSync(new URL(FIXTURE, import.meta.url)));
const RHEL = file('etc/os-release', 'ID=rhel\nVERSION_ID=9.4\nPRETTY_NAME="Red Hat Enterprise Linux 9.4"\n');
const ALPINE = file('etc/os-release', 'ID=alpine\nVERSION_ID=3.18.0\nPRETTY_NAME="Alpine Linux v3.18"\n');
/** Bytes without any order, the same each time. */
const JUNK = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + 13 * i * i) & 255));

/** A scan without a judgement; with one, partial must not pass. */
async function scanTwice(image: ImageSpec | Uint8Array): Promise<ReportFacts> {
  const judged = await scanImage(image, '--fail-on critical', NPM_FLAWS);
  assert.equal(judged.exit.code, 3);
  return scanImage(image, '', NPM_FLAWS);
}

/** The one problem with this code, which must name a layer and a way out. */
function theProblem(report: ReportFacts, code: string): ReportProblem {
  const found = report.problems.filter((p) => p.code === code);
  assert.equal(found.length, 1, JSON.stringify(report.problems));
  assert.notEqual(found[0]!.layerIndex, null);
  assert.notEqual(found[0]!.wayOut, '');
  return found[0]!;
}

describe('layers that cannot be looked into', () => {
  onOwnMachine();

  const layerTypes = {
    'encrypted-layer': 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted',
    'foreign-layer': 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    'unknown-layer-type': 'application/vnd.example.disk',
  };
  for (const [code, mediaType] of Object.entries(layerTypes)) {
    it(code, async () => {
      const odd: LayerSpec = { entries: [file('odd', code)], mediaType };
      const image = buildImage({ layers: [{ entries: SAIL }, odd], tags: ['example.test/app:1'] });
      const files = new Map(ociLayoutFiles([image]));
      // A foreign layer is not stored with its image; one that is, can be read.
      if (code === 'foreign-layer') files.delete(`blobs/sha256/${image.layers[1]!.digest.slice(7)}`);
      const report = await scanTwice(tarOf(files));
      assert.equal(report.coverage.state, 'partial');
      assert.deepEqual(namesOf(report), ['sail 1.0.0']);
      assert.equal(theProblem(report, code).layerIndex, 1);
    });
  }

  for (const [name, magic] of [
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
    ['bzip2', [0x42, 0x5a, 0x68, 0x39]],
    ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ] as const) {
    it(`a layer in ${name}`, async () => {
      const image = buildImage(imageOf(SAIL, [file('odd', name)]));
      const files = dockerArchiveFiles([image]);
      const path = [...files.keys()].find((key) => key.includes(image.layers[1]!.digest.slice(7)))!;
      const archive = tarOf(new Map([...files, [path, Buffer.concat([Buffer.from(magic), JUNK])]]));
      const report = await scanImage(archive, '', NPM_FLAWS);
      assert.equal(report.exit.code, 3);
      const problem = theProblem(report, 'unknown-compression');
      assert.match(problem.message, new RegExp(`${name}; gzip, zstd and plain`));
      assert.equal(problem.layerIndex, 1);
      assert.deepEqual(namesOf(report), ['sail 1.0.0']);
    });
  }

  it('case 16: zstd and plain layers are no problem, whatever their media type says', async () => {
    const layers: LayerSpec[] = [
      { entries: SAIL, compression: 'zstd' },
      { entries: [npmPackage('mast', '1.0.0')], compression: 'none' },
      {
        entries: [npmPackage('rope', '1.0.0')],
        compression: 'gzip',
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
      },
    ];
    for (const mediaTypes of ['oci', 'docker'] as const) {
      const image = buildImage({ layers, mediaTypes, tags: ['example.test/app:1'] });
      const report = await scanImage(tarOf(ociLayoutFiles([image])), '--fail-on critical', NPM_FLAWS);
      assert.equal(report.exit.code, 0);
      assert.deepEqual(namesOf(report), ['mast 1.0.0', 'rope 1.0.0', 'sail 1.0.0']);
    }
  });
});

describe('package databases that cannot be read', () => {
  onOwnMachine();

  const half = RPMDB.subarray(0, 5 * 4096);
  const cases: Readonly<Record<string, readonly [release: Entry, path: string, bytes: Uint8Array | string]>> =
    {
      'dpkg: other bytes': [DEBIAN, 'var/lib/dpkg/status', JUNK],
      'apk: other bytes': [ALPINE, 'lib/apk/db/installed', JUNK],
      'rpm: other bytes': [RHEL, 'var/lib/rpm/rpmdb.sqlite', JUNK],
      'rpm: cut off': [RHEL, 'var/lib/rpm/rpmdb.sqlite', half],
      'rpm: the first bytes alone': [RHEL, 'var/lib/rpm/rpmdb.sqlite', RPMDB.subarray(0, 100)],
    };
  for (const [title, [release, path, bytes]] of Object.entries(cases)) {
    it(title, async () => {
      const report = await scanTwice(imageOf([release, file(path, bytes)], SAIL));
      const problem = theProblem(report, 'package-database-corrupt');
      assert.deepEqual([problem.path, problem.layerIndex], [path, 0]);
      assert.equal(report.coverage.state, 'partial');
      assert.ok(namesOf(report).includes('sail 1.0.0'));
    });
  }

  it('dpkg: damage in the middle costs only its record', async () => {
    const status = `${dpkgStatus('a 1')}${JUNK.toString('latin1').replaceAll('\n', ' ')}\n\n${dpkgStatus('b 2')}`;
    const report = await scanTwice(imageOf([DEBIAN, file('var/lib/dpkg/status', status)]));
    assert.deepEqual(namesOf(report), ['a 1', 'b 2']);
    assert.ok(reasonsOf(report).includes('package-record-damaged'));
  });

  it('empty or missing: the distribution without packages is told', async () => {
    for (const entries of [[DEBIAN], [DEBIAN, file('var/lib/dpkg/status')], [RHEL], [ALPINE]]) {
      const report = await scanTwice(imageOf(entries, SAIL));
      assert.ok(reasonsOf(report).includes('package-database-missing'));
    }
  });

  it('rpm: a write-ahead log is applied', async () => {
    const { database, log } = withLog();
    const image = (wal: Uint8Array): ImageSpec =>
      imageOf(
        [RHEL, file('var/lib/rpm/rpmdb.sqlite', database), file('var/lib/rpm/rpmdb.sqlite-wal', wal)],
        SAIL,
      );
    const all = namesOf(await scanImage(imageOf([RHEL, file('var/lib/rpm/rpmdb.sqlite', RPMDB)], SAIL)));
    const applied = await scanImage(image(log));
    assert.equal(applied.packages.length, all.length - 1);
    assert.ok(!applied.problems.some(({ code }) => code.includes('wal')));
    // As SQLite itself: a log that was not written to its end is none.
    for (const wal of [JUNK, log.subarray(0, 3000)])
      assert.deepEqual(namesOf(await scanImage(image(wal))), all);
  });
});

/** The fixture and a log beside it that takes one package away. */
function withLog(): { readonly database: Uint8Array; readonly log: Uint8Array } {
  const path = join(here, 'rpmdb.sqlite');
  writeFileSync(path, RPMDB);
  const connection = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  connection.exec('PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;');
  connection.exec('DELETE FROM Packages WHERE hnum = 1');
  assert.ok(existsSync(`${path}-wal`));
  const files = { database: readFileSync(path), log: readFileSync(`${path}-wal`) };
  connection.close();
  return files;
}
