/** The classes that an archive's directory lists: what is known of each without reading it. */
import { HASH_START, hashBytes, keyOf } from './hashes.ts';

export interface ClassList {
  readonly folders: readonly string[];
  readonly count: number;
  /** By class: number of its folder, hash of its own name, checksum, and place of its local header (2^32-1: not told). */
  readonly folderOf: Uint32Array;
  readonly names: Uint32Array;
  readonly sums: Uint32Array;
  readonly places: Uint32Array;
}

export interface ClassCollector {
  /** A class whose record lies before its name `bytes[start, end)`, in the folder of that number. */
  add(bytes: Uint8Array, start: number, end: number, folder: number): void;
  list(folders: Iterable<string>): ClassList;
}

/** More are not compared with known ones. */
const MOST_CLASSES = 500_000;
const COLUMNS = 4;
const ENDING = '.class'.length;

export function collectClasses(): ClassCollector {
  let rows = new Uint32Array(COLUMNS * 256);
  let used = 0;
  return {
    add(bytes, start, end, folder) {
      if (used >= MOST_CLASSES * COLUMNS) return;
      if (used === rows.length) {
        const larger = new Uint32Array(2 * rows.length);
        larger.set(rows);
        rows = larger;
      }
      const nameStart = bytes.lastIndexOf(SLASH, end - 1) + 1;
      rows[used] = folder;
      rows[used + 1] = hashBytes(bytes, Math.max(start, nameStart), end - ENDING);
      rows[used + 2] = u4(bytes, start - 30);
      rows[used + 3] = u4(bytes, start - 4);
      used += COLUMNS;
    },
    list(folders) {
      const count = used / COLUMNS;
      const column = (number: number): Uint32Array =>
        Uint32Array.from({ length: count }, (_, row) => rows[row * COLUMNS + number]!);
      return {
        folders: [...folders],
        count,
        folderOf: column(0),
        names: column(1),
        sums: column(2),
        places: column(3),
      };
    },
  };
}

/** The key of the class with the raw name `bytes[start, end)`. */
export function keyOfName(bytes: Uint8Array, start: number, end: number): number {
  const slash = bytes.lastIndexOf(SLASH, end - 1);
  const folderEnd = Math.max(start, slash);
  const folderStart =
    folderEnd === start ? start : Math.max(start, bytes.lastIndexOf(SLASH, folderEnd - 1) + 1);
  const name = hashBytes(bytes, slash < start ? start : slash + 1, end - ENDING);
  return keyOf(hashBytes(bytes, folderStart, folderEnd, HASH_START), name);
}

const SLASH = 0x2f;

function u4(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
