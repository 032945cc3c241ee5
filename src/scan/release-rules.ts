/** What versions of packages say about the release they are of. Tables of facts that do not change any more. */
import type { OsFamily } from '../base/os-family.ts';
import { debianRelease } from '../model/namespace.ts';
import type { Package } from '../model/package.ts';
import { compareText } from '../model/problem.ts';

export interface Guess {
  /** As in Distro. */
  readonly id: string;
  readonly versionId: string;
  /** The package that says it, or one of many. */
  readonly pkg: Package;
  /** True where one package stands for the release; false where it is that of most. */
  readonly isSure: boolean;
}

/** Null where the packages do not tell. */
export type ReleaseRule = (packages: readonly Package[]) => Guess | null;

type Release = readonly [id: string, versionId: string];

/** The release for the version of a package; null for one that tells nothing. */
type ReadVersion = (version: string, pkg: Package) => Release | null;

function byPackage(names: RegExp, read: ReadVersion): ReleaseRule {
  return (packages) => {
    for (const pkg of packages) {
      const release = names.test(pkg.name) ? read(pkg.version, pkg) : null;
      if (release !== null) return toGuess(release, pkg, true);
    }
    return null;
  };
}

/** At least half of those that bear a mark, and at least two. */
function byMost(read: ReadVersion): ReleaseRule {
  return (packages) => {
    const votes = new Map<string, { readonly release: Release; readonly pkg: Package; count: number }>();
    let all = 0;
    for (const pkg of packages) {
      const release = read(pkg.version, pkg);
      if (release === null) continue;
      all += 1;
      const vote = votes.get(release.join(' ')) ?? { release, pkg, count: 0 };
      votes.set(release.join(' '), vote);
      vote.count += 1;
    }
    const [first] = [...votes].sort(([a, x], [b, y]) => y.count - x.count || compareText(a, b));
    if (first === undefined || first[1].count < 2 || 2 * first[1].count < all) return null;
    return toGuess(first[1].release, first[1].pkg, false);
  };
}

function toGuess([id, versionId]: Release, pkg: Package, isSure: boolean): Guess {
  return { id, versionId, pkg, isSure };
}

/** Ubuntu's `base-files` has Debian's version with `ubuntu` behind it. */
const UBUNTU_BASE: ReadonlyMap<string, string> = new Map([
  ['7.2', '14.04'],
  ['9.4', '16.04'],
  ['10.1', '18.04'],
  ['11', '20.04'],
  ['12', '22.04'],
  ['13', '24.04'],
]);

const readBaseFiles: ReadVersion = (version) => {
  const ubuntu = /^([\d.]+)ubuntu/.exec(version)?.[1];
  if (ubuntu !== undefined) {
    const release = UBUNTU_BASE.get(ubuntu);
    return release === undefined ? null : ['ubuntu', release];
  }
  const debian = /^(\d+)(?:[.+~].*)?$/.exec(version)?.[1];
  return debian === undefined || Number(debian) < 4 ? null : ['debian', debian];
};

/** By upstream version of glibc; releases between those for longer support are left out where they share one. */
const GLIBC: readonly (readonly [upstream: string, debian: string, ubuntu: string])[] = [
  ['2.19', '8', '14.04'],
  ['2.23', '', '16.04'],
  ['2.24', '9', ''],
  ['2.27', '', '18.04'],
  ['2.28', '10', ''],
  ['2.31', '11', '20.04'],
  ['2.35', '', '22.04'],
  ['2.36', '12', ''],
  ['2.39', '', '24.04'],
  ['2.41', '13', '25.04'],
];

const readGlibc: ReadVersion = (version) => {
  const upstream = /^\d+\.\d+/.exec(version)?.[0];
  const row = GLIBC.find(([name]) => name === upstream);
  if (row === undefined) return null;
  const isUbuntu = /ubuntu/.test(version);
  const release = isUbuntu ? row[2] : row[1];
  return release === '' ? null : [isUbuntu ? 'ubuntu' : 'debian', release];
};

const readDebMark: ReadVersion = (version) => {
  const debian = /[+~]deb(\d{1,2})u\d/.exec(version)?.[1];
  if (debian !== undefined) return ['debian', debian];
  const ubuntu = /ubuntu(?:[\d.]*[.~+])?(\d\d\.(?:04|10))(?:\.\d+)?(?:~esm\d+)?$/.exec(version)?.[1];
  if (ubuntu !== undefined) return ['ubuntu', ubuntu];
  const codename = /~(bookworm|bullseye|buster|trixie)\d*$/.exec(version)?.[1];
  const release = codename === undefined ? null : debianRelease(codename);
  return release === null ? null : ['debian', release];
};

/** Version and release of `alpine-baselayout`, which changed with each branch. */
const ALPINE_BASE: ReadonlyMap<string, string> = new Map([
  ['3.2.0-r20', '3.16'],
  ['3.2.0-r22', '3.16'],
  ['3.4.0-r0', '3.17'],
  ['3.4.3-r1', '3.18'],
  ['3.4.3-r2', '3.19'],
  ['3.6.5-r0', '3.20'],
  ['3.6.8-r1', '3.21'],
  ['3.7.0-r0', '3.22'],
]);

const readAlpineRelease: ReadVersion = (version) => {
  const release = /^(\d+\.\d+\.\d+)(?:_alpha\d+)?-r\d+$/.exec(version);
  return release === null
    ? null
    : ['alpine', version.includes('_alpha') ? version.replace(/-r\d+$/, '') : release[1]!];
};

const readAlpineBase: ReadVersion = (version) => {
  const release = ALPINE_BASE.get(version);
  return release === undefined ? null : ['alpine', release];
};

/** Packages that hold the release of an rpm distribution, and how much of their version is one. */
const RPM_RELEASES: readonly (readonly [name: RegExp, id: string, version: RegExp])[] = [
  [/^rocky-release$/, 'rocky', /^\d+(?:\.\d+)?/],
  [/^almalinux-release$/, 'almalinux', /^\d+(?:\.\d+)?/],
  [/^redhat-release(?:-server|-eula)?$/, 'rhel', /^\d+(?:\.\d+)?/],
  [/^centos-(?:stream-|linux-)?release$/, 'centos', /^\d+/],
  [/^fedora-release(?:-common|-identity-\w+)?$/, 'fedora', /^\d+/],
  [/^oraclelinux-release$/, 'ol', /^\d+(?:\.\d+)?/],
  [/^system-release$/, 'amzn', /^(?:2|20\d\d)(?=[.-])/],
  [/^azurelinux-release$/, 'azurelinux', /^\d+\.\d+/],
  [/^mariner-release$/, 'mariner', /^\d+\.\d+/],
  [/^photon-release$/, 'photon', /^\d+\.\d+/],
  [/^sles-release$/, 'sles', /^\d+(?:\.\d+)?/],
  [/^openSUSE-release$|^Leap-release$/, 'opensuse-leap', /^1\d\.\d+/],
];

const readRpmRelease: ReadVersion = (version, { name }) => {
  for (const [pattern, id, release] of RPM_RELEASES) {
    const found = pattern.test(name) ? release.exec(version.replace(/^\d+:/, ''))?.[0] : undefined;
    if (found !== undefined) return [id, found];
  }
  return null;
};

/** By vendor, where the mark of the release is that of all rebuilds of RHEL. */
const RPM_VENDORS: readonly (readonly [vendor: RegExp, id: string])[] = [
  [/Rocky/, 'rocky'],
  [/AlmaLinux/, 'almalinux'],
  [/Red Hat/, 'rhel'],
  [/Oracle/, 'ol'],
  [/CentOS/, 'centos'],
];

const RPM_MARKS: readonly (readonly [mark: RegExp, id: string])[] = [
  [/\.fc(\d+)(?:[._]|$)/, 'fedora'],
  [/\.amzn(2023|2)(?:[._]|$)/, 'amzn'],
];

const readRpmMark: ReadVersion = (version, { vendor }) => {
  for (const [mark, id] of RPM_MARKS) {
    const release = mark.exec(version)?.[1];
    if (release !== undefined) return [id, release];
  }
  const major = /\.azl(\d)(?:[._]|$)/.exec(version)?.[1];
  if (major !== undefined) return ['azurelinux', `${major}.0`];
  const mariner = /\.cm(\d)(?:[._]|$)/.exec(version)?.[1];
  if (mariner !== undefined) return ['mariner', `${mariner}.0`];
  const photon = /\.ph(\d)(?:[._]|$)/.exec(version)?.[1];
  if (photon !== undefined) return ['photon', `${photon}.0`];
  const rhel = /\.(?:module\+)?el(\d+)(?:[._+]|$)/.exec(version)?.[1];
  const id = RPM_VENDORS.find(([pattern]) => pattern.test(vendor))?.[1];
  return rhel === undefined || id === undefined ? null : [id, rhel];
};

const rolling =
  (id: string): ReadVersion =>
  () => [id, ''];

/** For each family, the surest first. */
export const RULES: readonly (readonly [family: OsFamily, rules: readonly ReleaseRule[]])[] = [
  [
    'apk',
    [
      byPackage(/^wolfi-baselayout$/, rolling('wolfi')),
      byPackage(/^chainguard-baselayout$/, rolling('chainguard')),
      byPackage(/^alpine-release$/, readAlpineRelease),
      byPackage(/^alpine-baselayout(?:-data)?$/, readAlpineBase),
    ],
  ],
  ['dpkg', [byPackage(/^base-files$/, readBaseFiles), byPackage(/^libc6$/, readGlibc), byMost(readDebMark)]],
  ['pacman', [byPackage(/^archlinux-keyring$/, rolling('arch'))]],
  ['rpm', [byPackage(/release/, readRpmRelease), byMost(readRpmMark)]],
];
