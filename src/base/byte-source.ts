/** Random access to bytes, in memory or in a file: for formats that are read from their end or by offsets. */
import { readSync } from 'node:fs';

export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes, valid as long as the source is. Throws RangeError beyond the end. */
  read(offset: number, length: number): Uint8Array;
}

/** A view of bytes in memory; nothing is copied. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => {
      checkRange(bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/** An open file of a known size, read at positions. Closing it is the caller's work. */
export function fileSource(descriptor: number, sizeBytes: number): ByteSource {
  return {
    size: sizeBytes,
    read: (offset, length) => {
      checkRange(sizeBytes, offset, length);
      return readFully(descriptor, offset, length);
    },
  };
}

function checkRange(size: number, offset: number, length: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
    throw new RangeError(`bytes ${offset} to ${offset + length} lie outside ${size} bytes`);
  }
}

function readFully(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const count = readSync(descriptor, bytes, done, length - done, offset + done);
    if (count === 0) throw new RangeError(`the file ends at byte ${offset + done}`);
    done += count;
  }
  return bytes;
}
