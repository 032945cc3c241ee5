/** The streams of one round, each through the channel of the thread that asked for it. */
import type { Readable, Writable } from 'node:stream';
import { sendChannel } from './channel.ts';

export interface StreamHost {
  /** The pipe of a descriptor of the process; null where there is none. */
  pipe(channel: number): Writable | Readable | null;
  open(task: number): Promise<AsyncIterable<Uint8Array>>;
  /** Bytes came from the source. */
  onMoved(): void;
  onError(error: unknown): void;
}

export interface Streams {
  /** Throws where there is no such channel. */
  send(task: number, channel: number): void;
  /** The other side wants no more of what it is being sent. */
  close(channel: number): void;
  /** Whether a source is waited for. */
  waiting(): boolean;
  stop(): void;
}

export function sendStreams(host: StreamHost): Streams {
  /** By channel: false once no more is wanted. */
  const wanted = new Map<number, boolean>();
  let waiting = 0;
  let stopped = false;
  async function* open(task: number): AsyncGenerator<Uint8Array> {
    waiting++;
    try {
      for await (const chunk of await host.open(task)) {
        waiting--;
        host.onMoved();
        yield chunk;
        waiting++;
      }
    } finally {
      waiting--;
    }
  }
  return {
    send(task, channel) {
      const pipe = host.pipe(channel);
      if (pipe === null || !('write' in pipe) || wanted.get(channel) === true)
        throw new Error('no free channel');
      wanted.set(channel, true);
      const wants = (): boolean => !stopped && wanted.get(channel) === true;
      sendChannel(open(task), pipe, wants)
        .catch((error) => {
          // A pipe breaks when the process dies, which is told by its end.
          if (!isBrokenPipe(error)) host.onError(error);
        })
        .finally(() => wanted.set(channel, false));
    },
    close: (channel) => void wanted.set(channel, false),
    waiting: () => waiting > 0,
    stop() {
      stopped = true;
    },
  };
}

function isBrokenPipe(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED';
}
