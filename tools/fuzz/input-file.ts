/**
 * The input that a searching process is at, in a file that the watching process reads: what one that hangs, dies or
 * runs out of memory cannot tell itself.
 */
import { openSync, readFileSync, writevSync } from 'node:fs';
import { join } from 'node:path';

const HEAD_BYTES = 12;

/** The file's path in a process's folder. */
export function inputFileIn(folder: string): string {
  return join(folder, 'current');
}

export interface Announcer {
  /** Shows an input before it is run. */
  announce(bytes: Uint8Array): void;
  /** One more input of the search is done. */
  count(): void;
}

export function announceIn(path: string): Announcer {
  const file = openSync(path, 'w');
  const head = Buffer.alloc(HEAD_BYTES);
  let number = 0;
  let counted = 0;
  return {
    announce(bytes) {
      number++;
      [number, counted, bytes.length].forEach((value, at) => void head.writeUInt32LE(value, 4 * at));
      writevSync(file, [head, bytes], 0);
    },
    count() {
      counted++;
    },
  };
}

export interface CurrentInput {
  /** Changes with every input that is shown; 0 before the first. */
  readonly number: number;
  /** Inputs of the search that were done before this one. */
  readonly counted: number;
  readonly bytes: Uint8Array;
}

export function readCurrent(path: string): CurrentInput {
  const file = readFileSync(path, { flag: 'a+' });
  if (file.length < HEAD_BYTES) return { number: 0, counted: 0, bytes: new Uint8Array() };
  const [number, counted, length] = [0, 4, 8].map((at) => file.readUInt32LE(at)) as [number, number, number];
  return { number, counted, bytes: Uint8Array.from(file.subarray(HEAD_BYTES, HEAD_BYTES + length)) };
}
