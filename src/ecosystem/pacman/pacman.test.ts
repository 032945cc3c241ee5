import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { factsOf } from '../../../test/facts-of.ts';
import { readFixtureImage } from '../../../test/fixture-image.ts';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import type { Distro } from '../../model/distro.ts';
import type { Package } from '../../model/package.ts';
import type { Catalog } from '../cataloger.ts';
import { pacmanCataloger } from './catalog.ts';
import { pacman } from './pacman.ts';

const ARCH: Distro = {
  id: 'arch',
  idLike: [],
  versionId: '',
  codename: '',
  prettyName: 'Arch Linux',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

const FIXTURES = join(import.meta.dirname, 'fixtures');

function desc(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `%${key}%\n${value}\n\n`)
    .join('');
}

const folder = (name: string): string => `var/lib/pacman/local/${name}`;

function scan(...layers: FilesOfLayer[]): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts(pacmanCataloger.readers, layers, {});
  return { ...pacmanCataloger.catalog(facts, [ARCH]), facts };
}

const found = ({ packages }: Catalog): string[] =>
  packages.map((pkg) => `${pkg.name} ${pkg.version}@${pkg.foundAt.layerIndex}`);

describe('pacman', () => {
  const files = readFixtureImage(import.meta.dirname);
  const catalog = pacmanCataloger.catalog(factsOf(files, pacmanCataloger.readers), [ARCH]);
  const get = (name: string): Package => catalog.packages.find((pkg) => pkg.name === name)!;

  it('finds what `pacman -Q` lists', () => {
    const listed = readFileSync(join(FIXTURES, 'pacman-Q.txt'), 'utf8').trim().split('\n');
    assert.deepEqual(
      catalog.packages.map(({ name, version }) => `${name} ${version}`),
      listed,
    );
  });

  it('gives architecture, base, licences and packager', () => {
    const { architecture, source, licences, vendor, purl } = get('libtiny');
    assert.deepEqual([architecture, source], ['x86_64', { name: 'tiny', version: '3.0-2' }]);
    assert.deepEqual(licences, ['MIT', 'Apache-2.0']);
    assert.equal(vendor, 'Test Developer <test@arch.example>');
    assert.equal(purl, 'pkg:alpm/arch/libtiny@3.0-2?arch=x86_64&distro=arch&upstream=tiny');
  });

  it('knows which files a package owns, without folders', () => {
    assert.deepEqual(
      catalog.owned.map(({ purl, paths }) => [purl, paths]),
      catalog.packages.map(({ purl, name }) => [purl, `usr/share/${name}/data`]),
    );
  });

  it('asks by the name of the package in the one namespace', () => {
    assert.deepEqual(pacman.advisoryQueries(get('libtiny')), [
      { key: { namespace: 'arch', name: 'libtiny' }, version: '3.0-2' },
    ]);
    assert.deepEqual(
      [pacman.ofDistribution(get('libtiny')), pacman.ofDistribution(get('alone'))],
      [true, false],
    );
  });

  const record = (name: string, version: string): FilesOfLayer => ({
    [`${folder(`${name}-${version}`)}/desc`]: desc({ NAME: name, VERSION: version, ARCH: 'any' }),
  });

  it('says which layer brought a package; one that was replaced or removed is gone', () => {
    const upgrade = { [`${folder('a-1-1')}/desc`]: null, ...record('a', '2-1') };
    assert.deepEqual(found(scan({ ...record('a', '1-1'), ...record('b', '1-1') }, upgrade)), [
      'a 2-1@1',
      'b 1-1@0',
    ]);
    assert.deepEqual(
      found(scan({ ...record('a', '1-1'), ...record('b', '1-1') }, { [`${folder('b-1-1')}/desc`]: null })),
      ['a 1-1@0'],
    );
  });

  it('takes the last database where a layer removed it, and says so', () => {
    const gone = scan(
      { ...record('a', '1-1'), ...record('b', '1-1') },
      { [`${folder('a-1-1')}/desc`]: null },
      { [`${folder('b-1-1')}/desc`]: null },
    );
    assert.deepEqual(found(gone), ['b 1-1@0']);
    assert.deepEqual(
      gone.problems.map(({ code, layerIndex }) => [code, layerIndex]),
      [['package-database-removed', 2]],
    );
  });

  const DAMAGED: readonly (readonly [what: string, text: string])[] = [
    ['no name', desc({ VERSION: '1-1' })],
    ['no version', desc({ NAME: 'a' })],
    ['a name that no package has', desc({ NAME: 'a'.repeat(400), VERSION: '1-1' })],
    ['noise', '\u0000\u0001%NAME'],
  ];
  for (const [what, text] of DAMAGED) {
    it(`names a record with ${what}`, () => {
      const { packages, facts } = scan({ [`${folder('a-1-1')}/desc`]: text, ...record('b', '1-1') });
      assert.deepEqual(
        packages.map(({ name }) => name),
        ['b'],
      );
      assert.deepEqual(
        facts.warnings.map(({ code }) => code),
        ['package-record-damaged'],
      );
    });
  }

  it('takes the first of several sections of one name', () => {
    const twice = `${desc({ NAME: 'a', VERSION: '1:1-1' })}${desc({ NAME: 'evil' })}`;
    assert.deepEqual(found(scan({ [`${folder('a-1-1')}/desc`]: twice })), ['a 1:1-1@0']);
  });
});
