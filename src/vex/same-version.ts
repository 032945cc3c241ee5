/** Whether two texts are one version, in the order of the package's ecosystem. */
import type { SchemeId } from '../model/advisory.ts';
import { getScheme } from '../version/list.ts';
import { VersionError } from '../version/scheme.ts';

/** Null where the scheme cannot read one of them, or there is no scheme and the texts differ. */
export function compareAs(scheme: SchemeId | null, a: string, b: string): -1 | 0 | 1 | null {
  if (a === b) return 0;
  if (scheme === null) return null;
  try {
    return getScheme(scheme).compare(a, b);
  } catch (error) {
    if (error instanceof VersionError) return null;
    throw error;
  }
}

/** An rpm's epoch is often left away; build metadata of SemVer has no order, but it is another build. */
export function isSameVersion(scheme: SchemeId | null, told: string, installed: string): boolean {
  if (scheme === 'rpm' && !told.includes(':')) {
    return compareAs(scheme, told, installed.replace(/^\d+:/, '')) === 0;
  }
  if (scheme === 'semver' && buildOf(told) !== buildOf(installed)) return false;
  return compareAs(scheme, told, installed) === 0;
}

function buildOf(version: string): string {
  const plus = version.indexOf('+');
  return plus < 0 ? '' : version.slice(plus);
}
