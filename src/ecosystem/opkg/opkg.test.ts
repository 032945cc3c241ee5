import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../../test/facts-of.ts';
import { readFixtureImage } from '../../../test/fixture-image.ts';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import type { Distro } from '../../model/distro.ts';
import type { Catalog } from '../cataloger.ts';
import { opkgCataloger } from './catalog.ts';
import { opkg } from './opkg.ts';

const OPENWRT: Distro = {
  id: 'openwrt',
  idLike: [],
  versionId: '23.05.3',
  codename: '',
  prettyName: 'OpenWrt 23.05.3',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

function scan(...layers: FilesOfLayer[]): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts(opkgCataloger.readers, layers);
  return { ...opkgCataloger.catalog(facts, [OPENWRT]), facts };
}

const record = (name: string, more = ''): string =>
  `Package: ${name}\nVersion: 1-1\nStatus: install user installed\nArchitecture: all\n${more}\n`;
const found = ({ packages }: Catalog): string[] =>
  packages.map(({ name, version, foundAt }) => `${name} ${version}@${foundAt.layerIndex}`);
const codes = ({ problems }: Catalog): string[] => problems.map(({ code }) => code);

describe('opkg', () => {
  const facts = factsOf(readFixtureImage(import.meta.dirname), opkgCataloger.readers);
  const catalog = opkgCataloger.catalog(facts, [OPENWRT]);
  const [library, tool] = catalog.packages;

  it('gives installed packages alone, and names the others', () => {
    assert.deepEqual(found(catalog), ['libtiny2.0 2.0-3@0', 'tiny 2.0-3@0']);
    assert.deepEqual(codes(catalog), ['package-half-installed']);
    assert.match(catalog.problems[0]!.message, /: half \(unpacked\)$/);
  });

  it('takes source, licence and maintainer from the control file', () => {
    assert.equal(
      library!.purl,
      'pkg:opkg/openwrt/libtiny2.0@2.0-3?arch=x86_64&distro=openwrt-23.05.3&upstream=tiny',
    );
    assert.deepEqual(library!.source, { name: 'tiny', version: '2.0-3' });
    assert.deepEqual([library!.licences, tool!.licences], [['MIT'], []]);
    assert.equal(library!.vendor, 'Test Developer <test@openwrt.example>');
  });

  it('knows which files a package owns, in both forms of its lists', () => {
    assert.deepEqual(
      catalog.owned.map(({ paths }) => paths.split('\n')),
      [
        ['usr/lib/libtiny.so.2', 'usr/lib/libtiny.so.2.0'],
        ['usr/bin/tiny', 'usr/bin/t'],
      ],
    );
  });

  it('asks in the namespace of the release', () => {
    assert.deepEqual(opkg.advisoryQueries(library!), [
      { key: { namespace: 'openwrt:23.05', name: 'tiny' }, version: '2.0-3' },
    ]);
  });

  for (const folder of ['usr/lib/opkg', 'var/lib/opkg', 'lib/opkg']) {
    it(`finds ${folder}, and which layer brought a package`, () => {
      const path = `${folder}/status`;
      const layers = scan({ [path]: record('a') }, { [path]: `${record('a')}${record('b')}` });
      assert.deepEqual(found(layers), ['a 1-1@0', 'b 1-1@1']);
    });
  }

  it('takes the last status where a layer removed it, and says so', () => {
    const gone = scan({ 'usr/lib/opkg/status': record('a') }, { 'usr/lib/opkg/status': null });
    assert.deepEqual([found(gone), codes(gone)], [['a 1-1@0'], ['package-database-removed']]);
  });

  it('goes by the control files where there never was a status', () => {
    const control = scan({ 'usr/lib/opkg/info/a.control': 'Package: a\nVersion: 1-1\nArchitecture: all\n' });
    assert.deepEqual(found(control), ['a 1-1@0']);
    assert.equal(control.packages[0]!.evidence, 'opkg control');
  });

  const DAMAGED: readonly (readonly [what: string, text: string])[] = [
    ['without a name', 'Version: 1\nStatus: install user installed\n\n'],
    ['with a name that no package has', record('a'.repeat(301))],
  ];
  for (const [what, text] of DAMAGED) {
    it(`names a record ${what}, and reads the rest`, () => {
      const damaged = scan({ 'usr/lib/opkg/status': text + record('b') });
      assert.deepEqual(found(damaged), ['b 1-1@0']);
      assert.deepEqual(
        damaged.facts.warnings.map(({ code }) => code),
        ['package-record-damaged'],
      );
    });
  }

  it('says so where a status holds no record at all', () => {
    const noise = scan({ 'usr/lib/opkg/status': '\u0000\u0001noise' });
    assert.deepEqual([found(noise), noise.facts.warnings.length], [[], 1]);
  });
});
