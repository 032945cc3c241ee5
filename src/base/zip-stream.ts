/**
 * Reads a ZIP archive as its bytes pass, in memory that does not grow with it: entries by their local headers, then
 * the central directory. Entries are given before the directory has said that they count: only the caller can compare
 * the two. Archives are followed whose records leave no gaps; data may stand in front. A size that follows its data
 * (flag bit 3) needs a descriptor with a signature, as Java's tools write it. All others must be read whole, by
 * `openZip`, which finds the same in those that are followed.
 */

import type { ByteSource } from './byte-source.ts';
import {
  decodeName,
  type FoundDirectory,
  findDirectory,
  type NameFilter,
  parseDirectoryEntry,
  widen,
  type ZipEntry,
} from './zip.ts';
import {
  DESCRIPTOR_BYTES,
  DIRECTORY_ENTRY,
  DIRECTORY_ENTRY_BYTES,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  MAX_TAIL_BYTES,
  NONE_32,
} from './zip-format.ts';

export interface ZipStreamVisitor {
  /** How many bytes, stored and plain, an entry with the raw name `header[start, end)` may have to be kept; 0 passes over it. */
  keeps(header: Uint8Array, start: number, end: number): number;
  /** An entry that was kept, by its local header. `stored` is valid only during the call. */
  local(entry: ZipEntry, stored: Uint8Array): void;
  /** One that is too large to be kept, and says its size before its data: it can be had as it passes. */
  open(entry: ZipEntry): StoredSink | null;
  /** Which entries of the directory are given to `listed`. */
  readonly wants: NameFilter;
  /** Places are as the directory says them: `prefixBytes` is known at the end. */
  listed(entry: ZipEntry): void;
}

/** All stored bytes of an entry in order; a chunk is valid only during the call. */
export interface StoredSink {
  push(stored: Uint8Array): void;
  end(): void;
}

/** State of one archive. After an error of the visitor it must not be used any more. */
export class ZipStream {
  readonly #visitor: ZipStreamVisitor;
  #mode: 'prefix' | 'record' | 'data' | 'search' | 'tail' | 'lost' = 'prefix';
  /** Of the next byte. */
  #position = 0;
  /** The entry whose data pass, if it is kept. */
  #entry: ZipEntry | null = null;
  #entryLimit = 0;
  #sink: StoredSink | null = null;
  #dataStart = 0;
  #dataEnd = 0;
  #directoryStart = -1;
  #directoryEnd = -1;
  /** A record in pieces; or the last bytes of a search, in which what is looked for may have begun. */
  readonly #pending: Bytes = new Bytes();
  /** Data of an entry in pieces; the last record of the directory and all behind it. */
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

  /** Where the directory is, if the one that passed is the one that `openZip` finds; else null. */
  end(): FoundDirectory | null {
    if (this.#mode !== 'tail') return null;
    const source = tailSource(this.#kept.view(), this.#position);
    try {
      const found = findDirectory(source, Math.min(MAX_TAIL_BYTES, this.#position - this.#directoryEnd));
      const isSame =
        found.start === this.#directoryStart && found.start + found.directoryBytes === this.#directoryEnd;
      return isSame ? found : null;
    } catch {
      return null;
    }
  }

  /** Answers how many bytes it took: one at least. */
  #step(bytes: Buffer): number {
    if (this.#mode === 'record') return this.#readRecord(bytes);
    if (this.#mode === 'data') return this.#passData(bytes);
    if (this.#mode === 'search') return this.#searchDescriptor(bytes);
    if (this.#mode === 'prefix') return this.#searchStart(bytes);
    if (this.#position - this.#directoryEnd > MAX_TAIL_BYTES + ZIP64_END_BYTES) this.#mode = 'lost';
    else this.#kept.add(bytes.subarray(0, MAX_TAIL_BYTES));
    return Math.min(bytes.length, MAX_TAIL_BYTES);
  }

  #searchStart(bytes: Buffer): number {
    const held = this.#pending.length;
    const window = held === 0 ? bytes : Buffer.concat([this.#pending.view(), bytes]);
    const at = window.indexOf(LOCAL_HEADER_TEXT);
    this.#pending.clear();
    if (at >= 0) {
      this.#mode = 'record';
      this.#pending.add(LOCAL_HEADER_TEXT);
      return at + LOCAL_HEADER_TEXT.length - held;
    }
    if (this.#position > MAX_PREFIX_BYTES) this.#mode = 'lost';
    this.#pending.add(window.subarray(Math.max(0, window.length - LOCAL_HEADER_TEXT.length + 1)));
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
    if (signature === DIRECTORY_ENTRY) this.#readListed(record, start);
    else if (this.#directoryStart >= 0) {
      this.#mode = 'tail';
      this.#directoryEnd = start;
      this.#kept.add(record);
    } else if (signature === LOCAL_HEADER) this.#beginEntry(record, start);
    else this.#mode = 'lost';
  }

  #readListed(record: Buffer, start: number): void {
    if (this.#directoryStart < 0) this.#directoryStart = start;
    this.#kept.clear();
    this.#kept.add(record);
    const nameEnd = DIRECTORY_ENTRY_BYTES + record.readUInt16LE(28);
    if (this.#visitor.wants(record, DIRECTORY_ENTRY_BYTES, nameEnd)) {
      this.#visitor.listed(parseDirectoryEntry(record, 0, 0));
    }
  }

  #beginEntry(header: Buffer, start: number): void {
    const nameEnd = LOCAL_HEADER_BYTES + header.readUInt16LE(26);
    const storedBytes = localSizes(header, nameEnd)?.compressedBytes ?? NONE_32;
    const hasDescriptor = (header.readUInt16LE(6) & DESCRIPTOR_FLAG) !== 0;
    this.#entryLimit = this.#visitor.keeps(header, LOCAL_HEADER_BYTES, nameEnd);
    this.#entry = this.#entryLimit > 0 ? parseLocalEntry(header, nameEnd, start) : null;
    this.#kept.clear();
    this.#dataStart = start + header.length;
    this.#dataEnd = this.#dataStart + storedBytes;
    if (hasDescriptor) this.#mode = 'search';
    else if (storedBytes === NONE_32) this.#mode = 'lost';
    else {
      this.#mode = 'data';
      if (this.#entry !== null && !this.#fits(this.#entry)) this.#openSink(this.#entry);
      if (storedBytes === 0) this.#finishEntry(EMPTY);
    }
  }

  #openSink(entry: ZipEntry): void {
    this.#entry = null;
    this.#kept.release();
    this.#sink = this.#visitor.open(entry);
  }

  #fits({ compressedBytes, plainBytes }: Sizes): boolean {
    return compressedBytes <= this.#entryLimit && plainBytes <= this.#entryLimit;
  }

  #finishEntry(stored: Uint8Array): void {
    this.#mode = 'record';
    if (this.#entry !== null) this.#visitor.local(this.#entry, stored);
    this.#sink?.end();
    this.#entry = null;
    this.#sink = null;
  }

  #passData(bytes: Buffer): number {
    const part = bytes.subarray(0, this.#dataEnd - this.#position);
    const isEnd = this.#position + part.length === this.#dataEnd;
    this.#sink?.push(part);
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
    const held = this.#pending.length;
    const window = held === 0 ? bytes : Buffer.concat([this.#pending.view(), bytes]);
    const found = findDescriptor(window, this.#position - held - this.#dataStart);
    const used = found === null ? bytes.length : this.#dataStart + found.endOffset - this.#position;
    this.#keepSearched(bytes.subarray(0, used));
    this.#pending.clear();
    if (found === null) this.#pending.add(window.subarray(Math.max(0, window.length - DESCRIPTOR_BYTES + 1)));
    else this.#endSearched(found);
    return used;
  }

  #keepSearched(bytes: Buffer): void {
    if (this.#entry === null) return;
    if (this.#kept.length + bytes.length > this.#entryLimit + DESCRIPTOR_BYTES) this.#entry = null;
    else this.#kept.add(bytes);
  }

  #endSearched({ crc32, compressedBytes, plainBytes }: Descriptor): void {
    if (!this.#fits({ compressedBytes, plainBytes })) this.#entry = null;
    if (this.#entry !== null) this.#entry = { ...this.#entry, crc32, compressedBytes, plainBytes };
    this.#finishEntry(this.#kept.view().subarray(0, compressedBytes));
  }
}

/** A start script in front of an archive has some kilobytes. */
const MAX_PREFIX_BYTES = 1024 * 1024;
/** The ZIP64 end record and its locator. */
const ZIP64_END_BYTES = 76;
const DESCRIPTOR_FLAG = 1 << 3;
const EMPTY = Buffer.alloc(0);
const LOCAL_HEADER_TEXT = Buffer.from('PK\x03\x04', 'latin1');
const DESCRIPTOR_TEXT = Buffer.from('PK\x07\x08', 'latin1');

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
    compressedBytes: NONE_32,
    plainBytes: NONE_32,
    ...localSizes(header, nameEnd),
    headerOffset,
  };
}

type Sizes = Pick<ZipEntry, 'compressedBytes' | 'plainBytes'>;

/** Of a local header, also in ZIP64, where they stand behind the name. Null where they are missing there. */
function localSizes(header: Buffer, nameEnd: number): Sizes | null {
  const sizes = {
    compressedBytes: header.readUInt32LE(18),
    plainBytes: header.readUInt32LE(22),
    headerOffset: 0,
  };
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  try {
    const wide = widen(view, nameEnd, header.length, sizes);
    return wide.compressedBytes === NONE_32 ? null : wide;
  } catch {
    return null;
  }
}

interface Descriptor extends Sizes {
  readonly crc32: number;
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

/** A file of which only the end is there. Throws RangeError before it. */
function tailSource(tail: Buffer, size: number): ByteSource {
  const start = size - tail.length;
  return {
    size,
    read(offset, length) {
      if (offset < start || offset + length > size) throw new RangeError('these bytes were not kept');
      return tail.subarray(offset - start, offset - start + length);
    },
  };
}

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

  /** Gives the memory back. */
  release(): void {
    this.length = 0;
    this.#buffer = EMPTY;
  }
}
