/**
 * Globs over names and paths, in steps that grow with the product of both lengths: no regular expression is made of what
 * people write. All signs but stars stand for themselves, and a star stands for a dot in front as well. Left out: `?`,
 * classes, alternatives.
 */

/** A star stands for any signs, slashes too. */
export function matchesName(name: string, glob: string): boolean {
  return matchesParts(name, glob.split(/\*+/));
}

/** The same for a glob that is held against many names. */
export function compileName(glob: string): (name: string) => boolean {
  const parts = glob.split(/\*+/);
  return (name) => matchesParts(name, parts);
}

/** `*` stands for signs of one segment, `**` for any number of whole segments. */
export function matchesPath(path: string, glob: string): boolean {
  return matchesSegments(path.split('/'), glob.split('/'));
}

/** True where a glob is nothing but stars. */
export function isAnything(glob: string): boolean {
  return /^[*/]*\*[*/]*$/.test(glob);
}

/** The parts come one after the other, the first at the start and the last at the end: the leftmost place of each is best. */
function matchesParts(name: string, parts: readonly string[]): boolean {
  const first = parts[0]!;
  if (parts.length === 1) return name === first;
  const last = parts.at(-1)!;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  let at = first.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i]!;
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

/** Where a segment does not match, only the last `**` can take one more: all before it had room enough. */
function matchesSegments(path: readonly string[], glob: readonly string[]): boolean {
  let [p, g] = [0, 0];
  let back: { readonly glob: number; path: number } | null = null;
  while (p < path.length) {
    if (glob[g] === '**') {
      back = { glob: ++g, path: p };
    } else if (g < glob.length && matchesName(path[p]!, glob[g]!)) {
      p++;
      g++;
    } else if (back !== null) {
      p = ++back.path;
      g = back.glob;
    } else return false;
  }
  return glob.slice(g).every((segment) => segment === '**');
}
