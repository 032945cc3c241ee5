/**
 * The parent's end of one sandboxed process. It may run wild: it is watched for its memory and its silence, what it
 * says is checked, and its death is an answer like any other.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { InputError, messageOf } from '../../base/errors.ts';
import type { Limits } from '../../base/limits.ts';
import { checkMessage } from './check-message.ts';
import { sandboxCommand } from './command.ts';
import { messageFrame, takeFrames } from './frames.ts';
import {
  type Culprit,
  type DeathCause,
  FIRST_EXTRA,
  type FromSandbox,
  type Round,
  type SandboxSettings,
} from './protocol.ts';
import { sendStreams } from './send-streams.ts';
import { watchMemory } from './watch-memory.ts';

export interface SandboxStart {
  readonly limits: Limits;
  /** URL of a module of readers. */
  readonly readersModule: string;
  /** Open files whose descriptors the process inherits. */
  readonly files: readonly number[];
  /** Channels for streams of layers. */
  readonly channels: number;
  /** Folders that it has to read by path. */
  readonly folders: readonly string[];
}

export interface RoundHandlers {
  /** Throws if the bytes are no result. */
  onResult(task: number, bytes: Uint8Array): void;
  onFailed(task: number, message: string): void;
  onProgress(task: number, storedBytes: number): void;
  openStream(task: number): Promise<AsyncIterable<Uint8Array>>;
}

export type RoundEnd =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'died';
      readonly cause: DeathCause;
      readonly culprit: Culprit | null;
      readonly message: string;
    }
  /** It ended before it read anything: that says nothing about an image. */
  | { readonly kind: 'not-started'; readonly message: string };

export interface SandboxProcess {
  /** Once, before the first round. */
  begin(settings: SandboxSettings): void;
  /** Throws what a stream throws, InputError for input that cannot be used, and what `onResult` throws of its kind. */
  run(round: Round, handlers: RoundHandlers): Promise<RoundEnd>;
  kill(): void;
}

/** First descriptor of the inherited files. */
export function firstFile(channels: number): number {
  return FIRST_EXTRA + channels;
}

/** Nothing of the user's. The GNU C library returns what is large and freed to the system, whatever was freed before. */
const ENVIRONMENT = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };

/** Starts the process, which loads its code and waits. */
export function startSandbox(start: SandboxStart): SandboxProcess {
  const { limits, readersModule, files, channels, folders } = start;
  const { file, args } = sandboxCommand(limits, readersModule, folders);
  const pipes = Array.from({ length: channels }, () => 'pipe' as const);
  const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', ...pipes, ...files];
  const child = spawn(file, args, { env: ENVIRONMENT, cwd: '/', stdio });
  // Where the system has no more files, there are no pipes. A process that died is told by its exit, not by one that broke.
  child.stdin?.on('error', () => {});
  for (const pipe of child.stdio?.slice(FIRST_EXTRA) ?? []) pipe?.on('error', () => {});
  return createSandboxProcess(child, limits);
}

/** A process that says nothing for longer than this hangs: a reader is at work, and between two words others may be. */
function patienceMs({ fileMs }: Limits): number {
  return 1.5 * fileMs + 1000;
}

/** A machine that is busy with other things takes long to start a process. */
const START_MS = 60_000;
const MOST_ERROR_TEXT = 2000;

function createSandboxProcess(child: ChildProcess, limits: Limits): SandboxProcess {
  const frames = takeFrames(mostFrameBytes(limits));
  let round: Conversation | null = null;
  let death: Extract<RoundEnd, { kind: 'died' }> | null = null;
  let errorText = '';
  let ready = false;
  const die = (cause: DeathCause, message: string, culprit: Culprit | null = null): void => {
    death ??= { kind: 'died', cause, culprit, message };
    child.kill('SIGKILL');
  };
  const watch = watchMemory(child.pid ?? -1, limits.sandboxBytes, () => {
    die('memory', 'it took more memory than it may');
  });
  const silence = setInterval(() => {
    const mostMs = ready ? patienceMs(limits) : START_MS;
    if (round?.silentFor(mostMs) === true) die('time', 'it hung');
  }, 250).unref();
  child.stderr?.on('data', (chunk: Buffer) => {
    errorText = (errorText + chunk.toString('latin1')).slice(-MOST_ERROR_TEXT);
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    // Who was given up may still have words under way, and they are no better than those before.
    if (death !== null) return;
    try {
      for (const frame of frames.push(chunk)) {
        if (frame.kind === 'result') round?.result(frame.task, frame.bytes);
        else hear(checkMessage(frame.message));
      }
      // At once, for all of it was copied: the garbage collector would let as much gather as a result has.
      if (chunk.length === chunk.buffer.byteLength) (chunk.buffer as ArrayBuffer).transferToFixedLength(0);
    } catch (error) {
      if (error instanceof InputError) round?.fail(error);
      die('crash', `it answered with something else than results: ${messageOf(error)}`);
    }
  });
  const hear = (message: FromSandbox): void => {
    if (message.kind === 'ready') ready = true;
    else if (message.kind === 'died') die(message.cause, CAUSES[message.cause], message.culprit);
    else round?.hear(message);
  };
  child.on('error', (error) => {
    die('crash', messageOf(error));
    if (death !== null) end(death);
  });
  child.on('close', (code, signal) => {
    watch.stop();
    clearInterval(silence);
    const heap = /heap limit|out of memory|allocate memory/i.test(errorText);
    const how = `it ended with ${signal ?? `code ${code}`}: ${lastError(errorText)}`;
    death ??= heap
      ? { kind: 'died', cause: 'memory', culprit: null, message: CAUSES.memory }
      : { kind: 'died', cause: 'crash', culprit: null, message: how };
    end(death);
  });
  const end = (how: Extract<RoundEnd, { kind: 'died' }>): void => {
    round?.ended(ready ? how : { kind: 'not-started', message: how.message });
  };
  return {
    begin: (settings) => void child.stdin?.write(messageFrame(settings)),
    async run(asked, handlers) {
      const conversation = converse(asked, handlers, child);
      round = conversation;
      if (death !== null) end(death);
      else child.stdin?.write(messageFrame(asked));
      try {
        return await conversation.end;
      } finally {
        round = null;
        conversation.stop();
      }
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}

const CAUSES: Readonly<Record<DeathCause, string>> = {
  time: 'a reader took too long',
  memory: 'it ran out of memory',
  crash: 'it crashed',
};

/** What Node says of an exception that nobody caught. */
function lastError(errorText: string): string {
  return errorText.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? 'no reason given';
}

/** Facts, links and marks of a layer as text, and three path sets with eight bytes for each entry. */
function mostFrameBytes({ layerFactBytes, layerEntries }: Limits): number {
  return 2 * layerFactBytes + 24 * layerEntries + 2 ** 26;
}

/** One round. */
interface Conversation {
  readonly end: Promise<RoundEnd>;
  hear(message: TaskMessage): void;
  result(task: number, bytes: Uint8Array): void;
  fail(error: unknown): void;
  ended(death: RoundEnd): void;
  silentFor(ms: number): boolean;
  stop(): void;
}

type TaskMessage = Exclude<FromSandbox, { kind: 'died' | 'ready' }>;

function converse(round: Round, handlers: RoundHandlers, child: ChildProcess): Conversation {
  const { promise, resolve, reject } = Promise.withResolvers<RoundEnd>();
  const open = new Set(round.tasks.map(({ id }) => id));
  let heardAt = performance.now();
  const streams = sendStreams({
    pipe: (channel) => child.stdio[channel] ?? null,
    open: (task) => handlers.openStream(task),
    onMoved: () => {
      heardAt = performance.now();
    },
    onError: reject,
  });
  const check = (task: number): void => {
    heardAt = performance.now();
    if (!open.has(task)) throw new Error('a task that it does not have');
  };
  const settle = (task: number): void => {
    open.delete(task);
    if (open.size === 0) resolve({ kind: 'done' });
  };
  return {
    end: promise,
    hear(message) {
      if ('task' in message) check(message.task);
      switch (message.kind) {
        case 'open':
          return streams.send(message.task, message.channel);
        case 'close':
          return streams.close(message.channel);
        case 'progress':
          return handlers.onProgress(message.task, message.storedBytes);
        case 'failed':
          handlers.onFailed(message.task, message.message);
          return settle(message.task);
        case 'unusable': {
          const { code, what, where, wayOut } = message;
          return reject(new InputError(code, { what, where, wayOut }));
        }
      }
    },
    result(task, bytes) {
      check(task);
      handlers.onResult(task, bytes);
      settle(task);
    },
    fail: reject,
    ended: resolve,
    silentFor: (ms) => !streams.waiting() && performance.now() - heardAt > ms,
    stop: () => streams.stop(),
  };
}
