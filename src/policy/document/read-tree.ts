/** Lists and keys out of a tree, each checked: what is not as it should be becomes a flaw, and reading goes on. */
import { addFlaw, hintFor, isEmpty, quoted, type Reading, type Spot, shorten } from './spot.ts';

export type Fields = ReadonlyMap<string, Spot>;

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
