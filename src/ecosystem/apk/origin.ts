/** Who built an apk package. Tables; no I/O. */
import type { Package } from '../../model/package.ts';
import { FOREIGN_EVIDENCE } from './foreign.ts';

/** Publishers that keep their own apk repositories. Records carry no repository, only a maintainer. */
const FOREIGN_MAIL = /@(?:f5|nginx|hashicorp|docker|microsoft|sury)\.[a-z]+>?\s*$/i;

/** Alpine and Wolfi build what is in their images, but for the repositories above. */
export function builtByDistribution(pkg: Package): boolean {
  return pkg.distro !== null && !FOREIGN_MAIL.test(pkg.vendor) && pkg.evidence !== FOREIGN_EVIDENCE;
}
