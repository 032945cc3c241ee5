/**
 * What a `package.json` stands for, told by its path alone (nodejs.org/api/modules.html, "Loading from node_modules
 * folders"): the folder right under `node_modules` or `node_modules/@scope` is an installed package; files deeper in
 * it are the package's own business (module types of subfolders, templates), and so are the packages that its
 * test data hold.
 */

/** `installed` under a folder that Node loads packages from; `application` anywhere else. */
export type NpmPlace = 'installed' | 'application';

/** Null where a `package.json` at this path is no package of its own, or the path ends in another name. */
export function npmPlace(path: string): NpmPlace | null {
  if (path === 'package.json') return 'application';
  if (!path.endsWith('/package.json')) return null;
  const folder = path.slice(0, -'/package.json'.length);
  const levels = packageLevels(folder);
  const innermost = levels.at(-1);
  if (innermost === undefined) return 'application';
  if (!PACKAGE_FOLDER.test(innermost)) return null;
  return levels.slice(0, -1).some((level) => TEST_FOLDER.test(level)) ? null : 'installed';
}

/** `name` or `@scope/name`; folders that start with a dot are caches and stores. */
const PACKAGE_FOLDER = /^(?:@[^/]+\/)?[^/.@][^/]*\/$/;

/** A folder of test data inside a package. */
const TEST_FOLDER = /^(?:@[^/]+\/)?[^/@][^/]*\/(?:.*\/)?(?:tests?|__tests__|fixtures?|__fixtures__)(?:\/|$)/;

/** Where Debian puts the packages of its `node-*` packages; Node there searches these like `node_modules`. */
const SYSTEM_FOLDERS = ['usr/share/nodejs/', 'usr/lib/nodejs/'];

/** What lies below each folder of packages on the way, up to the next one: `a/b` and `c/` of `node_modules/a/b/node_modules/c`. */
function packageLevels(folder: string): string[] {
  const system = SYSTEM_FOLDERS.find((s) => folder.startsWith(s));
  const below = system === undefined ? folder : `node_modules/${folder.slice(system.length)}`;
  return `/${below}/`.split('/node_modules/').slice(1);
}
