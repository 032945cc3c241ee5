/**
 * Reads a ZIP archive as its bytes pass, in memory that does not grow with it: entries by their local headers, then
 * the central directory. Entries are given before the directory has said that they count: only the caller can compare
 * the two. Only plain archives are followed: records without gaps, no data in front, no ZIP64; a size that follows
 * its data (flag bit 3) needs a descriptor with a signature, as Java's tools write it. All others must be read
 * whole, by `openZip`, which finds the same in a plain one.
 */
import { decodeName, type NameFilter, parseDirectoryEntry, type ZipEntry } from './zip.ts';
import {
  DESCRIPTOR,
  DESCRIPTOR_BYTES,
  DIRECTORY_ENTRY,
  DIRECTORY_ENTRY_BYTES,
  END,
  END_BYTES,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  MAX_COMMENT_BYTES,
  NONE_32,
  ZIP64_LOCATOR,
  ZIP64_LOCATOR_BYTES,
} from './zip-format.ts';

export interface ZipStreamVisitor {
  /** How many bytes, stored and plain, an entry with the raw name `header[start, end)` may have to be given; 0 passes over it. */
  keeps(header: Uint8Array, start: number, end: number): number;
  /** An entry that is kept, by its local header. `stored` is valid only during the call. */
  local(entry: ZipEntry, stored: Uint8Array): void;
  /** Which entries of the directory are given to `listed`. */
  readonly wants: NameFilter;
  listed(entry: ZipEntry): void;
}

/** State of one archive. After an error of the visitor it must not be used any more. */
export class ZipStream {
  readonly #visitor: ZipStreamVisitor;
  #mode: 'record' | 'data' | 'search' | 'tail' | 'lost' = 'record';
  /** Of the next byte. */
  #position = 0;
  /** The entry whose data pass, if it is kept. */
  #entry: ZipEntry | null = null;
  #entryLimit = 0;
  #dataStart = 0;
  #dataEnd = 0;
  #directoryStart = -1;
  #directoryEnd = -1;
  #endsWithLocator = false;
  /** A record in pieces, or the last bytes in which a descriptor may have begun. */
  readonly #pending: Bytes = new Bytes();
  /** Data of an entry in pieces; the end of the archive. */
  readonly #kept: Bytes = new Bytes();

  constructor(visitor: ZipStreamVisitor) {
    this.#visitor = visitor;
  }

  /** False: this archive must be read whole, further bytes are of no use. */
  push(bytes: Uint8Array): boolean {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < chunk.length && this.#mode !== 'lost'; ) {
      const used = this.#step(at === 0 ? chunk : chunk.subarray(at));
      at += used;
      this.#position += used;
    }
    return this.#mode !== 'lost';
  }

  /** Bytes of the directory, if the end record agrees with what passed: then `openZip` finds the same; else null. */
  end(): number | null {
    const tail = this.#kept.view();
    if (this.#mode !== 'tail' || tail.length < END_BYTES || this.#endsWithLocator) return null;
    const directoryBytes = this.#directoryEnd - this.#directoryStart;
    const agrees =
      // Another end record may hide in the comment.
      tail.lastIndexOf('PK\x05\x06', -1, 'latin1') === 0 &&
      tail.readUInt16LE(20) <= tail.length - END_BYTES &&
      tail.readUInt32LE(16) === this.#directoryStart &&
      tail.readUInt32LE(12) === directoryBytes;
    return agrees ? directoryBytes : null;
  }

  /** Answers how many bytes it took: one at least. */
  #step(bytes: Buffer): number {
    if (this.#mode === 'record') return this.#readRecord(bytes);
    if (this.#mode === 'data') return this.#passData(bytes);
    if (this.#mode === 'search') return this.#searchDescriptor(bytes);
    if (this.#kept.length + bytes.length > END_BYTES + MAX_COMMENT_BYTES) this.#mode = 'lost';
    else this.#kept.add(bytes);
    return bytes.length;
  }

  #readRecord(bytes: Buffer): number {
    const pending = this.#pending;
    const need = recordBytes(pending.length === 0 ? bytes : pending.view());
    if (pending.length === 0 && bytes.length >= need) {
      this.#take(bytes.subarray(0, need), this.#position);
      return need;
    }
    const part = bytes.subarray(0, need - pending.length);
    const start = this.#position - pending.length;
    pending.add(part);
    const record = pending.view();
    if (recordBytes(record) === record.length) {
      pending.clear();
      this.#take(record, start);
    }
    return part.length;
  }

  #take(record: Buffer, start: number): void {
    const signature = record.readUInt32LE(0);
    if (signature === LOCAL_HEADER && this.#directoryStart < 0) this.#beginEntry(record, start);
    else if (signature === DIRECTORY_ENTRY) this.#readListed(record, start);
    else if (signature === END && this.#directoryStart >= 0) {
      this.#directoryEnd = start;
      this.#kept.clear();
      this.#kept.add(record);
      this.#mode = 'tail';
    } else this.#mode = 'lost';
  }

  #readListed(record: Buffer, start: number): void {
    if (this.#directoryStart < 0) this.#directoryStart = start;
    const locatorAt = record.length - ZIP64_LOCATOR_BYTES;
    this.#endsWithLocator = record.readUInt32LE(locatorAt) === ZIP64_LOCATOR;
    const nameEnd = DIRECTORY_ENTRY_BYTES + record.readUInt16LE(28);
    if (this.#visitor.wants(record, DIRECTORY_ENTRY_BYTES, nameEnd)) {
      this.#visitor.listed(parseDirectoryEntry(record, 0, 0));
    }
  }

  #beginEntry(header: Buffer, start: number): void {
    const nameEnd = LOCAL_HEADER_BYTES + header.readUInt16LE(26);
    const storedBytes = header.readUInt32LE(18);
    const hasDescriptor = (header.readUInt16LE(6) & DESCRIPTOR_FLAG) !== 0;
    this.#entryLimit = this.#visitor.keeps(header, LOCAL_HEADER_BYTES, nameEnd);
    const isKept =
      this.#entryLimit > 0 && (hasDescriptor || this.#fits(storedBytes, header.readUInt32LE(22)));
    this.#entry = isKept ? parseLocalEntry(header, nameEnd, start) : null;
    this.#kept.clear();
    this.#dataStart = start + header.length;
    this.#dataEnd = this.#dataStart + storedBytes;
    if (hasDescriptor) this.#mode = 'search';
    else if (storedBytes === NONE_32) this.#mode = 'lost';
    else if (storedBytes === 0) this.#finishEntry(EMPTY);
    else this.#mode = 'data';
  }

  #fits(storedBytes: number, plainBytes: number): boolean {
    return storedBytes <= this.#entryLimit && plainBytes <= this.#entryLimit;
  }

  #finishEntry(stored: Uint8Array): void {
    this.#mode = 'record';
    if (this.#entry !== null) this.#visitor.local(this.#entry, stored);
    this.#entry = null;
  }

  #passData(bytes: Buffer): number {
    const part = bytes.subarray(0, this.#dataEnd - this.#position);
    const isEnd = this.#position + part.length === this.#dataEnd;
    // Nothing is copied where all of it lies in one chunk.
    if (isEnd && this.#kept.length === 0) this.#finishEntry(part);
    else {
      if (this.#entry !== null) this.#kept.add(part, this.#entry.compressedBytes);
      if (isEnd) this.#finishEntry(this.#kept.view());
    }
    return part.length;
  }

  /** The signature may stand in the data by chance, but hardly with the size that fits its place. */
  #searchDescriptor(bytes: Buffer): number {
    const seam = Buffer.concat([this.#pending.view(), bytes.subarray(0, DESCRIPTOR_BYTES - 1)]);
    const seamStart = this.#position - this.#pending.length;
    const found =
      findDescriptor(seam, seamStart - this.#dataStart) ??
      findDescriptor(bytes, this.#position - this.#dataStart);
    const used = found === null ? bytes.length : this.#dataStart + found.endOffset - this.#position;
    this.#keepSearched(bytes.subarray(0, used));
    this.#pending.clear();
    if (found === null) {
      const last = bytes.length < DESCRIPTOR_BYTES ? seam : bytes;
      this.#pending.add(last.subarray(Math.max(0, last.length - DESCRIPTOR_BYTES + 1)));
    } else this.#endSearched(found);
    return used;
  }

  #keepSearched(bytes: Buffer): void {
    if (this.#entry === null) return;
    if (this.#kept.length + bytes.length > this.#entryLimit + DESCRIPTOR_BYTES) this.#entry = null;
    else this.#kept.add(bytes);
  }

  #endSearched({ crc32, compressedBytes, plainBytes }: Descriptor): void {
    if (!this.#fits(compressedBytes, plainBytes)) this.#entry = null;
    if (this.#entry !== null) this.#entry = { ...this.#entry, crc32, compressedBytes, plainBytes };
    this.#finishEntry(this.#kept.view().subarray(0, compressedBytes));
  }
}

const DESCRIPTOR_FLAG = 1 << 3;
const EMPTY = Buffer.alloc(0);

/** Length of a record as far as its first bytes tell it: at least one byte more than these, or right. */
function recordBytes(bytes: Buffer): number {
  if (bytes.length < 4) return 4;
  const signature = bytes.readUInt32LE(0);
  if (signature === LOCAL_HEADER) {
    if (bytes.length < LOCAL_HEADER_BYTES) return LOCAL_HEADER_BYTES;
    return LOCAL_HEADER_BYTES + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  }
  if (signature !== DIRECTORY_ENTRY) return 4;
  if (bytes.length < DIRECTORY_ENTRY_BYTES) return DIRECTORY_ENTRY_BYTES;
  return DIRECTORY_ENTRY_BYTES + bytes.readUInt16LE(28) + bytes.readUInt16LE(30) + bytes.readUInt16LE(32);
}

function parseLocalEntry(header: Buffer, nameEnd: number, headerOffset: number): ZipEntry {
  return {
    name: decodeName(header, LOCAL_HEADER_BYTES, nameEnd),
    method: header.readUInt16LE(8),
    encrypted: (header.readUInt16LE(6) & 1) !== 0,
    crc32: header.readUInt32LE(14),
    compressedBytes: header.readUInt32LE(18),
    plainBytes: header.readUInt32LE(22),
    headerOffset,
  };
}

interface Descriptor {
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly plainBytes: number;
  /** Where it ends, from the start of the data. */
  readonly endOffset: number;
}

/** `offset`: of the bytes from the start of the data. */
function findDescriptor(bytes: Buffer, offset: number): Descriptor | null {
  const last = bytes.length - DESCRIPTOR_BYTES;
  for (let at = bytes.indexOf(DESCRIPTOR_TEXT); at >= 0 && at <= last; ) {
    const compressedBytes = bytes.readUInt32LE(at + 8);
    if (compressedBytes === offset + at) {
      const [crc32, plainBytes] = [bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 12)];
      return { crc32, compressedBytes, plainBytes, endOffset: offset + at + DESCRIPTOR_BYTES };
    }
    at = bytes.indexOf(DESCRIPTOR_TEXT, at + 1);
  }
  return null;
}

const DESCRIPTOR_TEXT = Buffer.alloc(4);
DESCRIPTOR_TEXT.writeUInt32LE(DESCRIPTOR);

/** Bytes that are put together in one place that is used again and again. */
class Bytes {
  #buffer: Buffer = EMPTY;
  length = 0;

  /** `expectedBytes`: how many there will be, where that is known. The system gives memory only as it is filled. */
  add(bytes: Uint8Array, expectedBytes = 0): void {
    const length = this.length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(expectedBytes, length, 2 * this.#buffer.length, 1024));
      larger.set(this.view());
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.length);
    this.length = length;
  }

  /** Valid until the next `add`. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}
