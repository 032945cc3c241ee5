/** Entry of a layer worker: a thread that reads one layer after the other. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { InputError, messageOf } from '../base/errors.ts';
import type { AnyReader } from '../model/reader.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './layer-protocol.ts';
import { type LayerTask, runTask } from './layer-task.ts';
import { loadReaders } from './load-readers.ts';

const PROGRESS_BYTES = 4 * 1024 * 1024;

if (parentPort !== null) {
  const settings = workerData as WorkerSettings;
  serve(parentPort, settings, await loadReaders(settings.readersModule));
}

function serve(port: MessagePort, settings: WorkerSettings, readers: readonly AnyReader[]): void {
  const say = (message: FromWorker): void => port.postMessage(message);
  let incoming: StreamQueue | null = null;
  async function* openStream(): AsyncGenerator<Uint8Array> {
    incoming = createQueue();
    say({ kind: 'open' });
    try {
      for (let chunk = await incoming.next(); chunk !== null; chunk = await incoming.next()) {
        yield chunk;
        say({ kind: 'more' });
      }
    } finally {
      incoming = null;
      say({ kind: 'close' });
    }
  }
  const run = async (task: LayerTask): Promise<void> => {
    try {
      const host = { openStream, onProgress: progress(say) };
      say({ kind: 'done', result: await runTask(task, host, { ...settings, readers }) });
    } catch (error) {
      say(failure(error));
    }
  };
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'task') void run(message.task);
    else incoming?.put(message.kind === 'chunk' ? message.bytes : null);
  });
  say({ kind: 'ready' });
}

function progress(say: (message: FromWorker) => void): (storedBytes: number) => void {
  let told = 0;
  return (storedBytes) => {
    if (storedBytes - told < PROGRESS_BYTES) return;
    told = storedBytes;
    say({ kind: 'progress', storedBytes });
  };
}

function failure(error: unknown): FromWorker {
  if (!(error instanceof InputError)) return { kind: 'crashed', message: messageOf(error) };
  const { code, message, where, wayOut } = error;
  return { kind: 'unusable', code, what: message, where, wayOut };
}

interface StreamQueue {
  /** Null = the stream has ended. */
  put(chunk: Uint8Array | null): void;
  next(): Promise<Uint8Array | null>;
}

function createQueue(): StreamQueue {
  const chunks: (Uint8Array | null)[] = [];
  let wake: () => void = () => {};
  return {
    put(chunk) {
      chunks.push(chunk);
      wake();
    },
    async next() {
      while (chunks.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return chunks.shift()!;
    },
  };
}
