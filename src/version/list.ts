/** All version schemes, sorted by id. */
import type { SchemeId } from '../model/advisory.ts';
import { alpm } from './alpm.ts';
import { apk } from './apk.ts';
import { composer } from './composer.ts';
import { deb } from './deb.ts';
import { gem } from './gem.ts';
import { gentoo } from './gentoo.ts';
import { golang } from './golang.ts';
import { maven } from './maven.ts';
import { nuget } from './nuget.ts';
import { cran, hackage } from './number-list.ts';
import { pep440 } from './pep440.ts';
import { rpm } from './rpm.ts';
import { type Scheme, VersionError } from './scheme.ts';
import { semver } from './semver.ts';

export const schemes: readonly Scheme[] = [
  alpm,
  apk,
  composer,
  cran,
  deb,
  gem,
  gentoo,
  golang,
  hackage,
  maven,
  nuget,
  pep440,
  rpm,
  semver,
];

const BY_ID = new Map(schemes.map((scheme) => [scheme.id, scheme]));

/** The scheme of that id. Throws VersionError for ids that advisories use but that have no order here yet. */
export function getScheme(id: SchemeId): Scheme {
  const scheme = BY_ID.get(id);
  if (scheme === undefined) throw new VersionError(id, '', 'versions of this kind cannot be compared yet');
  return scheme;
}
