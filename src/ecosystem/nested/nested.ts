/**
 * Package databases of other systems inside the image: a chroot, the storage of an engine, an unpacked root file system.
 * They are not the image's own and are not read, and that is told. Which system it is, is not looked for.
 */
import type { FileEntry } from '../../model/file.ts';
import type { StreamReader } from '../../model/reader.ts';
import { text } from '../../model/shape.ts';

const DATABASE =
  /^(.+)\/(?:var\/lib\/(dpkg)\/status|lib\/(apk)\/db\/installed|(?:var\/lib|usr\/lib\/sysimage|usr\/share)\/(rpm)\/(?:rpmdb\.sqlite|Packages(?:\.db)?)|var\/lib\/(pacman)\/local\/ALPM_DB_VERSION|(?:usr|var)\/lib\/(opkg)\/status)$/;

/** Folder of the other system, and which database; null for any other path, and for those of the image itself. */
export function nestedDatabase(path: string): { readonly root: string; readonly kind: string } | null {
  const match = DATABASE.exec(path);
  if (match === null || match[1] === 'usr' || match[1] === 'var') return null;
  const root = match[1]!.replace(/\/(?:usr|var)$/, match[3] === 'apk' ? '' : '$&');
  return { root, kind: match.slice(2).find((kind) => kind !== undefined) ?? '' };
}

/** Asked of every file: most are told apart by how they end. */
const ENDS = ['/status', '/installed', '/rpmdb.sqlite', '/Packages', '/Packages.db', '/ALPM_DB_VERSION'];
const LAST = new Set(ENDS.map((end) => end.charCodeAt(end.length - 1)));

function canBe(path: string): boolean {
  return LAST.has(path.charCodeAt(path.length - 1)) && ENDS.some((end) => path.endsWith(end));
}

/** The fact is the kind of the database. Empty ones are of systems that are made anew. */
export const nestedReader: StreamReader<string> = {
  id: 'nested-databases',
  version: 1,
  shape: text,
  kind: 'stream',
  wellKnownPaths: [],
  wants: ({ path, sizeBytes }: FileEntry): boolean =>
    sizeBytes > 0 && canBe(path) && nestedDatabase(path) !== null,
  open: (_, { path }) => ({ push: () => {}, end: () => nestedDatabase(path)?.kind ?? null }),
  readAgain: () => null,
};
