/**
 * The layer that brought a package, for every package database: the one since which it is there in that version, whatever
 * wrote the database again, moved it or converted it. And what is left where a layer removed the database.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { type FilesOfLayer, layeredFacts } from '../../test/layered-facts.ts';
import { berkeleyDatabase, ndbDatabase } from '../../test/rpm-databases.ts';
import { header } from '../../test/rpm-headers.ts';
import { sqliteDatabase } from '../../test/rpm-packages.ts';
import { apk } from './apk/apk.ts';
import type { Catalog } from './cataloger.ts';
import { dpkg } from './dpkg/dpkg.ts';
import type { Ecosystem } from './ecosystem.ts';
import { opkg } from './opkg/opkg.ts';
import { pacman } from './pacman/pacman.ts';
import { portage } from './portage/portage.ts';
import { rpm } from './rpm/rpm.ts';

/** `a 1`: name and version. */
type Packages = readonly string[];
type Write = (packages: Packages) => FilesOfLayer;

interface System {
  readonly name: string;
  readonly ecosystem: Ecosystem;
  readonly write: Write;
}

const split = (pkg: string): readonly [name: string, version: string] => pkg.split(' ') as [string, string];
const each = (packages: Packages, toText: (name: string, version: string) => string): string =>
  packages.map((pkg) => toText(...split(pkg))).join('');
const folders = (
  packages: Packages,
  toFiles: (name: string, version: string) => FilesOfLayer,
): FilesOfLayer => Object.assign({}, ...packages.map((pkg) => toFiles(...split(pkg))));

const stanzas = (packages: Packages): string =>
  each(
    packages,
    (name, version) =>
      `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n\n`,
  );

function wall(packages: Packages): Uint8Array {
  const rows = packages.map((pkg) => {
    const [name, version] = split(pkg);
    return { kind: 'package', name, version, arch: 'amd64' };
  });
  const lines = [{ jsonwall: '1.0', schema: '1.0', count: rows.length + 1 }, ...rows];
  return zstdCompressSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function rpmHeaders(packages: Packages): Uint8Array[] {
  return packages.map((pkg) => {
    const [name, version] = split(pkg);
    return header([
      [1000, 6, [name]],
      [1001, 6, [version]],
      [1002, 6, ['1']],
      [1022, 6, ['x86_64']],
    ]);
  });
}

/** The newest form first, as rpm's cataloger takes them. */
const RPM_FORMS: readonly (readonly [path: string, write: (packages: Packages) => Uint8Array])[] = [
  ['var/lib/rpm/rpmdb.sqlite', (packages) => sqliteDatabase(rpmHeaders(packages))],
  ['usr/lib/sysimage/rpm/rpmdb.sqlite', (packages) => sqliteDatabase(rpmHeaders(packages))],
  ['usr/share/rpm/rpmdb.sqlite', (packages) => sqliteDatabase(rpmHeaders(packages))],
  ['var/lib/rpm/Packages.db', (packages) => ndbDatabase(rpmHeaders(packages))],
  ['usr/lib/sysimage/rpm/Packages.db', (packages) => ndbDatabase(rpmHeaders(packages))],
  ['var/lib/rpm/Packages', (packages) => berkeleyDatabase(rpmHeaders(packages))],
];

const SYSTEMS: readonly System[] = [
  { name: 'dpkg', ecosystem: dpkg, write: (packages) => ({ 'var/lib/dpkg/status': stanzas(packages) }) },
  {
    name: 'Chisel',
    ecosystem: dpkg,
    write: (packages) => ({ 'var/lib/chisel/manifest.wall': wall(packages) }),
  },
  {
    name: 'apk',
    ecosystem: apk,
    write: (packages) => ({
      'lib/apk/db/installed': each(packages, (name, version) => `P:${name}\nV:${version}\nA:x86_64\n\n`),
    }),
  },
  { name: 'opkg', ecosystem: opkg, write: (packages) => ({ 'usr/lib/opkg/status': stanzas(packages) }) },
  {
    name: 'pacman',
    ecosystem: pacman,
    write: (packages) =>
      folders(packages, (name, version) => ({
        [`var/lib/pacman/local/${name}-${version}/desc`]: `%NAME%\n${name}\n\n%VERSION%\n${version}\n\n`,
      })),
  },
  {
    name: 'portage',
    ecosystem: portage,
    write: (packages) =>
      folders(packages, (name, version) => ({
        [`var/db/pkg/x/${name}-${version}/CONTENTS`]: `obj /usr/bin/${name} 0123456789abcdef0123456789abcdef 1\n`,
      })),
  },
  ...RPM_FORMS.map(([path, write]) => ({
    name: `rpm, ${path}`,
    ecosystem: rpm,
    write: (packages: Packages) => ({ [path]: write(packages) }),
  })),
];

/** What a layer does to bring a system from one state to another. */
function change(write: Write, before: Packages, after: Packages): FilesOfLayer {
  return {
    ...without(before.length === 0 ? {} : write(before)),
    ...(after.length === 0 ? {} : write(after)),
  };
}

function without(files: FilesOfLayer): FilesOfLayer {
  return Object.fromEntries(Object.keys(files).map((path) => [path, null]));
}

function scan(ecosystem: Ecosystem, layers: readonly FilesOfLayer[]): Catalog {
  const facts = layeredFacts([...new Set(ecosystem.catalogers.flatMap(({ readers }) => readers))], layers);
  const catalogs = ecosystem.catalogers.map((cataloger) => cataloger.catalog(facts, []));
  return {
    packages: catalogs.flatMap(({ packages }) => packages),
    owned: [],
    identified: [],
    problems: catalogs.flatMap(({ problems }) => problems),
  };
}

const found = ({ packages }: Catalog): string[] =>
  packages
    .map(
      ({ name, version, foundAt }) =>
        `${name.replace('x/', '')} ${version.replace(/-1$/, '')}@${foundAt.layerIndex}`,
    )
    .sort();

const removals = ({ problems }: Catalog): (number | null)[] =>
  problems.filter(({ code }) => code === 'package-database-removed').map(({ layerIndex }) => layerIndex);

const HISTORIES: readonly (readonly [
  what: string,
  states: readonly Packages[],
  expected: readonly string[],
])[] = [
  ['of one layer', [['a 1', 'b 1']], ['a 1@0', 'b 1@0']],
  [
    'that is written again',
    [
      ['a 1', 'b 1'],
      ['b 1', 'a 1'],
      ['a 1', 'b 1'],
    ],
    ['a 1@0', 'b 1@0'],
  ],
  [
    'with an upgrade and something new',
    [
      ['a 1', 'b 1'],
      ['a 1', 'b 2', 'c 1'],
      ['c 1', 'b 2', 'a 1'],
    ],
    ['a 1@0', 'b 2@1', 'c 1@1'],
  ],
  ['with a downgrade', [['a 1'], ['a 2'], ['a 1']], ['a 1@2']],
  ['with a package that is removed', [['a 1', 'b 1'], ['a 1']], ['a 1@0']],
  [
    'with a package that is removed and comes back',
    [['a 1', 'b 1'], ['b 1'], ['a 1', 'b 1']],
    ['a 1@2', 'b 1@0'],
  ],
];

for (const { name, ecosystem, write } of SYSTEMS) {
  describe(`layers of ${name}`, () => {
    for (const [what, states, expected] of HISTORIES) {
      it(`a database ${what}`, () => {
        const layers = states.map((after, at) => change(write, states[at - 1] ?? [], after));
        assert.deepEqual(found(scan(ecosystem, layers)), expected);
      });
    }

    it('case 5: a database that the last layer deletes: the packages of before, and the layer is named', () => {
      const states: Packages[] = [['a 1'], ['a 1', 'b 1'], []];
      const layers = states.map((after, at) => change(write, states[at - 1] ?? [], after));
      const catalog = scan(ecosystem, layers);
      assert.deepEqual([found(catalog), removals(catalog)], [['a 1@0', 'b 1@1'], [2]]);
    });
  });
}

describe('an rpm database that is converted or moved', () => {
  for (const [at, [from, writeFrom]] of RPM_FORMS.entries()) {
    for (const [to, [path, writeTo]] of RPM_FORMS.entries()) {
      if (at === to) continue;
      const base = { [from]: writeFrom(['a 1', 'b 1']) };
      const next = { [path]: writeTo(['b 1', 'a 1', 'c 1']) };

      it(`from ${from} to ${path} keeps the layers of its packages`, () => {
        const layers = [base, { ...next, [from]: null }, { [path]: writeTo(['a 1', 'c 1']) }];
        assert.deepEqual(found(scan(rpm, layers)), ['a 1@0', 'c 1@1']);
        const gone = scan(rpm, [...layers, { [path]: null }]);
        assert.deepEqual([found(gone), removals(gone)], [['a 1@0', 'c 1@1'], [3]]);
      });

      // An older form beside a newer one is not looked at.
      if (at <= to || from.split('/').at(-1) === path.split('/').at(-1)) continue;
      it(`from ${from} to ${path}, and is left behind, keeps them too`, () => {
        const layers = [base, next, { [path]: writeTo(['c 1']) }, { [path]: writeTo(['a 1', 'c 1']) }];
        assert.deepEqual(found(scan(rpm, layers)), ['a 1@3', 'c 1@1']);
      });
    }
  }
});

describe('a database that moves', () => {
  const MOVES: readonly (readonly [ecosystem: Ecosystem, write: Write, from: string, to: string])[] = [
    [apk, SYSTEMS[2]!.write, 'lib/apk/db/installed', 'usr/lib/apk/db/installed'],
    [opkg, SYSTEMS[3]!.write, 'usr/lib/opkg/status', 'var/lib/opkg/status'],
  ];
  for (const [ecosystem, write, from, to] of MOVES) {
    it(`from ${from} to ${to} brings nothing but what is new`, () => {
      const moved = { [from]: null, [to]: write(['a 1', 'b 1'])[from]! };
      assert.deepEqual(found(scan(ecosystem, [write(['a 1']), moved])), ['a 1@0', 'b 1@1']);
    });
  }
});

describe('layers of a distroless image, which has a file for each package', () => {
  const record = (pkg: string): FilesOfLayer => ({
    [`var/lib/dpkg/status.d/${split(pkg)[0]}`]: stanzas([pkg]),
  });

  it('a record that is written again brings nothing, another version does', () => {
    const layers = [
      { ...record('a 1'), ...record('b 1') },
      { ...record('a 1'), ...record('b 2') },
      record('c 1'),
    ];
    assert.deepEqual(found(scan(dpkg, layers)), ['a 1@0', 'b 2@1', 'c 1@2']);
  });

  it('case 5: records that a layer deletes still count, and the layer is named', () => {
    const layers = [{ ...record('a 1'), ...record('b 1') }, without(record('b 1'))];
    const catalog = scan(dpkg, layers);
    assert.deepEqual([found(catalog), removals(catalog)], [['a 1@0', 'b 1@0'], [1]]);
  });
});
