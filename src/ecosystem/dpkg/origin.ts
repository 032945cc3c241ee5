/** Who built a Debian package. Tables; no I/O. */
import type { Package } from '../../model/package.ts';
import { CHISEL_EVIDENCE } from './package.ts';

/** Mail domains of Debian and Ubuntu and of the projects under their roof. */
const DISTRIBUTION_MAIL = /@(?:[a-z0-9-]+\.)*(?:debian\.(?:org|net)|ubuntu\.com|canonical\.com)>?\s*$/i;

/** Version suffixes of repositories whose maintainers may have a distribution's mail address. */
const FOREIGN_VERSION =
  /nodesource|pgdg|sury|~ppa|\+ppa|ppa\d|\.root\.io|\+sp\d+$|mariadb|~(?:debian|ubuntu)\.\d/i;

/**
 * True only with positive evidence, the maintainer's address at the distribution: a wrong yes would let the
 * distribution's silence speak for files that it never saw. Debian's maintainers with a private address are a no.
 * Chisel takes packages out of Ubuntu's archives only.
 */
export function builtByDistribution(pkg: Package): boolean {
  const isTold = pkg.evidence === CHISEL_EVIDENCE || DISTRIBUTION_MAIL.test(pkg.vendor);
  return pkg.distro !== null && isTold && !FOREIGN_VERSION.test(pkg.version);
}
