/**
 * The symbolic links that layers leave, by their real paths, as a tree of folders: a layer is asked only about the
 * folders that it has, however many links there are.
 */

/** A name of a folder: a link, a folder with links below it, or both. */
export interface LinkNode {
  /** As the tar holds it; null for what is only a folder. */
  target: string | null;
  children: Map<string, LinkNode>;
}

/** Of all nodes without any: most links are such. Never changed. */
const NONE: Map<string, LinkNode> = new Map();

export class LiveLinks {
  readonly root: LinkNode = { target: null, children: NONE };
  readonly #targets: Map<string, string> = new Map();

  /** The target of the link at a path; undefined if there is none. */
  find(path: string): string | undefined {
    return this.#targets.get(path);
  }

  add(path: string, target: string): void {
    this.#targets.set(path, target);
    let node = this.root;
    for (const name of path.split('/')) {
      const child = node.children.get(name) ?? { target: null, children: NONE };
      if (node.children === NONE) node.children = new Map();
      node.children.set(name, child);
      node = child;
    }
    node.target = target;
  }

  /** The folder of links at a path; null if there is none below it. The root is empty. */
  findFolder(path: string): LinkNode | null {
    let node: LinkNode | undefined = this.root;
    for (const name of path === '' ? [] : path.split('/')) node = node?.children.get(name);
    return node ?? null;
  }

  /** Removes the link itself. */
  remove(node: LinkNode, path: string): void {
    node.target = null;
    this.#targets.delete(path);
  }

  /** Removes all links below a folder, but for those of `kept`. */
  removeBelow(node: LinkNode, path: string, kept: ReadonlySet<string>): void {
    for (const [name, child] of node.children) {
      const at = joinPath(path, name);
      if (child.target !== null && !kept.has(at)) this.remove(child, at);
      this.removeBelow(child, at, kept);
      dropIfEmpty(node, name, child);
    }
  }
}

/** Takes a name out that stands for nothing any more. */
export function dropIfEmpty(node: LinkNode, name: string, child: LinkNode): void {
  if (child.target === null && child.children.size === 0) node.children.delete(name);
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
