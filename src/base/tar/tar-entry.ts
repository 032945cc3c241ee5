/** A tar's entry as the image has it: header block and extended headers put together, the path cleaned. */

import type { FileEntry, FileType } from '../../model/file.ts';
import type { Limits } from '../limits.ts';
import type { Announced } from './tar-extended.ts';
import { fileType, type TarHeader } from './tar-header.ts';
import { cleanPath, type PathFault, pathFault } from './tar-path.ts';
import type { PaxSparse } from './tar-pax.ts';
import type { TarFault } from './tar-visitor.ts';

export interface FoundEntry {
  readonly name: string;
  readonly type: FileType;
  /** Bytes of content in the archive; folders and links have none, whatever their size says. */
  readonly storedBytes: number;
  /** The size as written. */
  readonly declaredBytes: number;
  /** The map of a file with holes. */
  readonly sparse: PaxSparse | null;
}

/** What stands in the archive. `oldSparse` is the map of a header of type `S`. */
export function findEntry(header: TarHeader, announced: Announced, oldSparse: PaxSparse | null): FoundEntry {
  const { pax } = announced;
  const name = announced.longName ?? pax?.path ?? header.name;
  const type = fileType(header.typeflag, name);
  const declaredBytes = countOr(pax?.size, header.size);
  const storedBytes = type === 'file' ? declaredBytes : 0;
  const sparse = type === 'file' ? (oldSparse ?? pax?.sparse ?? null) : null;
  return { name, type, storedBytes, declaredBytes, sparse };
}

const NO_PATH: PathFault = { code: 'unusable-path', why: 'it is the root folder' };

/** The entry with its clean path; null, and a fault, if it cannot be used, and for the root folder. */
export function toFileEntry(
  found: FoundEntry,
  header: TarHeader,
  announced: Announced,
  { limits, fault }: { readonly limits: Limits; fault(fault: TarFault): void },
): FileEntry | null {
  const { type, sparse, storedBytes } = found;
  const { path, climbs } = cleanPath(found.name);
  const link = announced.longLink ?? announced.pax?.linkPath ?? header.linkName;
  const isLink = type === 'hardlink' || type === 'symlink';
  if (path === '' && type === 'directory') return null;
  const unusable =
    (path === '' ? NO_PATH : pathFault(path, limits)) ?? (isLink ? pathFault(link, limits) : null);
  if (unusable !== null) {
    const message = `The path of an entry or of its link target cannot be used: ${unusable.why}.`;
    fault({ code: unusable.code, effect: 'incomplete', message, path: path.slice(0, 200) });
    return null;
  }
  if (climbs) {
    const message = 'The path of an entry leads out of the image with `..`; it is taken from the root.';
    fault({ code: 'path-outside-root', effect: 'note', message, path });
  }
  return {
    path,
    type,
    sizeBytes: countOr(sparse?.realSize, storedBytes),
    mode: header.mode,
    uid: countOr(announced.pax?.uid, header.uid),
    gid: countOr(announced.pax?.gid, header.gid),
    linkTarget: type === 'hardlink' ? cleanPath(link).path : type === 'symlink' ? link : '',
  };
}

function countOr(value: number | null | undefined, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}
