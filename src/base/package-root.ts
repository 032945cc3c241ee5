/** Where the package lies: its data and its version are found from there, by the sources and by the bundle alike. */

/** URL of the package's folder, with a slash at its end. Sources lie two folders below it, the bundle one. */
export const PACKAGE_ROOT: URL = new URL(import.meta.url.endsWith('.ts') ? '../../' : '../', import.meta.url);
