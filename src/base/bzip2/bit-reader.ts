/** Bits, the highest of a byte first, of bytes that come in pieces. */

export interface BitReader {
  append(chunk: Uint8Array): void;
  /** Whole bytes that were not read. */
  left(): number;
  /** At most 24. Throws `NotYet` where there are too few. */
  read(count: number): number;
  /** To the next whole byte. */
  align(): void;
  /** A place to go back to; what was read before it may be gone. */
  mark(): number;
  back(mark: number): void;
}

/** More bytes are needed. */
export class NotYet extends Error {}

const NOT_YET = new NotYet('more bytes are needed');

export function createBitReader(): BitReader {
  let bytes: Buffer = Buffer.alloc(0);
  /** In bits. */
  let at = 0;
  return {
    append(chunk) {
      const start = at >>> 3;
      bytes = Buffer.concat([bytes.subarray(start), chunk]);
      at &= 7;
    },
    left: () => bytes.length - Math.ceil(at / 8),
    read(count) {
      if (at + count > bytes.length * 8) throw NOT_YET;
      let value = 0;
      let wanted = count;
      while (wanted > 0) {
        const free = 8 - (at & 7);
        const part = Math.min(free, wanted);
        const byte = bytes[at >>> 3]! & (0xff >> (at & 7));
        value = (value << part) | (byte >> (free - part));
        at += part;
        wanted -= part;
      }
      return value;
    },
    align() {
      at = (at + 7) & ~7;
    },
    mark: () => at,
    back(mark) {
      at = mark;
    },
  };
}
