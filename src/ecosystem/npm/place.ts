/**
 * What a `package.json` stands for, told by its path alone (nodejs.org/api/modules.html, "Loading from node_modules
 * folders"): the folder right under `node_modules` or `node_modules/@scope` is an installed package; files deeper in
 * it are the package's own business (module types of subfolders, test fixtures, templates).
 */

/** `installed` under a folder that Node loads packages from; `application` anywhere else. */
export type NpmPlace = 'installed' | 'application';

/** Null where a `package.json` at this path is no package of its own, or the path ends in another name. */
export function npmPlace(path: string): NpmPlace | null {
  if (path === 'package.json') return 'application';
  if (!path.endsWith('/package.json')) return null;
  const folder = path.slice(0, -'/package.json'.length);
  const inside = insidePackages(folder);
  if (inside === null) return 'application';
  return PACKAGE_FOLDER.test(inside) ? 'installed' : null;
}

/** `name` or `@scope/name`; folders that start with a dot are caches and stores. */
const PACKAGE_FOLDER = /^(?:@[^/]+\/)?[^/.@][^/]*$/;

/** Where Debian puts the packages of its `node-*` packages; Node there searches these like `node_modules`. */
const SYSTEM_FOLDERS = ['usr/share/nodejs/', 'usr/lib/nodejs/'];

/** The part of the path below the innermost folder of packages; null where there is none above it. */
function insidePackages(folder: string): string | null {
  const at = folder.lastIndexOf('node_modules/');
  if (at === 0 || folder[at - 1] === '/') return folder.slice(at + 'node_modules/'.length);
  const system = SYSTEM_FOLDERS.find((s) => folder.startsWith(s));
  return system === undefined ? null : folder.slice(system.length);
}
