/** The three forms of rpm's database, and lists of packages: the same packages whatever form, as rpm itself tells them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import { type BerkeleyForm, berkeleyDatabase, ndbDatabase } from '../../../test/rpm-databases.ts';
import { header, packageHeader } from '../../../test/rpm-headers.ts';
import { inFolder, manyHeaders, realHeaders, sqliteDatabase } from '../../../test/rpm-packages.ts';
import type { Distro } from '../../model/distro.ts';
import type { Catalog } from '../cataloger.ts';
import { rpmCataloger } from './catalog.ts';

const SQLITE = 'var/lib/rpm/rpmdb.sqlite';
const BERKELEY = 'var/lib/rpm/Packages';
const NDB = 'usr/lib/sysimage/rpm/Packages.db';
const LIST = 'var/lib/rpmmanifest/container-manifest';
const FIXTURES = join(import.meta.dirname, 'fixtures');
const AZURE: Distro = {
  id: 'azurelinux',
  idLike: [],
  versionId: '3.0',
  codename: '',
  prettyName: 'Microsoft Azure Linux 3.0',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

function scan(...layers: FilesOfLayer[]): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts(rpmCataloger.readers, layers);
  return { ...rpmCataloger.catalog(facts, [AZURE]), facts };
}

const names = (catalog: Catalog): string[] => catalog.packages.map(({ name }) => name);
const codes = (catalog: Catalog): string[] => catalog.problems.map(({ code }) => code);

/** What does not depend on the form. */
function inventory(catalog: Catalog): unknown {
  const packages = catalog.packages.map(({ foundAt, ...rest }) => ({ ...rest, layer: foundAt.layerIndex }));
  return { packages, owned: catalog.owned, problems: catalog.problems };
}

function isMissing(t: TestContext, ...tools: string[]): boolean {
  const missing = tools.filter((tool) => spawnSync(tool, ['-V']).error !== undefined);
  if (missing.length === 0) return false;
  assert.equal(process.env['CI'], undefined, `${missing.join(', ')} must be there`);
  t.skip(`${missing.join(', ')} is not installed`);
  return true;
}

/** Berkeley DB's own tool writes it. */
function loadedDatabase(headers: readonly Uint8Array[], form: BerkeleyForm): Uint8Array {
  const { order = 'little', pageSizeBytes = 4096 } = form;
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return order === 'little' ? bytes : bytes.reverse();
  };
  const pairs = [number(headers.length), ...headers].map((value, at) => [number(at), value]);
  const lines = pairs.flat().map((bytes) => ` ${Buffer.from(bytes).toString('hex')}`);
  const head = ['VERSION=3', 'format=bytevalue', 'type=hash', `db_pagesize=${pageSizeBytes}`, 'HEADER=END'];
  return inFolder((folder) => {
    const path = join(folder, 'Packages');
    const flag = `db_lorder=${order === 'little' ? 1234 : 4321}`;
    const input = [...head, ...lines, 'DATA=END', ''].join('\n');
    const { status, stderr } = spawnSync('db_load', ['-c', flag, path], { input });
    assert.equal(status, 0, String(stderr));
    return readFileSync(path);
  });
}

const QUERY = '%{NAME}|%{EPOCHNUM}|%{VERSION}-%{RELEASE}|%{ARCH}|%{SOURCERPM}|%{LICENSE}|%{VENDOR}\\n';

/** What rpm's own read-only back end lists. */
function askRpm(database: Uint8Array): string[] {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'Packages'), database);
    const args = [
      '--dbpath',
      folder,
      '--define',
      '_db_backend bdb_ro',
      '-qa',
      '--nodigest',
      '--nosignature',
      '--qf',
      QUERY,
    ];
    const { status, stdout } = spawnSync('rpm', args, { maxBuffer: 1 << 26 });
    assert.equal(status, 0);
    return String(stdout).trimEnd().split('\n').sort();
  });
}

function toLines(catalog: Catalog): string[] {
  return catalog.packages
    .map(({ name, version, architecture, purl, licences, vendor }) => {
      const [, epoch = '0', versionRelease] = /^(?:(\d+):)?(.*)$/.exec(version)!;
      const source = decodeURIComponent(/upstream=([^&#]*)/.exec(purl)?.[1] ?? '');
      return [name, epoch, versionRelease, architecture, source, licences[0], vendor].join('|');
    })
    .sort();
}

describe('500 packages in every form of the database', () => {
  const headers = manyHeaders(500, 6);
  const expected = scan({ [SQLITE]: sqliteDatabase(headers) });
  const forms: BerkeleyForm[] = [
    { pageSizeBytes: 512, buckets: 8 },
    { pageSizeBytes: 4096, order: 'big' },
    { pageSizeBytes: 65_536, buckets: 1 },
  ];

  it('are 500 in SQLite', () => {
    assert.equal(expected.packages.length, 500);
    assert.ok(expected.owned.length > 300);
  });

  for (const form of forms) {
    it(`are the same in Berkeley DB, ${JSON.stringify(form)}`, () => {
      const catalog = scan({ [BERKELEY]: berkeleyDatabase(headers, form) });
      assert.deepEqual(inventory(catalog), inventory(expected));
    });

    it(`are the same in a database of Berkeley DB's own, ${JSON.stringify(form)}`, (t) => {
      if (isMissing(t, 'db_load')) return;
      const catalog = scan({ [BERKELEY]: loadedDatabase(headers, form) });
      assert.deepEqual(inventory(catalog), inventory(expected));
    });
  }

  it('are the same in NDB', () => {
    assert.deepEqual(inventory(scan({ [NDB]: ndbDatabase(headers) })), inventory(expected));
  });

  it('are those that rpm lists', (t) => {
    if (isMissing(t, 'rpm', 'db_load')) return;
    for (const database of [loadedDatabase(headers, {}), berkeleyDatabase(headers, { order: 'big' })]) {
      assert.deepEqual(toLines(scan({ [BERKELEY]: database })), askRpm(database));
    }
  });

  it('are without the keys of repositories', () => {
    const all = realHeaders();
    for (const layer of [{ [BERKELEY]: berkeleyDatabase(all) }, { [NDB]: ndbDatabase(all) }]) {
      const catalog = scan(layer);
      assert.equal(catalog.packages.length, all.length - 1);
      assert.ok(!names(catalog).includes('gpg-pubkey'));
    }
  });
});

describe('a database of Berkeley DB that rpm was asked about', () => {
  const bytes = gunzipSync(readFileSync(join(FIXTURES, `image/${BERKELEY}.gz`)));

  it('has the packages that rpm lists', () => {
    const found = scan({ [BERKELEY]: bytes }).packages;
    const lines = readFileSync(join(FIXTURES, 'rpm-qa.txt'), 'utf8').trimEnd().split('\n');
    const expected = lines
      .map((line) => line.split('|'))
      .filter(([name]) => name !== 'gpg-pubkey')
      .map(([name, epoch, version, release, arch, , vendor, licence, label]) => [
        name,
        `${epoch === '0' ? '' : `${epoch}:`}${version}-${release}`,
        [arch, vendor, licence, label!.split(':').slice(0, 2).join(':')],
      ]);
    assert.deepEqual(
      found
        .map((pkg) => [
          pkg.name,
          pkg.version,
          [pkg.architecture, pkg.vendor, pkg.licences[0], pkg.moduleStream],
        ])
        .sort(),
      expected.sort(),
    );
  });

  for (const folder of ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm']) {
    it(`in ${folder}, and by a link`, () => {
      const path = `${folder}/Packages`;
      assert.equal(scan({ [path]: bytes }).packages.length, 8);
      const facts = layeredFacts(rpmCataloger.readers, [{ [path]: bytes, [BERKELEY]: bytes }], {
        [BERKELEY]: path,
      });
      const { packages } = rpmCataloger.catalog(facts, [AZURE]);
      assert.ok(packages.length === 8 && packages.every(({ foundAt }) => foundAt.path === path));
    });
  }
});

describe('several databases in one image', () => {
  const of = (name: string): Uint8Array[] => [packageHeader(name)];
  const sqlite = sqliteDatabase(of('in-sqlite'));
  const ndb = ndbDatabase(of('in-ndb'));
  const berkeley = berkeleyDatabase(of('in-berkeley'));

  it('the newest form counts', () => {
    assert.deepEqual(names(scan({ [SQLITE]: sqlite, [NDB]: ndb, [BERKELEY]: berkeley })), ['in-sqlite']);
    assert.deepEqual(names(scan({ [NDB]: ndb, [BERKELEY]: berkeley })), ['in-ndb']);
    assert.deepEqual(names(scan({ [BERKELEY]: berkeley }, { [SQLITE]: sqliteDatabase([]) })), [
      'in-berkeley',
    ]);
  });

  it('an older one that cannot be read is no problem, a newer one is', () => {
    const older = scan({ [NDB]: ndb, [BERKELEY]: 'damaged' });
    assert.deepEqual([names(older), codes(older)], [['in-ndb'], []]);
    const newer = scan({ [NDB]: 'damaged', [BERKELEY]: berkeley });
    assert.deepEqual([names(newer), codes(newer)], [['in-berkeley'], ['package-database-unsupported']]);
  });

  it('one that is there counts before one that is gone', () => {
    const catalog = scan({ [SQLITE]: sqlite }, { [SQLITE]: null, [NDB]: ndb });
    assert.deepEqual([names(catalog), codes(catalog)], [['in-ndb'], []]);
  });

  it('one that is removed or emptied gives its last packages', () => {
    for (const path of [NDB, BERKELEY]) {
      const full = path === NDB ? ndb : berkeley;
      const empty = path === NDB ? ndbDatabase([]) : berkeleyDatabase([]);
      for (const end of [null, '', empty]) {
        const catalog = scan({ [path]: full }, { [path]: end });
        assert.equal(catalog.packages.length, 1);
        assert.deepEqual(codes(catalog), ['package-database-removed']);
        assert.equal(catalog.problems[0]!.layerIndex, 1);
      }
    }
  });

  it('packages are of the layer since which they are unchanged', () => {
    const grown = berkeleyDatabase([...of('in-berkeley'), packageHeader('later')]);
    const catalog = scan({ [BERKELEY]: berkeley }, { [BERKELEY]: grown });
    const layers = catalog.packages.map(({ name, foundAt }) => [name, foundAt.layerIndex]);
    assert.deepEqual(layers, [
      ['in-berkeley', 0],
      ['later', 1],
    ]);
  });
});

describe('databases that are not read are named', () => {
  const berkeley = (at: number, value: number): Uint8Array => {
    const bytes = berkeleyDatabase([packageHeader('a')]);
    bytes[at] = value;
    return bytes;
  };
  const cases: [string, RegExp, Uint8Array][] = [
    [BERKELEY, /Berkeley DB, encrypted/, berkeley(24, 1)],
    [BERKELEY, /Berkeley DB with checksums/, berkeley(26, 1)],
    [BERKELEY, /Berkeley DB in several files/, berkeley(26, 2)],
    [BERKELEY, /Berkeley DB, hash version 5/, berkeley(16, 5)],
    [BERKELEY, /Berkeley DB with pages of 4097 bytes/, berkeley(20, 1)],
    [BERKELEY, /Berkeley DB with a B-tree/, Buffer.from('00000000000000000000000062310500', 'hex')],
    [BERKELEY, /Berkeley DB with a queue/, Buffer.from('00000000000000000000000000042253', 'hex')],
    [BERKELEY, /cut off/, berkeleyDatabase([]).subarray(0, 511)],
    [BERKELEY, /unknown \(Berkeley DB/, Buffer.from('what is this')],
    [NDB, /unknown \(NDB/, Buffer.from('what is this')],
    [NDB, /NDB, cut off/, Buffer.from('RpmP')],
    [NDB, /NDB, version 1/, Buffer.from('RpmP\x01'.padEnd(4096, '\0'))],
  ];
  for (const [path, message, bytes] of cases) {
    it(String(message), () => {
      const catalog = scan({ [path]: bytes });
      assert.deepEqual([names(catalog), codes(catalog)], [[], ['package-database-unsupported']]);
      assert.match(catalog.problems[0]!.message, message);
    });
  }
});

describe('lists of packages in images without a database', () => {
  const line = (name: string, version: string, epoch = '(none)'): string =>
    [name, version, 1_653_816_591, 1_653_753_130, 'Microsoft Corporation', epoch, 580]
      .concat(['x86_64', epoch === '(none)' ? '0' : epoch, `${name}-${version}.src.rpm`])
      .join('\t');
  const second = `${LIST}-2`;
  const lines = [
    line('openssl', '3.3.5-4.azl3'),
    line('bind-libs', '9.20-1.azl3', '32'),
    line('gpg-pubkey', '1-2'),
  ];

  it('are packages', () => {
    const catalog = scan({ [second]: `${lines.join('\n')}\n` });
    assert.deepEqual(codes(catalog), []);
    const [bind, openssl, ...others] = catalog.packages;
    assert.deepEqual(others, []);
    assert.equal(bind!.version, '32:9.20-1.azl3');
    const purl = 'pkg:rpm/azurelinux/openssl@3.3.5-4.azl3?arch=x86_64&distro=azurelinux-3.0';
    assert.equal(openssl!.purl, `${purl}&upstream=openssl-3.3.5-4.azl3.src.rpm`);
    assert.deepEqual([openssl!.vendor, openssl!.evidence], ['Microsoft Corporation', 'rpm package list']);
  });

  it('the one with less is read where the other is not', () => {
    const first =
      'openssl-3.3.5-4.azl3.x86_64\ngpg-pubkey-1-2.(none)\nca-certificates-base-3.0.0-8.azl3.noarch\n';
    const catalog = scan({ [`${LIST}-1`]: first });
    assert.deepEqual(
      catalog.packages.map(({ name, version, architecture }) => [name, version, architecture]),
      [
        ['ca-certificates-base', '3.0.0-8.azl3', 'noarch'],
        ['openssl', '3.3.5-4.azl3', 'x86_64'],
      ],
    );
    assert.equal(scan({ [`${LIST}-1`]: first, [second]: lines[0]! }).packages.length, 1);
  });

  it('a database counts before them', () => {
    const catalog = scan({ [NDB]: ndbDatabase([packageHeader('openssl')]), [second]: lines.join('\n') });
    const found = catalog.packages.map(({ name, version }) => `${name} ${version}`);
    assert.deepEqual(found, ['bind-libs 32:9.20-1.azl3', 'openssl 1:1.0-2.el9']);
  });

  it('lines that are none are told', () => {
    const catalog = scan({ [second]: `${lines[0]}\nopenssl\t\t\nname\tno-version\n` });
    assert.deepEqual(names(catalog), ['openssl']);
    assert.deepEqual(
      catalog.facts.warnings.map(({ code, message }) => [code, message]),
      [['package-record-damaged', '2 lines of the list name no package.']],
    );
  });

  it('a removed one is used, and told', () => {
    const catalog = scan({ [second]: lines[0]! }, { [second]: null });
    assert.deepEqual([names(catalog), codes(catalog)], [['openssl'], ['package-database-removed']]);
  });
});

describe('module labels', () => {
  const streamOf = (label: string): string => {
    const blob = header([
      [1000, 6, ['a']],
      [1001, 6, ['1']],
      [5096, 6, [label]],
    ]);
    return scan({ [NDB]: ndbDatabase([blob]) }).packages[0]!.moduleStream;
  };
  const cases: [string, string][] = [
    ['nodejs:18:9040020240101120000:rhel9', 'nodejs:18'],
    ['perl:5.26', 'perl:5.26'],
    ['nodejs', ''],
    ['nodejs:', ''],
    [':18:1', ''],
    ['(none)', ''],
    ['', ''],
  ];
  for (const [label, expected] of cases)
    it(`"${label}" is "${expected}"`, () => assert.equal(streamOf(label), expected));
});
