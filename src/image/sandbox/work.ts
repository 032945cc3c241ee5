/** What every thread of the sandbox does in a round: takes the next task, reads the layer, writes the result. */
import { InputError, messageOf } from '../../base/errors.ts';
import type { AnyReader } from '../../model/reader.ts';
import { encodeResult } from '../encode-result.ts';
import { runTask, type TaskBytes } from '../layer-task.ts';
import { readOpenRange } from '../stored-bytes.ts';
import { readChannel } from './channel.ts';
import type { CurrentFileMemory } from './current-file.ts';
import { writeMessage, writeResult } from './frames.ts';
import {
  type FromSandbox,
  type Round,
  type SandboxSettings,
  type SandboxTask,
  TO_PARENT,
} from './protocol.ts';
import { wrapReaders } from './wrap-readers.ts';

/** What a thread has to work with. */
export interface Bench {
  readonly settings: SandboxSettings;
  readonly readers: readonly AnyReader[];
  /** One word: 1 while a thread writes to the parent. */
  readonly lock: Int32Array;
  /** Where the parent sends streams of layers for this thread. */
  readonly channel: number;
  readonly current: CurrentFileMemory | null;
}

/** The number of the next task of a round, for all threads. */
export type Counter = Int32Array;

export function createCounter(): Counter {
  return new Int32Array(new SharedArrayBuffer(4));
}

export async function workOff({ tasks }: Round, counter: Counter, bench: Bench): Promise<void> {
  for (let at = Atomics.add(counter, 0, 1); at < tasks.length; at = Atomics.add(counter, 0, 1)) {
    await runOne(tasks[at]!, bench);
  }
}

export function sayReady(lock: Int32Array): void {
  locked(lock, () => writeMessage(TO_PARENT, { kind: 'ready' }));
}

/** A bug costs one task. */
async function runOne(task: SandboxTask, bench: Bench): Promise<void> {
  const say = (message: FromSandbox): void => locked(bench.lock, () => writeMessage(TO_PARENT, message));
  try {
    const { limits, hashKey } = bench.settings;
    const readers = wrapReaders(bench.readers, {
      current: bench.current,
      skip: task.skip,
      fileMs: limits.fileMs,
    });
    const result = await runTask(
      { ...task, bytes: bytesOf(task, bench, say) },
      { onProgress: progress(task.id, say) },
      { readers, limits, hashKey },
    );
    const parts = encodeResult(result);
    locked(bench.lock, () => writeResult(TO_PARENT, task.id, parts));
  } catch (error) {
    say(
      error instanceof InputError
        ? unusable(error)
        : { kind: 'failed', task: task.id, message: messageOf(error) },
    );
  }
}

function bytesOf(task: SandboxTask, { channel }: Bench, say: (message: FromSandbox) => void): TaskBytes {
  const { bytes } = task;
  if (bytes.kind === 'folder') return bytes;
  if (bytes.kind === 'channel') {
    return { kind: 'chunks', open: () => openChannel(task.id, channel, say) };
  }
  return { kind: 'chunks', open: () => readOpenRange(bytes) };
}

async function* openChannel(
  task: number,
  channel: number,
  say: (message: FromSandbox) => void,
): AsyncGenerator<Uint8Array> {
  say({ kind: 'open', task, channel });
  const chunks = readChannel(channel);
  let ended = false;
  try {
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
    ended = true;
  } finally {
    if (!ended) {
      say({ kind: 'close', channel });
      // What is under way has to be out of the pipe before the next layer.
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next());
    }
  }
}

const PROGRESS_STORED = 4 * 1024 * 1024;
const PROGRESS_PLAIN = 64 * 1024 * 1024;

function progress(
  task: number,
  say: (message: FromSandbox) => void,
): (storedBytes: number, plainBytes: number) => void {
  let toldStored = 0;
  let toldPlain = 0;
  return (storedBytes, plainBytes) => {
    if (storedBytes - toldStored < PROGRESS_STORED && plainBytes - toldPlain < PROGRESS_PLAIN) return;
    toldStored = storedBytes;
    toldPlain = plainBytes;
    say({ kind: 'progress', task, storedBytes });
  };
}

function unusable({ code, message, where, wayOut }: InputError): FromSandbox {
  return { kind: 'unusable', code, what: message, where, wayOut };
}

/** Frames must not mix: they are written by one thread at a time. */
function locked(lock: Int32Array, work: () => void): void {
  while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) Atomics.wait(lock, 0, 1);
  try {
    work();
  } finally {
    Atomics.store(lock, 0, 0);
    Atomics.notify(lock, 0, 1);
  }
}
