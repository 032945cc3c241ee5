import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { distroNamespace } from '../../../model/namespace.ts';
import { findEcosystem, findPlace } from './ecosystem.ts';

const TABLE: readonly (readonly [ecosystem: string, namespace: string, scheme: string | null])[] = [
  ['npm', 'npm', 'semver'],
  ['PyPI', 'pypi', 'pep440'],
  ['Maven', 'maven', 'maven'],
  ['Maven:https://repo.example.com/maven', 'maven', 'maven'],
  ['Go', 'golang', 'golang'],
  ['crates.io', 'cargo', 'semver'],
  ['RubyGems', 'gem', 'gem'],
  ['NuGet', 'nuget', 'nuget'],
  ['Packagist', 'composer', 'composer'],
  ['Packagist:https://packages.drupal.org/8', 'composer', 'composer'],
  ['Debian:12', 'debian:12', 'deb'],
  ['Alpine:v3.20', 'alpine:3.20', 'apk'],
  ['Ubuntu:22.04:LTS', 'ubuntu:22.04', 'deb'],
  ['Ubuntu:24.10', 'ubuntu:24.10', 'deb'],
  ['Ubuntu:Pro:16.04:LTS', 'ubuntu:16.04', 'deb'],
  ['Ubuntu:Pro:FIPS-updates:22.04:LTS', 'ubuntu:22.04', 'deb'],
  ['AlmaLinux:9', 'almalinux:9', 'rpm'],
  ['Rocky Linux:9', 'rocky:9', 'rpm'],
  ['Red Hat:enterprise_linux:9::appstream', 'rhel:9', 'rpm'],
  ['Red Hat:rhel_eus:9.2::baseos', 'redhat:rhel_eus:9.2::baseos', 'rpm'],
  ['SUSE:Linux Enterprise Server 15 SP6', 'sles:15.6', 'rpm'],
  ['SUSE:Linux Enterprise Module for Basesystem 15 SP6', 'sles:15.6', 'rpm'],
  ['SUSE:Linux Enterprise Server 12 SP5-LTSS', 'sles:12.5', 'rpm'],
  ['openSUSE:Leap 15.6', 'opensuse-leap:15.6', 'rpm'],
  ['openSUSE:Tumbleweed', 'opensuse-tumbleweed', 'rpm'],
  ['Azure Linux:3', 'azurelinux:3.0', 'rpm'],
  ['Wolfi', 'wolfi', 'apk'],
  ['Chainguard', 'chainguard', 'apk'],
];

describe('OSV ecosystems', () => {
  for (const [ecosystem, namespace, scheme] of TABLE) {
    test(`${ecosystem} is ${namespace}`, () => {
      const place = findPlace(ecosystem);
      assert.deepEqual([place?.namespace, place?.ecosystem.scheme], [namespace, scheme]);
    });
  }

  test('names that nobody knows have no place', () => {
    for (const name of ['GSD', '', 'npm ', 'debian', ':', '__proto__']) assert.equal(findPlace(name), null);
  });

  test("a distribution's own release file leads to the same namespace", () => {
    const none = {
      idLike: [],
      codename: '',
      prettyName: '',
      streams: [],
      confidence: 'release-file' as const,
      foundAt: { path: '', layerIndex: 0 },
    };
    const releases: readonly (readonly [id: string, versionId: string, ecosystem: string])[] = [
      ['debian', '12', 'Debian:12'],
      ['alpine', '3.20.3', 'Alpine:v3.20'],
      ['ubuntu', '22.04', 'Ubuntu:22.04:LTS'],
      ['almalinux', '9.4', 'AlmaLinux:9'],
      ['rocky', '9.4', 'Rocky Linux:9'],
      ['sles', '15.6', 'SUSE:Linux Enterprise Server 15 SP6'],
      ['opensuse-leap', '15.6', 'openSUSE:Leap 15.6'],
      ['azurelinux', '3.0', 'Azure Linux:3'],
      ['wolfi', '20230201', 'Wolfi'],
      ['chainguard', '20230214', 'Chainguard'],
      ['minimos', '20250101', 'MinimOS'],
      ['mageia', '9', 'Mageia:9'],
      ['alpaquita', '23', 'Alpaquita:23'],
      ['alpaquita', 'stream', 'Alpaquita:stream'],
      ['bellsoft-hardened-containers', 'stream', 'BellSoft Hardened Containers:stream'],
    ];
    for (const [id, versionId, ecosystem] of releases) {
      assert.equal(distroNamespace({ ...none, id, versionId }), findPlace(ecosystem)?.namespace);
    }
  });

  test('a namespace leads back to the folder of the bucket', () => {
    assert.equal(findEcosystem('debian:12')?.name, 'Debian');
    assert.equal(findEcosystem('rocky:9'), null);
    assert.equal(findEcosystem('opensuse-leap:15.6'), null);
    assert.equal(findEcosystem('npm')?.name, 'npm');
    assert.equal(findEcosystem('composer')?.name, 'Packagist');
    assert.equal(findEcosystem('opam'), null);
    assert.equal(findEcosystem('nothing'), null);
  });

  test('names take their normal form', () => {
    const normal = (ecosystem: string, name: string): string | undefined =>
      findPlace(ecosystem)?.ecosystem.normalName(name);
    assert.equal(normal('PyPI', 'Foo__Bar.-baz'), 'foo-bar-baz');
    assert.equal(normal('NuGet', 'Newtonsoft.Json'), 'newtonsoft.json');
    assert.equal(normal('npm', 'JSONStream'), 'JSONStream');
    assert.equal(normal('Maven', 'Org.Foo:Bar'), 'Org.Foo:Bar');
  });
});
