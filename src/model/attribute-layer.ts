/**
 * Layer attribution by change: a package belongs to the layer since which every database has it unchanged,
 * not to the last layer that rewrote the database.
 */
import type { FactChange } from './reader.ts';

/**
 * For each key of the newest fact, the layer that brought it. `keysOf` lists what a database holds
 * (name, version and architecture in one text). A removal between two layers starts anew.
 */
export function attributeLayers<F>(
  history: readonly FactChange<F>[],
  keysOf: (fact: F) => Iterable<string>,
): ReadonlyMap<string, number> {
  let since = new Map<string, number>();
  for (const change of history) {
    const next = new Map<string, number>();
    if (change.fact !== null) {
      for (const key of keysOf(change.fact)) next.set(key, since.get(key) ?? change.layerIndex);
    }
    since = next;
  }
  return since;
}
