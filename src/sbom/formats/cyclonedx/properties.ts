/** Properties of CycloneDX: pairs of name and value, names may repeat. */
import { isObject, type JsonObject, listField, textField } from '../../../base/json-fields.ts';

export interface Properties {
  /** The first value that is not empty of the first of these names that has one; or empty. */
  text(...names: readonly string[]): string;
  /** All values of a name, in order. */
  list(name: string): readonly string[];
  /** What follows the prefix in names, with the value; the last of one name counts. */
  after(prefix: string): ReadonlyMap<string, string>;
}

/** Those of all these objects together. */
export function propertiesOf(...objects: readonly JsonObject[]): Properties {
  const byName = new Map<string, string[]>();
  for (const property of objects.flatMap((from) => listField(from, 'properties'))) {
    if (!isObject(property)) continue;
    const name = textField(property, 'name');
    const values = byName.get(name);
    if (values === undefined) byName.set(name, [textField(property, 'value')]);
    else values.push(textField(property, 'value'));
  }
  const list = (name: string): readonly string[] => byName.get(name) ?? [];
  return {
    list,
    text: (...names) => names.flatMap(list).find((value) => value !== '') ?? '',
    after: (prefix) =>
      new Map(
        [...byName]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, values]) => [name.slice(prefix.length), values.at(-1)!]),
      ),
  };
}
