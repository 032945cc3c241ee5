/**
 * The head of an ELF file: file header and program headers (System V ABI, chapters 4 and 5), 32 and 64 bit, both
 * byte orders. Sections, symbols and the extended numbering of more than 65,534 program headers are left out.
 */

export const ELF_EXECUTABLE = 2;
export const ELF_SHARED = 3;
export const SEGMENT_LOAD = 1;
export const SEGMENT_INTERPRETER = 3;
export const SEGMENT_WRITABLE = 2;

export interface ElfSegment {
  readonly type: number;
  readonly flags: number;
  /** Position in the file. */
  readonly offset: number;
  readonly address: number;
  /** Bytes in the file; the rest of the segment in memory is zero. */
  readonly fileBytes: number;
}

export interface Elf {
  readonly type: number;
  readonly is64: boolean;
  readonly littleEndian: boolean;
  /** Address of the first instruction; 0 where there is none. */
  readonly entryPoint: number;
  readonly segments: readonly ElfSegment[];
}

/** Null where the bytes are no ELF file, or where the program headers are damaged or lie beyond the given bytes. */
export function parseElf(head: Uint8Array): Elf | null {
  if (!isElf(head)) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const is64 = head[4] === 2;
  const littleEndian = head[5] === 1;
  if (head.length < (is64 ? 64 : 52)) return null;
  const word = (at64: number, at32: number): number =>
    is64 ? readWord(view, at64, littleEndian) : view.getUint32(at32, littleEndian);
  const start = word(32, 28);
  const size = view.getUint16(is64 ? 54 : 42, littleEndian);
  const count = view.getUint16(is64 ? 56 : 44, littleEndian);
  if (size < (is64 ? 56 : 32) || start + size * count > head.length) return null;
  return {
    type: view.getUint16(16, littleEndian),
    is64,
    littleEndian,
    entryPoint: word(24, 24),
    segments: Array.from({ length: count }, (_, index) =>
      parseSegment(view, start + index * size, is64, littleEndian),
    ),
  };
}

/** True if the bytes start as an ELF file of a known class and byte order does. */
export function isElf(head: Uint8Array): boolean {
  if (head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46) return false;
  return (head[4] === 1 || head[4] === 2) && (head[5] === 1 || head[5] === 2);
}

function parseSegment(view: DataView, at: number, is64: boolean, littleEndian: boolean): ElfSegment {
  const word = (at64: number, at32: number): number =>
    is64 ? readWord(view, at + at64, littleEndian) : view.getUint32(at + at32, littleEndian);
  return {
    type: view.getUint32(at, littleEndian),
    flags: view.getUint32(at + (is64 ? 4 : 24), littleEndian),
    offset: word(8, 4),
    address: word(16, 8),
    fileBytes: word(32, 16),
  };
}

/** 64 bits as a number: exact up to 2^53, and beyond that larger than any file. */
function readWord(view: DataView, at: number, littleEndian: boolean): number {
  return Number(view.getBigUint64(at, littleEndian));
}
