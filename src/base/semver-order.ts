/**
 * Precedence of semantic versions (SemVer 2.0, section 11), for every scheme that is built on it. Reads leniently:
 * missing parts count as 0, more than three parts are compared too, `1.2.3rc1` is read as `1.2.3-rc1`.
 * Build metadata is left out: it has no precedence.
 */
import { compareDigits, compareLists, digitsEnd, isDigit, isDigits, isLetter } from './version-text.ts';

export interface SemverParts {
  /** Texts of digits, at least one. */
  readonly numbers: readonly string[];
  /** Pre-release identifiers; empty for a release. */
  readonly prerelease: readonly string[];
}

/** The parts of `1.2.3-rc.1+build`; null if the text is no such version. */
export function parseSemver(text: string): SemverParts | null {
  const plus = text.indexOf('+');
  const end = plus === -1 ? text.length : plus;
  const numbers: string[] = [];
  let at = 0;
  for (;;) {
    const stop = digitsEnd(text, at);
    if (stop === at) return null;
    numbers.push(text.slice(at, stop));
    at = stop;
    if (text[at] !== '.' || at >= end) break;
    at++;
  }
  if (at === end) return { numbers, prerelease: [] };
  const prerelease = parsePrerelease(text.slice(text[at] === '-' ? at + 1 : at, end));
  return prerelease === null ? null : { numbers, prerelease };
}

function parsePrerelease(text: string): readonly string[] | null {
  const identifiers = text.split('.');
  return identifiers.every(isIdentifier) ? identifiers : null;
}

function isIdentifier(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code) && !isLetter(code) && text[i] !== '-') return false;
  }
  return text !== '';
}

export function compareSemver(a: SemverParts, b: SemverParts): -1 | 0 | 1 {
  return (
    compareLists(a.numbers, b.numbers, compareDigits, (n) => compareDigits(n, '')) ||
    comparePrerelease(a.prerelease, b.prerelease)
  );
}

/** A release is above its pre-releases; of two pre-releases the longer one is, if all before is equal. */
function comparePrerelease(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 0 : a.length === 0 ? 1 : -1;
  return compareLists(a, b, compareIdentifiers, () => 1);
}

/** Numbers by value and below all words; words by code unit. */
function compareIdentifiers(a: string, b: string): -1 | 0 | 1 {
  const numeric = isDigits(a);
  if (numeric !== isDigits(b)) return numeric ? -1 : 1;
  if (numeric) return compareDigits(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
