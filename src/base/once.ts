/** Values that are made when they are first asked for: tables at the top of a module cost each start of the program. */

/** Answers what `make` gave the first time. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
