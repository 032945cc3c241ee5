/**
 * gzip (RFC 1952) around raw DEFLATE: members one after the other, each with its check sum. Framed here and not by
 * zlib, because only so everything before a damaged place or before foreign bytes at the end is told apart from it.
 * Left out: names, times and comments of members, and the check sum of their headers.
 */
import { createEngine, type Engine, type PlainTarget } from '../../base/inflate-engine.ts';

/** Where in a member the reader is. */
type Part =
  | 'start'
  | 'extra-length'
  | 'extra'
  | 'name'
  | 'comment'
  | 'header-sum'
  | 'data'
  | 'trailer'
  | 'foreign';

const FIXED_HEADER = 10;

/** The optional fields of a header in their order, with the flag that tells of each (RFC 1952, section 2.3.1). */
const OPTIONAL: readonly (readonly [part: Part, flag: number])[] = [
  ['extra-length', 4],
  ['name', 8],
  ['comment', 16],
  ['header-sum', 2],
];

export class GzipReader {
  readonly #engine: Engine;
  readonly #checkSums: boolean;
  #part: Part = 'start';
  /** Bytes of a field of fixed length. */
  #field: number[] = [];
  #flags = 0;
  #extraLeft = 0;
  #members = 0;

  constructor(target: PlainTarget, engine: Engine = createEngine('deflate', target)) {
    this.#checkSums = target.checkSums;
    this.#engine = engine;
  }

  /** True if bytes that are no gzip follow the last member. */
  get foreignTail(): boolean {
    return this.#part === 'foreign';
  }

  /** Throws on damage; what came before has been passed on. */
  async push(stored: Uint8Array): Promise<void> {
    for (let at = 0; at < stored.length && this.#part !== 'foreign' && !this.#engine.stopped(); ) {
      if (this.#part === 'data') {
        const result = this.#engine.feed(stored, at);
        at = typeof result === 'number' ? result : await result;
        // At the very end of the input the next bytes tell whether the data had ended.
        if (at < stored.length) this.#go('trailer');
      } else if (this.#part === 'extra') {
        at += this.#passExtra(stored.length - at);
      } else {
        this.#takeByte(stored[at++]!);
      }
    }
  }

  /** Throws if a member is cut off. */
  end(): void {
    this.#engine.flush();
    const between = this.#part === 'foreign' || (this.#part === 'start' && this.#field.length === 0);
    if (!between && !this.#engine.stopped()) throw new Error('unexpected end of file');
  }

  flush(): void {
    this.#engine.flush();
  }

  close(): void {
    this.#engine.close();
  }

  #go(part: Part): void {
    this.#part = part;
    this.#field = [];
  }

  #passExtra(available: number): number {
    const take = Math.min(this.#extraLeft, available);
    this.#extraLeft -= take;
    if (this.#extraLeft === 0) this.#afterField('extra');
    return take;
  }

  #takeByte(byte: number): void {
    if (this.#part === 'name' || this.#part === 'comment') {
      if (byte === 0) this.#afterField(this.#part);
      return;
    }
    this.#field.push(byte);
    if (this.#part === 'start') this.#takeStart();
    else if (this.#part === 'trailer') this.#takeTrailer();
    else if (this.#field.length === 2) this.#afterField(this.#part);
  }

  #takeStart(): void {
    const [magic1, magic2, method, flags] = this.#field;
    const length = this.#field.length;
    if (magic1 !== 0x1f || (length >= 2 && magic2 !== 0x8b)) {
      if (this.#members === 0) throw new Error('incorrect header check');
      this.#go('foreign');
    } else if (length >= 3 && method !== 8) {
      throw new Error('unknown compression method');
    } else if (length === FIXED_HEADER) {
      this.#flags = flags!;
      this.#afterField('start');
    }
  }

  #afterField(part: Part): void {
    if (part === 'extra-length') this.#extraLeft = this.#field[0]! + 256 * this.#field[1]!;
    this.#go(nextPart(part, this.#flags, this.#extraLeft));
  }

  #takeTrailer(): void {
    if (this.#field.length < 8) return;
    const trailer = Buffer.from(this.#field);
    const { crc, sizeBytes } = this.#engine.sums;
    if (this.#checkSums && trailer.readUInt32LE(0) !== crc) throw new Error('incorrect data check');
    if (trailer.readUInt32LE(4) !== sizeBytes % 2 ** 32) throw new Error('incorrect length check');
    this.#members++;
    this.#engine.reset();
    this.#go('start');
  }
}

function nextPart(part: Part, flags: number, extraBytes: number): Part {
  if (part === 'extra-length' && extraBytes > 0) return 'extra';
  const done = OPTIONAL.findIndex(([name]) => name === (part === 'extra' ? 'extra-length' : part));
  return OPTIONAL.slice(done + 1).find(([, flag]) => (flags & flag) !== 0)?.[0] ?? 'data';
}
