/** Advisories, packages and a look-up in memory, for tests of matching. */
import {
  type Advisory,
  type AdvisoryKey,
  type AdvisoryLookup,
  type AffectedRange,
  EVERYWHERE,
} from '../src/model/advisory.ts';
import type { Distro } from '../src/model/distro.ts';
import type { Package, PackageOwner } from '../src/model/package.ts';
import { makePurl } from '../src/model/purl.ts';

/** `[1.0, 1.2)` from `1.0`, `1.2`; null for an open end. */
export function range(introduced: string | null, fixed: string | null): AffectedRange {
  return { introduced, fixed, lastAffected: null };
}

/** `1.2` is the last affected version. */
export function upTo(lastAffected: string, introduced: string | null = null): AffectedRange {
  return { introduced, fixed: null, lastAffected };
}

/** An npm advisory of `lib`, affecting all versions, unless told otherwise. */
export function advisory(parts: Partial<Advisory> & { readonly id: string }): Advisory {
  return {
    aliases: [],
    feed: 'osv',
    key: { namespace: 'npm', name: 'lib' },
    scope: EVERYWHERE,
    scheme: 'semver',
    ranges: [],
    versions: [],
    state: 'affected',
    title: '',
    severities: [],
    publishedAt: '',
    fixedAt: '',
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: '',
    ...parts,
  };
}

/** Holds these advisories; `loaded` are namespaces that have data beside those that the advisories name. */
export function lookupOf(advisories: readonly Advisory[], loaded: readonly string[] = []): AdvisoryLookup {
  const namespaces = new Set([...loaded, ...advisories.map((a) => a.key.namespace)]);
  return {
    find: (key) => advisories.filter((a) => a.key.namespace === key.namespace && a.key.name === key.name),
    has: (namespace) => namespaces.has(namespace),
  };
}

const BASE: Omit<Package, 'purl' | 'ecosystem' | 'name' | 'version' | 'source'> = {
  architecture: '',
  distro: null,
  confidence: 'installed',
  evidence: 'test',
  foundAt: { path: 'test', layerIndex: 0 },
  licences: [],
  vendor: '',
  moduleStream: '',
  scope: 'unknown',
  ownedBy: null,
};

/** A language package: `language('npm', 'lib', '1.0.0')`. */
export function language(
  ecosystem: string,
  name: string,
  version: string,
  parts: Partial<Package> = {},
): Package {
  const purl = makePurl({ type: ecosystem, name, version });
  return {
    ...BASE,
    purl,
    ecosystem,
    name,
    version,
    source: { name, version },
    foundAt: { path: `app/${name}`, layerIndex: 1 },
    ...parts,
  };
}

function distro(id: string, versionId: string): Distro {
  return {
    id,
    idLike: [],
    versionId,
    codename: '',
    prettyName: id,
    streams: [],
    confidence: 'release-file',
    foundAt: { path: 'etc/os-release', layerIndex: 0 },
  };
}

type OsEcosystem = 'dpkg' | 'apk' | 'rpm';

const OS: Readonly<Record<OsEcosystem, readonly [type: string, release: Distro, path: string]>> = {
  dpkg: ['deb', distro('debian', '12'), 'var/lib/dpkg/status'],
  apk: ['apk', distro('alpine', '3.20'), 'lib/apk/db/installed'],
  rpm: ['rpm', distro('sles', '15.6'), 'var/lib/rpm/rpmdb.sqlite'],
};

/** A package of a distribution: `osPackage('dpkg', 'libssl3', '3.0.11-1', { source: … })`. */
export function osPackage(
  ecosystem: OsEcosystem,
  name: string,
  version: string,
  parts: Partial<Package> = {},
): Package {
  const [type, release, path] = OS[ecosystem];
  return {
    ...BASE,
    purl: makePurl({ type, namespace: release.id, name, version, qualifiers: { arch: 'amd64' } }),
    ecosystem,
    name,
    version,
    architecture: 'amd64',
    source: { name, version },
    distro: release,
    foundAt: { path, layerIndex: 0 },
    ...parts,
  };
}

/** That OS package as the owner of another one's files. */
export function ownerOf(pkg: Package, parts: Partial<PackageOwner> = {}): PackageOwner {
  return { purl: pkg.purl, name: pkg.name, namespace: namespaceOf(pkg), ofDistribution: true, ...parts };
}

function namespaceOf(pkg: Package): string {
  return pkg.distro === null ? '' : `${pkg.distro.id}:${pkg.distro.versionId}`;
}

interface TestEcosystem {
  advisoryQueries(pkg: Package): readonly { readonly key: AdvisoryKey; readonly version: string }[];
  dataOnlyReason(pkg: Package): string;
}

const languageRules = (namespace: string): TestEcosystem => ({
  advisoryQueries: (pkg) => [{ key: { namespace, name: pkg.name }, version: pkg.version }],
  dataOnlyReason: () => '',
});

const osRules: TestEcosystem = {
  advisoryQueries: (pkg) => [
    { key: { namespace: namespaceOf(pkg), name: pkg.source.name }, version: pkg.source.version },
  ],
  dataOnlyReason: (pkg) => (pkg.name === 'linux-libc-dev' ? 'kernel headers' : ''),
};

/** Rules as the real ecosystems have them, much simplified. */
export const testEcosystems: ReadonlyMap<string, TestEcosystem> = new Map([
  ...['npm', 'pypi', 'maven', 'golang'].map((id) => [id, languageRules(id)] as const),
  ...['dpkg', 'apk', 'rpm'].map((id) => [id, osRules] as const),
]);
