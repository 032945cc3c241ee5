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
  return Object.hasOwn(DEBIAN_RELEASES, codename) ? DEBIAN_RELEASES[codename]! : null;
}

const UBUNTU_RELEASES: Readonly<Record<string, string>> = {
  lucid: '10.04',
  maverick: '10.10',
  natty: '11.04',
  oneiric: '11.10',
  precise: '12.04',
  quantal: '12.10',
  raring: '13.04',
  saucy: '13.10',
  trusty: '14.04',
  utopic: '14.10',
  vivid: '15.04',
  wily: '15.10',
  xenial: '16.04',
  yakkety: '16.10',
  zesty: '17.04',
  artful: '17.10',
  bionic: '18.04',
  cosmic: '18.10',
  disco: '19.04',
  eoan: '19.10',
  focal: '20.04',
  groovy: '20.10',
  hirsute: '21.04',
  impish: '21.10',
  jammy: '22.04',
  kinetic: '22.10',
  lunar: '23.04',
  mantic: '23.10',
  noble: '24.04',
  oracular: '24.10',
  plucky: '25.04',
  questing: '25.10',
  resolute: '26.04',
};

/** The release number of an Ubuntu codename; null if the codename is unknown. */
export function ubuntuRelease(codename: string): string | null {
  return Object.hasOwn(UBUNTU_RELEASES, codename) ? UBUNTU_RELEASES[codename]! : null;
}

function major(version: string): string {
  return version.split('.')[0] ?? '';
}

function majorMinor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Releases without a number in their name. */
const ROLLING = new Set(['wolfi', 'chainguard', 'echo', 'minimos', 'arch', 'gentoo', 'opensuse-tumbleweed']);
const BY_MAJOR = new Set(['debian', 'rhel', 'rocky', 'almalinux', 'ol', 'amzn', 'bottlerocket']);

/** Distributions without advisories of their own: the same packages, or the same sources, under another name. */
const JUDGED_BY: ReadonlyMap<string, string> = new Map([
  // Built from the sources of Red Hat's release, or for its next one.
  ['centos', 'rhel'],
  ['opensuse-aeon', 'opensuse-tumbleweed'],
  ['opensuse-kalpa', 'opensuse-tumbleweed'],
  ['opensuse-microos', 'opensuse-tumbleweed'],
  ['sle-micro-rancher', 'sle-micro'],
  ['sle_hpc', 'sles'],
  ['sle_rt', 'sles'],
  ['sled', 'sles'],
  ['sles_sap', 'sles'],
  ['suse-microos', 'sle-micro'],
]);

/** The namespace that judges packages of this distribution; null where the release cannot be told. */
export function distroNamespace(distro: Distro): string | null {
  const id = JUDGED_BY.get(distro.id) ?? distro.id;
  return id === distro.id ? ownNamespace(distro) : ownNamespace({ ...distro, id });
}

function ownNamespace(distro: Distro): string | null {
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
  if (distro.id === 'openeuler') return `openeuler:${openEulerRelease(distro)}`;
  return `${distro.id}:${BY_MAJOR.has(distro.id) ? major(distro.versionId) : majorMinor(distro.versionId)}`;
}

/** Long-term releases and their service packs (`22.03-lts-sp3`) stand in the name alone: `openEuler 22.03 (LTS-SP3)`. */
function openEulerRelease({ versionId, prettyName }: Distro): string {
  const support = /\bLTS(?:-SP\d+)?\b/i.exec(prettyName)?.[0] ?? '';
  return support === '' ? versionId : `${versionId}-${support.toLowerCase()}`;
}
