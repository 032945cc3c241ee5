/** Who built an apk package, and which packages hold no program. Tables; no I/O. */
import type { Package } from '../../model/package.ts';

/** Publishers that keep their own apk repositories. Records carry no repository, only a maintainer. */
const FOREIGN_MAIL = /@(?:f5|nginx|hashicorp|docker|microsoft|sury)\.[a-z]+>?\s*$/i;

/** Alpine and Wolfi build what is in their images, but for the repositories above. */
export function builtByDistribution(pkg: Package): boolean {
  return pkg.distro !== null && !FOREIGN_MAIL.test(pkg.vendor);
}

const DATA_ONLY: readonly (readonly [RegExp, string])[] = [
  [/^linux(?:-[a-z]+)*-headers$/, 'kernel headers'],
  [/-doc$/, 'documentation only'],
];

/** Why there is no code of a flaw in it; empty for all others. abuild puts manuals, and nothing else, into `-doc`. */
export function dataOnlyReason(pkg: Package): string {
  return DATA_ONLY.find(([pattern]) => pattern.test(pkg.name))?.[1] ?? '';
}
