/** Paths through symbolic links, as the kernel resolves them inside a container whose root is the image's root. */

/** The target of the symbolic link at a path without links in it; undefined if there is none. */
export type FindLink = (path: string) => string | undefined;

/**
 * The real path behind `path`, its last name included. Absolute targets start at the root; `..` never leads above
 * it. What does not exist is taken as written. Null after more than `hops` links: then they go in circles.
 */
export function resolvePath(path: string, findLink: FindLink, hops: number): string | null {
  const pending = path.split('/').reverse();
  let real = '';
  for (let followed = 0; pending.length > 0; ) {
    const segment = pending.pop()!;
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      real = real.slice(0, Math.max(0, real.lastIndexOf('/')));
      continue;
    }
    const next = real === '' ? segment : `${real}/${segment}`;
    const target = findLink(next);
    if (target === undefined) {
      real = next;
      continue;
    }
    if (++followed > hops) return null;
    if (target.startsWith('/')) real = '';
    pending.push(...target.split('/').reverse());
  }
  return real;
}

/** The real path of an entry: its folder resolved, its own name kept. Null as above. */
export function resolveFolder(path: string, findLink: FindLink, hops: number): string | null {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return path;
  const folder = resolvePath(path.slice(0, slash), findLink, hops);
  if (folder === null) return null;
  return folder === '' ? path.slice(slash + 1) : `${folder}${path.slice(slash)}`;
}
