/**
 * RPM versions, `[epoch:]version[-release]` (rpm-version(7), rpmvercmp). An absent epoch is 0; an absent release is
 * below every release, as in rpm's own comparison of such texts.
 */
import { compareDigits, digitsEnd, isDigit, isLetter } from '../base/version-text.ts';
import { compareEpochVersions } from './epoch-version.ts';
import type { Scheme } from './scheme.ts';

export const rpm: Scheme = {
  id: 'rpm',
  compare: (a, b) => compareEpochVersions('rpm', a, b, comparePart),
};

/** Segments of digits or of letters, one by one; all else only separates, but `~` and `^`. */
function comparePart(a: string, b: string): -1 | 0 | 1 {
  let i = 0;
  let j = 0;
  for (;;) {
    i = skipSeparators(a, i);
    j = skipSeparators(b, j);
    const mark = compareMarks(a[i], b[j]);
    if (mark === 'both') {
      i++;
      j++;
      continue;
    }
    if (mark !== 0) return mark;
    if (i >= a.length || j >= b.length) return i < a.length ? 1 : j < b.length ? -1 : 0;
    const numeric = isDigit(a.charCodeAt(i));
    const iEnd = segmentEnd(a, i, numeric);
    const jEnd = segmentEnd(b, j, numeric);
    if (jEnd === j) return numeric ? 1 : -1;
    const order = compareSegments(a.slice(i, iEnd), b.slice(j, jEnd), numeric);
    if (order !== 0) return order;
    i = iEnd;
    j = jEnd;
  }
}

/** `~` is below everything, the end too; `^` is above the end and below all else. */
function compareMarks(a: string | undefined, b: string | undefined): -1 | 0 | 1 | 'both' {
  if (a === '~' || b === '~') return a === b ? 'both' : a === '~' ? -1 : 1;
  if (a !== '^' && b !== '^') return 0;
  if (a === b) return 'both';
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  return a === '^' ? -1 : 1;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isSignificant(text.charCodeAt(at))) at++;
  return at;
}

const TILDE = 126;
const CARET = 94;

function isSignificant(code: number): boolean {
  return isDigit(code) || isLetter(code) || code === TILDE || code === CARET;
}

function segmentEnd(text: string, from: number, numeric: boolean): number {
  if (numeric) return digitsEnd(text, from);
  let end = from;
  while (isLetter(text.charCodeAt(end))) end++;
  return end;
}

function compareSegments(a: string, b: string, numeric: boolean): -1 | 0 | 1 {
  if (numeric) return compareDigits(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
