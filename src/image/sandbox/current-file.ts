/** Which file a thread is at, in memory that another thread can read: to name it when the thread hangs or dies. */
import type { Culprit } from './protocol.ts';

const BUSY = 0;
const TEXT_BYTES = 1;
const WORDS = 2;

/** Longer paths are cut: they are over the limit anyway. */
const MOST_TEXT_BYTES = 16 * 1024;

export interface CurrentFileMemory {
  readonly words: Int32Array;
  readonly since: Float64Array;
  /** The reader's id, a line end, the path. */
  readonly text: Uint8Array;
}

export function createCurrentFile(): CurrentFileMemory {
  return {
    words: new Int32Array(new SharedArrayBuffer(4 * WORDS)),
    since: new Float64Array(new SharedArrayBuffer(8)),
    text: new Uint8Array(new SharedArrayBuffer(MOST_TEXT_BYTES)),
  };
}

export function enterFile({ words, since, text }: CurrentFileMemory, readerId: string, path: string): void {
  const bytes = Buffer.from(`${readerId}\n${path}`).subarray(0, MOST_TEXT_BYTES);
  text.set(bytes);
  words[TEXT_BYTES] = bytes.length;
  since[0] = Date.now();
  Atomics.store(words, BUSY, 1);
}

export function leaveFile({ words }: CurrentFileMemory): void {
  Atomics.store(words, BUSY, 0);
}

export interface CurrentFile {
  readonly culprit: Culprit;
  /** Unix time in milliseconds. */
  readonly sinceMs: number;
}

/** Null = no reader is at work. */
export function currentFile({ words, since, text }: CurrentFileMemory): CurrentFile | null {
  if (Atomics.load(words, BUSY) === 0) return null;
  const said = Buffer.from(text.slice(0, words[TEXT_BYTES])).toString();
  const end = said.indexOf('\n');
  return { culprit: { readerId: said.slice(0, end), path: said.slice(end + 1) }, sinceMs: since[0]! };
}
