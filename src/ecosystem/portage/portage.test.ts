import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../../test/facts-of.ts';
import { readFixtureImage } from '../../../test/fixture-image.ts';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import type { Distro } from '../../model/distro.ts';
import type { Package } from '../../model/package.ts';
import type { Catalog } from '../cataloger.ts';
import { toArchitecture } from './architecture.ts';
import { portageCataloger } from './catalog.ts';
import { portage } from './portage.ts';
import { parseFolder } from './record-readers.ts';

const GENTOO: Distro = {
  id: 'gentoo',
  idLike: [],
  versionId: '2.17',
  codename: '',
  prettyName: 'Gentoo Linux',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

function scan(...layers: FilesOfLayer[]): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts(portageCataloger.readers, layers, {});
  return { ...portageCataloger.catalog(facts, [GENTOO]), facts };
}

const found = ({ packages }: Catalog): string[] =>
  packages.map((pkg) => `${pkg.name} ${pkg.version}@${pkg.foundAt.layerIndex}`);

const contents = (folder: string): string => `var/db/pkg/${folder}/CONTENTS`;

describe('portage', () => {
  const files = readFixtureImage(import.meta.dirname);
  const catalog = portageCataloger.catalog(factsOf(files, portageCataloger.readers), [GENTOO]);
  const get = (name: string): Package => catalog.packages.find((pkg) => pkg.name === name)!;

  it('finds each folder of the database', () => {
    assert.deepEqual(found(catalog), [
      'app-kitchen/gtk+-mug 2.24.33@0',
      'app-kitchen/own-fork-7 1.0b@0',
      'app-kitchen/pot 3.0_p2-r1@0',
      'virtual/spoon 0-r1@0',
    ]);
  });

  it('gives architecture, slot, licences and repository', () => {
    const { architecture, moduleStream, licences, vendor, purl } = get('app-kitchen/pot');
    assert.deepEqual([architecture, moduleStream, vendor], ['amd64', '3', 'gentoo']);
    assert.deepEqual(licences, ['GPL-2+ || ( MIT BSD )']);
    assert.equal(purl, 'pkg:ebuild/app-kitchen/pot@3.0_p2-r1?arch=amd64&distro=gentoo-2.17');
    assert.deepEqual(get('virtual/spoon').licences, []);
  });

  it('knows which files a package owns, with their MD5, and links', () => {
    const { paths, sums } = catalog.owned.find(({ purl }) => purl === get('app-kitchen/pot').purl)!;
    assert.equal(paths, 'usr/bin/pot\nusr/bin/kettle\nusr/share/pot/a lid.txt');
    assert.equal(sums?.algorithm, 'md5');
    assert.equal(sums?.digests, `0123456789abcdef${' '.repeat(16)}fedcba9876543210`);
    assert.equal(catalog.owned.length, 3, 'one package owns nothing');
  });

  it('asks by category and name in the one namespace', () => {
    assert.deepEqual(portage.advisoryQueries(get('app-kitchen/pot')), [
      { key: { namespace: 'gentoo', name: 'app-kitchen/pot' }, version: '3.0_p2-r1' },
    ]);
    assert.deepEqual(portage.advisoryQueries({ ...get('app-kitchen/pot'), distro: null }), []);
  });

  it('an overlay is not the distribution', () => {
    assert.ok(portage.ofDistribution(get('app-kitchen/pot')));
    assert.ok(!portage.ofDistribution(get('app-kitchen/own-fork-7')));
  });

  it('says which layer brought a package; one that was built anew is the same', () => {
    const first = { [contents('a/x-1')]: 'dir /a\n', [contents('a/y-1')]: '' };
    assert.deepEqual(found(scan(first, { [contents('a/x-1')]: 'dir /b\n' })), ['a/x 1@0', 'a/y 1@0']);
    const upgrade = { [contents('a/x-1')]: null, [contents('a/x-2')]: '' };
    assert.deepEqual(found(scan(first, upgrade)), ['a/x 2@1', 'a/y 1@0']);
  });

  it('takes the last database where a layer removed it, and says so', () => {
    const gone = scan(
      { [contents('a/x-1')]: '', [contents('a/y-1')]: '', 'var/db/pkg/a/y-1/SLOT': '4/4.2\n' },
      { [contents('a/x-1')]: null },
      { [contents('a/y-1')]: null, 'var/db/pkg/a/y-1/SLOT': null },
    );
    assert.deepEqual(found(gone), ['a/y 1@0']);
    assert.equal(gone.packages[0]!.moduleStream, '4');
    assert.deepEqual(
      gone.problems.map(({ code, layerIndex }) => [code, layerIndex]),
      [['package-database-removed', 2]],
    );
  });

  it('names damaged contents and keeps the rest', () => {
    const text =
      'obj /a b 0123456789abcdef0123456789abcdef 1\nobj /c 0123 1\nsym /d\nnoise\nsym /e -> f 1\nobj 0123456789abcdef0123456789abcdef 1\n';
    const { owned, facts } = scan({ [contents('a/x-1')]: text });
    assert.equal(owned[0]!.paths, 'a b\ne');
    assert.deepEqual(
      facts.warnings.map(({ code, message }) => [code, message]),
      [['package-record-damaged', '4 lines are no entries of a list of contents.']],
    );
  });

  const FOLDERS: readonly (readonly [folder: string, found: string | null])[] = [
    ['var/db/pkg/app-shells/bash-5.2_p26-r1', 'app-shells bash 5.2_p26-r1'],
    ['srv/root/var/db/pkg/x11-libs/gtk+-3.24.41-r1', 'x11-libs gtk+ 3.24.41-r1'],
    ['var/db/pkg/dev-db/sqlite-3-3.45.1', 'dev-db sqlite-3 3.45.1'],
    ['var/db/pkg/media-fonts/font-100dpi-1.0.4', 'media-fonts font-100dpi 1.0.4'],
    ['var/db/pkg/sys-apps/-MERGING-foo-1', null],
    ['var/db/pkg/sys-apps/nothing', null],
    ['var/db/pkg/sys-apps/a-1.x', null],
    ['var/db/pkg/a-1', null],
    [`var/db/pkg/a/b${'-1'.repeat(5000)}x`, null],
  ];
  for (const [folder, wanted] of FOLDERS) {
    it(folder.slice(0, 60), () => {
      const parsed = parseFolder(folder);
      assert.equal(parsed === null ? null : `${parsed.category} ${parsed.name} ${parsed.version}`, wanted);
    });
  }

  it('knows architectures by the processor', () => {
    const hosts = [
      'x86_64-pc-linux-gnu',
      'i686-pc-linux-gnu',
      'aarch64-unknown-linux-gnu',
      'sparc-x',
      'z80-x',
      '',
    ];
    assert.deepEqual(hosts.map(toArchitecture), ['amd64', 'x86', 'arm64', 'sparc', '', '']);
  });
});
