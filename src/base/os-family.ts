/** Which package manager a distribution uses, so that in a mixed image each database finds its own release file. */
import type { Distro } from '../model/distro.ts';

export type OsFamily = 'dpkg' | 'apk' | 'cos' | 'nix' | 'opkg' | 'pacman' | 'portage' | 'rpm';

const FAMILY_OF: ReadonlyMap<string, OsFamily> = new Map([
  ...['debian', 'ubuntu', 'raspbian', 'kali', 'linuxmint', 'devuan', 'pop', 'echo'].map(
    (id) => [id, 'dpkg'] as const,
  ),
  ...['alpine', 'wolfi', 'chainguard', 'postmarketos', 'minimos'].map((id) => [id, 'apk'] as const),
  ...['alpaquita', 'bellsoft-hardened-containers'].map((id) => [id, 'apk'] as const),
  ...['openwrt', 'lede', 'turris', 'poky'].map((id) => [id, 'opkg'] as const),
  ...['arch', 'archarm', 'manjaro', 'endeavouros', 'cachyos', 'artix'].map((id) => [id, 'pacman'] as const),
  ['gentoo', 'portage'],
  ['nixos', 'nix'],
  ['cos', 'cos'],
  ...[
    'rhel',
    'centos',
    'fedora',
    'rocky',
    'almalinux',
    'ol',
    'amzn',
    'scientific',
    'virtuozzo',
    'bottlerocket',
  ].map((id) => [id, 'rpm'] as const),
  ...['sles', 'sled', 'suse', 'opensuse', 'opensuse-leap', 'opensuse-tumbleweed', 'sl-micro', 'mageia'].map(
    (id) => [id, 'rpm'] as const,
  ),
  ...['sle-micro', 'sle-micro-rancher', 'suse-microos', 'sles_sap', 'sle_hpc', 'sle_rt'].map(
    (id) => [id, 'rpm'] as const,
  ),
  ...['opensuse-leap-micro', 'opensuse-microos', 'opensuse-aeon', 'opensuse-kalpa'].map(
    (id) => [id, 'rpm'] as const,
  ),
  ...['photon', 'azurelinux', 'mariner', 'openeuler', 'anolis', 'opencloudos'].map(
    (id) => [id, 'rpm'] as const,
  ),
]);

/** By `ID`, then by `ID_LIKE`; null for a distribution that neither names. */
export function findFamily(distro: Distro): OsFamily | null {
  for (const id of [distro.id, ...distro.idLike]) {
    const family = FAMILY_OF.get(id);
    if (family !== undefined) return family;
  }
  return null;
}

/** The first distribution of the family, else the first whose family nobody knows; null if all belong elsewhere. */
export function findDistroOf(distros: readonly Distro[], family: OsFamily): Distro | null {
  const own = distros.find((distro) => findFamily(distro) === family);
  return own ?? distros.find((distro) => findFamily(distro) === null) ?? null;
}

/** Value of the package URL's `distro` qualifier: `debian-12`; empty where the distribution is unknown. */
export function distroQualifier(distro: Distro | null): string {
  if (distro === null) return '';
  return [distro.id, distro.versionId === '' ? distro.codename : distro.versionId]
    .filter((s) => s !== '')
    .join('-');
}
