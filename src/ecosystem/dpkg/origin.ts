/** Who built a Debian package. Tables; no I/O. */
import { findRebuilt } from '../../base/rebuilt.ts';
import type { Package } from '../../model/package.ts';
import { CHISEL_EVIDENCE, isOfOtherRepository } from './package.ts';

/** Mail domains of Debian and Ubuntu and of the projects under their roof. */
const DISTRIBUTION_MAIL = /@(?:[a-z0-9-]+\.)*(?:debian\.(?:org|net)|ubuntu\.com|canonical\.com)>?\s*$/i;

/**
 * Version suffixes of repositories whose maintainers may have a distribution's mail address: NodeSource, PGDG, MariaDB, Docker, Sury,
 * and Launchpad's PPAs, of which some name the release (`+jammy1`).
 */
const FOREIGN_VERSION =
  /nodesource|pgdg|sury|[~+]ppa|ppa\d|mariadb|\+maria~|~(?:debian|ubuntu)\.\d|\+0~\d{8}\.\d+\+debian|~gpu\d|\+(?:bionic|focal|jammy|noble|resolute)\d/i;

/** True for a version that no archive of the distribution has. */
export function hasForeignVersion(version: string): boolean {
  return FOREIGN_VERSION.test(version);
}

/** The domain of a vendor whose packages are no distribution's, by the maintainer's address; empty for any other. */
export function vendorOf(maintainer: string): string {
  const domain = mailDomain(maintainer);
  return VENDORS.has(domain) ? domain : '';
}

/** Of the address at the end of a maintainer's name; empty where there is none. */
export function mailDomain(maintainer: string): string {
  return domainOf(/@([a-z0-9.-]+)[>)]?\s*$/i.exec(maintainer)?.[1]?.toLowerCase() ?? '');
}

export function isDistributionMail(maintainer: string): boolean {
  return DISTRIBUTION_MAIL.test(maintainer);
}

/**
 * True only with positive evidence, the maintainer's address at the distribution: a wrong yes would let the
 * distribution's silence speak for files that it never saw. Debian's maintainers with a private address are a no.
 * Chisel takes packages out of Ubuntu's archives only.
 */
export function builtByDistribution(pkg: Package): boolean {
  const { distro, evidence, vendor, name, version } = pkg;
  const isTold = evidence === CHISEL_EVIDENCE || isDistributionMail(vendor);
  return distro !== null && isTold && !isForeign(pkg) && findRebuilt(name, version) === null;
}

/** True only with positive evidence that it is from elsewhere. */
export function isForeign(pkg: Package): boolean {
  return isOfOtherRepository(pkg) || hasForeignVersion(pkg.version) || vendorOf(pkg.vendor) !== '';
}

/** Those whose packages stand in no archive of a distribution under their own address. */
const VENDORS: ReadonlySet<string> = new Set([
  'cloudflare.com',
  'confluent.io',
  'datadoghq.com',
  'docker.com',
  'dotnetfoundation.org',
  'elastic.co',
  'f5.com',
  'gitlab.com',
  'grafana.com',
  'hashicorp.com',
  'influxdata.com',
  'mariadb.com',
  'mariadb.org',
  'microsoft.com',
  'mongodb.com',
  'nginx.com',
  'nodesource.com',
  'nvidia.com',
  'oss.oracle.com',
  'percona.com',
  'redis.com',
  'redis.io',
  'tailscale.com',
]);

/** `download.docker.com` and `docker.com` are one; a public suffix of two parts makes it coarser, never wrong for its owner. */
export function domainOf(host: string): string {
  if (host === 'oss.oracle.com') return host;
  const parts = host.split('.');
  const kept =
    parts.length > 2 && /^(?:ac|co|com|edu|gov|net|org)$/.test(parts.at(-2)!) && parts.at(-1)!.length === 2
      ? 3
      : 2;
  return parts.slice(-kept).join('.');
}
