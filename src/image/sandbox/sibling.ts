/** A module beside the one that asks, as a URL: for threads and processes, which are started by a file's name. */

/**
 * `from` is the asking module's URL; `name` is relative to it and has no ending. Once bundled, all entries lie in one
 * folder.
 */
export function sibling(name: string, from: string): URL {
  const ending = from.slice(from.lastIndexOf('.'));
  return new URL(
    ending === '.ts' ? `${name}.ts` : `./${name.slice(name.lastIndexOf('/') + 1)}${ending}`,
    from,
  );
}
