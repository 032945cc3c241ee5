/**
 * One layer over the layers below it: what it leaves of their links, and where its own entries are. OCI image-spec,
 * layer.md, "Applying Changesets". Entries below a symbolic link, of a lower layer or of their own, land in the link's
 * target (merged /usr), unless the layer has a folder of that name: the link's path is then an alias for the layer.
 * What it does to files: touch-index.ts.
 */
import type { LayerContents } from './layer-contents.ts';
import { dropIfEmpty, joinPath, type LinkNode, type LiveLinks } from './live-links.ts';
import { hashLow, lastHigh } from './path-hash.ts';
import { PathSet } from './path-set.ts';
import { PathSetBuilder } from './path-set-builder.ts';
import { resolvePath } from './resolve-path.ts';

/** A folder as the layer names it, and where that really is. */
export interface Alias {
  readonly name: string;
  readonly real: string;
}

/**
 * What a layer does in a folder of the tree below it: `hidden`: nothing of it is left; `open`: it has entries or marks
 * there; `untouched`: nothing.
 */
export type FolderState = 'hidden' | 'open' | 'untouched';

/** Links that hold entries of a layer, beyond which none is looked for: only a made image has more. */
const MOST_ALIASES = 100;

/** Links of a layer that turn others of the same layer around, after each of which all are looked at again. */
const MOST_TURNS = 16;

export class LayerView {
  readonly contents: LayerContents;
  readonly #nonDirectories: PathSet;
  readonly #directories: PathSet;
  readonly #parents: PathSet;
  readonly #whiteouts: PathSet;
  readonly #opaqueFolders: PathSet;
  readonly #live: LiveLinks;
  readonly #hops: number;
  /** Real places of the layer's own links. */
  readonly #links: Set<string> = new Set();
  #aliases: Alias[] = [];
  #aliasNames: Set<string> = new Set();
  #tangled = false;

  /** `live` is changed: what the layer removes is taken out, its own links are put in. */
  constructor(contents: LayerContents, live: LiveLinks, hops: number) {
    this.contents = contents;
    this.#nonDirectories = new PathSet(contents.nonDirectories);
    this.#directories = new PathSet(contents.directories);
    this.#parents = new PathSet(contents.parents);
    this.#whiteouts = setOf(contents.whiteouts, this.#nonDirectories);
    this.#opaqueFolders = setOf(contents.opaqueFolders, this.#nonDirectories);
    this.#live = live;
    this.#hops = hops;
    if (contents.entries > 0) this.#attach();
  }

  /** True if more links hold entries of the layer than were followed: some may be shown where they are not. */
  get tangled(): boolean {
    return this.#tangled;
  }

  get aliases(): readonly Alias[] {
    return this.#aliases;
  }

  /** Where an entry of the layer really is. */
  realPath(name: string): string {
    let longest: Alias | null = null;
    for (const alias of this.#aliases) {
      if (alias.name.length > (longest?.name.length ?? 0) && isBelow(name, alias.name)) longest = alias;
    }
    return longest === null ? name : replaceFolder(name, longest.name, longest.real)!;
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

  /** What it does below the root of the tree. */
  get rootState(): FolderState {
    if (this.contents.entries === 0) return 'untouched';
    return this.contents.opaqueFolders[0] === '' ? 'hidden' : 'open';
  }

  /** What it does below a folder that it names so, and which is open above. */
  folderState(low: number, high: number): FolderState {
    if (this.#removes(low, high)) return 'hidden';
    // No entry and no mark below: nothing that could touch.
    if (!this.#parents.hasHash(low, high)) return 'untouched';
    return this.#opaqueFolders.hasHash(low, high) ? 'hidden' : 'open';
  }

  /** True if it hides all that is below the folder of an alias. */
  isOpaque(name: string): boolean {
    return this.#opaqueFolders.has(name);
  }

  /** True if it removes or replaces the file of that name, in a folder that is open. */
  touchesFile(low: number, high: number): boolean {
    return this.#touchesLink(low, high) || this.#parents.hasHash(low, high);
  }

  #removes(low: number, high: number): boolean {
    return this.#whiteouts.hasHash(low, high) || this.#nonDirectories.hasHash(low, high);
  }

  #touchesLink(low: number, high: number): boolean {
    return this.#removes(low, high) || this.#directories.hasHash(low, high);
  }

  #attach(): void {
    const { root } = this.#live;
    this.#removeTouched();
    this.#findAliases(root, '');
    this.#placeLinks();
    // From the start: the layer's own links may lead on from those below.
    if (this.#links.size > 0) this.#findAllAliases();
    // Once more: now also what the layer removes under another name.
    if (this.#aliases.length > 0) this.#removeTouched();
  }

  /** Sorted by path: a link that holds others comes before them. */
  #placeLinks(): void {
    let turns = 0;
    for (const { path, target } of this.contents.symlinks) {
      const real = this.realPath(path);
      this.#links.add(real);
      this.#live.add(real, target);
      const turned = this.#aliases.some((alias) => alias.real === real || isBelow(alias.real, real));
      if (turned && turns++ < MOST_TURNS) this.#findAllAliases();
      for (const name of this.names(real)) if (this.#parents.has(name)) this.#addAlias(name, real);
    }
    if (turns > MOST_TURNS) this.#tangled = true;
  }

  #findAllAliases(): void {
    this.#aliases = [];
    this.#aliasNames = new Set();
    this.#findAliases(this.#live.root, '');
  }

  /** Links below which the layer has entries, in a folder of which it has some. */
  #findAliases(node: LinkNode, folder: string): void {
    for (const [name, child] of node.children) {
      if (this.#tangled && this.#aliases.length === MOST_ALIASES) return;
      const path = joinPath(folder, name);
      if (!this.#parents.has(path)) continue;
      if (child.target !== null) this.#addAlias(path, path);
      this.#findAliases(child, path);
    }
  }

  #removeTouched(): void {
    const { root } = this.#live;
    if (this.rootState === 'hidden') this.#live.removeBelow(root, '', this.#links);
    else this.#removeIn(root, '', '');
    for (const { name, real } of this.#aliases) {
      const node = this.#live.findFolder(real);
      if (node === null) continue;
      if (this.isOpaque(name)) this.#live.removeBelow(node, real, this.#links);
      else this.#removeIn(node, real, name);
    }
  }

  /** Of the links in a folder, which the layer names `name`. */
  #removeIn(node: LinkNode, folder: string, name: string): void {
    for (const [segment, child] of node.children) {
      const path = joinPath(folder, segment);
      const known = joinPath(name, segment);
      const low = hashLow(known, this.#parents.key);
      const high = lastHigh();
      if (child.target !== null && !this.#links.has(path) && this.#touchesLink(low, high)) {
        this.#live.remove(child, path);
      }
      const state = child.children.size === 0 ? 'untouched' : this.folderState(low, high);
      if (state === 'hidden') this.#live.removeBelow(child, path, this.#links);
      if (state === 'open') this.#removeIn(child, path, known);
      dropIfEmpty(node, segment, child);
    }
  }

  /** The layer has entries below a link, which it names `name` and which really is at `link`. */
  #addAlias(name: string, link: string): void {
    if (this.#aliasNames.has(name)) return;
    const real = resolvePath(link, (path) => this.#live.find(path), this.#hops);
    if (real === null || real === name) return;
    if (this.#aliases.length === MOST_ALIASES) {
      this.#tangled = true;
      return;
    }
    this.#aliases.push({ name, real });
    this.#aliasNames.add(name);
    // A link inside has a name through this one too.
    const inside = this.#live.findFolder(real);
    if (inside !== null) this.#addInside(inside, { real, name }, this.isOpaque(name));
  }

  /** `hidden`: of the links of lower layers nothing is left there. */
  #addInside(node: LinkNode, at: Alias, hidden: boolean): void {
    for (const [segment, child] of node.children) {
      const name = joinPath(at.name, segment);
      const real = joinPath(at.real, segment);
      const low = hashLow(name, this.#parents.key);
      const high = lastHigh();
      if (!this.#parents.hasHash(low, high)) continue;
      const isThere = this.#links.has(real) || !(hidden || this.#touchesLink(low, high));
      if (child.target !== null && name !== real && isThere) this.#addAlias(name, real);
      this.#addInside(child, { real, name }, hidden || this.folderState(low, high) === 'hidden');
    }
  }
}

function setOf(paths: readonly string[], { key }: PathSet): PathSet {
  const set = new PathSetBuilder(key);
  for (const path of paths) set.add(path);
  return new PathSet(set.end());
}

function isBelow(path: string, folder: string): boolean {
  return path[folder.length] === '/' && path.startsWith(folder);
}

/** `path` with `folder` in front replaced by `other`; null if it does not lie below. The root is empty. */
function replaceFolder(path: string, folder: string, other: string): string | null {
  if (folder !== '' && !isBelow(path, folder)) return null;
  const rest = folder === '' ? path : path.slice(folder.length + 1);
  return other === '' ? rest : `${other}/${rest}`;
}
