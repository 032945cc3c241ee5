/**
 * Symbolic links of one layer while it passes: an entry below one of them lands in the link's target, as when the
 * layer is unpacked entry by entry.
 */
import type { FileEntry } from '../model/file.ts';
import { resolvePath } from './resolve-path.ts';

export class LayerLinks {
  readonly #hops: number;
  readonly #targets: Map<string, string> = new Map();
  /** The folder that was resolved last: entries of one folder mostly stand together. */
  #folder = '';
  #real: string | null = '';

  constructor(hops: number) {
    this.#hops = hops;
  }

  get size(): number {
    return this.#targets.size;
  }

  find(path: string): string | undefined {
    return this.#targets.get(path);
  }

  set(path: string, target: string): void {
    this.#targets.set(path, target);
    this.#folder = '';
  }

  delete(path: string): void {
    if (this.#targets.delete(path)) this.#folder = '';
  }

  entries(): Iterable<[path: string, target: string]> {
    return this.#targets;
  }

  /** The entry where it lands; links in circles leave it where it stands. */
  place(entry: FileEntry): FileEntry {
    if (this.#targets.size === 0) return entry;
    const path = this.placePath(entry.path);
    const linkTarget = entry.type === 'hardlink' ? this.placePath(entry.linkTarget) : entry.linkTarget;
    return path === entry.path && linkTarget === entry.linkTarget ? entry : { ...entry, path, linkTarget };
  }

  placePath(path: string): string {
    const slash = path.lastIndexOf('/');
    if (slash < 0) return path;
    const real = this.#resolve(path.slice(0, slash));
    if (real === null) return path;
    return real === '' ? path.slice(slash + 1) : `${real}${path.slice(slash)}`;
  }

  #resolve(folder: string): string | null {
    if (folder !== this.#folder) {
      this.#folder = folder;
      this.#real = resolvePath(folder, (path) => this.#targets.get(path), this.#hops);
    }
    return this.#real;
  }
}
