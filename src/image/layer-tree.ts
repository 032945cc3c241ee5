/**
 * What one layer does to the tree below it, gathered while its entries pass: names, links, whiteouts, opaque folders.
 * Within the layer the later entry wins, as when it is unpacked. OCI image-spec, layer.md, "Applying Changesets".
 * Left out: whiteouts as character devices 0/0 and overlay's opaque attribute; those stand only in folders of the
 * overlay driver, never in a layer's tar.
 */
import type { Limits } from '../base/limits.ts';
import { baseName, type FileEntry, folderOf } from '../model/file.ts';
import { compareText } from '../model/problem.ts';
import { linkBytes } from './fact-bytes.ts';
import type { LayerContents } from './layer-contents.ts';
import { type HashKey, hashLow, hashPrefixes, lastHigh } from './path-hash.ts';
import { PathSetBuilder } from './path-set-builder.ts';
import type { ProblemLog } from './problem-log.ts';
import { resolveFolder } from './resolve-path.ts';

const WHITEOUT = '.wh.';
/** Marks of the AUFS driver, of which only the opaque one still has a meaning. */
const AUFS = '.wh..wh.';
const OPAQUE = '.wh..wh..opq';

/** Searches for what stood below a folder that the layer itself replaces; only a made layer needs more. */
const MOST_SWEEPS = 64;

export type TreeContents = Pick<
  LayerContents,
  'symlinks' | 'hardLinks' | 'whiteouts' | 'opaqueFolders' | 'nonDirectories' | 'directories' | 'parents'
>;

/** Told when an entry takes the place of earlier ones of the same layer: of one path, or of all below it. */
export type OnReplaced = (path: string, below: boolean) => void;

export class LayerTree {
  readonly #limits: Limits;
  readonly #log: ProblemLog;
  readonly #onReplaced: OnReplaced;
  /** Symbolic links with their targets. Entries below one keep their names here; the merge follows it. */
  readonly #links: Map<string, string> = new Map();
  readonly #hardLinks: Map<string, FileEntry> = new Map();
  readonly #whiteouts: Set<string> = new Set();
  readonly #opaqueFolders: Set<string> = new Set();
  readonly #nonDirectories: PathSetBuilder;
  readonly #directories: PathSetBuilder;
  readonly #parents: PathSetBuilder;
  #lastFolder = '';
  #sweeps = 0;
  /** Memory of links and marks, also of those that were replaced. */
  #bytes = 0;

  constructor(
    { limits, hashKey, log }: { limits: Limits; hashKey: HashKey; log: ProblemLog },
    onReplaced: OnReplaced,
  ) {
    this.#limits = limits;
    this.#log = log;
    this.#onReplaced = onReplaced;
    this.#nonDirectories = new PathSetBuilder(hashKey);
    this.#directories = new PathSetBuilder(hashKey);
    this.#parents = new PathSetBuilder(hashKey);
  }

  /** Takes an entry in; answers what it is, or null for a mark that is no file. */
  place(entry: FileEntry): FileEntry | null {
    const name = baseName(entry.path);
    this.#addParents(folderOf(entry.path));
    if (name.startsWith(WHITEOUT) || entry.path.startsWith(AUFS)) {
      this.#mark(entry.path, name);
      return null;
    }
    if (entry.type === 'directory') this.#addDirectory(entry.path);
    else this.#addNonDirectory(entry.path);
    if (entry.type === 'symlink') this.#addSymlink(entry.path, entry.linkTarget);
    return entry.type === 'hardlink' ? this.#addHardLink(entry) : entry;
  }

  /** True if the layer itself has a file or link of that path. */
  has(path: string): boolean {
    return this.#nonDirectories.has(path);
  }

  /** The name in the layer that holds the content of a hard link, through other links; null if none does. */
  findContent(link: FileEntry): string | null {
    let name = link.linkTarget;
    for (let hops = 0; hops < this.#limits.linkHops; hops++) {
      const next = this.#hardLinks.get(name)?.linkTarget;
      if (next === undefined) break;
      name = next;
    }
    if (this.has(name)) return name;
    const real = resolveFolder(name, (path) => this.#links.get(path), this.#limits.linkHops);
    return real !== null && this.has(real) ? real : null;
  }

  get hardLinks(): Iterable<FileEntry> {
    return this.#hardLinks.values();
  }

  /** Estimated memory of links and marks. */
  get sizeBytes(): number {
    return this.#bytes;
  }

  /** After the last entry; the tree is empty then. */
  end(): TreeContents {
    return {
      symlinks: [...this.#links].map(([path, target]) => ({ path, target })).sort(byPath),
      hardLinks: [...this.#hardLinks.values()].sort(byPath),
      whiteouts: [...this.#whiteouts].sort(compareText),
      opaqueFolders: [...this.#opaqueFolders].sort(compareText),
      nonDirectories: this.#nonDirectories.end(),
      directories: this.#directories.end(),
      parents: this.#parents.end(),
    };
  }

  /** A folder that is known has known folders above it. */
  #addParents(folder: string): void {
    if (folder === this.#lastFolder || folder === '') return;
    this.#lastFolder = folder;
    if (this.#parents.has(folder)) return;
    const hashes = hashPrefixes(folder, this.#parents.key);
    let path = folder;
    for (let i = hashes.length - 2; i >= 0; i -= 2, path = folderOf(path)) {
      const [low, high] = [hashes[i]!, hashes[i + 1]!];
      if (this.#parents.hasHash(low, high)) return;
      if (!this.#hasRoomForParent(path)) return;
      this.#parents.addHash(low, high);
      if (this.#nonDirectories.hasHash(low, high) && !this.#links.has(path)) this.#contradict(path);
    }
  }

  /** One entry can lie in hundreds of folders that no other one lies in. */
  #hasRoomForParent(path: string): boolean {
    if (this.#parents.count < this.#limits.layerEntries) return true;
    const message = `The entries of the layer lie in more than ${this.#limits.layerEntries} folders.`;
    this.#log.add({ code: 'too-many-entries', effect: 'incomplete', message, path });
    return false;
  }

  #addDirectory(path: string): void {
    const low = hashLow(path, this.#directories.key);
    const high = lastHigh();
    this.#directories.addHash(low, high);
    if (!this.#nonDirectories.hasHash(low, high)) return;
    this.#replace(path);
    this.#contradict(path);
  }

  #addNonDirectory(path: string): void {
    const low = hashLow(path, this.#nonDirectories.key);
    const high = lastHigh();
    const added = this.#nonDirectories.addHash(low, high);
    const isFolder = this.#parents.hasHash(low, high);
    if (!added) this.#replace(path);
    if (isFolder || this.#directories.hasHash(low, high)) this.#contradict(path);
    if (isFolder) this.#sweep(path);
  }

  #replace(path: string): void {
    this.#links.delete(path);
    this.#hardLinks.delete(path);
    this.#onReplaced(path, false);
  }

  #sweep(folder: string): void {
    if (++this.#sweeps > MOST_SWEEPS) return;
    const prefix = `${folder}/`;
    for (const path of this.#links.keys()) if (path.startsWith(prefix)) this.#links.delete(path);
    for (const path of this.#hardLinks.keys()) if (path.startsWith(prefix)) this.#hardLinks.delete(path);
    this.#onReplaced(folder, true);
  }

  /** Engines do not agree on what is left of the layers below, so that something may be shown or hidden wrongly. */
  #contradict(path: string): void {
    const message = 'The layer has this path both as a folder and as something else.';
    this.#log.add({ code: 'contradictory-entries', effect: 'incomplete', message, path });
  }

  #addSymlink(path: string, target: string): void {
    if (this.#hasRoom(path, target)) this.#links.set(path, target);
  }

  /** A hard link to a symbolic link is a symbolic link with the same target. */
  #addHardLink(entry: FileEntry): FileEntry {
    const target = this.#links.get(entry.linkTarget);
    if (target !== undefined) {
      this.#addSymlink(entry.path, target);
      return { ...entry, type: 'symlink', linkTarget: target };
    }
    const { path, linkTarget } = entry;
    if (linkTarget !== path && this.#hasRoom(path, linkTarget)) this.#hardLinks.set(path, entry);
    return entry;
  }

  #mark(path: string, name: string): void {
    const folder = folderOf(path);
    if (name === OPAQUE) {
      if (this.#hasRoom(path)) this.#opaqueFolders.add(folder);
      return;
    }
    if (path.startsWith(AUFS) || name.startsWith(AUFS)) return;
    const removed = name.slice(WHITEOUT.length);
    if (removed === '' || removed === '.' || removed === '..') {
      const message = 'A whiteout names no file; it is passed over.';
      this.#log.add({ code: 'unusable-path', effect: 'incomplete', message, path });
    } else if (this.#hasRoom(path)) {
      this.#whiteouts.add(folder === '' ? removed : `${folder}/${removed}`);
    }
  }

  #hasRoom(path: string, target: string = ''): boolean {
    const { layerLinks, layerFactBytes } = this.#limits;
    const kept = this.#links.size + this.#hardLinks.size + this.#whiteouts.size + this.#opaqueFolders.size;
    const bytes = this.#bytes + linkBytes(path, target);
    if (kept < layerLinks && bytes <= layerFactBytes) {
      this.#bytes = bytes;
      return true;
    }
    const isCount = kept >= layerLinks;
    const message = isCount
      ? `The layer has more than ${layerLinks} links and whiteouts.`
      : `The links and whiteouts of the layer take more than ${layerFactBytes} bytes.`;
    const code = isCount ? 'too-many-links' : 'layer-facts-limit';
    this.#log.add({ code, effect: 'incomplete', message, path });
    return false;
  }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareText(a.path, b.path);
}
