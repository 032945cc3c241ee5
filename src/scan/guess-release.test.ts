import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { osPackage } from '../../test/advisories.ts';
import { factsOf } from '../../test/facts-of.ts';
import { dpkg } from '../ecosystem/dpkg/dpkg.ts';
import type { Distro } from '../model/distro.ts';
import { distroNamespace } from '../model/namespace.ts';
import type { Package } from '../model/package.ts';
import { catalogImage } from './catalog.ts';
import { guessReleases } from './guess-release.ts';
import { packageReaders } from './readers.ts';

type Spec = readonly [name: string, version: string, vendor?: string];

function packagesOf(ecosystem: 'dpkg' | 'apk' | 'rpm', specs: readonly Spec[]): Package[] {
  return specs.map(([name, version, vendor = '']) =>
    osPackage(ecosystem, name, version, { distro: null, vendor }),
  );
}

function distro(id: string, versionId: string, parts: Partial<Distro> = {}): Distro {
  const foundAt = { path: 'etc/os-release', layerIndex: 0 };
  return {
    id,
    idLike: [],
    versionId,
    codename: '',
    prettyName: '',
    streams: [],
    confidence: 'release-file',
    foundAt,
    ...parts,
  };
}

const TABLE: readonly (readonly [
  ecosystem: 'dpkg' | 'apk' | 'rpm',
  specs: readonly Spec[],
  namespace: string,
  effect: string,
])[] = [
  ['dpkg', [['base-files', '12.4+deb12u5']], 'debian:12', 'note'],
  ['dpkg', [['base-files', '10.3+deb10u13']], 'debian:10', 'note'],
  ['dpkg', [['base-files', '12ubuntu4.6']], 'ubuntu:22.04', 'note'],
  ['dpkg', [['base-files', '13ubuntu10.1']], 'ubuntu:24.04', 'note'],
  ['dpkg', [['libc6', '2.36-9+deb12u4']], 'debian:12', 'note'],
  ['dpkg', [['libc6', '2.35-0ubuntu3.6']], 'ubuntu:22.04', 'note'],
  [
    'dpkg',
    [
      ['a', '1.2-3+deb11u1'],
      ['b', '5:7~deb11u2'],
      ['c', '1-1'],
    ],
    'debian:11',
    'incomplete',
  ],
  [
    'dpkg',
    [
      ['a', '1.2-3ubuntu0.22.04.1'],
      ['b', '2:7-1ubuntu22.04.2'],
      ['c', '1.1ubuntu0.22.04.1~esm1'],
    ],
    'ubuntu:22.04',
    'incomplete',
  ],
  ['apk', [['alpine-release', '3.20.3-r0']], 'alpine:3.20', 'note'],
  ['apk', [['alpine-release', '3.21.0_alpha20240923-r0']], 'alpine:edge', 'note'],
  ['apk', [['alpine-baselayout', '3.6.5-r0']], 'alpine:3.20', 'note'],
  ['apk', [['wolfi-baselayout', '20230201-r15']], 'wolfi', 'note'],
  ['rpm', [['rocky-release', '9.4-1.7.el9']], 'rocky:9', 'note'],
  ['rpm', [['redhat-release', '9.4-0.5.el9']], 'rhel:9', 'note'],
  ['rpm', [['fedora-release-common', '40-39']], 'fedora:40', 'note'],
  ['rpm', [['system-release', '2023.4.20240319-1.amzn2023']], 'amzn:2023', 'note'],
  ['rpm', [['azurelinux-release', '3.0-16.azl3']], 'azurelinux:3.0', 'note'],
  [
    'rpm',
    [
      ['bash', '5.1.8-9.el9', 'AlmaLinux'],
      ['zlib', '1.2.11-40.el9_4.1', 'AlmaLinux'],
    ],
    'almalinux:9',
    'incomplete',
  ],
  [
    'rpm',
    [
      ['bash', '5.2.26-3.fc40'],
      ['zlib', '1.3-1.fc40'],
    ],
    'fedora:40',
    'incomplete',
  ],
  [
    'rpm',
    [
      ['bash', '5.1.8-9.azl3'],
      ['zlib', '1.2.11-40.azl3'],
    ],
    'azurelinux:3.0',
    'incomplete',
  ],
];

describe('a release that no file tells', () => {
  for (const [ecosystem, specs, namespace, effect] of TABLE) {
    it(`${specs.map((spec) => spec.join(' ')).join(', ')}: ${namespace}`, () => {
      const { distros, problems } = guessReleases(packagesOf(ecosystem, specs), []);
      assert.deepEqual(distros.map(distroNamespace), [namespace]);
      assert.equal(distros[0]!.confidence, 'guessed');
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.effect]),
        [['release-guessed', effect]],
      );
    });
  }

  const NOTHING: readonly (readonly ['dpkg' | 'apk' | 'rpm', readonly Spec[]])[] = [
    ['dpkg', [['a', '1.0-1']]],
    ['dpkg', [['a', '1.0-1+deb12u1']]],
    [
      'dpkg',
      [
        ['a', '1+deb12u1'],
        ['b', '1+deb11u1'],
        ['c', '1+deb10u1'],
      ],
    ],
    ['apk', [['musl', '1.2.5-r0']]],
    ['rpm', [['bash', '5.1.8-9.el9']]],
  ];
  for (const [ecosystem, specs] of NOTHING) {
    it(`${specs.map((spec) => spec.join(' ')).join(', ')}: nobody can tell`, () => {
      assert.deepEqual(guessReleases(packagesOf(ecosystem, specs), []), { distros: [], problems: [] });
    });
  }

  it('what a release file says is not guessed at', () => {
    const packages = packagesOf('dpkg', [['base-files', '12.4+deb12u5']]);
    for (const told of [distro('debian', '11'), distro('mydistro', '1')]) {
      assert.deepEqual(guessReleases(packages, [told]), { distros: [told], problems: [] });
    }
    const own = distro('devuan', '');
    assert.deepEqual(guessReleases(packages, [own]).distros, [own]);
  });

  it('a release file without a release gets one, beside another system', () => {
    const packages = packagesOf('dpkg', [['base-files', '12.4+deb12u5']]);
    const alpine = distro('alpine', '3.20');
    const vague = distro('debian', '', { prettyName: 'Debian GNU/Linux' });
    const { distros } = guessReleases(packages, [vague, alpine]);
    assert.deepEqual(
      distros.map((one) => [distroNamespace(one), one.prettyName, one.confidence]),
      [
        ['alpine:3.20', '', 'release-file'],
        ['debian:12', 'Debian GNU/Linux', 'guessed'],
      ],
    );
  });

  it('packages of an image without release files are those of the guessed one', () => {
    const status = `Package: base-files\nStatus: install ok installed\nArchitecture: amd64\nVersion: 12.4+deb12u5\n`;
    const facts = factsOf([{ path: 'var/lib/dpkg/status', bytes: status }], packageReaders);
    const { packages, distros, problems } = catalogImage(facts, [dpkg]);
    assert.equal(distros[0]!.confidence, 'guessed');
    assert.deepEqual(
      packages.map((pkg) => dpkg.advisoryQueries(pkg).map(({ key }) => key.namespace)),
      [['debian:12']],
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['release-guessed'],
    );
  });
});
