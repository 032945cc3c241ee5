/** What lies directly in the store and is a package by its name. Folders, and programs that are a store path of their own. */
import type { FileEntry } from '../../model/file.ts';
import type { StreamReader } from '../../model/reader.ts';
import { word } from '../../model/shape.ts';
import { parseStorePath, storeName } from './store-path.ts';

/** Programs that are a store path of their own have bytes. */
export type InStore = 'folder' | 'file';

/** The path says all. Files within the folders are not looked at: there can be millions. */
export const storeReader: StreamReader<InStore> = {
  id: 'nix-store',
  version: 1,
  shape: word('folder', 'file'),
  kind: 'stream',
  takesFolders: true,
  wellKnownPaths: [],
  wants(entry: FileEntry): boolean {
    const base = storeName(entry.path);
    return base !== null && parseStorePath(base) !== null;
  },
  open: (_, { sizeBytes }) => ({ push: () => {}, end: () => (sizeBytes === 0 ? 'folder' : 'file') }),
  readAgain: () => null,
};
