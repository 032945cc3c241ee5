/** How the versions of an ecosystem's packages are ordered, for those who have a finding and no ecosystem at hand. */
import type { SchemeId } from '../model/advisory.ts';

const SCHEME_OF: ReadonlyMap<string, SchemeId> = new Map([
  ['alpm', 'alpm'],
  ['apk', 'apk'],
  ['bitnami', 'semver'],
  ['brew', 'alpm'],
  ['cargo', 'semver'],
  ['composer', 'composer'],
  ['cos', 'alpm'],
  ['cran', 'cran'],
  ['deb', 'deb'],
  ['dpkg', 'deb'],
  ['ebuild', 'gentoo'],
  ['flatpak', 'alpm'],
  ['gem', 'gem'],
  ['githubactions', 'semver'],
  ['golang', 'golang'],
  ['hackage', 'hackage'],
  ['hex', 'semver'],
  ['homebrew', 'alpm'],
  ['julia', 'semver'],
  ['maven', 'maven'],
  ['nix', 'alpm'],
  ['npm', 'semver'],
  ['nuget', 'nuget'],
  ['opkg', 'deb'],
  ['pacman', 'alpm'],
  ['portage', 'gentoo'],
  ['pub', 'semver'],
  ['pypi', 'pep440'],
  ['rpm', 'rpm'],
  ['snap', 'alpm'],
  ['swift', 'semver'],
]);

/** By an ecosystem's id or the type of its package URLs; null where the order is not known. */
export function findSchemeOf(ecosystem: string): SchemeId | null {
  return SCHEME_OF.get(ecosystem) ?? null;
}
