/** Advisory namespaces of distributions: `debian:12`, `alpine:3.20`, `wolfi`. */
import type { Distro } from './distro.ts';

const DEBIAN_RELEASES: Readonly<Record<string, string>> = {
  buzz: '1.1',
  rex: '1.2',
  bo: '1.3',
  hamm: '2.0',
  slink: '2.1',
  potato: '2.2',
  woody: '3.0',
  sarge: '3.1',
  etch: '4',
  lenny: '5',
  squeeze: '6',
  wheezy: '7',
  jessie: '8',
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  forky: '14',
  duke: '15',
  sid: 'sid',
};

/** The release number of a Debian codename; null if the codename is unknown. */
export function debianRelease(codename: string): string | null {
  return DEBIAN_RELEASES[codename] ?? null;
}

function major(version: string): string {
  return version.split('.')[0] ?? '';
}

function majorMinor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Releases without a number in their name. */
const ROLLING = new Set(['wolfi', 'chainguard', 'echo', 'minimos', 'arch', 'gentoo', 'opensuse-tumbleweed']);
const BY_MAJOR = new Set(['debian', 'rhel', 'centos', 'rocky', 'almalinux', 'ol', 'amzn']);

/** The namespace that judges packages of this distribution; null where the release cannot be told. */
export function distroNamespace(distro: Distro): string | null {
  if (ROLLING.has(distro.id)) return distro.id;
  if (distro.id === 'debian' && distro.versionId === '') {
    const release = debianRelease(distro.codename);
    return release === null ? null : `debian:${release}`;
  }
  if (distro.id === 'alpine' && /_alpha|edge/.test(`${distro.versionId} ${distro.prettyName}`))
    return 'alpine:edge';
  if (distro.versionId === '') return null;
  // The first Amazon Linux went by dates, and was one repository all along.
  if (distro.id === 'amzn' && /^201[1-8]\.\d/.test(distro.versionId)) return 'amzn:1';
  return `${distro.id}:${BY_MAJOR.has(distro.id) ? major(distro.versionId) : majorMinor(distro.versionId)}`;
}
