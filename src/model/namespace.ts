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
const BY_MAJOR = new Set(['debian', 'rhel', 'rocky', 'almalinux', 'ol', 'amzn']);

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
