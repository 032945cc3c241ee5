import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import type { Distro } from '../../model/distro.ts';
import type { OwnedSums, Package } from '../../model/package.ts';
import type { Catalog } from '../cataloger.ts';
import { dpkgCataloger } from './catalog.ts';
import { dpkg } from './dpkg.ts';

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const STATUS = 'var/lib/dpkg/status';
const FOLDER = 'var/lib/dpkg/status.d';
const INFO = 'var/lib/dpkg/info';
const DEBIAN: Distro = {
  id: 'debian',
  idLike: [],
  versionId: '12',
  codename: 'bookworm',
  prettyName: 'Debian GNU/Linux 12 (bookworm)',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

function scan(layers: FilesOfLayer[], distros: Distro[] = [DEBIAN]): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts(dpkgCataloger.readers, layers);
  return { ...dpkgCataloger.catalog(facts, distros), facts };
}

const lines = (catalog: Catalog): string[] =>
  catalog.packages.map(
    (p) => `${p.name} ${p.version} ${p.architecture} < ${p.source.name} ${p.source.version}`,
  );
const codes = (catalog: Catalog): string[] => catalog.problems.map(({ code }) => code);
const record = (name: string, version: string, more = ''): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n${more}\n`;

describe('dpkg status', () => {
  const catalog = scan([
    {
      [STATUS]: fixture(`image/${STATUS}`),
      [`${INFO}/libtiny1:amd64.list`]: fixture('libtiny1-amd64.list'),
      [`${INFO}/libtiny1:i386.md5sums`]: fixture('libtiny1-i386.md5sums'),
      [`${INFO}/tiny-tools.list`]: '/.\n/usr\n/usr/bin\n/usr/bin/tiny\n',
      [`${INFO}/tiny-tools.md5sums`]: '0123456789abcdef0123456789abcdef  usr/bin/other\n',
      [`${INFO}/left.list`]: '/etc/left.conf\n',
    },
  ]);
  const get = (name: string): Package => catalog.packages.find((pkg) => pkg.name === name)!;

  it('gives packages alone whose files are all there, with their sources', () => {
    assert.deepEqual(
      lines(catalog),
      [
        'broken 1.0 amd64 < broken 1.0',
        'libtiny1 1:2.0-3+b2 amd64 < tiny 1:2.0-3',
        'libtiny1 1:2.0-3+b2 i386 < tiny 1:2.0-3',
        'linux-libc-dev 6.1.90-1 amd64 < linux 6.1.90-1',
        'tiny-tools 2.0-3 all < tiny 2.0-3',
        'Twice 1.0 amd64 < Twice 1.0',
      ].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
    );
  });

  it('names packages of which only a part may be there', () => {
    assert.deepEqual(codes(catalog), ['package-half-installed']);
    assert.match(catalog.problems[0]!.message, /^1 packages .*: half \(half-installed\)$/);
  });

  it('makes package URLs', () => {
    assert.equal(
      get('libtiny1').purl,
      'pkg:deb/debian/libtiny1@1:2.0-3%2Bb2?arch=amd64&distro=debian-12&upstream=tiny%401:2.0-3',
    );
    assert.equal(
      get('tiny-tools').purl,
      'pkg:deb/debian/tiny-tools@2.0-3?arch=all&distro=debian-12&upstream=tiny',
    );
  });

  it('asks for advisories of the source package and its version', () => {
    const queries = [{ key: { namespace: 'debian:12', name: 'tiny' }, version: '1:2.0-3' }];
    assert.deepEqual(dpkg.advisoryQueries(get('libtiny1')), queries);
    assert.deepEqual(dpkg.advisoryQueries({ ...get('libtiny1'), distro: null }), []);
    assert.deepEqual(dpkg.advisoryQueries({ ...get('libtiny1'), source: { name: 'tiny', version: '' } }), []);
  });

  it('links files to the package of their architecture', () => {
    const paths = new Map(catalog.owned.map(({ purl, paths: owned }) => [purl, owned.split('\n')]));
    assert.deepEqual(paths.get(get('libtiny1').purl), [
      'usr/lib/x86_64-linux-gnu/libtiny.so.1',
      'usr/share/doc/libtiny1/copyright',
    ]);
    const i386 = catalog.packages.find(({ architecture }) => architecture === 'i386')!;
    assert.deepEqual(paths.get(i386.purl), ['usr/lib/i386-linux-gnu/libtiny.so.1']);
    assert.deepEqual(paths.get(get('tiny-tools').purl), ['usr/bin/tiny']);
    assert.equal(paths.size, 3);
  });

  it('says who built a package and whether it holds a program', () => {
    assert.equal(dpkg.ofDistribution(get('libtiny1')), true);
    const by = (vendor: string, version = '1.0-1'): boolean =>
      dpkg.ofDistribution({ ...get('libtiny1'), vendor, version });
    assert.equal(by('Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>'), true);
    assert.equal(by('Debian Python Team <team+python@tracker.debian.org>'), true);
    assert.equal(by('Docker <support@docker.com>'), false);
    assert.equal(by('Someone <someone@debian.org.example>'), false);
    assert.equal(by('Debian PostgreSQL <x@lists.debian.org>', '16.1-1.pgdg120+1'), false);
    assert.equal(by(''), false);
    const reason = (name: string): string => dpkg.dataOnlyReason({ ...get('libtiny1'), name });
    assert.equal(dpkg.dataOnlyReason(get('linux-libc-dev')), 'kernel headers');
    assert.equal(reason('linux-headers-6.1.0-20-amd64'), 'kernel headers');
    assert.equal(reason('linux-aws-headers-5.15.0-1019'), 'kernel headers');
    assert.equal(reason('glibc-doc'), 'documentation only');
    for (const name of ['linux-image-amd64', 'tzdata', 'docker', 'vim-doc-tools'])
      assert.equal(reason(name), '');
  });

  it('finds its own distribution in a mixed image', () => {
    const alpine = { ...DEBIAN, id: 'alpine', versionId: '3.20' };
    const [first] = scan([{ [STATUS]: record('a', '1') }], [alpine, DEBIAN]).packages;
    assert.equal(first!.distro?.id, 'debian');
    assert.equal(scan([{ [STATUS]: record('a', '1') }], [alpine]).packages[0]!.distro, null);
  });
});

describe('dpkg status.d', () => {
  const files = {
    [`${FOLDER}/libc6`]: 'Package: libc6\nSource: glibc\nVersion: 2.36-9\nArchitecture: amd64\n',
    [`${FOLDER}/libc6.md5sums`]: '0123456789abcdef0123456789abcdef  lib/x86_64-linux-gnu/libc.so.6\n',
    [`${FOLDER}/dHpkYXRh`]: 'Package: tzdata\nVersion: 2024a-0\nArchitecture: all\n',
    [`${FOLDER}/dHpkYXRh.md5sums`]: '0123456789abcdef0123456789abcdef  usr/share/zoneinfo/UTC\nbroken line\n',
    [`${FOLDER}/README`]: 'not a record',
  };

  it('gives packages without a state, and their files', () => {
    const catalog = scan([files]);
    assert.deepEqual(lines(catalog), [
      'libc6 2.36-9 amd64 < glibc 2.36-9',
      'tzdata 2024a-0 all < tzdata 2024a-0',
    ]);
    assert.deepEqual(
      catalog.owned.map(({ paths }) => paths),
      ['lib/x86_64-linux-gnu/libc.so.6', 'usr/share/zoneinfo/UTC'],
    );
    assert.deepEqual(
      catalog.packages.map(({ foundAt }) => foundAt.path),
      [`${FOLDER}/libc6`, `${FOLDER}/dHpkYXRh`],
    );
    assert.deepEqual(catalog.problems, []);
  });

  it('keeps the layer of each file', () => {
    const later = { [`${FOLDER}/a`]: 'Package: a\nVersion: 1\n' };
    assert.deepEqual(
      scan([files, later]).packages.map(({ name, foundAt }) => [name, foundAt.layerIndex]),
      [
        ['a', 1],
        ['libc6', 0],
        ['tzdata', 0],
      ],
    );
  });

  it('keeps a record that was removed, unless another file replaces it', () => {
    const hidden = scan([files, { [`${FOLDER}/libc6`]: null }]);
    assert.equal(hidden.packages.length, 2);
    assert.deepEqual(codes(hidden), ['package-database-removed']);
    const renamed = scan([
      files,
      { [`${FOLDER}/libc6`]: null, [`${FOLDER}/bGliYzY`]: files[`${FOLDER}/libc6`]! },
    ]);
    assert.deepEqual([renamed.packages.length, codes(renamed)], [2, []]);
  });
});

describe('dpkg databases over layers', () => {
  const base = record('a', '1') + record('b', '1');

  it('gives a package to the layer since which it is unchanged', () => {
    const catalog = scan([
      { [STATUS]: base },
      { [STATUS]: base + record('c', '1') },
      { [STATUS]: record('a', '1') + record('b', '2') + record('c', '1') },
    ]);
    const layers = catalog.packages.map((pkg) => `${pkg.name}${pkg.version}@${pkg.foundAt.layerIndex}`);
    assert.deepEqual(layers, ['a1@0', 'b2@2', 'c1@1']);
  });

  it('uses the inventory before a removal, and says where that was', () => {
    const list = { [`${INFO}/a.list`]: '/usr/bin/a\n' };
    const catalog = scan([{ [STATUS]: base, ...list }, {}, { [STATUS]: null, [`${INFO}/a.list`]: null }]);
    assert.deepEqual(lines(catalog).length, 2);
    assert.deepEqual(
      catalog.owned.map(({ paths }) => paths),
      ['usr/bin/a'],
    );
    const [problem] = catalog.problems;
    assert.deepEqual(
      [problem!.code, problem!.effect, problem!.layerIndex, problem!.path],
      ['package-database-removed', 'incomplete', 2, STATUS],
    );
  });

  it('takes an emptied database for a removed one', () => {
    assert.deepEqual(codes(scan([{ [STATUS]: base }, { [STATUS]: '' }])), ['package-database-removed']);
    assert.deepEqual(codes(scan([{ [STATUS]: '' }])), []);
  });

  it('is silent about an image without dpkg', () => {
    assert.deepEqual(scan([{ 'etc/passwd': 'x' }]).packages, []);
  });
});

describe('digests of files', () => {
  const files = {
    [`${INFO}/tiny-keys.list`]: fixture('owned/tiny-keys.list'),
    [`${INFO}/tiny-keys.md5sums`]: fixture('owned/tiny-keys.md5sums'),
  };
  const contents = [
    ['etc/tiny/other.conf', 'second\n'],
    ['etc/tiny/tiny.conf', 'first\n'],
    ['usr/share/tiny/empty', ''],
    ['usr/share/tiny/snake oil.key', 'third\n'],
  ] as const;
  const conffiles = [contents[1], contents[0]];
  const expected = (parts: readonly (readonly [string, string])[]): OwnedSums => ({
    algorithm: 'md5',
    paths: parts.map(([path]) => path).join('\n'),
    digests: parts
      .map(([, content]) => createHash('md5').update(content).digest('hex').slice(0, 16))
      .join(''),
  });
  const sumsOf = (layer: FilesOfLayer): (OwnedSums | null)[] => scan([layer]).owned.map(({ sums }) => sums);

  it('are those that dpkg itself recorded, configuration files included', () => {
    const status = fixture('owned/status');
    const { owned } = scan([{ ...files, [STATUS]: status }]);
    assert.deepEqual(
      owned.map(({ sums }) => sums),
      [expected([...contents, ...conffiles])],
    );
    assert.match(owned[0]!.paths, /^usr\/share\/tiny\/link$/m);
    assert.deepEqual(sumsOf({ [STATUS]: status }), [expected(conffiles)]);
    const plain = record('tiny-keys', '1');
    assert.deepEqual(sumsOf({ ...files, [STATUS]: plain }), [expected(contents)]);
    assert.deepEqual(sumsOf({ [`${INFO}/tiny-keys.list`]: '/usr/bin/x\n', [STATUS]: plain }), [null]);
  });

  it('are there in status.d, too', () => {
    const layer = {
      [`${FOLDER}/dGlueQ`]: 'Package: tiny-keys\nVersion: 1\n',
      [`${FOLDER}/dGlueQ.md5sums`]: fixture('owned/tiny-keys.md5sums'),
    };
    assert.deepEqual(sumsOf(layer), [expected(contents)]);
  });

  it('are left out with what is no record of a file', () => {
    const digest = 'd41d8cd98f00b204e9800998ecf8427e';
    const lines = [`${digest} usr/a`, `${digest}x  usr/b`, `${digest}  `, digest, `${digest}  ./usr/c`, ''];
    const conf = `Conffiles:\n /etc/a newconffile\n /etc/b ${digest} obsolete\n etc/c ${digest}\n /etc/d ${digest}\n`;
    const [sums] = sumsOf({
      [STATUS]: record('a', '1', conf),
      [`${INFO}/a.md5sums`]: lines.join('\n'),
    });
    assert.deepEqual(
      sums,
      expected([
        ['usr/c', ''],
        ['etc/d', ''],
      ]),
    );
  });

  it('are always as many as the paths', () => {
    const path = fc.string({ unit: fc.constantFrom(...'a./ \r\n\t\0é') });
    const line = fc.oneof(
      path,
      path.map((text) => `d41d8cd98f00b204e9800998ecf8427e  ${text}`),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join('\n');
        for (const sums of sumsOf({ [STATUS]: record('a', '1'), [`${INFO}/a.md5sums`]: text })) {
          assert.equal(sums!.digests.length, 16 * sums!.paths.split('\n').length);
        }
      }),
    );
  });
});

describe('damaged records', () => {
  it('says how many have no name', () => {
    const { packages, facts } = scan([{ [STATUS]: `Version: 1\n\n${record('a', '1')}` }]);
    assert.equal(packages.length, 1);
    assert.match(facts.warnings[0]!.message, /name: 1\.$/);
  });

  it('leaves out names that are no names, and what is beyond the number of records', () => {
    const long = 'x'.repeat(301);
    const { packages } = scan([{ [STATUS]: record('a', long) + record(long, '1') + record('b', '1') }]);
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['b'],
    );
    const { facts } = scan([{ [STATUS]: 'Package: a\n\n'.repeat(100_001) }]);
    assert.match(facts.warnings[0]!.message, /Only the first 100000/);
  });

  it('never throws', () => {
    const text = fixture(`image/${STATUS}`);
    fc.assert(
      fc.property(
        fc.nat(text.length),
        fc.nat(text.length),
        fc.string({ unit: 'binary' }),
        (cut, at, noise) => {
          const damaged = text.slice(0, Math.min(at, cut)) + noise + text.slice(at, Math.max(at, cut));
          const { facts } = scan([
            { [STATUS]: damaged, [`${INFO}/a.list`]: noise, [`${FOLDER}/x`]: damaged },
          ]);
          assert.ok(facts.warnings.every(({ code }) => code !== 'unreadable'));
        },
      ),
      { numRuns: 60 },
    );
  });
});
