/**
 * Semantic versions (SemVer 2.0, section 11) as npm packages and their advisories write them: a leading `v` or `=`
 * is passed over, missing parts count as 0. Ranges (`^1.2`) and placeholders (`1.x`) are left out.
 */
import { compareSemver, parseSemver, type SemverParts } from '../base/semver-order.ts';
import { type Scheme, VersionError } from './scheme.ts';

export const semver: Scheme = {
  id: 'semver',
  compare: (a, b) => compareSemver(parse(a), parse(b)),
};

function parse(raw: string): SemverParts {
  const text = raw.trim();
  let from = 0;
  while (from < text.length && '=vV '.includes(text[from]!)) from++;
  const parts = parseSemver(text.slice(from));
  if (parts === null) throw new VersionError('semver', raw, 'it is not major.minor.patch');
  return parts;
}
