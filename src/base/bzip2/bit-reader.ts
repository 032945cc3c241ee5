/** Bits, the highest of a byte first, of bytes that come in pieces. */

/** More bytes are needed. */
export class NotYet extends Error {}

const NOT_YET = new NotYet('more bytes are needed');
/** Zeros behind the end, so that nobody looks beyond it. */
const PAD = 4;

export class BitReader {
  #bytes = new Uint8Array(PAD);
  /** Both in bits. */
  #at = 0;
  #end = 0;

  append(chunk: Uint8Array): void {
    const kept = this.#bytes.subarray(this.#at >>> 3, this.#end >>> 3);
    const bytes = new Uint8Array(kept.length + chunk.length + PAD);
    bytes.set(kept);
    bytes.set(chunk, kept.length);
    this.#bytes = bytes;
    this.#at &= 7;
    this.#end = 8 * (kept.length + chunk.length);
  }

  /** Whole bytes that were not read. */
  left(): number {
    return (this.#end - this.#at) >>> 3;
  }

  /** From one to 24. Throws `NotYet` where there are too few. */
  read(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  /** The same without going on; zeros behind the end. */
  peek(count: number): number {
    const at = this.#at;
    const byte = at >>> 3;
    const bytes = this.#bytes;
    const word = (bytes[byte]! << 24) | (bytes[byte + 1]! << 16) | (bytes[byte + 2]! << 8) | bytes[byte + 3]!;
    return (word << (at & 7)) >>> (32 - count);
  }

  skip(count: number): void {
    if (this.#at + count > this.#end) throw NOT_YET;
    this.#at += count;
  }

  /** To the next whole byte. */
  align(): void {
    this.#at = (this.#at + 7) & ~7;
  }

  /** A place to go back to; it means nothing after `append`. */
  mark(): number {
    return this.#at;
  }

  back(mark: number): void {
    this.#at = mark;
  }
}
