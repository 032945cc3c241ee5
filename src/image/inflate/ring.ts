/**
 * Bytes of a layer on their way from the thread that reads and inflates them to the thread that hashes and looks at
 * them: two rings of buffers in memory that both see, one for stored and one for plain bytes. Each side waits for the
 * other only when a ring is full or both are empty, and nothing is copied or read twice.
 */

import { PLAIN_CHUNK, type PlainTarget } from '../../base/inflate-engine.ts';
import type { OpenRange } from '../stored-bytes.ts';
import type { CompressionError } from './decompress.ts';

/** Buffers of a ring: enough to bridge the time that a reader takes for a large file. */
const SLOTS = 8;
const SLOT_BYTES = PLAIN_CHUNK;

/** Places of the words that both sides share. */
const STATE = 0;
/** Counts what the inflating thread did, and what it is given: each side sleeps on the other's count. */
const DONE = 1;
const FREED = 2;
/** Set by the side that looks: no more plain bytes, or nothing more at all. */
const ENOUGH_PLAIN = 3;
const STOP = 4;
const FILE = 5;
const CHECK_SUMS = 6;
const FAILURE = 7;
const MESSAGE_BYTES = 8;
const FOREIGN_TAIL = 9;
const PLAIN = 10;
/** Of each ring: pieces written, pieces read, sizes of the pieces. */
const RING_WORDS = 2 + SLOTS;
const STORED = PLAIN + RING_WORDS;
const WORDS = STORED + RING_WORDS;
const WRITTEN = 0;
const READ = 1;
const SIZES = 2;

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
  readonly plain: readonly Uint8Array[];
  readonly stored: readonly Uint8Array[];
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
  const slots = (): Uint8Array[] => Array.from({ length: SLOTS }, () => new Uint8Array(shared(SLOT_BYTES)));
  return {
    words: new Int32Array(shared(4 * WORDS)),
    numbers: new Float64Array(shared(8 * NUMBERS)),
    message: new Uint8Array(shared(MOST_MESSAGE_BYTES)),
    plain: slots(),
    stored: slots(),
  };
}

/** The side that hashes and looks. */
export interface RingReader {
  start(job: InflateJob): void;
  /**
   * The next plain bytes, valid until the next call; null = all is done. Stored bytes that come in between are given
   * to `onStored`; all of them have been when null is answered.
   */
  next(onStored: (stored: Uint8Array) => void): Uint8Array | null;
  /** No more plain bytes are wanted; stored ones still come. */
  enough(): void;
  /** Known once `next` gave null. */
  end(): InflateEnd;
  /** Ends the job at once, if it has not ended; returns when the other side has stopped. */
  stop(): void;
}

export function readRing(memory: RingMemory): RingReader {
  const { words, numbers, message } = memory;
  const plain = takeSide(words, PLAIN, memory.plain);
  const stored = takeSide(words, STORED, memory.stored);
  const next: RingReader['next'] = (onStored) => {
    plain.release();
    for (;;) {
      // Looked at first: what comes afterwards ends the wait below, and what came before the end is seen.
      const done = Atomics.load(words, DONE);
      const ended = Atomics.load(words, STATE) === ENDED;
      const piece = plain.take();
      if (piece !== null) return piece;
      const storedPiece = stored.take();
      if (storedPiece !== null) {
        onStored(storedPiece);
        stored.release();
      } else if (ended) return null;
      else Atomics.wait(words, DONE, done);
    }
  };
  return {
    start(job) {
      numbers[OFFSET] = job.offsetBytes;
      numbers[SIZE] = job.sizeBytes;
      words.fill(0, ENOUGH_PLAIN);
      words[FILE] = job.fd;
      words[CHECK_SUMS] = job.checkSums ? 1 : 0;
      Atomics.store(words, STATE, GO);
      Atomics.notify(words, STATE);
    },
    next,
    enough() {
      Atomics.store(words, ENOUGH_PLAIN, 1);
      signal(words, FREED);
    },
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
      signal(words, FREED);
      while (next(() => {}) !== null);
    },
  };
}

interface TakingSide {
  /** The oldest piece; null if there is none. It stays until it is released. */
  take(): Uint8Array | null;
  release(): void;
}

function takeSide(words: Int32Array, ring: number, slots: readonly Uint8Array[]): TakingSide {
  let held = false;
  return {
    take() {
      const read = words[ring + READ]!;
      if (Atomics.load(words, ring + WRITTEN) === read) return null;
      held = true;
      const slot = read % SLOTS;
      return slots[slot]!.subarray(0, words[ring + SIZES + slot]);
    },
    release() {
      if (!held) return;
      held = false;
      Atomics.add(words, ring + READ, 1);
      signal(words, FREED);
    },
  };
}

/** Wakes the side that sleeps on a count. */
function signal(words: Int32Array, count: number): void {
  Atomics.add(words, count, 1);
  Atomics.notify(words, count);
}

/** The side that reads and inflates. */
export interface RingWriter {
  /** Sleeps until there is a job. */
  wait(): InflateJob;
  /** Where the next stored bytes go; null = nothing more is wanted at all. */
  storedBuffer(): Buffer | null;
  /** Passes on the bytes that were put at the start of that buffer; answers them as they can be inflated. */
  giveStored(bytes: number): Uint8Array;
  /** Where plain bytes go; the sink answers false once no more are wanted. */
  readonly target: Pick<PlainTarget, 'sink' | 'nextBuffer'>;
  finish(end: InflateEnd): void;
}

export function writeRing(memory: RingMemory): RingWriter {
  const { words, numbers, message } = memory;
  const plain = giveSide(words, PLAIN, memory.plain, [STOP, ENOUGH_PLAIN]);
  const stored = giveSide(words, STORED, memory.stored, [STOP]);
  return {
    wait() {
      for (let state = Atomics.load(words, STATE); state !== GO; state = Atomics.load(words, STATE)) {
        Atomics.wait(words, STATE, state);
      }
      return {
        fd: words[FILE]!,
        offsetBytes: numbers[OFFSET]!,
        sizeBytes: numbers[SIZE]!,
        checkSums: words[CHECK_SUMS] === 1,
      };
    },
    storedBuffer: () => stored.room(),
    giveStored: (bytes) => stored.give(bytes),
    target: {
      // Once nothing is wanted, what is written here is never read.
      nextBuffer: () => plain.room() ?? Buffer.allocUnsafeSlow(SLOT_BYTES),
      sink(pieces) {
        for (let from = 0; from < pieces.length; from += SLOT_BYTES) {
          const room = plain.room();
          if (room === null) return false;
          const piece = pieces.subarray(from, from + SLOT_BYTES);
          // Bytes that the engine did not write there itself: plain layers, and the public stream's.
          if (piece.buffer !== room.buffer) room.set(piece);
          plain.give(piece.length);
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
      signal(words, DONE);
    },
  };
}

interface GivingSide {
  /** The next free buffer, once there is one; null if one of the words says that no more is wanted. */
  room(): Buffer | null;
  give(bytes: number): Uint8Array;
}

function giveSide(
  words: Int32Array,
  ring: number,
  slots: readonly Uint8Array[],
  refusals: readonly number[],
): GivingSide {
  const at = (): number => words[ring + WRITTEN]! % SLOTS;
  return {
    room() {
      for (;;) {
        const freed = Atomics.load(words, FREED);
        if (refusals.some((word) => Atomics.load(words, word) === 1)) return null;
        if (words[ring + WRITTEN]! - Atomics.load(words, ring + READ) < SLOTS) {
          const slot = slots[at()]!;
          return Buffer.from(slot.buffer, slot.byteOffset, slot.length);
        }
        Atomics.wait(words, FREED, freed);
      }
    },
    give(bytes) {
      const slot = slots[at()]!;
      words[ring + SIZES + at()] = bytes;
      Atomics.add(words, ring + WRITTEN, 1);
      signal(words, DONE);
      return slot.subarray(0, bytes);
    },
  };
}
