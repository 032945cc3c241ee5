/**
 * Reads ZIP archives by their central directory (PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3):
 * stored and deflated entries, ZIP64, data before the archive (self-running jars), positioned reads.
 * Left out: encryption, archives in several parts, other methods than 0 and 8, archives without a central directory.
 *
 * Sizes are claims. An entry gives exactly as many bytes as it declares, with the right CRC-32, or a ZipError;
 * the caller says how many bytes it takes, and counts them over all entries, as entries may share their bytes.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import {
  DEFLATED,
  DIRECTORY_ENTRY,
  DIRECTORY_ENTRY_BYTES,
  END,
  END_BYTES,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  MAX_TAIL_BYTES,
  NONE_32,
  STORED,
  ZIP64_EXTRA,
  ZIP64_LOCATOR,
  ZIP64_LOCATOR_BYTES,
} from './zip-format.ts';

/** The archive, or one entry of it, cannot be read. */
export class ZipError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ZipError';
  }
}

export interface ZipEntry {
  /** As stored, read as UTF-8; `/` at the end marks a folder. Never a path to write to. */
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly compressedBytes: number;
  /** Declared size of the content. */
  readonly plainBytes: number;
  /** Position of the local header in the source. */
  readonly headerOffset: number;
}

export interface ZipArchive {
  readonly source: ByteSource;
  /** The central directory's bytes. */
  readonly directory: Uint8Array;
  /** Bytes before the archive, which its own offsets do not count. */
  readonly prefixBytes: number;
}

/** Tells by an entry's raw name, `directory[start, end)`, whether the entry is worth decoding. */
export type NameFilter = (directory: Uint8Array, start: number, end: number) => boolean;

/** Finds the central directory. Throws ZipError where there is none. */
export function openZip(source: ByteSource): ZipArchive {
  const { start, directoryBytes, prefixBytes } = findDirectory(source, Math.min(source.size, MAX_TAIL_BYTES));
  if (directoryBytes > MAX_DIRECTORY_BYTES) throw new ZipError('the central directory is too large');
  return { source, directory: source.read(start, directoryBytes), prefixBytes };
}

export interface FoundDirectory {
  /** Where it begins in the source. */
  readonly start: number;
  readonly directoryBytes: number;
  /** As in `ZipArchive`. */
  readonly prefixBytes: number;
}

/** Where the end record in the last `tailBytes` says that the directory is. Throws ZipError where it cannot be. */
export function findDirectory(source: ByteSource, tailBytes: number): FoundDirectory {
  const end = findEnd(source, tailBytes);
  const { directoryBytes, directoryOffset, position } = readZip64End(source, end) ?? end;
  const start = position - directoryBytes;
  const prefixBytes = start - directoryOffset;
  if (start < 0 || prefixBytes < 0) throw new ZipError('the central directory lies outside the file');
  return { start, directoryBytes, prefixBytes };
}

/** The entries in the directory's order. Throws ZipError at the first damaged one, after those before it. */
export function* zipEntries(archive: ZipArchive, wants: NameFilter = all): Generator<ZipEntry, void> {
  const { directory } = archive;
  const view = viewOf(directory);
  for (let at = 0; at < directory.length; ) {
    if (at + DIRECTORY_ENTRY_BYTES > directory.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      throw new ZipError(`the central directory is damaged at byte ${at}`);
    }
    const nameEnd = at + DIRECTORY_ENTRY_BYTES + view.getUint16(at + 28, true);
    const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > directory.length) throw new ZipError(`the central directory is damaged at byte ${at}`);
    if (wants(directory, at + DIRECTORY_ENTRY_BYTES, nameEnd)) {
      yield parseDirectoryEntry(directory, at, archive.prefixBytes);
    }
    at = next;
  }
}

/** The content of an entry. Throws ZipError if it is damaged, not as declared, or larger than `maxBytes`. */
export function readZipEntry(archive: ZipArchive, entry: ZipEntry, maxBytes: number): Uint8Array {
  checkEntry(entry, maxBytes);
  return unpackZipEntry(entry, readStored(archive, entry), maxBytes);
}

/** The content of an entry by its stored bytes, for those who have them. Throws as `readZipEntry`. */
export function unpackZipEntry(entry: ZipEntry, stored: Uint8Array, maxBytes: number): Uint8Array {
  checkEntry(entry, maxBytes);
  const plain = entry.method === STORED ? stored : inflate(entry, stored);
  if (plain.length !== entry.plainBytes) throw new ZipError(`${entry.name} has not the size it declares`);
  if (crc32(plain) !== entry.crc32) throw new ZipError(`${entry.name} has a wrong checksum`);
  return plain;
}

const ZIP64_END = 0x06064b50;
const ZIP64_END_BYTES = 56;
const MAX_DIRECTORY_BYTES = 512 * 1024 * 1024;
/** No deflate stream grows by more (a run of 258 bytes in 2 bits). */
const MAX_DEFLATE_RATIO = 1032;

function checkEntry(entry: ZipEntry, maxBytes: number): void {
  if (entry.encrypted) throw new ZipError(`${entry.name} is encrypted`);
  if (entry.plainBytes > maxBytes) throw new ZipError(`${entry.name} is larger than ${maxBytes} bytes`);
}

interface End {
  readonly directoryBytes: number;
  readonly directoryOffset: number;
  /** Where this record lies in the source: the directory ends here. */
  readonly position: number;
}

function findEnd(source: ByteSource, tailBytes: number): End {
  const tailOffset = source.size - tailBytes;
  const tail = source.read(tailOffset, tailBytes);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail[at] === 0x50 && view.getUint32(at, true) === END) {
      const end = parseEnd(view, at, tailOffset);
      if (end !== null) return end;
    }
  }
  throw new ZipError('this is no ZIP archive, or its end is cut off');
}

/** Null where the signature is only there by chance, in a comment. */
function parseEnd(view: DataView, at: number, tailOffset: number): End | null {
  const position = tailOffset + at;
  const directoryBytes = view.getUint32(at + 12, true);
  const directoryOffset = view.getUint32(at + 16, true);
  if (at + END_BYTES + view.getUint16(at + 20, true) > view.byteLength) return null;
  const isZip64 = directoryBytes === NONE_32 || directoryOffset === NONE_32;
  if (!isZip64 && directoryBytes + directoryOffset > position) return null;
  return { directoryBytes, directoryOffset, position };
}

function readZip64End(source: ByteSource, end: End): End | null {
  const locatorAt = end.position - ZIP64_LOCATOR_BYTES;
  if (locatorAt < ZIP64_END_BYTES) return null;
  const locator = viewOf(source.read(locatorAt, ZIP64_LOCATOR_BYTES));
  if (locator.getUint32(0, true) !== ZIP64_LOCATOR) return null;
  // The locator's offset is wrong where data were put before the archive: then the record lies right before it.
  for (const position of [toNumber(locator.getBigUint64(8, true)), locatorAt - ZIP64_END_BYTES]) {
    if (position + ZIP64_END_BYTES > locatorAt) continue;
    const record = viewOf(source.read(position, ZIP64_END_BYTES));
    if (record.getUint32(0, true) !== ZIP64_END) continue;
    const directoryBytes = toNumber(record.getBigUint64(40, true));
    return { directoryBytes, directoryOffset: toNumber(record.getBigUint64(48, true)), position };
  }
  throw new ZipError('the ZIP64 end record is missing');
}

/** The entry whose whole record lies at `at` of a directory. Throws ZipError on impossible sizes. */
export function parseDirectoryEntry(directory: Uint8Array, at: number, prefixBytes: number): ZipEntry {
  const view = viewOf(directory);
  const nameAt = at + DIRECTORY_ENTRY_BYTES;
  const nameEnd = nameAt + view.getUint16(at + 28, true);
  const sizes = {
    plainBytes: view.getUint32(at + 24, true),
    compressedBytes: view.getUint32(at + 20, true),
    headerOffset: view.getUint32(at + 42, true),
  };
  const wide = widen(view, nameEnd, nameEnd + view.getUint16(at + 30, true), sizes);
  return {
    name: decodeName(directory, nameAt, nameEnd),
    method: view.getUint16(at + 10, true),
    encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
    crc32: view.getUint32(at + 16, true),
    plainBytes: wide.plainBytes,
    compressedBytes: wide.compressedBytes,
    headerOffset: prefixBytes + wide.headerOffset,
  };
}

/** Names as all that read archives here decode them. */
export function decodeName(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** Whether two records, one of them perhaps a local header, say the same of an entry, but for its place. */
export function isSameEntry(a: ZipEntry, b: ZipEntry): boolean {
  return (
    a.name === b.name &&
    a.method === b.method &&
    a.encrypted === b.encrypted &&
    a.crc32 === b.crc32 &&
    a.compressedBytes === b.compressedBytes &&
    a.plainBytes === b.plainBytes
  );
}

interface Sizes {
  readonly plainBytes: number;
  readonly compressedBytes: number;
  readonly headerOffset: number;
}

/** Takes from the ZIP64 extra field, in this order, the values that do not fit in 32 bits (section 4.5.3). Throws ZipError. */
export function widen(view: DataView, start: number, end: number, sizes: Sizes): Sizes {
  if (Math.max(sizes.plainBytes, sizes.compressedBytes, sizes.headerOffset) < NONE_32) return sizes;
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_EXTRA) continue;
    const fieldEnd = Math.min(end, at + 4 + view.getUint16(at + 2, true));
    let valueAt = at + 4;
    const take = (narrow: number): number => {
      if (narrow !== NONE_32) return narrow;
      if (valueAt + 8 > fieldEnd) throw new ZipError('a ZIP64 size is missing');
      valueAt += 8;
      return toNumber(view.getBigUint64(valueAt - 8, true));
    };
    const plainBytes = take(sizes.plainBytes);
    const compressedBytes = take(sizes.compressedBytes);
    return { plainBytes, compressedBytes, headerOffset: take(sizes.headerOffset) };
  }
  return sizes;
}

/** The local header repeats the name, and may have another extra field than the directory. */
function readStored(archive: ZipArchive, entry: ZipEntry): Uint8Array {
  const { source } = archive;
  const outside = (): ZipError => new ZipError(`${entry.name} lies outside the archive`);
  if (entry.headerOffset + LOCAL_HEADER_BYTES > source.size) throw outside();
  const header = viewOf(source.read(entry.headerOffset, LOCAL_HEADER_BYTES));
  if (header.getUint32(0, true) !== LOCAL_HEADER) throw new ZipError(`${entry.name} has no local header`);
  const offset =
    entry.headerOffset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (offset + entry.compressedBytes > source.size) throw outside();
  return source.read(offset, entry.compressedBytes);
}

function inflate(entry: ZipEntry, stored: Uint8Array): Uint8Array {
  if (entry.method !== DEFLATED) throw new ZipError(`${entry.name} uses compression method ${entry.method}`);
  // Nothing is allocated for a size that the compressed bytes cannot reach.
  if (entry.plainBytes > stored.length * MAX_DEFLATE_RATIO) {
    throw new ZipError(`${entry.name} has not the size it declares`);
  }
  try {
    // One byte more than declared: the decoder then needs one buffer, and one byte too many is an error.
    const chunkSize = Math.max(64, entry.plainBytes + 1);
    return inflateRawSync(stored, { chunkSize, maxOutputLength: Math.max(1, entry.plainBytes) });
  } catch (error) {
    throw new ZipError(`${entry.name} cannot be inflated`, error);
  }
}

const decoder = new TextDecoder();

function all(): boolean {
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ZipError('a ZIP64 size is impossible');
  return Number(value);
}
