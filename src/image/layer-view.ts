/**
 * One layer over the layers below it: what it leaves of them, and where its own entries are. OCI image-spec, layer.md,
 * "Applying Changesets". Entries below a symbolic link, of a lower layer or of their own, land in the link's target
 * (merged /usr), unless the layer has a folder of that name: the link's path is then an alias for the layer.
 */
import type { LayerContents } from './layer-contents.ts';
import { hashPrefixes, type PrefixHashes } from './path-hash.ts';
import { PathSet } from './path-set.ts';
import { PathSetBuilder } from './path-set-builder.ts';
import { resolvePath } from './resolve-path.ts';

/** A link of the tree as it stands, by its real path. */
export interface LiveLink {
  readonly target: string;
  readonly hashes: PrefixHashes;
}

/** The links that layers leave; each layer removes some and adds its own. */
export type LiveLinks = Map<string, LiveLink>;

/** A folder as the layer names it, and where that really is. */
interface Alias {
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
  /** Real places of the layer's own links. */
  readonly #links: Set<string> = new Set();
  #aliases: Alias[] = [];
  #tangled = false;

  /** `lower` is changed: what the layer removes is taken out, its own links are put in. */
  constructor(contents: LayerContents, lower: LiveLinks, hops: number) {
    this.contents = contents;
    this.#nonDirectories = new PathSet(contents.nonDirectories);
    this.#directories = new PathSet(contents.directories);
    this.#parents = new PathSet(contents.parents);
    this.#whiteouts = setOf(contents.whiteouts, this.#nonDirectories);
    this.#opaqueFolders = setOf(contents.opaqueFolders, this.#nonDirectories);
    this.#attach(lower, hops);
  }

  /** True if more links hold entries of the layer than were followed: some may be shown where they are not. */
  get tangled(): boolean {
    return this.#tangled;
  }

  /** Where an entry of the layer really is. */
  realPath(name: string): string {
    let longest: Alias | null = null;
    for (const alias of this.#aliases) {
      const inside = name.startsWith(`${alias.name}/`);
      if (inside && alias.name.length > (longest?.name.length ?? 0)) longest = alias;
    }
    return longest === null ? name : replaceFolder(name, longest.name, longest.real)!;
  }

  /** Hashes of a path for `touches`; the same for all layers that were read with one key. */
  hashes(path: string): PrefixHashes {
    return hashPrefixes(path, this.#nonDirectories.key);
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
      return inside !== null && this.#touchesName(this.hashes(inside), kind, depthOf(name));
    });
  }

  #attach(live: LiveLinks, hops: number): void {
    this.#removeTouched(live);
    this.#findAliases(live, hops);
    this.#placeLinks(live, hops);
    // From the start: the layer's own links may lead on from those below.
    if (this.#links.size > 0) this.#findAliases(live, hops);
    // Once more: now also what the layer removes under another name.
    if (this.#aliases.length > 0) this.#removeTouched(live);
  }

  /** Sorted by path: a link that holds others comes before them. */
  #placeLinks(live: LiveLinks, hops: number): void {
    let turns = 0;
    for (const { path, target } of this.contents.symlinks) {
      const real = this.realPath(path);
      this.#links.add(real);
      live.set(real, { target, hashes: this.hashes(real) });
      const turned = this.#aliases.some((alias) => `${alias.real}/`.startsWith(`${real}/`));
      if (turned && turns++ < MOST_ALIASES) this.#findAliases(live, hops);
      for (const name of this.names(real)) {
        if (this.#parents.has(name)) this.#addAlias(name, real, live, hops);
      }
    }
  }

  #findAliases(live: LiveLinks, hops: number): void {
    this.#aliases = [];
    for (const [path, { hashes }] of live) {
      if (this.#parents.hasPrefix(hashes, hashes.length / 2 - 1)) this.#addAlias(path, path, live, hops);
    }
  }

  #removeTouched(live: LiveLinks): void {
    for (const [path, { hashes }] of live) {
      if (!this.#links.has(path) && this.touches(path, hashes, 'link')) live.delete(path);
    }
  }

  /** The layer has entries below a link, which it names `name` and which really is at `link`. */
  #addAlias(name: string, link: string, live: LiveLinks, hops: number): void {
    const real = resolvePath(link, (path) => live.get(path)?.target, hops);
    if (real === null || real === name || this.#aliases.some((alias) => alias.name === name)) return;
    if (this.#aliases.length === MOST_ALIASES) {
      this.#tangled = true;
      return;
    }
    this.#aliases.push({ name, real });
    // A link inside has a name through this one too.
    for (const path of live.keys()) {
      const inside = replaceFolder(path, real, name);
      if (inside !== null && inside !== path && this.#goesThrough(inside, path, name)) {
        this.#addAlias(inside, path, live, hops);
      }
    }
  }

  #goesThrough(inside: string, link: string, alias: string): boolean {
    if (!this.#parents.has(inside)) return false;
    return this.#links.has(link) || !this.#touchesName(this.hashes(inside), 'link', depthOf(alias));
  }

  /** `from`: number of the first prefix that counts; those before name an alias and are no folders. */
  #touchesName(hashes: PrefixHashes, kind: 'file' | 'link', from = 0): boolean {
    if (from === 0 && this.contents.opaqueFolders[0] === '') return true;
    if (from > 0 && this.#opaqueFolders.hasPrefix(hashes, from - 1)) return true;
    const last = hashes.length / 2 - 1;
    for (let i = from; i < last; i++) {
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
}

function setOf(paths: readonly string[], { key }: PathSet): PathSet {
  const set = new PathSetBuilder(key);
  for (const path of paths) set.add(path);
  return new PathSet(set.end());
}

function depthOf(path: string): number {
  return path.split('/').length;
}

/** `path` with `folder` in front replaced by `other`; null if it does not lie below. The root is empty. */
function replaceFolder(path: string, folder: string, other: string): string | null {
  if (folder !== '' && !path.startsWith(`${folder}/`)) return null;
  const rest = folder === '' ? path : path.slice(folder.length + 1);
  return other === '' ? rest : `${other}/${rest}`;
}
