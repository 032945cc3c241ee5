/** How the versions of an ecosystem's packages are ordered, for those who have a finding and no ecosystem at hand. */
import type { SchemeId } from '../model/advisory.ts';

const SCHEME_OF: ReadonlyMap<string, SchemeId> = new Map([
  ['alpm', 'alpm'],
  ['apk', 'apk'],
  ['deb', 'deb'],
  ['dpkg', 'deb'],
  ['ebuild', 'gentoo'],
  ['golang', 'golang'],
  ['maven', 'maven'],
  ['npm', 'semver'],
  ['opkg', 'deb'],
  ['pacman', 'alpm'],
  ['portage', 'gentoo'],
  ['pypi', 'pep440'],
  ['rpm', 'rpm'],
]);

/** By an ecosystem's id or the type of its package URLs; null where the order is not known. */
export function findSchemeOf(ecosystem: string): SchemeId | null {
  return SCHEME_OF.get(ecosystem) ?? null;
}
