/** From words to an exit code: signals are listened to, the command is run, errors are written. */
import { type Io, processIo } from './io.ts';
import { runProgram } from './program.ts';
import { writeError } from './write-error.ts';

/** What a shell gives for a command that Ctrl-C ended. */
const INTERRUPTED = 130;

/** As `main`, for words that do not ask for the version. */
export async function runCommandLine(
  argv: readonly string[],
  version: string,
  given: Io | undefined,
): Promise<number> {
  const interrupt = new AbortController();
  const io = given ?? processIo(interrupt.signal);
  const ended = given === undefined ? listenForSignals(interrupt) : null;
  try {
    return await runProgram(argv, io, version);
  } catch (thrown) {
    if (!io.signal.aborted) return writeError(io, thrown);
    const text = `plimsoll: ${String(io.signal.reason?.message ?? 'interrupted')}\n`;
    await new Promise<void>((done) => io.stderr.write(text, () => done()));
    const signal = ended?.() ?? null;
    if (signal !== null) die(signal);
    return INTERRUPTED;
  }
}

/** A terminal sends Ctrl-C to the launcher too, which passes it on: that is one signal, not two. */
const SAME_SIGNAL_MS = 300;

/** The first Ctrl-C ends the work and cleans up; the second ends the process. Answers which signal it was. */
function listenForSignals(interrupt: AbortController): () => NodeJS.Signals | null {
  let ended: NodeJS.Signals | null = null;
  let endedAt = 0;
  const listen = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (ended === null) {
      [ended, endedAt] = [signal, now];
      interrupt.abort(new Error(`ended by ${signal}`));
    } else if (now - endedAt > SAME_SIGNAL_MS) die(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, listen);
  return () => ended;
}

/** Without a listener a signal does what it does by itself. */
function die(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
