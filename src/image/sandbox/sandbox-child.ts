/** Entry of the sandboxed process: settings and rounds of tasks come from the parent, results go back to it. */
import { read } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { systemCode } from '../../base/errors.ts';
import { loadReaders } from '../load-readers.ts';
import { type CurrentFileMemory, createCurrentFile, currentFile } from './current-file.ts';
import { takeFrames, writeMessage } from './frames.ts';
import { dropPermissions } from './permissions.ts';
import {
  type DeathCause,
  FIRST_EXTRA,
  FROM_PARENT,
  type Round,
  type SandboxSettings,
  TO_PARENT,
} from './protocol.ts';
import type { ThreadData, ThreadRound } from './sandbox-thread.ts';
import { sibling } from './sibling.ts';
import { createCounter, sayReady, workOff } from './work.ts';

const CHUNK = 64 * 1024;

/** How often the watched thread is looked at. */
const WATCH_MS = 10;

/** Without them a thread's output is piped to the main one's, which then no longer blocks when it is full. */
const OWN_STREAMS = { env: {}, stdout: true, stderr: true };

/** What the parent sends has no limit of its own: it is trusted. */
const frames = takeFrames(Number.MAX_SAFE_INTEGER);
const messages = readMessages();
// Loaded while the parent still opens the image; whoever needs them notices if they cannot be.
void import(process.argv[2] ?? '').catch(() => {});
const first = await messages.next();
if (first.done !== true) await serve(first.value as SandboxSettings);

async function* readMessages(): AsyncGenerator<unknown> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  for (let got = await readSome(buffer); got > 0; got = await readSome(buffer)) {
    for (const frame of frames.push(Buffer.copyBytesFrom(buffer, 0, got))) {
      if (frame.kind === 'message') yield frame.message;
    }
  }
}

/** Without `process.stdin`, whose modules take a tenth of the time that the process has to start. */
function readSome(buffer: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    read(FROM_PARENT, buffer, 0, CHUNK, null, (error, got) =>
      error === null ? resolve(got) : reject(error),
    );
  });
}

function serve(settings: SandboxSettings): Promise<void> {
  return settings.arrangement.kind === 'fast'
    ? serveFast(settings, settings.arrangement)
    : serveCarefully(settings);
}

/** All threads start before the permission to start them is given up, and that is before any layer is read. */
async function serveFast(
  settings: SandboxSettings,
  { helpers }: { readonly helpers: number },
): Promise<void> {
  const lock = createCounter();
  const threads = Array.from({ length: helpers }, (_, index) =>
    startThread({ settings, lock, channel: FIRST_EXTRA + 1 + index, current: null }),
  );
  for (const thread of threads) {
    thread.on('error', (error) => die(causeOf(error), null));
    thread.on('exit', () => die('crash', null));
  }
  const readers = await loadReaders(settings.readersModule, settings.readerSettings);
  dropPermissions(settings);
  sayReady(lock);
  const bench = { settings, readers, lock, channel: FIRST_EXTRA, current: null };
  for await (const message of messages) {
    const said: ThreadRound = { round: message as Round, counter: createCounter() };
    for (const thread of threads) thread.postMessage(said);
    await workOff(said.round, said.counter, bench);
  }
  process.exit(0);
}

async function serveCarefully(settings: SandboxSettings): Promise<void> {
  const current = createCurrentFile();
  const thread = startThread({ settings, lock: createCounter(), channel: FIRST_EXTRA, current });
  dropPermissions(settings);
  thread.on('error', (error) => die(causeOf(error), current));
  thread.on('exit', () => die('crash', current));
  const { fileMs, sandboxBytes } = settings.limits;
  setInterval(() => {
    const file = currentFile(current);
    if (file !== null && Date.now() - file.sinceMs > fileMs) die('time', current);
    // Below what the parent allows, so that the file is named before the parent ends the process.
    if (process.memoryUsage.rss() > 0.9 * sandboxBytes) die('memory', current);
  }, WATCH_MS).unref();
  for await (const message of messages) {
    const said: ThreadRound = { round: message as Round, counter: createCounter() };
    thread.postMessage(said);
  }
  process.exit(0);
}

function startThread(data: ThreadData): Worker {
  return new Worker(sibling('./sandbox-thread', import.meta.url), {
    ...OWN_STREAMS,
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: data.settings.limits.threadHeapBytes / 2 ** 20 },
  });
}

function causeOf(error: unknown): DeathCause {
  return systemCode(error) === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash';
}

/** Written without the lock: a thread that died may hold it, and a mixed frame ends the process as well. */
function die(cause: DeathCause, current: CurrentFileMemory | null): never {
  const file = current === null ? null : currentFile(current);
  writeMessage(TO_PARENT, { kind: 'died', cause, culprit: file?.culprit ?? null });
  process.exit(1);
}
