/**
 * Raw DEFLATE (RFC 1951) and zstd (RFC 8878) streams, through `node:zlib` in three ways that give the same bytes:
 * the zlib object's own handle, in this thread or in one of libuv's, into buffers that are used again (about a
 * quarter faster, no allocation), and the public stream. The handle is no public interface, so that a self-test
 * decides once whether it can be used.
 */
import {
  crc32,
  createInflateRaw,
  createZstdDecompress,
  deflateRawSync,
  constants as zlib,
  zstdCompressSync,
} from 'node:zlib';

/** Plain bytes, valid only during the call. False = nothing more is wanted. */
export type PlainSink = (plain: Uint8Array) => boolean;
export type EngineKind = 'deflate' | 'zstd';

/** One compressed stream after another. Methods reject or throw on damaged data; what came before has been passed on. */
export interface Engine {
  /** Uses input from `at`; answers the place behind the last byte used: before its end, the stream ended there. */
  feed(input: Uint8Array, at: number): number | Promise<number>;
  /** At the end of input. Throws if the stream is cut off. */
  finish(): void | Promise<void>;
  /** Passes on what is still held back. */
  flush(): void;
  /** Begins another stream; the sums start again. */
  reset(): void;
  readonly sums: PlainSums;
  /** True once the sink wants no more. */
  stopped(): boolean;
  close(): void;
}

/** Answers at once. */
export interface SyncEngine extends Engine {
  feed(input: Uint8Array, at: number): number;
  finish(): void;
}

/** Of the plain bytes of one stream. */
export interface PlainSums {
  /** CRC-32 (RFC 1952, section 8); 0 where none is made, and for zstd, which has sums of its own. */
  readonly crc: number;
  readonly sizeBytes: number;
}

/** Plain bytes are passed on in pieces of at most this: they are hashed and looked at while a cache holds them. */
export const PLAIN_CHUNK: number = 256 * 1024;

/** What a write in the pool may give: each costs two threads a wake-up. */
const POOL_BYTES = 2 * 1024 * 1024;

/** Plain bytes stand in memory as in the stream, so that a tar's blocks can be read word by word. */
const ALIGNMENT = 512;

const NO_INPUT = Buffer.alloc(0);

/** What a user of plain bytes decides about them. */
export interface PlainTarget {
  readonly sink: PlainSink;
  /** Whether CRC-32 sums are made and checked: a digest over the plain bytes says more. */
  readonly checkSums: boolean;
}

export function plainTarget(sink: PlainSink, checkSums = true): PlainTarget {
  return { sink, checkSums };
}

export function createEngine(kind: EngineKind, target: PlainTarget): Engine {
  if (!handleWorks()) return createStreamEngine(kind, target);
  return POOLED_IN.test(process.versions.node)
    ? createPooledEngine(kind, target)
    : createHandleEngine(kind, target);
}

/** Null where the handle cannot be used. */
export function createSyncEngine(kind: EngineKind, target: PlainTarget): SyncEngine | null {
  return handleWorks() ? createHandleEngine(kind, target) : null;
}

/** What a zlib object of Node holds inside: see its `processChunkSync`. */
interface ZlibInside {
  readonly _handle: {
    readonly writeSync: ZlibWrite;
    /** On a thread of libuv's pool; calls `cb` back, or `onerror`. */
    readonly write: ZlibWrite;
    cb: () => void;
    reset(): void;
    onerror: (message: string) => void;
  };
  /** After a write: bytes of output left free, bytes of input left over. */
  readonly _writeState: Uint32Array;
}

type ZlibWrite = (
  flush: number,
  input: Uint8Array,
  inputAt: number,
  inputBytes: number,
  output: Uint8Array,
  outputAt: number,
  outputBytes: number,
) => void;

/** Asked for late: most scans of images that are known inflate nothing. */
function flushFlags(kind: EngineKind): { readonly go: number; readonly end: number } {
  return kind === 'deflate'
    ? { go: zlib.Z_NO_FLUSH, end: zlib.Z_FINISH }
    : { go: zlib.ZSTD_e_continue, end: zlib.ZSTD_e_end };
}

/** Through the zlib object's own handle, in this thread. */
export function createHandleEngine(kind: EngineKind, target: PlainTarget): SyncEngine {
  const stream = createZlib(kind);
  const { _handle: handle, _writeState: left } = stream as unknown as ZlibInside;
  const sums = createSums(kind === 'deflate' && target.checkSums);
  let output: Buffer | null = null;
  let filled = 0;
  let failure = '';
  let stopped = false;
  handle.onerror = (message) => {
    failure = message;
  };
  const flush = (): void => {
    if (filled > 0 && !stopped) stopped = !target.sink(output!.subarray(0, filled));
    filled = 0;
  };
  /** One write; answers the place behind the input it used. `left[0]` is 0 if there may be more output. */
  const write = (flag: number, input: Uint8Array, at: number): number => {
    output ??= takeBuffer();
    handle.writeSync(flag, input, at, input.length - at, output, filled, PLAIN_CHUNK - filled);
    if (failure !== '') {
      flush();
      throw new Error(failure);
    }
    sums.add(output.subarray(filled, PLAIN_CHUNK - left[0]!));
    filled = PLAIN_CHUNK - left[0]!;
    if (filled === PLAIN_CHUNK) flush();
    return input.length - left[1]!;
  };
  const { go, end } = flushFlags(kind);
  return {
    sums,
    feed(input, at) {
      for (let place = at; !stopped; ) {
        const sizeBefore = sums.sizeBytes;
        const next = write(go, input, place);
        const idle = next === place && sums.sizeBytes === sizeBefore;
        place = next;
        if (left[0] === 0) continue;
        // With room for output and input left over, DEFLATE has ended; in zstd another frame may begin.
        if (place === input.length || kind === 'deflate' || idle) return place;
      }
      return input.length;
    },
    finish() {
      do write(end, NO_INPUT, 0);
      while (left[0] === 0 && !stopped);
    },
    flush,
    reset() {
      handle.reset();
      sums.reset();
    },
    stopped: () => stopped,
    close() {
      if (output !== null) spare.push(output);
      output = null;
      stream.destroy();
    },
  };
}

/** Where the way below is known to work: what it relies on is no public interface, and cannot be tried at once. */
const POOLED_IN = /^(?:24|26)\./;

/** A write that gave less makes the next one here: the way to another thread and back takes longer. */
const WORTH_BYTES = 64 * 1024;

/** Through the zlib object's own handle on another thread, while what it gave before is passed on here. */
export function createPooledEngine(kind: EngineKind, target: PlainTarget): Engine {
  return new PooledEngine(kind, target);
}

class PooledEngine implements Engine {
  readonly sums: MutableSums;
  readonly #kind: EngineKind;
  readonly #sink: PlainSink;
  readonly #stream: Zlib;
  readonly #handle: ZlibInside['_handle'];
  readonly #left: Uint32Array;
  /** The first holds what is not yet passed on, the second is filled while that is done. */
  #buffers: [Buffer, Buffer] = [takeBuffer(), takeBuffer()];
  #start = 0;
  #filled = 0;
  /** What the last write gave. */
  #gave = POOL_BYTES;
  #failure = '';
  #stopped = false;
  #settle = (): void => {};

  constructor(kind: EngineKind, { sink, checkSums }: PlainTarget) {
    this.sums = createSums(kind === 'deflate' && checkSums);
    this.#kind = kind;
    this.#sink = sink;
    this.#stream = createZlib(kind);
    const { _handle: handle, _writeState: left } = this.#stream as unknown as ZlibInside;
    this.#handle = handle;
    this.#left = left;
    // To a stream that is no more the handle gives nothing of what it wrote, and only calls back.
    Object.defineProperty(this.#stream, 'destroyed', { value: true });
    handle.cb = () => this.#settle();
    handle.onerror = (message) => {
      this.#failure = message;
      this.#settle();
    };
  }

  feed(input: Uint8Array, at: number): number | Promise<number> {
    const { go } = flushFlags(this.#kind);
    for (let place = at; !this.#stopped; ) {
      if (this.#gave >= WORTH_BYTES) return this.#feedPool(input, place);
      const next = this.#writeHere(go, input, place);
      if (this.#hasEnded(input, place, next)) return next;
      place = next;
    }
    return input.length;
  }

  finish(): void {
    const { end } = flushFlags(this.#kind);
    do this.#writeHere(end, NO_INPUT, 0);
    while (this.#left[0] === 0 && !this.#stopped);
  }

  flush(): void {
    const [buffer] = this.#buffers;
    const [start, filled] = [this.#start, this.#filled];
    this.#start = 0;
    this.#filled = 0;
    for (let at = start; at < filled && !this.#stopped; at += PLAIN_CHUNK) {
      this.#stopped = !this.#sink(buffer.subarray(at, Math.min(at + PLAIN_CHUNK, filled)));
    }
  }

  reset(): void {
    this.#handle.reset();
    this.sums.reset();
  }

  stopped(): boolean {
    return this.#stopped;
  }

  close(): void {
    spare.push(...this.#buffers);
    this.#stream.destroy();
  }

  async #feedPool(input: Uint8Array, at: number): Promise<number> {
    const next = await this.#writeInPool(input, at);
    return this.#hasEnded(input, at, next) ? next : this.feed(input, next);
  }

  #writeHere(flag: number, input: Uint8Array, at: number): number {
    if (this.#filled === POOL_BYTES) this.flush();
    const from = this.#filled;
    const [buffer] = this.#buffers;
    this.#handle.writeSync(flag, input, at, input.length - at, buffer, from, POOL_BYTES - from);
    return this.#written(input, from);
  }

  async #writeInPool(input: Uint8Array, at: number): Promise<number> {
    const [full, free] = this.#buffers;
    const from = this.sums.sizeBytes % ALIGNMENT;
    const done = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    const { go } = flushFlags(this.#kind);
    this.#handle.write(go, input, at, input.length - at, free, from, POOL_BYTES - from);
    this.flush();
    this.#buffers = [free, full];
    await done;
    this.#start = from;
    return this.#written(input, from);
  }

  /** Answers the place behind the input that a write used. */
  #written(input: Uint8Array, from: number): number {
    if (this.#failure !== '') throw new Error(this.#failure);
    this.#filled = POOL_BYTES - this.#left[0]!;
    this.#gave = this.#filled - from;
    this.sums.add(this.#buffers[0].subarray(from, this.#filled));
    return input.length - this.#left[1]!;
  }

  /** With room for output and input left over, DEFLATE has ended; in zstd another frame may begin. */
  #hasEnded(input: Uint8Array, at: number, next: number): boolean {
    if (this.#left[0] === 0) return false;
    return next === input.length || this.#kind === 'deflate' || (next === at && this.#gave === 0);
  }
}

/** Buffers that wait to be used again: the garbage collector would let many gather. */
const spare: Buffer[] = [];

function takeBuffer(): Buffer {
  return spare.pop() ?? Buffer.allocUnsafeSlow(POOL_BYTES);
}

/** Through the public stream. */
export function createStreamEngine(kind: EngineKind, target: PlainTarget): Engine {
  const sums = createSums(kind === 'deflate' && target.checkSums);
  let stopped = false;
  let stream = open();
  /** Settles what is under way: at the end of a write, or of the stream. */
  let settle: (failure: Error | null) => void = () => {};
  function open(): Zlib {
    const opened = createZlib(kind);
    opened.on('data', (plain: Buffer) => {
      if (stopped) return;
      sums.add(plain);
      stopped = !target.sink(plain);
    });
    opened.on('end', () => settle(null));
    opened.on('error', (error) => settle(error));
    return opened;
  }
  const settled = (begin: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      settle = (failure) => (failure === null ? resolve() : reject(failure));
      begin();
    });
  return {
    sums,
    async feed(input, at) {
      if (at === input.length || stopped) return input.length;
      const before = stream.bytesWritten;
      await settled(() => stream.write(input.subarray(at), (error) => settle(error ?? null)));
      return stopped ? input.length : at + stream.bytesWritten - before;
    },
    finish: () => settled(() => stream.end()),
    flush: () => {},
    reset() {
      stream.destroy();
      stream = open();
      sums.reset();
    },
    stopped: () => stopped,
    close: () => void stream.destroy(),
  };
}

type Zlib = ReturnType<typeof createInflateRaw> | ReturnType<typeof createZstdDecompress>;

function createZlib(kind: EngineKind): Zlib {
  return kind === 'zstd'
    ? createZstdDecompress({ chunkSize: PLAIN_CHUNK })
    : createInflateRaw({ chunkSize: PLAIN_CHUNK });
}

interface MutableSums extends PlainSums {
  add(plain: Uint8Array): void;
  reset(): void;
}

function createSums(withCrc: boolean): MutableSums {
  return {
    crc: 0,
    sizeBytes: 0,
    add(this: { crc: number; sizeBytes: number }, plain) {
      if (withCrc) this.crc = crc32(plain, this.crc);
      this.sizeBytes += plain.length;
    },
    reset(this: { crc: number; sizeBytes: number }) {
      this.crc = 0;
      this.sizeBytes = 0;
    },
  };
}

let works: boolean | null = null;

/** Tries the handle on a stream that gives more than one chunk, once for each process. */
function handleWorks(): boolean {
  works ??= testHandle();
  return works;
}

function testHandle(): boolean {
  const plain = Buffer.alloc(PLAIN_CHUNK + 1000, 'plimsoll');
  try {
    return [
      { kind: 'deflate', packed: deflateRawSync(plain) } as const,
      { kind: 'zstd', packed: zstdCompressSync(plain) } as const,
    ].every(({ kind, packed }) => {
      const parts: Buffer[] = [];
      const engine = createHandleEngine(
        kind,
        plainTarget((part) => parts.push(Buffer.from(part)) > 0),
      );
      const used = engine.feed(packed, 0);
      engine.flush();
      engine.close();
      return used === packed.length && Buffer.concat(parts).equals(plain);
    });
  } catch {
    return false;
  }
}
