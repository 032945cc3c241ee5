/**
 * Python versions (PEP 440, as the packaging specifications keep it): epoch, release, pre-, post- and development
 * release, local version, with every spelling that normalises to one of them. Legacy versions (`2004d`) have no
 * order there: they are refused.
 */
import { compareDigits, compareLists, digitsEnd, isDigits } from '../base/version-text.ts';
import { type Scheme, VersionError } from './scheme.ts';

interface Pep440Version {
  readonly epoch: string;
  readonly release: readonly string[];
  /** `a`, `b` or `rc` and its number; null if there is none. */
  readonly pre: { readonly phase: string; readonly number: string } | null;
  readonly post: string | null;
  readonly dev: string | null;
  readonly local: readonly string[];
}

export const pep440: Scheme = {
  id: 'pep440',
  compare(a, b) {
    const x = parse(a);
    const y = parse(b);
    return (
      compareDigits(x.epoch, y.epoch) ||
      compareLists(x.release, y.release, compareDigits, (n) => compareDigits(n, '')) ||
      comparePre(x, y) ||
      compareOptional(x.post, y.post, -1) ||
      compareOptional(x.dev, y.dev, 1) ||
      compareLists(x.local, y.local, compareLocal, () => 1)
    );
  },
};

/** A development release of the release itself is below its pre-releases; without pre-release it is above them. */
function comparePre(x: Pep440Version, y: Pep440Version): -1 | 0 | 1 {
  if (x.pre !== null && y.pre !== null) {
    if (x.pre.phase === y.pre.phase) return compareDigits(x.pre.number, y.pre.number);
    return x.pre.phase < y.pre.phase ? -1 : 1;
  }
  const difference = prePlace(x) - prePlace(y);
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

function prePlace(version: Pep440Version): number {
  if (version.pre !== null) return 0;
  return version.post === null && version.dev !== null ? -1 : 1;
}

/** `absent` says where a version without this part stands against one with it. */
function compareOptional(a: string | null, b: string | null, absent: -1 | 1): -1 | 0 | 1 {
  if (a !== null && b !== null) return compareDigits(a, b);
  if (a === b) return 0;
  if (a === null) return absent;
  return absent === 1 ? -1 : 1;
}

/** Segments of a local version: numbers are above words. */
function compareLocal(a: string, b: string): -1 | 0 | 1 {
  const numeric = isDigits(a);
  if (numeric !== isDigits(b)) return numeric ? 1 : -1;
  if (numeric) return compareDigits(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

const PHASES = new Map([
  ['alpha', 'a'],
  ['a', 'a'],
  ['beta', 'b'],
  ['b', 'b'],
  ['preview', 'rc'],
  ['pre', 'rc'],
  ['rc', 'rc'],
  ['c', 'rc'],
]);
const PHASE_WORDS = [...PHASES.keys()];
const POST_WORDS = ['post', 'rev', 'r'];
const DEV_WORDS = ['dev'];

function parse(raw: string): Pep440Version {
  const text = raw.trim().toLowerCase();
  const plus = text.indexOf('+');
  const open = plus === -1 ? text : text.slice(0, plus);
  const local = plus === -1 ? [] : text.slice(plus + 1).split(/[-_.]/);
  const epochEnd = open.indexOf('!');
  const from = open.startsWith('v') ? 1 : 0;
  const epoch = epochEnd === -1 ? '' : open.slice(from, epochEnd);
  const release = parseRelease(open, epochEnd === -1 ? from : epochEnd + 1);
  const pre = parseWord(open, release.end, PHASE_WORDS);
  const post = parsePost(open, pre.end);
  const dev = parseWord(open, post.end, DEV_WORDS);
  const wellFormed = release.numbers.length > 0 && dev.end === open.length && local.every(isLocalSegment);
  if (!wellFormed || (epochEnd !== -1 && !isDigits(epoch))) {
    throw new VersionError(
      'pep440',
      raw,
      'it is not of the form [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]',
    );
  }
  return {
    epoch,
    release: release.numbers,
    pre: pre.word === '' ? null : { phase: PHASES.get(pre.word)!, number: pre.number },
    post: post.word === '' ? null : post.number,
    dev: dev.word === '' ? null : dev.number,
    local,
  };
}

function parseRelease(text: string, from: number): { readonly numbers: string[]; readonly end: number } {
  const numbers: string[] = [];
  let end = from;
  for (let at = from; ; at = end + 1) {
    const stop = digitsEnd(text, at);
    if (stop === at) return { numbers, end };
    numbers.push(text.slice(at, stop));
    end = stop;
    if (text[end] !== '.') return { numbers, end };
  }
}

interface WordPart {
  /** Empty if the part is absent; then `end` is where it would have begun. */
  readonly word: string;
  readonly number: string;
  readonly end: number;
}

/** `[-_.]?word[-_.]?N*` at `from`. */
function parseWord(text: string, from: number, words: readonly string[]): WordPart {
  const start = skipSeparator(text, from);
  const word = words.find((w) => text.startsWith(w, start));
  if (word === undefined) return { word: '', number: '', end: from };
  const afterWord = start + word.length;
  const numberFrom = skipSeparator(text, afterWord);
  const end = digitsEnd(text, numberFrom);
  if (end === numberFrom) return { word, number: '', end: afterWord };
  return { word, number: text.slice(numberFrom, end), end };
}

/** `-N` is an implicit post-release. */
function parsePost(text: string, from: number): WordPart {
  const end = text[from] === '-' ? digitsEnd(text, from + 1) : from;
  if (end > from + 1) return { word: '-', number: text.slice(from + 1, end), end };
  return parseWord(text, from, POST_WORDS);
}

function skipSeparator(text: string, at: number): number {
  const mark = text[at];
  return mark === '-' || mark === '_' || mark === '.' ? at + 1 : at;
}

function isLocalSegment(text: string): boolean {
  return /^[a-z0-9]+$/.test(text);
}
