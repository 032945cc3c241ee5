/**
 * One header block of a tar: v7, ustar, GNU, star. Sources: POSIX `pax`, "ustar Interchange Format"; GNU tar
 * manual, "Basic Tar Format"; and how Go's archive/tar reads them, because container engines unpack with it.
 * Left out: times, owner names, device numbers.
 */
import type { FileType } from '../../model/file.ts';
import { decodeName } from './tar-path.ts';

export const BLOCK = 512;

export interface TarHeader {
  readonly name: string;
  readonly linkName: string;
  /** Code of the type flag's character. */
  readonly typeflag: number;
  /** NaN where the field is not a number. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const ZEROS = Buffer.alloc(BLOCK);
const CHECKSUM = 148;
const CHECKSUM_WIDTH = 8;
const SPACE = 0x20;

/** True if the block at `at` holds only zeros. */
export function isZeroBlock(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0 && bytes.compare(ZEROS, 0, BLOCK, at, at + BLOCK) === 0;
}

/** True if the checksum field fits the block; old writers summed signed bytes. */
export function hasRightChecksum(bytes: Buffer, at: number): boolean {
  const stored = parseNumber(bytes, at + CHECKSUM, CHECKSUM_WIDTH);
  // The field itself counts as spaces.
  let unsigned = blockSum(bytes, at) + CHECKSUM_WIDTH * SPACE;
  for (let i = at + CHECKSUM; i < at + CHECKSUM + CHECKSUM_WIDTH; i++) unsigned -= bytes[i]!;
  return stored === unsigned || stored === signedSum(bytes, at);
}

/** Fields of the block at `at`. Numbers that are none become 0, but for the size. */
export function parseHeader(bytes: Buffer, at: number): TarHeader {
  const name = parseName(bytes, at, 100);
  const prefix = parsePrefix(bytes, at);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: parseName(bytes, at + 157, 100),
    typeflag: bytes[at + 156]!,
    size: parseNumber(bytes, at + 124, 12),
    mode: parseNumber(bytes, at + 100, 8) & 0o7777,
    uid: parseNumber(bytes, at + 108, 8) || 0,
    gid: parseNumber(bytes, at + 116, 8) || 0,
  };
}

/** The type of an entry that is no extended header. POSIX: an unknown flag is to be read as a regular file. */
export function fileType(typeflag: number, name: string): FileType {
  switch (String.fromCharCode(typeflag)) {
    case '\0':
      return name.endsWith('/') ? 'directory' : 'file';
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '3':
      return 'character';
    case '4':
      return 'block';
    case '5':
    case 'D':
      return 'directory';
    case '6':
      return 'fifo';
    default:
      return 'file';
  }
}

/** Octal digits between spaces and NULs, or base 256 if the first bit is set; empty = 0, anything else NaN. */
export function parseNumber(bytes: Buffer, at: number, width: number): number {
  if (bytes[at]! & 0x80) return parseBase256(bytes, at, width);
  let i = at;
  const end = at + width;
  while (i < end && (bytes[i] === 0x20 || bytes[i] === 0)) i++;
  let value = 0;
  for (; i < end && bytes[i] !== 0x20 && bytes[i] !== 0; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 7) return Number.NaN;
    value = value * 8 + digit;
  }
  return value;
}

/** GNU: two's complement over the field, its first bit being the mark. */
function parseBase256(bytes: Buffer, at: number, width: number): number {
  const negative = (bytes[at]! & 0x40) !== 0;
  let value = negative ? (bytes[at]! & 0x7f) - 0x80 : bytes[at]! & 0x7f;
  for (let i = at + 1; i < at + width; i++) value = value * 256 + bytes[i]!;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

/** The memory that `words` shows; chunks mostly come in one and the same. Signed: no number needs memory of its own. */
let memory: ArrayBufferLike | null = null;
let words = new Int32Array(0);

/** Sum of the block's bytes, four at a time: two lanes of 16 bits hold 128 words. Layers of many small files feel it. */
function blockSum(bytes: Buffer, at: number): number {
  const start = bytes.byteOffset + at;
  if (start % 4 !== 0) return bytes.subarray(at, at + BLOCK).reduce((sum, byte) => sum + byte, 0);
  if (memory !== bytes.buffer) {
    memory = bytes.buffer;
    words = new Int32Array(memory as ArrayBuffer, 0, memory.byteLength >> 2);
  }
  const end = (start + BLOCK) >> 2;
  let lanes = 0;
  for (let i = start >> 2; i < end; i++) {
    const word = words[i]!;
    lanes = (lanes + (word & 0x00ff00ff) + ((word >> 8) & 0x00ff00ff)) | 0;
  }
  return (lanes & 0xffff) + (lanes >>> 16);
}

function signedSum(bytes: Buffer, at: number): number {
  let sum = CHECKSUM_WIDTH * SPACE;
  for (let i = at; i < at + BLOCK; i++) {
    if (i < at + CHECKSUM || i >= at + CHECKSUM + CHECKSUM_WIDTH) sum += (bytes[i]! << 24) >> 24;
  }
  return sum;
}

function parseName(bytes: Buffer, at: number, width: number): string {
  let end = at;
  while (end < at + width && bytes[end] !== 0) end++;
  return end === at ? '' : decodeName(bytes, at, end);
}

/** What stands in front of the name: ustar has 155 bytes for it, star 131, GNU other fields in their place. */
function parsePrefix(bytes: Buffer, at: number): string {
  if (bytes[at + 345] === 0) return '';
  const magic = bytes.toString('latin1', at + 257, at + 265);
  if (magic.startsWith('ustar\0')) {
    return parseName(bytes, at + 345, bytes.toString('latin1', at + 508, at + 512) === 'tar\0' ? 131 : 155);
  }
  return magic === 'ustar  \0' && !hasGnuTimes(bytes, at) ? parseName(bytes, at + 345, 155) : '';
}

/** Go before 1.8 wrote GNU headers with a prefix where GNU has two times; engines still read those. */
function hasGnuTimes(bytes: Buffer, at: number): boolean {
  return [345, 357].every((field) => !Number.isNaN(parseNumber(bytes, at + field, 12)));
}
