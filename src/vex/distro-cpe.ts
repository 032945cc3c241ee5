/**
 * Distributions as CSAF documents name them, in CPEs (NISTIR 7695, 2.2 URI and 2.3 formatted string): the product of
 * which a package is a part. Only vendor, product and version count. Left out: CPEs of anything else.
 */
import type { Distro } from '../model/distro.ts';

/** `vendor:product` to ID of os-release. */
const DISTROS: ReadonlyMap<string, string> = new Map([
  ['almalinux:almalinux', 'almalinux'],
  ['alpinelinux:alpine_linux', 'alpine'],
  ['amazon:linux', 'amzn'],
  ['amazon:amazon_linux', 'amzn'],
  ['canonical:ubuntu_linux', 'ubuntu'],
  ['debian:debian_linux', 'debian'],
  ['fedoraproject:fedora', 'fedora'],
  ['opensuse:leap', 'opensuse-leap'],
  ['oracle:linux', 'ol'],
  ['redhat:enterprise_linux', 'rhel'],
  ['rocky:rocky', 'rocky'],
  ['rockylinux:rocky_linux', 'rocky'],
  ['suse:linux_enterprise_server', 'sles'],
  ['suse:sles', 'sles'],
]);

/** True if the CPE names the distribution, and its release if any: `9` is all of 9. */
export function isDistroCpe(cpe: string, { id, versionId }: Distro): boolean {
  const parts = cpe.replace(/^cpe:(?:2\.3:|\/)/, '').split(':');
  if (!/^cpe:/.test(cpe) || !/^[ao]$/.test(parts[0]!)) return false;
  const [, vendor = '', product = '', told = ''] = parts;
  if (DISTROS.get(`${vendor}:${product}`) !== id) return false;
  const version = told.replaceAll('\\', '');
  return (
    version === '' ||
    version === '*' ||
    version === '-' ||
    version === versionId ||
    versionId.startsWith(`${version}.`)
  );
}
