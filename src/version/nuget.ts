/**
 * NuGet versions (learn.microsoft.com, "NuGet package versioning"): semantic versions with a fourth number, in which
 * letters are the same in both cases, and missing numbers count as 0.
 */
import { compareSemver, parseSemver, type SemverParts } from '../base/semver-order.ts';
import { type Scheme, VersionError } from './scheme.ts';

export const nuget: Scheme = {
  id: 'nuget',
  compare: (a, b) => compareSemver(parse(a), parse(b)),
};

function parse(raw: string): SemverParts {
  const parts = parseSemver(raw.trim().toLowerCase());
  if (parts === null || parts.numbers.length > 4) {
    throw new VersionError('nuget', raw.slice(0, 50), 'it is not one to four numbers');
  }
  return parts;
}
