import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import type { Distro } from '../../model/distro.ts';
import type { Package } from '../../model/package.ts';
import type { Catalog } from '../cataloger.ts';
import { rpmCataloger } from './catalog.ts';
import { parseRpmHeader, RpmHeaderError, type RpmRecord } from './header.ts';
import { sourceEpochs, toPackage } from './package.ts';
import { rpm } from './rpm.ts';

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', name));
const linesOf = (name: string): string[] => fixture(name).toString('utf8').trimEnd().split('\n');
const PATH = 'var/lib/rpm/rpmdb.sqlite';
const RPMDB = new Uint8Array(gunzipSync(fixture(`image/${PATH}.gz`)));
const RHEL9: Distro = {
  id: 'rhel',
  idLike: ['fedora'],
  versionId: '9.4',
  codename: '',
  prettyName: 'Red Hat Enterprise Linux 9.4 (Plow)',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

const RECORD: RpmRecord = {
  name: 'tiny',
  epoch: '',
  version: '1',
  release: '1',
  architecture: 'x86_64',
  sourceRpm: '',
  vendor: '',
  licence: '',
  moduleLabel: '',
  files: '',
  digests: '',
};

function scan(layers: FilesOfLayer[], links: Record<string, string> = {}): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts(rpmCataloger.readers, layers, links);
  return { ...rpmCataloger.catalog(facts, [RHEL9]), facts };
}

const names = (catalog: Catalog): string[] => catalog.packages.map(({ name }) => name);
const codes = (catalog: Catalog): string[] => catalog.problems.map(({ code }) => code);

describe('rpm packages of a database that rpm itself wrote', () => {
  const catalog = scan([{ [PATH]: RPMDB }]);
  const byName = new Map(catalog.packages.map((pkg) => [pkg.name, pkg]));
  const get = (name: string): Package => byName.get(name)!;

  it('are those that rpm -qa lists, without the keys', () => {
    const listed = linesOf('rpm-qa.txt').map((line) => line.split('|'));
    const expected = listed
      .filter(([name]) => name !== 'gpg-pubkey')
      .map(([name, epoch, version, release, arch, , vendor, licence, module]) => [
        name,
        `${epoch === '0' ? '' : `${epoch}:`}${version}-${release}`,
        arch,
        vendor,
        licence,
        module!.split(':').slice(0, 2).join(':'),
      ]);
    const found = catalog.packages.map((p) => [
      p.name,
      p.version,
      p.architecture,
      p.vendor,
      p.licences[0],
      p.moduleStream,
    ]);
    assert.deepEqual(found.sort(), expected.sort());
    assert.equal(listed.length, expected.length + 1);
    assert.deepEqual(catalog.problems, []);
    assert.deepEqual(catalog.facts.warnings, []);
  });

  it('own the files that rpm lists for them', () => {
    const found = catalog.owned.flatMap(({ paths }) => paths.split('\n').map((path) => `/${path}`));
    assert.deepEqual(found.sort(), linesOf('rpm-files.txt').sort());
    const owner = catalog.owned.find(({ paths }) => /dist-info\/METADATA$/m.test(paths));
    assert.equal(owner?.purl, get('python3-tiny').purl);
  });

  it('have the digests of their files', () => {
    // All that make-rpmdb.sh packs.
    const digest = createHash('sha256').update('x\n').digest('hex').slice(0, 16);
    for (const { paths, sums } of catalog.owned) {
      const digests = digest.repeat(paths.split('\n').length);
      assert.deepEqual(sums, { algorithm: 'sha256', paths, digests });
    }
  });

  it('have package URLs and sources', () => {
    assert.equal(
      get('tiny-server').purl,
      'pkg:rpm/redhat/tiny-server@12.5-1.module%2Bel9.el9?arch=noarch&distro=rhel-9.4&epoch=2&upstream=tiny-server-12.5-1.module%2Bel9.el9.src.rpm',
    );
    assert.deepEqual(get('tiny-server').source, { name: 'tiny-server', version: '2:12.5-1.module+el9.el9' });
    assert.deepEqual(get('tiny-libs').source, { name: 'tiny', version: '1.2.3-4.el9' });
  });

  it('know the epoch of their source from one that has its version', () => {
    const record = (name: string, version: string, epoch: string, sourceRpm: string): RpmRecord => ({
      ...RECORD,
      name,
      version,
      release: '5.el9',
      epoch,
      sourceRpm,
    });
    const records = [
      record('pearl-carp', '1.50', '', 'pearl-5.40-5.el9.src.rpm'),
      record('pearl-libs', '5.40', '4', 'pearl-5.40-5.el9.src.rpm'),
      record('other', '1.0', '', 'alone-5.40-5.el9.src.rpm'),
    ];
    const epochs = sourceEpochs(records);
    assert.deepEqual(
      records.map((one) => toPackage(one, { path: 'a', layerIndex: 0 }, null, epochs).source),
      [
        { name: 'pearl', version: '4:5.40-5.el9' },
        { name: 'pearl', version: '4:5.40-5.el9' },
        { name: 'alone', version: '5.40-5.el9' },
      ],
    );
  });

  it('are looked up by binary and by source name', () => {
    assert.deepEqual(rpm.advisoryQueries(get('tiny-libs')), [
      { key: { namespace: 'rhel:9', name: 'tiny-libs' }, version: '9.9-4.el9' },
      { key: { namespace: 'rhel:9', name: 'tiny' }, version: '1.2.3-4.el9' },
    ]);
    assert.equal(rpm.advisoryQueries(get('tiny')).length, 1);
    assert.deepEqual(rpm.advisoryQueries({ ...get('tiny'), distro: null }), []);
  });

  it('asks EPEL of its packages, whichever release they are on', () => {
    const asked = (id: string, version: string, vendor = 'Fedora Project'): string[] => {
      const tiny = get('tiny');
      const pkg = { ...tiny, version, vendor, distro: { ...tiny.distro!, id, versionId: '9.4' } };
      return rpm.advisoryQueries(pkg).map(({ key }) => key.namespace);
    };
    assert.deepEqual(asked('rocky', '1.2-3.el9'), ['epel:9']);
    assert.deepEqual(asked('almalinux', '1.2-3.el10_1.2'), ['epel:10']);
    assert.deepEqual(asked('rocky', '1.2-3.el9', 'Rocky Enterprise Software Foundation'), ['rocky:9']);
    assert.deepEqual(asked('rocky', '1.2-3'), ['rocky:9']);
    assert.deepEqual(asked('fedora', '1.2-3.el9'), ['fedora:9.4']);
  });

  it('say who built them and whether they hold a program', () => {
    assert.equal(rpm.ofDistribution(get('tiny')), true);
    assert.equal(rpm.ofDistribution(get('third-party')), false);
    assert.equal(rpm.ofDistribution({ ...get('tiny'), vendor: 'Fedora Project' }), false);
    assert.equal(rpm.ofDistribution({ ...get('tiny'), distro: null }), false);
    const reason = (name: string): string => rpm.dataOnlyReason({ ...get('tiny'), name });
    assert.equal(reason('kernel-headers'), 'kernel headers');
    assert.equal(reason('kernel-uek-devel'), 'kernel headers');
    assert.equal(reason('emacs-filesystem'), 'directories only');
    for (const name of ['kernel-core', 'filesystem', 'php-symfony-filesystem', 'tiny'])
      assert.equal(reason(name), '');
  });
});

describe('where the database lies', () => {
  for (const folder of ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm']) {
    it(folder, () => assert.equal(scan([{ [`${folder}/rpmdb.sqlite`]: RPMDB }]).packages.length, 8));
  }

  it('counts a database that is reached by a link once', () => {
    const real = 'usr/lib/sysimage/rpm/rpmdb.sqlite';
    const catalog = scan([{ [PATH]: RPMDB, [real]: RPMDB }], { [PATH]: real });
    assert.equal(catalog.packages.length, 8);
    assert.ok(catalog.packages.every(({ foundAt }) => foundAt.path === real));
  });
});

describe('databases that were changed or removed', () => {
  const changed = edit((db) => db.exec('DELETE FROM Packages WHERE hnum = 1')).checkpointed;

  it('gives packages to the layer since which they are unchanged', () => {
    const catalog = scan([{ [PATH]: changed }, { [PATH]: RPMDB }, { [PATH]: RPMDB.slice() }]);
    const late = catalog.packages.filter(({ foundAt }) => foundAt.layerIndex !== 0);
    assert.ok(late.length <= 1);
    assert.ok(late.every(({ foundAt }) => foundAt.layerIndex === 1));
    assert.equal(catalog.packages.length, 8);
  });

  it('uses the last inventory of a removed database and says so', () => {
    const catalog = scan([{ [PATH]: RPMDB }, {}, { [PATH]: null }]);
    assert.equal(catalog.packages.length, 8);
    assert.deepEqual(codes(catalog), ['package-database-removed']);
    assert.equal(catalog.problems[0]!.layerIndex, 2);
  });

  it('does so for an emptied database, but not where it only moved', () => {
    const empty = edit((db) => db.exec('DELETE FROM Packages')).checkpointed;
    assert.deepEqual(codes(scan([{ [PATH]: RPMDB }, { [PATH]: empty }])), ['package-database-removed']);
    assert.deepEqual(codes(scan([{ [PATH]: RPMDB }, { [PATH]: '' }])), ['package-database-removed']);
    const moved = scan([{ [PATH]: RPMDB }, { [PATH]: null, 'usr/share/rpm/rpmdb.sqlite': RPMDB }]);
    assert.deepEqual([moved.packages.length, codes(moved)], [8, []]);
  });
});

describe('write-ahead log beside the database', () => {
  const add = (db: DatabaseSync): void => {
    const { blob } = db.prepare('SELECT blob FROM Packages WHERE length(blob) > 8000').get() as {
      blob: Uint8Array;
    };
    const renamed = Buffer.from(blob.map((byte) => byte));
    renamed.write('fresh-file', renamed.indexOf('many-files\0'));
    db.prepare('INSERT INTO Packages(blob) VALUES (?)').run(renamed);
    db.exec("DELETE FROM Packages WHERE instr(blob, CAST('third-party' AS BLOB)) > 0");
  };

  it('is applied: added rows are there, removed ones are not, the others stay', () => {
    const { database, wal } = edit(add);
    const before = scan([{ [PATH]: database }]);
    const after = scan([{ [PATH]: database }, { [`${PATH}-wal`]: wal }]);
    assert.ok(names(before).includes('third-party') && !names(before).includes('fresh-file'));
    const expected = [...names(before).filter((name) => name !== 'third-party'), 'fresh-file'];
    assert.deepEqual(names(after).sort(), expected.sort());
    assert.deepEqual(after.problems, []);
    const layers = new Map(after.packages.map((pkg) => [pkg.name, pkg.foundAt.layerIndex]));
    assert.deepEqual([layers.get('fresh-file'), layers.get('tiny')], [1, 0]);
  });

  it('may hold all packages', () => {
    const all = blobs();
    const { database, wal } = edit((db) => {
      for (const blob of all) db.prepare('INSERT INTO Packages(blob) VALUES (?)').run(blob);
    }, 'DELETE FROM Packages');
    assert.equal(scan([{ [PATH]: database }]).packages.length, 0);
    assert.equal(scan([{ [PATH]: database, [`${PATH}-wal`]: wal }]).packages.length, 8);
  });

  it('gives the same rows as SQLite after any changes', () => {
    const step = fc.record({ copyOf: fc.nat(8), remove: fc.nat(12), size: fc.nat(9000) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let expected: string[] = [];
        const { database, wal } = edit((db) => {
          for (const { copyOf, remove, size } of steps) {
            const rows = db.prepare('SELECT blob FROM Packages').all() as { blob: Uint8Array }[];
            const blob = rows[copyOf % rows.length]?.blob ?? new Uint8Array();
            const padded = Buffer.concat([blob, new Uint8Array(size)]);
            db.prepare('INSERT INTO Packages(blob) VALUES (?)').run(padded);
            db.prepare('DELETE FROM Packages WHERE hnum = ?').run(remove);
          }
          expected = (db.prepare('SELECT blob FROM Packages').all() as { blob: Uint8Array }[])
            .map(({ blob }) => parseRpmHeader(blob).name)
            .filter((name) => name !== 'gpg-pubkey');
        });
        const catalog = scan([{ [PATH]: database, [`${PATH}-wal`]: wal }]);
        assert.deepEqual(names(catalog).sort(), [...new Set(expected)].sort());
        assert.deepEqual(catalog.problems, []);
      }),
      { numRuns: 15 },
    );
  });

  it('that does not fit is a problem, and the database alone is read', () => {
    const { wal } = edit(add);
    const other = edit((db) =>
      db.exec('PRAGMA page_size=8192; PRAGMA journal_mode=DELETE; VACUUM'),
    ).checkpointed;
    const catalog = scan([{ [PATH]: other, [`${PATH}-wal`]: wal }]);
    assert.deepEqual([catalog.packages.length, codes(catalog)], [8, ['rpmdb-wal-not-applied']]);
  });

  it('that was never committed says nothing', () => {
    const { database, wal } = edit(add);
    const catalog = scan([{ [PATH]: database, [`${PATH}-wal`]: wal.subarray(0, 200) }]);
    assert.deepEqual(codes(catalog), []);
    assert.ok(names(catalog).includes('third-party'));
  });
});

describe('databases of other formats', () => {
  const berkeley = new Uint8Array(8192);
  new DataView(berkeley.buffer).setUint32(12, 0x061561, true);
  const cases: [string, string, Uint8Array | string][] = [
    ['Berkeley DB', 'var/lib/rpm/Packages', berkeley],
    ['NDB', 'usr/lib/sysimage/rpm/Packages.db', 'RpmP and more'],
    ['unknown', 'var/lib/rpm/Packages', 'what is this'],
  ];
  for (const [format, path, content] of cases) {
    it(`${format} is a problem that names it`, () => {
      const catalog = scan([{ [path]: content }]);
      assert.deepEqual(codes(catalog), ['package-database-unsupported']);
      assert.match(catalog.problems[0]!.message, new RegExp(format));
    });
  }

  it('is no problem beside a database that can be read, or if empty', () => {
    assert.deepEqual(codes(scan([{ [PATH]: RPMDB, 'var/lib/rpm/Packages': berkeley }])), []);
    assert.deepEqual(codes(scan([{ 'var/lib/rpm/Packages': '' }])), []);
  });

  it('stays one when a later layer removes it', () => {
    const catalog = scan([{ 'var/lib/rpm/Packages': berkeley }, { 'var/lib/rpm/Packages': null }]);
    assert.deepEqual(codes(catalog), ['package-database-unsupported']);
  });
});

describe('damaged databases and headers', () => {
  it('keeps what can be read, and says what cannot', () => {
    for (let cut = 4096; cut < RPMDB.length; cut += 4096) {
      const { packages, facts } = scan([{ [PATH]: RPMDB.subarray(0, cut) }]);
      assert.ok(packages.length === 8 || facts.warnings.length > 0, `cut at ${cut}`);
    }
  });

  it('is no database at all', () => {
    const { packages, facts } = scan([{ [PATH]: 'not a database' }]);
    assert.deepEqual([packages, facts.warnings[0]?.code], [[], 'package-database-corrupt']);
  });

  const header = blobs()[0]!;

  it('parses a header with its magic in front', () => {
    const magic = Uint8Array.of(0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0);
    assert.deepEqual(parseRpmHeader(Buffer.concat([magic, header])), parseRpmHeader(header));
  });

  it('throws only its own error', () => {
    const change = fc.tuple(fc.nat(header.length - 1), fc.nat(255));
    const cut = fc.nat(header.length);
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), cut, (changes, length) => {
        const bytes = Uint8Array.from(header);
        for (const [at, value] of changes) bytes[at] = value;
        for (const input of [bytes, bytes.subarray(0, length)]) {
          try {
            parseRpmHeader(input);
          } catch (error) {
            assert.ok(error instanceof RpmHeaderError, String(error));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out digests that are not SHA-256', () => {
    const digest = createHash('sha256').update('x').digest('hex');
    const start = digest.slice(0, 16);
    const digestsOf = (algorithm: number, ...digests: string[]): string =>
      parseRpmHeader(withDigests(algorithm, digests)).digests;
    assert.equal(digestsOf(8, digest, '', digest), start + ' '.repeat(16) + start);
    assert.equal(digestsOf(8, digest.slice(0, 63), `${digest}0`, digest), ' '.repeat(32) + start);
    assert.equal(digestsOf(8, digest), start + ' '.repeat(32));
    for (const algorithm of [1, 2, 10]) assert.equal(digestsOf(algorithm, digest, digest, digest), '');
    assert.equal(digestsOf(8, '', '', ''), '');
    assert.equal(digestsOf(8), '');
  });

  it('refuses a list of files that would cost memory', () => {
    assert.throws(() => parseRpmHeader(longFolder(2000, 5000)), RpmHeaderError);
  });
});

/** The blobs of the fixture's rows, by SQLite itself. */
function blobs(): Uint8Array[] {
  let rows: { blob: Uint8Array }[] = [];
  edit((db) => {
    rows = db.prepare('SELECT blob FROM Packages').all() as { blob: Uint8Array }[];
  });
  return rows.map(({ blob }) => blob);
}

/** Changes a copy of the fixture and gives its files before the log is written back, and the database after. */
function edit(
  change: (db: DatabaseSync) => void,
  before = '',
): { database: Uint8Array; wal: Uint8Array; checkpointed: Uint8Array } {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rpm-'));
  try {
    const path = join(folder, 'rpmdb.sqlite');
    writeFileSync(path, RPMDB);
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA foreign_keys=OFF; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; ${before}`);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    change(db);
    const database = readFileSync(path);
    const wal = readFileSync(`${path}-wal`, { flag: 'a+' });
    db.close();
    return { database, wal, checkpointed: readFileSync(path) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A header with one long folder name that many files share. */
function longFolder(folderBytes: number, files: number): Uint8Array {
  const texts = Buffer.from(`x\0/${'d'.repeat(folderBytes)}\0${'f\0'.repeat(files)}`);
  const indexes = new Uint8Array(4 * files);
  return headerOf(Buffer.concat([texts, indexes]), [
    [1000, 6, 0, 1],
    [1118, 8, 2, 1],
    [1117, 8, folderBytes + 4, files],
    [1116, 4, texts.length, files],
  ]);
}

/** A header with three files and these digests. */
function withDigests(algorithm: number, digests: readonly string[]): Uint8Array {
  const names = Buffer.from('x\0/d/\0a\0b\0c\0');
  const texts = Buffer.from(digests.map((digest) => `${digest}\0`).join(''));
  const numbers = Buffer.alloc(16);
  numbers.writeUInt32BE(algorithm, 12);
  return headerOf(Buffer.concat([names, numbers, texts]), [
    [1000, 6, 0, 1],
    [1118, 8, 2, 1],
    [1117, 8, 6, 3],
    [1116, 4, names.length, 3],
    [5011, 4, names.length + 12, 1],
    [1035, 8, names.length + 16, digests.length],
  ]);
}

/** Entries are tag, type, offset and count. */
function headerOf(data: Uint8Array, entries: readonly (readonly number[])[]): Uint8Array {
  const head = Buffer.alloc(8 + 16 * entries.length);
  head.writeUInt32BE(entries.length, 0);
  head.writeUInt32BE(data.length, 4);
  for (const [row, entry] of entries.entries()) {
    for (const [column, value] of entry.entries()) head.writeUInt32BE(value, 8 + 16 * row + 4 * column);
  }
  return Buffer.concat([head, data]);
}
