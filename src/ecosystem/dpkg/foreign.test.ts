import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FilesOfLayer, layeredFacts } from '../../../test/layered-facts.ts';
import type { Distro } from '../../model/distro.ts';
import type { Catalog } from '../cataloger.ts';
import { dpkgCataloger } from './catalog.ts';
import { dpkg } from './dpkg.ts';

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
const LISTS = 'var/lib/apt/lists';

function record(name: string, version: string, maintainer: string, state = 'install ok installed'): string {
  return `Package: ${name}\nStatus: ${state}\nArchitecture: amd64\nVersion: ${version}\nMaintainer: ${maintainer}\n\n`;
}

function scan(status: string, files: FilesOfLayer = {}): Catalog {
  const facts = layeredFacts(dpkgCataloger.readers, [{ 'var/lib/dpkg/status': status, ...files }]);
  return dpkgCataloger.catalog(facts, [DEBIAN]);
}

/** Where it is from, as far as that is another repository. */
function originOf(name: string, version: string, maintainer: string, files: FilesOfLayer = {}): string {
  const [pkg] = scan(record(name, version, maintainer), files).packages;
  const origin = /, from (.*)$/.exec(pkg!.evidence)?.[1] ?? '';
  assert.equal(pkg!.distro?.id, 'debian');
  if (origin !== '') assert.equal(dpkg.ofDistribution(pkg!), false);
  assert.equal(dpkg.advisoryQueries(pkg!).length, origin === '' ? 1 : 0);
  return origin;
}

describe('packages of other repositories', () => {
  const TABLE: readonly (readonly [name: string, version: string, maintainer: string, origin: string])[] = [
    ['openssl', '3.0.11-1~deb12u2', 'Debian OpenSSL Team <pkg-openssl@alioth-lists.debian.net>', ''],
    ['tree', '2.1.0-1', 'Florian Ernst <florian@uni-hd.example>', ''],
    ['curl', '7.81.0-1ubuntu1.15', 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>', ''],
    ['libssl3', '3.0.2-0ubuntu1.12', 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>', ''],
    ['pro', '1.2-1ubuntu0.1~esm1', 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>', ''],
    ['nodejs', '20.11.0-1nodesource1', 'Ivan Iguaran <ivan@nodesource.com>', 'another repository'],
    ['docker-ce', '5:26.0.0-1~debian.12~bookworm', 'Docker <support@docker.com>', 'another repository'],
    ['containerd.io', '1.6.28-1', 'Containerd team <help@containerd.io>', ''],
    ['docker-scan', '0.23', 'Docker <support@docker.com>', 'docker.com'],
    ['postgresql-16', '16.2-1.pgdg120+2', 'Debian PostgreSQL <x@lists.debian.org>', 'another repository'],
    ['mariadb-server', '1:11.2.3+maria~deb12', 'MariaDB <x@lists.mariadb.org>', 'another repository'],
    ['dotnet-sdk-8.0', '8.0.204-1', '.NET <dotnetpackages@dotnetfoundation.org>', 'dotnetfoundation.org'],
    ['msodbcsql18', '18.3.2.1-1', 'Microsoft <odbc@microsoft.com>', 'microsoft.com'],
    ['mysql-server', '8.0.36-1', 'MySQL <mysql-build@oss.oracle.com>', 'oss.oracle.com'],
    ['python3.12', '3.12.2-1+jammy1', 'Matthias Klose <doko@debian.org>', 'another repository'],
    ['git', '1:2.43.0-0ppa1~ubuntu22.04.1', 'Debian <x@debian.org>', 'another repository'],
    ['php8.2', '8.2.16-1+0~20240216.11+debian12~1.gbp1', 'PHP <x@lists.debian.org>', 'another repository'],
    ['a', '1', 'A <a@microsoft.com.example>', ''],
    ['a', '1', '', ''],
  ];
  for (const [name, version, maintainer, origin] of TABLE) {
    it(`${name} ${version} of ${maintainer}: ${origin || "the distribution's"}`, () => {
      assert.equal(originOf(name, version, maintainer), origin);
    });
  }

  const SOURCES: readonly (readonly [path: string, content: string, origin: string])[] = [
    ['etc/apt/sources.list', 'deb https://apt.vendor.example/debian bookworm main', 'apt.vendor.example'],
    ['etc/apt/sources.list', '# deb https://apt.vendor.example/debian bookworm main', ''],
    ['etc/apt/sources.list', 'deb-src https://apt.vendor.example/debian bookworm main', ''],
    [
      'etc/apt/sources.list.d/v.list',
      'deb [arch=amd64 signed-by=/k.asc] http://user:word@apt.vendor.example:8080/ ./',
      'apt.vendor.example',
    ],
    [
      'etc/apt/sources.list.d/v.sources',
      'Types: deb\nURIs: https://deb.debian.org/debian\n https://apt.vendor.example/\nSuites: ./\n',
      'apt.vendor.example',
    ],
    ['etc/apt/sources.list.d/v.sources', 'Enabled: no\nTypes: deb\nURIs: https://apt.vendor.example/\n', ''],
    ['etc/apt/sources.list.d/v.save', 'deb https://apt.vendor.example/debian bookworm main', ''],
    ['etc/apt/sources.list', 'deb https://vendor.example.org/debian bookworm main', ''],
  ];
  for (const [path, content, origin] of SOURCES) {
    it(`a source ${JSON.stringify(content)} in ${path}: ${origin || 'nothing of it'}`, () => {
      const found = originOf('tool', '1.0', 'Vendor <pkg@vendor.example>', { [path]: content });
      assert.equal(found, origin);
    });
  }

  it("APT's list of another repository names its packages, by version and architecture", () => {
    const list =
      'Package: tool\nArchitecture: amd64\nVersion: 1.0\n\nPackage: tool\nArchitecture: amd64\nVersion: 2.0\n';
    const name = `${LISTS}/apt.vendor.example_debian_dists_bookworm_main_binary-amd64_Packages`;
    const byDebian = 'Somebody <somebody@debian.org>';
    assert.equal(originOf('tool', '2.0', byDebian, { [name]: list }), 'apt.vendor.example');
    assert.equal(originOf('tool', '3.0', byDebian, { [name]: list }), '');
  });

  it('the list of a mirror is that of the distribution', () => {
    const list = 'Package: tool\nArchitecture: amd64\nVersion: 1.0\n';
    const start = `${LISTS}/mirror.example_debian_dists_bookworm`;
    const release =
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOrigin: Debian\nLabel: Debian\nSHA256:\n 00 1 main/x\n';
    const files = { [`${start}_main_binary-amd64_Packages`]: list, [`${start}_InRelease`]: release };
    assert.equal(originOf('tool', '1.0', 'Somebody <somebody@debian.org>', files), '');
    const own = { [`${LISTS}/deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages`]: list };
    assert.equal(originOf('tool', '1.0', 'Somebody <somebody@debian.org>', own), '');
  });

  it('the field Vendor is written by no build tool of the distribution', () => {
    const status = record('tool', '1.0', 'Somebody <x@y.example>').replace(/\n\n$/, '\nVendor: none\n\n');
    assert.equal(dpkg.advisoryQueries(scan(status).packages[0]!).length, 0);
  });

  it('what an SBOM tells of the version or the maintainer is enough', () => {
    const [pkg] = scan(record('tool', '1.0', 'Somebody <x@debian.org>')).packages;
    const asked = (parts: object): number =>
      dpkg.advisoryQueries({ ...pkg!, evidence: 'SBOM', ...parts }).length;
    assert.equal(asked({}), 1);
    assert.equal(asked({ version: '1.0-1nodesource1' }), 0);
    assert.equal(asked({ vendor: 'Microsoft (x@microsoft.com)' }), 0);
  });

  const STATES: readonly (readonly [state: string, isThere: boolean, isNamed: boolean])[] = [
    ['install ok installed', true, false],
    ['hold ok installed', true, false],
    ['deinstall ok installed', true, false],
    ['install ok triggers-pending', true, false],
    ['install ok triggers-awaited', true, false],
    ['install ok unpacked', true, false],
    ['install ok half-configured', true, false],
    ['install reinstreq half-installed', false, true],
    ['deinstall ok config-files', false, false],
    ['purge ok not-installed', false, false],
  ];
  for (const [state, isThere, isNamed] of STATES) {
    it(`${state}: ${isThere ? 'there' : isNamed ? 'perhaps a part' : 'gone'}`, () => {
      const { packages, problems } = scan(record('a', '1', '', state) + record('b', '1', ''));
      assert.deepEqual([packages.length, problems.length], [isThere ? 2 : 1, isNamed ? 1 : 0]);
    });
  }
});
