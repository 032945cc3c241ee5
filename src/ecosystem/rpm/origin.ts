/** Who built an rpm package. Tables; no I/O. */
import type { Package } from '../../model/package.ts';

const SUSE = /^SUSE (?:LLC|Linux)/i;
/** Leap has packages of SUSE's enterprise products, too. */
const OPENSUSE = /^(?:openSUSE|SUSE (?:LLC|Linux))/i;

/** The Vendor tag by distribution: Fedora's word (EPEL) is not Red Hat's. */
const VENDORS: ReadonlyMap<string, RegExp> = new Map([
  ['rhel', /^Red Hat\b/i],
  ['centos', /^(?:CentOS|Red Hat)\b/i],
  ['fedora', /^Fedora Project\b/i],
  ['rocky', /^Rocky\b/i],
  ['almalinux', /^AlmaLinux\b/i],
  ['ol', /^Oracle America\b/i],
  ['amzn', /^Amazon(?:\.com| Linux)/i],
  ...['sles', 'sled', 'sles_sap', 'sle_hpc', 'sle_rt', 'sl-micro', 'sle-micro', 'sle-micro-rancher'].map(
    (id) => [id, SUSE] as const,
  ),
  ['suse-microos', SUSE],
  ...['', '-leap', '-leap-micro', '-tumbleweed', '-microos', '-aeon', '-kalpa'].map(
    (variant) => [`opensuse${variant}`, OPENSUSE] as const,
  ),
  ['bottlerocket', /^(?:Bottlerocket|Amazon)\b/i],
  ['photon', /^(?:VMware|Broadcom)\b/i],
  ['azurelinux', /^Microsoft\b/i],
  ['mariner', /^Microsoft\b/i],
  ['openeuler', /^openEuler|^http:\/\/openeuler\.org/i],
  ['mageia', /^Mageia/i],
]);

/** True if the vendor is the distribution's own. A distribution that we do not know is a no. */
export function builtByDistribution(pkg: Package): boolean {
  return VENDORS.get(pkg.distro?.id ?? '')?.test(pkg.vendor) ?? false;
}

/** Namespace of EPEL, Fedora's packages for Red Hat's releases and what is built from them; null for any other package. */
export function findEpel({ distro, vendor, version }: Package): string | null {
  if (distro === null || distro.id === 'fedora' || !VENDORS.get('fedora')!.test(vendor)) return null;
  const release = /\.el([1-9]\d?)(?:[_.]|$)/.exec(version)?.[1];
  return release === undefined ? null : `epel:${release}`;
}
