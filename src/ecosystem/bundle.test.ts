/** Snaps, flatpaks, formulas of Homebrew, and the list of Container-Optimized OS. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readFixtureImage } from '../../test/fixture-image.ts';
import { type FilesOfLayer, layeredFacts } from '../../test/layered-facts.ts';
import { distroNamespace } from '../model/namespace.ts';
import type { Package } from '../model/package.ts';
import type { Catalog } from './cataloger.ts';
import { cos } from './cos/cos.ts';
import { DISTRO_READERS, findDistros } from './distro/distro.ts';
import { snapCataloger } from './dpkg/snap-catalog.ts';
import type { Ecosystem } from './ecosystem.ts';
import { flatpak } from './flatpak/flatpak.ts';
import { homebrew } from './homebrew/homebrew.ts';
import { snap } from './snap/snap.ts';
import { parseSnapFile } from './snap-reader.ts';

function scan({ catalogers }: Ecosystem, ...layers: FilesOfLayer[]): Catalog {
  const [cataloger] = catalogers;
  const facts = layeredFacts([...cataloger!.readers, ...DISTRO_READERS], layers);
  return cataloger!.catalog(facts, findDistros(facts));
}

function fixture({ id }: Ecosystem): FilesOfLayer {
  const files = readFixtureImage(join(import.meta.dirname, id));
  return Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]));
}

const purls = ({ packages }: Catalog): string[] => packages.map(({ purl }) => purl);
const places = ({ packages }: Catalog): string[] =>
  packages.map(({ name, version, foundAt }) => `${name} ${version}@${foundAt.layerIndex}`);

describe('Homebrew', () => {
  const cellar = 'home/linuxbrew/.linuxbrew/Cellar';

  it('names formula, version and tap', () => {
    const catalog = scan(homebrew, fixture(homebrew));
    assert.deepEqual(purls(catalog), ['pkg:brew/acme/tools/postgresql%4016@16.3_1', 'pkg:brew/jq@1.7.1']);
    assert.deepEqual(
      catalog.owned.map(({ paths }) => paths),
      [`${cellar}/jq/1.7.1/`, `${cellar}/postgresql@16/16.3_1/`],
    );
  });

  it('follows an upgrade through the layers', () => {
    const receipt = (version: string): string => `${cellar}/jq/${version}/INSTALL_RECEIPT.json`;
    const catalog = scan(
      homebrew,
      { [receipt('1.6')]: '{}' },
      { [receipt('1.6')]: null, [receipt('1.7')]: '{}' },
      { [receipt('1.7')]: '{"source":{"tap":"homebrew/core"}}' },
    );
    assert.deepEqual(places(catalog), ['jq 1.7@1']);
  });
});

describe('flatpak', () => {
  it('takes a program’s version from its own document, a runtime’s from its branch', () => {
    assert.deepEqual(purls(scan(flatpak, fixture(flatpak))), [
      'pkg:generic/flatpak/org.example.Editor@46.1?arch=x86_64&branch=stable',
      'pkg:generic/flatpak/org.example.Platform@24.08?arch=x86_64&branch=24.08',
    ]);
  });

  it('does not believe a file that names something else than its folder does', () => {
    const [path] = Object.keys(fixture(flatpak)).filter((name) => name.endsWith('/metadata'));
    assert.deepEqual(purls(scan(flatpak, { [path!]: '[Application]\nname=org.other\n' })), []);
  });
});

describe('snaps', () => {
  it('are packages, also where the image is one', () => {
    assert.deepEqual(purls(scan(snap, fixture(snap))), ['pkg:generic/snap/notes@3.2.1?arch=amd64']);
    const whole = scan(snap, { 'meta/snap.yaml': 'name: core22\nversion: 20240111\ntype: base\n' });
    assert.deepEqual(purls(whole), ['pkg:generic/snap/core22@20240111']);
    assert.deepEqual(whole.owned, []);
    assert.deepEqual(purls(scan(snap, { 'srv/app/meta/snap.yaml': 'name: x\nversion: 1\n' })), []);
  });

  const staged = (...layers: FilesOfLayer[]): Catalog =>
    snapCataloger.catalog(layeredFacts(snapCataloger.readers, layers), []);
  const release = ({ distro }: Package): string | null => distro && distroNamespace(distro);

  it('bring packages of Ubuntu, which are judged by the release of their base', () => {
    const catalog = staged(fixture(snap));
    assert.deepEqual(purls(catalog), [
      'pkg:deb/ubuntu/libc6@2.35-0ubuntu3.8?arch=amd64&distro=ubuntu-22.04',
      'pkg:deb/ubuntu/libpng16-16@1.6.37-3build5?arch=amd64&distro=ubuntu-22.04',
      'pkg:deb/ubuntu/libssl3@3.0.2-0ubuntu1.15?arch=amd64&distro=ubuntu-22.04',
    ]);
    assert.deepEqual([...new Set(catalog.packages.map(release))], ['ubuntu:22.04']);
    assert.deepEqual(
      catalog.problems.map(({ code, effect }) => [code, effect]),
      [['source-package-unknown', 'incomplete']],
    );
  });

  const BASES: readonly (readonly [files: FilesOfLayer, release: string | null])[] = [
    [
      {
        'snap/core20/9/meta/snap.yaml': 'name: core20\nversion: 1\n',
        'snap/core20/9/usr/share/snappy/dpkg.yaml': 'package-repositories: []\npackages:\n- adduser=3.118\n',
      },
      'ubuntu:20.04',
    ],
    [
      { 'snap/a/1/snap/manifest.yaml': 'name: a\nprimed-stage-packages:\n- b=1\nbase: core18\n' },
      'ubuntu:18.04',
    ],
    [{ 'snap/a/1/snap/manifest.yaml': 'name: a\nparts:\n  p:\n    stage-packages:\n    - b=1\n' }, null],
  ];
  for (const [files, expected] of BASES) {
    it(`is ${expected ?? 'unknown'} for ${Object.keys(files).join(' and ')}`, () => {
      assert.deepEqual(staged(files).packages.map(release), [expected]);
    });
  }

  it('keep the layer in which a version came', () => {
    const manifest = (...packages: string[]): FilesOfLayer => ({
      'snap/a/1/snap/manifest.yaml': `name: a\nprimed-stage-packages:\n${packages.map((text) => `- ${text}\n`).join('')}`,
    });
    assert.deepEqual(places(staged(manifest('b=1', 'c=1'), manifest('b=1', 'c=2'))), ['b 1@0', 'c 2@1']);
  });

  it('are read line by line: quotes, lists of one, what is in texts', () => {
    const read = (source: string): unknown => parseSnapFile(new TextEncoder().encode(source));
    const none = { base: '', architecture: '', release: '', licence: '', packages: [] };
    assert.deepEqual(read('name: a\nversion: \'1:2\'\narchitectures: [ "amd64" ]\n'), {
      ...none,
      name: 'a',
      version: '1:2',
      architecture: 'amd64',
    });
    assert.equal(read('description: |\n  name: b\n'), null);
    assert.deepEqual(read('name: ../x\nprimed-stage-packages:\n- a\n- =1\n- b=1 2\n- c=1\n'), {
      ...none,
      name: '',
      version: '',
      packages: [{ name: 'c', version: '1' }],
    });
  });
});

describe('Container-Optimized OS', () => {
  it('lists what is installed, not what built it', () => {
    const catalog = scan(cos, fixture(cos));
    assert.deepEqual(purls(catalog), [
      'pkg:generic/cos/app-arch/gzip@1.13?distro=cos-109',
      'pkg:generic/cos/sys-libs/zlib@1.2.13-r1?distro=cos-109',
    ]);
    assert.deepEqual(
      catalog.packages.flatMap((pkg) => cos.advisoryQueries(pkg).map(({ key }) => key)),
      [
        { namespace: 'cos:109', name: 'app-arch/gzip' },
        { namespace: 'cos:109', name: 'sys-libs/zlib' },
      ],
    );
  });

  it('uses the list of before where a layer deleted it', () => {
    const catalog = scan(cos, fixture(cos), { 'etc/cos-package-info.json': null });
    assert.deepEqual(
      catalog.problems.map(({ code, layerIndex }) => [code, layerIndex]),
      [['package-database-removed', 1]],
    );
    assert.equal(catalog.packages.length, 2);
  });
});
