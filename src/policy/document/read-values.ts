/** Single values out of a tree, each checked: what is not as it should be becomes a flaw, and reading goes on. */
import { itemsAt } from './read-tree.ts';
import { addFlaw, hintFor, isEmpty, quoted, type Reading, type Spot } from './spot.ts';

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
