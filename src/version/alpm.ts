/**
 * Versions of pacman's packages, `[epoch:]version[-release]` (vercmp(8), libalpm's `alpm_pkg_vercmp`). An absent epoch is
 * 0. vercmp ignores the release where one side has none, which is no order: here an absent release is below every one.
 * Its answers are kept where a part begins or ends with another sign than a letter or digit, which makepkg does not write:
 * among such it has no order (`9-~` < `9-2` < `9-+b` < `9-~`).
 */
import { compareDigits, digitsEnd, isDigit, isLetter } from '../base/version-text.ts';
import { compareEpochVersions } from './epoch-version.ts';
import type { Scheme } from './scheme.ts';

export const alpm: Scheme = {
  id: 'alpm',
  compare: (a, b) => compareEpochVersions('alpm', a, b, comparePart),
};

/** Segments of digits or of letters, one by one. How many other signs stand between them counts too. */
function comparePart(a: string, b: string): -1 | 0 | 1 {
  let i = 0;
  let j = 0;
  for (;;) {
    if (i === a.length || j === b.length) return compareRests(a[i], b[j]);
    const [iStart, jStart] = [skipSeparators(a, i), skipSeparators(b, j)];
    if (iStart === a.length || jStart === b.length) return compareRests(a[iStart], b[jStart]);
    if (iStart - i !== jStart - j) return iStart - i < jStart - j ? -1 : 1;
    const isNumber = isDigit(a.charCodeAt(iStart));
    const [iEnd, jEnd] = [segmentEnd(a, iStart, isNumber), segmentEnd(b, jStart, isNumber)];
    if (jEnd === jStart) return isNumber ? 1 : -1;
    const order = compareSegments(a.slice(iStart, iEnd), b.slice(jStart, jEnd), isNumber);
    if (order !== 0) return order;
    [i, j] = [iEnd, jEnd];
  }
}

/** The first sign of what is left, one of them at the end: a letter (`1.0beta`) is below nothing, all else (`1.0.beta`) above. */
function compareRests(a: string | undefined, b: string | undefined): -1 | 0 | 1 {
  if (a === undefined && b === undefined) return 0;
  if (a === undefined) return isLetter(b!.charCodeAt(0)) ? 1 : -1;
  return isLetter(a.charCodeAt(0)) ? -1 : 1;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isDigit(text.charCodeAt(at)) && !isLetter(text.charCodeAt(at))) at++;
  return at;
}

function segmentEnd(text: string, from: number, isNumber: boolean): number {
  if (isNumber) return digitsEnd(text, from);
  let end = from;
  while (isLetter(text.charCodeAt(end))) end++;
  return end;
}

function compareSegments(a: string, b: string, isNumber: boolean): -1 | 0 | 1 {
  if (isNumber) return compareDigits(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
