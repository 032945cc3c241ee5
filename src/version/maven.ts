/**
 * Maven versions in the order of `ComparableVersion` (maven-artifact 3.8.7 to 3.9; maven.apache.org/pom.html,
 * "Version Order Specification"). Maven 4's treatment of `rc1` and `rc-1` as one token is left out. Every text is a
 * version to Maven, but not an empty one, one with blanks, or one of more than 500 characters here: each hyphen
 * nests a list, so unlimited text would overflow the stack. Maven's own order is not transitive for some mixtures
 * (`10.2.0.cr-2` <= `10.2` <= `10.2.0-sp` <= `10.2.0.cr-2`); its answers are kept.
 */
import { compareDigits, isDigit } from '../base/version-text.ts';
import { type Scheme, VersionError } from './scheme.ts';

/** A number as text, a qualifier, or what follows a hyphen or a change between digits and letters. */
interface MavenToken {
  readonly kind: 'number' | 'word';
  readonly text: string;
}
type Item = MavenToken | MavenList;
interface MavenList {
  readonly kind: 'list';
  readonly items: Item[];
}
type Order = -1 | 0 | 1;

const MAX_LENGTH = 500;

export const maven: Scheme = {
  id: 'maven',
  compare: (a, b) => compareItems(parse(a), parse(b)),
};

/** Known qualifiers in order; `ga`, `final` and `release` equal the empty one; all unknown ones come after `sp`. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const RELEASE = QUALIFIERS.indexOf('');
const RELEASE_WORDS = new Set(['ga', 'final', 'release']);
const SHORT_WORDS = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

function parse(raw: string): MavenList {
  const text = raw.trim().toLowerCase();
  if (text === '') throw new VersionError('maven', raw, 'it is empty');
  if (text.length > MAX_LENGTH) throw new VersionError('maven', raw.slice(0, 50), 'it is too long');
  if (/\s/.test(text)) throw new VersionError('maven', raw, 'it holds a blank');
  const lists = parseLists(text);
  for (const list of lists.toReversed()) trimNulls(list);
  return lists[0]!;
}

/** All lists, the outermost first; each holds the next. */
function parseLists(text: string): readonly MavenList[] {
  let list: MavenList = { kind: 'list', items: [] };
  const lists = [list];
  const nest = (): void => {
    const inner: MavenList = { kind: 'list', items: [] };
    list.items.push(inner);
    lists.push(inner);
    list = inner;
  };
  let start = 0;
  let digits = false;
  for (let i = 0; i < text.length; i++) {
    const mark = text[i];
    if (mark === '.' || mark === '-') {
      list.items.push(i === start ? number('0') : toItem(digits, text.slice(start, i)));
      start = i + 1;
      if (mark === '-') nest();
      continue;
    }
    const wasDigits: boolean = digits;
    digits = isDigit(text.charCodeAt(i));
    if (i === start || digits === wasDigits) continue;
    if (digits && list.items.length > 0) nest();
    list.items.push(digits ? word(text.slice(start, i), true) : number(text.slice(start, i)));
    start = i;
    nest();
  }
  if (start < text.length) {
    if (!digits && list.items.length > 0) nest();
    list.items.push(toItem(digits, text.slice(start)));
  }
  return lists;
}

function toItem(digits: boolean, text: string): Item {
  return digits ? number(text) : word(text, false);
}

function number(text: string): Item {
  return { kind: 'number', text };
}

function word(text: string, beforeDigit: boolean): Item {
  const long = beforeDigit ? (SHORT_WORDS.get(text) ?? text) : text;
  return { kind: 'word', text: long === 'cr' ? 'rc' : long };
}

/** Drops zeros, empty lists and release words from the end, back to the first item that says something. */
function trimNulls(list: MavenList): void {
  for (let i = list.items.length - 1; i >= 0; i--) {
    const item = list.items[i]!;
    if (isNull(item)) list.items.splice(i, 1);
    else if (item.kind !== 'list') break;
  }
}

function isNull(item: Item): boolean {
  if (item.kind === 'list') return item.items.length === 0;
  if (item.kind === 'number') return compareDigits(item.text, '') === 0;
  return qualifierRank(item.text) === RELEASE;
}

function qualifierRank(text: string): number {
  if (RELEASE_WORDS.has(text)) return RELEASE;
  const index = QUALIFIERS.indexOf(text);
  return index === -1 ? QUALIFIERS.length : index;
}

/** Of different kinds a number is above a list, and a list above a qualifier. */
const KIND_RANK = { word: 0, list: 1, number: 2 } as const;

function compareItems(a: Item, b: Item): Order {
  if (a.kind === 'list' && b.kind === 'list') return compareItemLists(a.items, b.items);
  if (a.kind === 'number' && b.kind === 'number') return compareDigits(a.text, b.text);
  if (a.kind === 'word' && b.kind === 'word') return compareQualifiers(a.text, b.text);
  return KIND_RANK[a.kind] < KIND_RANK[b.kind] ? -1 : 1;
}

function compareItemLists(a: readonly Item[], b: readonly Item[]): Order {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const x = a[i];
    const y = b[i];
    const order =
      x === undefined
        ? negate(compareToNothing(y!))
        : y === undefined
          ? compareToNothing(x)
          : compareItems(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function negate(order: Order): Order {
  return order === 0 ? 0 : order === 1 ? -1 : 1;
}

function compareToNothing(item: Item): Order {
  if (item.kind !== 'list') {
    return item.kind === 'number' ? compareDigits(item.text, '') : compareQualifiers(item.text, '');
  }
  for (const inner of item.items) {
    const order = compareToNothing(inner);
    if (order !== 0) return order;
  }
  return 0;
}

function compareQualifiers(a: string, b: string): Order {
  const x = qualifierRank(a);
  const y = qualifierRank(b);
  if (x !== y) return x < y ? -1 : 1;
  if (x < QUALIFIERS.length) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}
