/**
 * Plain bytes on their way from the thread that inflates to the thread that looks at them: a ring of buffers in
 * memory that both see. Each side waits for the other only when the ring is full or empty, and nothing is copied.
 */
import type { OpenRange } from '../stored-bytes.ts';
import type { CompressionError } from './decompress.ts';
import { PLAIN_CHUNK, type PlainTarget } from '../../base/inflate-engine.ts';

/** Buffers of the ring: enough to bridge the time that a reader takes for a large file. */
const SLOTS = 8;

/** Places of the words that both sides share. */
const WRITTEN = 0;
const READ = 1;
/** What the inflating thread has to do or has done: nothing yet, `GO`, `ENDED`. */
const STATE = 2;
const STOP = 3;
const FILE = 4;
const CHECK_SUMS = 5;
const FAILURE = 6;
const MESSAGE_BYTES = 7;
const FOREIGN_TAIL = 8;
const SIZES = 9;
const WORDS = SIZES + SLOTS;

const GO = 1;
const ENDED = 2;

/** Numbers that do not fit into a word. */
const OFFSET = 0;
const SIZE = 1;
const NUMBERS = 2;

const MOST_MESSAGE_BYTES = 512;

const FAILURES: readonly CompressionError['code'][] = [
  'unknown-compression',
  'truncated-layer',
  'damaged-layer',
];

/** Memory that is sent to the other thread at its start. */
export interface RingMemory {
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  readonly message: Uint8Array;
  readonly slots: readonly Uint8Array[];
}

export interface InflateJob extends OpenRange {
  readonly checkSums: boolean;
}

/** How inflating ended. */
export interface InflateEnd {
  /** Null = the data are whole, or nothing more was wanted. */
  readonly failure: { readonly code: CompressionError['code']; readonly message: string } | null;
  readonly foreignTail: boolean;
}

export function createRing(): RingMemory {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  return {
    words: new Int32Array(shared(4 * WORDS)),
    numbers: new Float64Array(shared(8 * NUMBERS)),
    message: new Uint8Array(shared(MOST_MESSAGE_BYTES)),
    slots: Array.from({ length: SLOTS }, () => new Uint8Array(shared(PLAIN_CHUNK))),
  };
}

/** The side that looks at the bytes. */
export interface RingReader {
  start(job: InflateJob): void;
  /**
   * The next bytes, valid until the next call; null = that was all. While there are none, `idle` is called as long
   * as it answers that it found something to do.
   */
  next(idle: () => boolean): Uint8Array | null;
  /** Known once `next` gave null. */
  end(): InflateEnd;
  /** Ends the job early; returns once the other side has stopped. */
  stop(): void;
}

export function readRing({ words, numbers, message, slots }: RingMemory): RingReader {
  let held = false;
  const release = (): void => {
    if (!held) return;
    held = false;
    Atomics.add(words, READ, 1);
    Atomics.notify(words, READ);
  };
  const next = (idle: () => boolean): Uint8Array | null => {
    release();
    for (;;) {
      const written = Atomics.load(words, WRITTEN);
      const read = Atomics.load(words, READ);
      if (written !== read) {
        held = true;
        const slot = read % SLOTS;
        return slots[slot]!.subarray(0, words[SIZES + slot]);
      }
      // Looked at after WRITTEN: what was written before the end is seen.
      if (Atomics.load(words, STATE) === ENDED && Atomics.load(words, WRITTEN) === read) return null;
      if (!idle()) Atomics.wait(words, WRITTEN, written, WAIT_MS);
    }
  };
  return {
    start(job) {
      numbers[OFFSET] = job.offsetBytes;
      numbers[SIZE] = job.sizeBytes;
      words[FILE] = job.fd;
      words[CHECK_SUMS] = job.checkSums ? 1 : 0;
      for (const word of [WRITTEN, READ, STOP, FAILURE, FOREIGN_TAIL]) Atomics.store(words, word, 0);
      Atomics.store(words, STATE, GO);
      Atomics.notify(words, STATE);
    },
    next,
    end() {
      const failed = words[FAILURE]!;
      const text = Buffer.from(message.slice(0, words[MESSAGE_BYTES])).toString();
      return {
        failure: failed === 0 ? null : { code: FAILURES[failed - 1]!, message: text },
        foreignTail: words[FOREIGN_TAIL] === 1,
      };
    },
    stop() {
      if (Atomics.load(words, STATE) !== GO) return;
      Atomics.store(words, STOP, 1);
      while (next(() => false) !== null);
    },
  };
}

/** Nobody is woken for the end of a job: a wait looks again after this time. */
const WAIT_MS = 20;

/** The side that inflates. */
export interface RingWriter {
  /** Sleeps until there is a job. */
  wait(): InflateJob;
  /** Where plain bytes go; the sink answers false once nothing more is wanted. */
  readonly target: Pick<PlainTarget, 'sink' | 'nextBuffer'>;
  finish(end: InflateEnd): void;
}

export function writeRing({ words, numbers, message, slots }: RingMemory): RingWriter {
  let at = 0;
  /** False if the other side wants no more. */
  const waitForRoom = (): boolean => {
    for (;;) {
      const read = Atomics.load(words, READ);
      if (Atomics.load(words, STOP) === 1) return false;
      if (at - read < SLOTS) return true;
      Atomics.wait(words, READ, read, WAIT_MS);
    }
  };
  const slotAt = (): Uint8Array => slots[at % SLOTS]!;
  return {
    wait() {
      for (let state = Atomics.load(words, STATE); state !== GO; state = Atomics.load(words, STATE)) {
        Atomics.wait(words, STATE, state);
      }
      at = 0;
      return {
        fd: words[FILE]!,
        offsetBytes: numbers[OFFSET]!,
        sizeBytes: numbers[SIZE]!,
        checkSums: words[CHECK_SUMS] === 1,
      };
    },
    target: {
      nextBuffer() {
        waitForRoom();
        const slot = slotAt();
        return Buffer.from(slot.buffer, slot.byteOffset, slot.length);
      },
      sink(plain) {
        for (let from = 0; from < plain.length; from += PLAIN_CHUNK) {
          if (!waitForRoom()) return false;
          const piece = plain.subarray(from, from + PLAIN_CHUNK);
          // Bytes that the engine did not write there itself: plain layers, and the public stream's.
          if (piece.buffer !== slotAt().buffer) slotAt().set(piece);
          words[SIZES + (at % SLOTS)] = piece.length;
          at++;
          Atomics.store(words, WRITTEN, at);
          Atomics.notify(words, WRITTEN);
        }
        return true;
      },
    },
    finish({ failure, foreignTail }) {
      const text = Buffer.from(failure?.message ?? '').subarray(0, MOST_MESSAGE_BYTES);
      message.set(text);
      words[MESSAGE_BYTES] = text.length;
      words[FAILURE] = failure === null ? 0 : FAILURES.indexOf(failure.code) + 1;
      words[FOREIGN_TAIL] = foreignTail ? 1 : 0;
      Atomics.store(words, STATE, ENDED);
      Atomics.notify(words, WRITTEN);
    },
  };
}
