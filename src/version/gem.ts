/**
 * RubyGems versions in the order of `Gem::Version` (guides.rubygems.org, "Specification reference", `version`): numbers
 * and words, of which a word is below every number; zeros at the end of the numbers, and of all, say nothing.
 */
import { compareDigits, compareLists, isDigits } from '../base/version-text.ts';
import { type Scheme, VersionError } from './scheme.ts';

export const gem: Scheme = {
  id: 'gem',
  compare: (a, b) => compareLists(parse(a), parse(b), compareSegments, (rest) => compareSegments(rest, '0')),
};

const VERSION = /^\d+(?:\.[0-9a-z]+)*(?:-[0-9a-z-]+(?:\.[0-9a-z-]+)*)?$/i;
const MAX_LENGTH = 500;

function parse(raw: string): readonly string[] {
  const text = raw.trim();
  if (text.length > MAX_LENGTH || !VERSION.test(text)) {
    throw new VersionError('gem', raw.slice(0, 50), 'it is not numbers and words with dots between them');
  }
  // A hyphen makes a pre-release.
  const segments = text.replaceAll('-', '.pre.').match(/\d+|[a-z]+/gi) ?? [];
  const firstWord = segments.findIndex((segment) => !isDigits(segment));
  const split = firstWord < 0 ? segments.length : firstWord;
  return [...withoutZeros(segments.slice(0, split)), ...withoutZeros(segments.slice(split))];
}

function withoutZeros(segments: readonly string[]): readonly string[] {
  const last = segments.findLastIndex((segment) => !/^0+$/.test(segment));
  return segments.slice(0, last + 1);
}

function compareSegments(a: string, b: string): -1 | 0 | 1 {
  const isNumber = isDigits(a);
  if (isNumber !== isDigits(b)) return isNumber ? 1 : -1;
  if (isNumber) return compareDigits(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
