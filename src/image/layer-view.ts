/**
 * One layer as the layers below it see it: what it leaves of them. OCI image-spec, layer.md, "Applying Changesets".
 * A layer's entries below a lower symbolic link, without an entry of their own for that folder, land in the link's
 * target (merged /usr): the link is then an alias for the layer.
 */
import type { LayerContents } from './layer-contents.ts';
import { hashPrefixes, type PrefixHashes } from './path-hash.ts';
import { PathSet } from './path-set.ts';
import { type FindLink, resolvePath } from './resolve-path.ts';

/** A folder as the layer names it, and where that really is. */
export interface Alias {
  readonly name: string;
  readonly real: string;
}

/** Links that hold entries of a layer, beyond which none is looked for: only a made image has more. */
const MOST_ALIASES = 100;

export class LayerView {
  readonly contents: LayerContents;
  readonly #nonDirectories: PathSet;
  readonly #directories: PathSet;
  readonly #parents: PathSet;
  readonly #whiteouts: PathSet;
  readonly #opaqueFolders: PathSet;
  #aliases: readonly Alias[] = [];

  constructor(contents: LayerContents) {
    this.contents = contents;
    this.#nonDirectories = new PathSet(contents.nonDirectories);
    this.#directories = new PathSet(contents.directories);
    this.#parents = new PathSet(contents.parents);
    this.#whiteouts = setOf(contents.whiteouts, this.#nonDirectories);
    this.#opaqueFolders = setOf(contents.opaqueFolders, this.#nonDirectories);
  }

  get aliases(): readonly Alias[] {
    return this.#aliases;
  }

  /** Finds the aliases among the links of the layers below; to be called once, before the questions below. */
  findAliases(
    links: Iterable<readonly [path: string, hashes: PrefixHashes]>,
    find: FindLink,
    hops: number,
  ): void {
    const all = [...links];
    const aliases: Alias[] = [];
    const add = (name: string, link: string): void => {
      const real = resolvePath(link, find, hops);
      if (real !== null && real !== link && aliases.length < MOST_ALIASES) aliases.push({ name, real });
    };
    for (const [path, hashes] of all) if (this.#holdsEntriesOf(path, hashes)) add(path, path);
    // A link inside an alias has a name through it too.
    for (let i = 0; i < aliases.length; i++) {
      const { name, real } = aliases[i]!;
      for (const [path] of all) {
        const inside = replaceFolder(path, real, name);
        if (inside !== null && this.#holdsEntriesOf(inside, this.hashes(inside))) add(inside, path);
      }
    }
    this.#aliases = aliases;
  }

  /** Hashes of a path for `touches`; the same for all layers that were read with one key. */
  hashes(path: string): PrefixHashes {
    return hashPrefixes(path, this.#nonDirectories.key);
  }

  /** Where an entry of the layer really is. */
  realPath(path: string, find: FindLink, hops: number): string {
    if (this.#aliases.length === 0) return path;
    let name = '';
    let real = '';
    const segments = path.split('/');
    const last = segments.pop()!;
    for (const segment of segments) {
      name = name === '' ? segment : `${name}/${segment}`;
      const here = real === '' ? segment : `${real}/${segment}`;
      const follow =
        find(here) !== undefined && !this.#directories.has(name) && !this.#nonDirectories.has(name);
      real = (follow ? resolvePath(here, find, hops) : null) ?? here;
    }
    return real === '' ? last : `${real}/${last}`;
  }

  /** The names under which the layer may have a real path. */
  names(path: string): string[] {
    const through = this.#aliases.flatMap(({ name, real }) => replaceFolder(path, real, name) ?? []);
    return [path, ...through];
  }

  /** True if the layer itself has a file, link or device of that name. */
  hasFile(name: string): boolean {
    return this.#nonDirectories.has(name);
  }

  /** True if the layer removes or replaces what lower layers have at a real path: a file, or a link. */
  touches(path: string, hashes: PrefixHashes, kind: 'file' | 'link'): boolean {
    if (this.contents.entries === 0) return false;
    if (this.#touchesName(hashes, kind)) return true;
    return this.#aliases.some(({ name, real }) => {
      const inside = replaceFolder(path, real, name);
      return inside !== null && this.#touchesName(this.hashes(inside), kind);
    });
  }

  #touchesName(hashes: PrefixHashes, kind: 'file' | 'link'): boolean {
    if (this.contents.opaqueFolders[0] === '') return true;
    const last = hashes.length / 2 - 1;
    for (let i = 0; i < last; i++) {
      if (this.#whiteouts.hasPrefix(hashes, i) || this.#nonDirectories.hasPrefix(hashes, i)) return true;
      // No entry and no mark below: nothing that could touch.
      if (!this.#parents.hasPrefix(hashes, i)) return false;
      if (this.#opaqueFolders.hasPrefix(hashes, i)) return true;
    }
    return (
      this.#whiteouts.hasPrefix(hashes, last) ||
      this.#nonDirectories.hasPrefix(hashes, last) ||
      this.#directories.hasPrefix(hashes, last) ||
      (kind === 'file' && this.#parents.hasPrefix(hashes, last))
    );
  }

  #holdsEntriesOf(name: string, hashes: PrefixHashes): boolean {
    const last = hashes.length / 2 - 1;
    return this.#parents.hasPrefix(hashes, last) && !this.touches(name, hashes, 'link');
  }
}

function setOf(paths: readonly string[], { key }: PathSet): PathSet {
  const set = PathSet.empty(key);
  for (const path of paths) set.add(path);
  return set;
}

/** `path` with `folder` in front replaced by `other`; null if it does not lie below. The root is empty. */
function replaceFolder(path: string, folder: string, other: string): string | null {
  if (folder === '') return `${other}/${path}`;
  return path.startsWith(`${folder}/`) ? `${other}${path.slice(folder.length)}` : null;
}
