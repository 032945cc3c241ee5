/**
 * Composer's versions (getcomposer.org, "Versions and constraints"; normal forms as of composer/semver 3): one to four
 * numbers or a date, a word of stability with numbers, `-dev`. Branches (`dev-main`) have no order; `1.x-dev` is above all
 * releases of its line.
 */
import { compareDigits, compareLists, isDigits } from '../base/version-text.ts';
import { type Scheme, VersionError } from './scheme.ts';

export const composer: Scheme = {
  id: 'composer',
  compare: (a, b) => compareLists(parse(a), parse(b), compareParts, (rest) => compareParts(rest, '#')),
};

const MAX_LENGTH = 500;
const MODIFIER = '[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)([.-]?\\d+(?:[.-]\\d+)*)?)?([.-]?dev)?';
const CLASSICAL = new RegExp(`^v?(\\d{1,5})(\\.\\d+)?(\\.\\d+)?(\\.\\d+)?${MODIFIER}$`);
const DATE = new RegExp(`^v?(\\d{4}(?:[.:-]?\\d{2}){1,6}(?:[.:-]?\\d{1,3}){0,2})${MODIFIER}$`);
const BRANCH = /^v?(\d+)(\.(?:\d+|[x*]))?(\.(?:\d+|[x*]))?(\.(?:\d+|[x*]))?$/;
/** A number that no release has: Composer's own. */
const ABOVE_ALL = '9999999';

/** The parts that PHP's `version_compare` sees of the normal form: numbers and words. */
function parse(raw: string): readonly string[] {
  const text = raw.trim().toLowerCase();
  if (text.length > MAX_LENGTH) throw unreadable(raw);
  const plain = text.replace(/@(?:stable|rc|beta|alpha|dev)$/, '').replace(/^([^,\s+]+)\+[!-~]+$/, '$1');
  return parseRelease(plain) ?? parseBranch(plain) ?? refuse(raw);
}

function parseRelease(text: string): readonly string[] | null {
  const classical = CLASSICAL.exec(text);
  if (classical !== null) {
    const numbers = classical.slice(1, 5).map((part) => part?.replace('.', '') ?? '0');
    return [...numbers, ...modifiersOf(classical.slice(5))];
  }
  const date = DATE.exec(text);
  if (date === null) return null;
  return [...date[1]!.split(/[.:-]/), ...modifiersOf(date.slice(2))];
}

function modifiersOf([word, numbers, dev]: readonly (string | undefined)[]): readonly string[] {
  const parts = word === undefined || word === 'stable' ? [] : [word, ...(numbers?.match(/\d+/g) ?? [])];
  // Composer itself leaves out what stands behind `stable`.
  return dev === undefined || word === 'stable' ? parts : [...parts, 'dev'];
}

function parseBranch(text: string): readonly string[] | null {
  const match = text.endsWith('-dev') ? BRANCH.exec(text.slice(0, -'-dev'.length)) : null;
  if (match === null) return null;
  const numbers = match.slice(1).map((part) => part?.replace('.', '') ?? 'x');
  return [...numbers.map((part) => (isDigits(part) ? part : ABOVE_ALL)), 'dev'];
}

function unreadable(raw: string): VersionError {
  return new VersionError('composer', raw.slice(0, 50), 'it is no version that Composer can order');
}

function refuse(raw: string): never {
  throw unreadable(raw);
}

/** PHP's words in their order; `#` stands for a number and for the end. */
const WORDS: readonly (readonly string[])[] = [
  ['dev'],
  ['alpha', 'a'],
  ['beta', 'b'],
  ['rc'],
  ['#'],
  ['patch', 'pl', 'p'],
];

function compareParts(a: string, b: string): -1 | 0 | 1 {
  if (isDigits(a) && isDigits(b)) return compareDigits(a, b);
  // A number more is above nothing at all.
  if (isDigits(a) && b === '#') return 1;
  const [x, y] = [rankOf(a), rankOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function rankOf(part: string): number {
  return WORDS.findIndex((words) => words.includes(isDigits(part) ? '#' : part));
}
