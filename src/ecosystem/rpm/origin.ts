/** Who built an rpm package, and which packages hold no program. Tables; no I/O. */
import type { Package } from '../../model/package.ts';

/** The Vendor tag by distribution: Fedora's word (EPEL) is not Red Hat's. */
const VENDORS: ReadonlyMap<string, RegExp> = new Map([
  ['rhel', /^Red Hat\b/i],
  ['centos', /^(?:CentOS|Red Hat)\b/i],
  ['fedora', /^Fedora Project\b/i],
  ['rocky', /^Rocky\b/i],
  ['almalinux', /^AlmaLinux\b/i],
  ['ol', /^Oracle America\b/i],
  ['amzn', /^Amazon(?:\.com| Linux)/i],
  ['sles', /^SUSE (?:LLC|Linux)/i],
  ['sled', /^SUSE (?:LLC|Linux)/i],
  ['sl-micro', /^SUSE (?:LLC|Linux)/i],
  ['opensuse', /^(?:openSUSE|SUSE (?:LLC|Linux))/i],
  ['opensuse-leap', /^(?:openSUSE|SUSE (?:LLC|Linux))/i],
  ['opensuse-tumbleweed', /^(?:openSUSE|SUSE (?:LLC|Linux))/i],
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

const DATA_ONLY: readonly (readonly [RegExp, string])[] = [
  [/^kernel(?:-[a-z0-9]+)*-(?:headers|devel)$/, 'kernel headers'],
  [/^(?:linux-glibc-devel|linux-api-headers)$/, 'kernel headers'],
  [/^kernel-doc$/, 'documentation only'],
  [/-(?:doc|docs|javadoc)$/, 'documentation only'],
  // PHP libraries that are about file systems have code.
  [/^(?!php)[a-z0-9+._-]+-filesystem$/i, 'directories only'],
];

/** Why there is no code of a flaw in it; empty for all others. */
export function dataOnlyReason(pkg: Package): string {
  return DATA_ONLY.find(([pattern]) => pattern.test(pkg.name))?.[1] ?? '';
}
