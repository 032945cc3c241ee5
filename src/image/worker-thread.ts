/** The main thread's end of one layer worker. */
import { Worker } from 'node:worker_threads';
import { InputError, messageOf, systemCode } from '../base/errors.ts';
import { type FromWorker, STREAM_WINDOW, type ToWorker, type WorkerSettings } from './layer-protocol.ts';
import type { LayerTask, TaskResult } from './layer-task.ts';
import { fixedChunks } from './stored-bytes.ts';

/** A task and the main thread's part in it. */
export interface ThreadJob {
  readonly task: LayerTask;
  openStream(): Promise<AsyncIterable<Uint8Array>>;
  onProgress(storedBytes: number): void;
}

/** What came of a task; `crashed` = the thread died or met a bug. */
export type Outcome = TaskResult | { readonly kind: 'crashed'; readonly message: string };

export interface LayerThread {
  /** Throws InputError, what opening or reading the stream throws, and errors of a thread that never got ready. */
  run(job: ThreadJob): Promise<Outcome>;
  /** False once the thread has died. */
  alive(): boolean;
  terminate(): Promise<void>;
}

export function startThread(settings: WorkerSettings): LayerThread {
  const worker = new Worker(sibling('layer-worker', import.meta.url), {
    workerData: settings,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: settings.limits.threadHeapBytes / 2 ** 20 },
  });
  let alive = true;
  let ready = false;
  let death: unknown = null;
  let current: Conversation | null = null;
  const say = (message: ToWorker, transfer: ArrayBuffer[] = []): void => {
    if (alive) worker.postMessage(message, transfer);
  };
  const die = (error: unknown): void => {
    alive = false;
    death ??= error;
    current?.died(death, ready);
  };
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'ready') ready = true;
    else current?.hear(message);
  });
  worker.on('messageerror', die);
  worker.on('error', die);
  worker.on('exit', (code) => die(new Error(`the thread ended with code ${code}`)));
  return {
    async run(job) {
      const conversation = converse(job, say);
      current = conversation;
      if (alive) say({ kind: 'task', task: job.task });
      else conversation.died(death, ready);
      try {
        return await conversation.outcome;
      } finally {
        current = null;
        conversation.close();
      }
    },
    alive: () => alive,
    async terminate() {
      await worker.terminate();
    },
  };
}

/** The worker's file, with the ending of the file that asks: `.ts` in the sources, `.js` once built. */
function sibling(name: string, from: string): URL {
  return new URL(`./${name}${from.slice(from.lastIndexOf('.'))}`, from);
}

interface Conversation {
  readonly outcome: Promise<Outcome>;
  hear(message: FromWorker): void;
  died(error: unknown, wasReady: boolean): void;
  /** Stops what still flows. */
  close(): void;
}

type Say = (message: ToWorker, transfer?: ArrayBuffer[]) => void;

function converse(job: ThreadJob, say: Say): Conversation {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  let pump: Pump | null = null;
  const hear = (message: FromWorker): void => {
    switch (message.kind) {
      case 'open':
        pump?.close();
        pump = startPump(job, say, reject);
        return;
      case 'more':
        pump?.more();
        return;
      case 'close':
        pump?.close();
        return;
      case 'progress':
        job.onProgress(message.storedBytes);
        return;
      case 'done':
        resolve(message.result);
        return;
      case 'unusable': {
        const { code, what, where, wayOut } = message;
        reject(new InputError(code, { what, where, wayOut }));
        return;
      }
      case 'crashed':
        resolve(message);
    }
  };
  return {
    outcome: promise,
    hear,
    died(error, wasReady) {
      if (!wasReady) reject(error);
      const memory = systemCode(error) === 'ERR_WORKER_OUT_OF_MEMORY';
      resolve({ kind: 'crashed', message: memory ? 'it ran out of memory' : messageOf(error) });
    },
    close: () => pump?.close(),
  };
}

interface Pump {
  more(): void;
  close(): void;
}

/** Sends a stream's chunks as they are asked for. */
function startPump(job: ThreadJob, say: Say, fail: (error: unknown) => void): Pump {
  let credit = STREAM_WINDOW;
  let closed = false;
  let wake: () => void = () => {};
  const pull = async (): Promise<void> => {
    for await (const chunk of fixedChunks(await job.openStream())) {
      while (credit === 0 && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (closed) return;
      credit--;
      const bytes = Uint8Array.from(chunk);
      say({ kind: 'chunk', bytes }, [bytes.buffer]);
    }
    if (!closed) say({ kind: 'end' });
  };
  pull().catch((error) => {
    if (!closed) fail(error);
  });
  return {
    more() {
      credit++;
      wake();
    },
    close() {
      closed = true;
      wake();
    },
  };
}
