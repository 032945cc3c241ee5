/** Values out of a tree, each checked: what is not as it should be becomes a flaw, and reading goes on. */
import { nearest } from '../../base/nearest.ts';
import { isNothing, type YamlNode } from '../../base/yaml-tree.ts';
import type { Flaw } from './flaw.ts';

/** One document that is being read. */
export interface Reading {
  readonly document: string;
  /** Grows. */
  readonly flaws: Flaw[];
}

/** A value and where it stands. */
export interface Spot {
  readonly tree: YamlNode;
  readonly path: string;
  readonly line: number;
}

export type Fields = ReadonlyMap<string, Spot>;

/** More are not read by anyone, and a hostile text could have millions. */
const MAX_FLAWS = 200;

/** `hint`: made only where it is told. */
export function addFlaw(
  reading: Reading,
  { path, line }: Omit<Spot, 'tree'>,
  what: string,
  hint: string | (() => string) = '',
): null {
  const { flaws, document } = reading;
  if (flaws.length >= MAX_FLAWS) return null;
  flaws.push({ document, line, path, what, hint: typeof hint === 'string' ? hint : hint() });
  return null;
}

export function rootSpot(tree: YamlNode): Spot {
  return { tree, path: '', line: tree.line };
}

export function isEmpty({ tree }: Spot): boolean {
  return isNothing(tree);
}

/** Keys in the order written. Nothing at all counts as no keys; null where there is something else. */
export function entriesAt(reading: Reading, spot: Spot, what: string): Fields | null {
  const { tree, path } = spot;
  if (isEmpty(spot)) return new Map();
  if (tree.kind !== 'fields')
    return addFlaw(reading, spot, `here should be ${what}`, 'write lines like `key: value`');
  return new Map(
    [...tree.fields].map(([key, { name, value }]) => [
      key,
      { tree: value, path: path === '' ? shorten(key) : `${path}.${shorten(key)}`, line: name.line },
    ]),
  );
}

/** As entriesAt; each key that is not known is a flaw. */
export function fieldsAt(
  reading: Reading,
  spot: Spot,
  what: string,
  known: readonly string[],
): Fields | null {
  const fields = entriesAt(reading, spot, what);
  for (const [key, { line }] of fields ?? []) {
    if (known.includes(key)) continue;
    addFlaw(reading, { path: spot.path, line }, `${quoted(key)} is no key of ${what}`, () =>
      hintFor(key, known),
    );
  }
  return fields;
}

/** Null where there is no text, or an empty one. */
export function textAt(reading: Reading, spot: Spot | undefined): string | null {
  if (spot === undefined) return null;
  if (spot.tree.kind !== 'text') return addFlaw(reading, spot, 'here should be one text, not several values');
  const text = spot.tree.text.trim();
  if (text === '' || isEmpty(spot)) return addFlaw(reading, spot, 'there is nothing here', 'write a text');
  return text;
}

/** One text alone or a list of them. */
export function textsAt(reading: Reading, spot: Spot | undefined): readonly string[] {
  if (spot === undefined) return [];
  return itemsAt(reading, spot).flatMap((item) => textAt(reading, item) ?? []);
}

/** The items of a list; anything else counts as a list of one, nothing as an empty one. */
export function itemsAt(reading: Reading, spot: Spot | undefined): readonly Spot[] {
  if (spot === undefined || isEmpty(spot)) return [];
  return spot.tree.kind === 'list' ? listAt(reading, spot) : [spot];
}

export function listAt(reading: Reading, spot: Spot | undefined): readonly Spot[] {
  if (spot === undefined || isEmpty(spot)) return [];
  const { tree, path } = spot;
  if (tree.kind !== 'list') {
    addFlaw(reading, spot, 'here should be a list', 'begin each entry with `- `');
    return [];
  }
  return tree.items.map((item, index) => ({
    tree: item,
    path: `${path}[${index}]`,
    line: item.line,
  }));
}

export function truthAt(reading: Reading, spot: Spot | undefined, otherwise: boolean): boolean {
  const text = textAt(reading, spot);
  if (text === null || spot === undefined) return otherwise;
  if (text === 'true' || text === 'false') return text === 'true';
  addFlaw(reading, spot, `${quoted(text)} is neither true nor false`, 'write true or false');
  return otherwise;
}

const MAX_DAYS = 36_500;

/** Whole days: `7`, `7d`, `2w`. */
export function daysAt(reading: Reading, spot: Spot | undefined, otherwise: number): number {
  const text = textAt(reading, spot);
  if (text === null || spot === undefined) return otherwise;
  const days = parseDays(text);
  if (days !== null) return days;
  addFlaw(reading, spot, `${quoted(text)} is no number of days`, 'write 7, 7d or 2w');
  return otherwise;
}

/** `7`, `7d`, `2w` in days; null for anything else. */
export function parseDays(text: string): number | null {
  const [, digits, unit] = /^(\d{1,5})([dw]?)$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const days = Number(digits) * (unit === 'w' ? 7 : 1);
  return days <= MAX_DAYS ? days : null;
}

export function wordAt<W extends string>(
  reading: Reading,
  spot: Spot | undefined,
  words: readonly W[],
  what: string,
): W | null {
  const text = textAt(reading, spot);
  if (text === null || spot === undefined) return null;
  const found = words.find((word) => word === text);
  return found ?? addFlaw(reading, spot, `${quoted(text)} is no ${what}`, () => hintFor(text, words));
}

/** The nearest of the words, or all of them. */
export function hintFor(word: string, words: readonly string[]): string {
  const near = nearest(shorten(word).toLowerCase(), words);
  return near === null ? `use ${words.join(', ')}` : `did you mean ${quoted(near)}?`;
}

export function quoted(text: string): string {
  return `"${shorten(text)}"`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
