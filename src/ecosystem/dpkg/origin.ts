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
  return isOfOtherRepository(pkg) || hasForeignVersion(pkg.version);
}
