/** `NAME@REST` as lock files of JavaScript write it, where NAME may begin with `@` itself. */

export interface NamedSpec {
  readonly name: string;
  /** What stands behind the name: a version, a range, an address. */
  readonly rest: string;
}

/** Null where there is no name or nothing behind it. */
export function findNamedSpec(text: string): NamedSpec | null {
  const at = text.indexOf('@', 1);
  return at < 1 || at + 1 === text.length ? null : { name: text.slice(0, at), rest: text.slice(at + 1) };
}

/** Behind an alias, `npm:NAME@RANGE`, is another package; everything else is what it is called. */
export function behindAlias(spec: NamedSpec): NamedSpec {
  return spec.rest.startsWith('npm:') ? (findNamedSpec(spec.rest.slice('npm:'.length)) ?? spec) : spec;
}
