/**
 * Versions of ebuilds, `digits{.digits}[letter]{_suffix[digits]}[-rN]` (Gentoo's Package Manager Specification, 3.2 and
 * 3.3). A number part after the first that begins with 0 is compared like the digits after a decimal point. The old
 * prefix `cvs.` is left out.
 */
import { compareDigits, compareLists } from '../base/version-text.ts';
import { type Scheme, VersionError } from './scheme.ts';

export const gentoo: Scheme = {
  id: 'gentoo',
  compare(a, b) {
    const [x, y] = [parse(a), parse(b)];
    return (
      compareDigits(x.first, y.first) ||
      compareLists(x.numbers, y.numbers, compareNumbers, () => 1) ||
      compareTexts(x.letter, y.letter) ||
      compareLists(x.suffixes, y.suffixes, compareSuffixes, ({ kind }) => (kind === PATCH ? 1 : -1)) ||
      compareDigits(x.revision, y.revision)
    );
  },
};

interface Suffix {
  /** Place in SUFFIXES. */
  readonly kind: number;
  /** Empty = 0. */
  readonly number: string;
}

interface Version {
  readonly first: string;
  readonly numbers: readonly string[];
  /** Or empty. */
  readonly letter: string;
  readonly suffixes: readonly Suffix[];
  /** Empty = 0. */
  readonly revision: string;
}

const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', 'p'];
const PATCH = SUFFIXES.indexOf('p');
const FORM = /^(\d+)((?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|p)\d*)*)(?:-r(\d+))?$/;

function parse(raw: string): Version {
  const match = FORM.exec(raw.trim());
  if (match === null) throw new VersionError('gentoo', raw, 'it is not of the form 1.2.3b_rc4-r5');
  const [, first, numbers, letter, suffixes, revision = ''] = match;
  return {
    first: first!,
    numbers: numbers!.split('.').slice(1),
    letter: letter!,
    suffixes: suffixes!.split('_').slice(1).map(toSuffix),
    revision,
  };
}

function toSuffix(text: string): Suffix {
  const name = text.replace(/\d+$/, '');
  return { kind: SUFFIXES.indexOf(name), number: text.slice(name.length) };
}

function compareNumbers(a: string, b: string): -1 | 0 | 1 {
  if (!a.startsWith('0') && !b.startsWith('0')) return compareDigits(a, b);
  return compareTexts(withoutLastZeros(a), withoutLastZeros(b));
}

/** By hand: a pattern would look at each zero as often as there are zeros. */
function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

function compareSuffixes(a: Suffix, b: Suffix): -1 | 0 | 1 {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return compareDigits(a.number, b.number);
}

function compareTexts(a: string, b: string): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}
