/** The input that a thread is at, in memory that another thread sees: what a thread that hangs cannot tell itself. */

const HEAD_BYTES = 12;
/** Places in the head. */
const NUMBER = 0;
const LENGTH = 1;
const COUNTED = 2;
const LARGEST_INPUT = 2 * 1024 * 1024;

export function createSharedInput(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_BYTES + LARGEST_INPUT);
}

export interface Announcer {
  /** Shows an input before it is run. */
  announce(bytes: Uint8Array): void;
  /** One more input of the search is done. */
  count(): void;
}

export function announcer(memory: SharedArrayBuffer): Announcer {
  const head = new Int32Array(memory, 0, 3);
  const content = new Uint8Array(memory, HEAD_BYTES);
  return {
    announce(bytes) {
      const shown = bytes.subarray(0, content.length);
      content.set(shown);
      head[LENGTH] = shown.length;
      Atomics.add(head, NUMBER, 1);
    },
    count: () => void Atomics.add(head, COUNTED, 1),
  };
}

export interface CurrentInput {
  /** Changes with every input that is shown. */
  readonly number: number;
  /** Inputs of the search that are done. */
  readonly counted: number;
  bytes(): Uint8Array;
}

export function currentInput(memory: SharedArrayBuffer): CurrentInput {
  const head = new Int32Array(memory, 0, 3);
  return {
    number: Atomics.load(head, NUMBER),
    counted: Atomics.load(head, COUNTED),
    bytes: () => new Uint8Array(memory, HEAD_BYTES, head[LENGTH]!).slice(),
  };
}
