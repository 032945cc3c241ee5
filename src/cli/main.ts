/** The command line's entry: settings in, one function called, an exit code out. */
import { readFileSync } from 'node:fs';
import { PACKAGE_ROOT } from '../base/package-root.ts';
import { type Io, processIo } from './io.ts';
import { writeError } from './write-error.ts';

/** What a shell gives for a command that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Runs one command. Never throws; the answer is the exit code. `io` is the process unless a test passes its own.
 * A process that a signal ended dies of that signal, after cleaning up.
 */
export async function main(argv: readonly string[], given?: Io): Promise<number> {
  const interrupt = new AbortController();
  const io = given ?? processIo(interrupt.signal);
  const ended = given === undefined ? listenForSignals(interrupt) : null;
  try {
    if (asksForVersion(argv)) {
      io.stdout.write(`${readVersion()}\n`);
      return 0;
    }
    const { runProgram } = await import('./program.ts');
    return await runProgram(argv, io, readVersion());
  } catch (thrown) {
    if (!io.signal.aborted) return writeError(io, thrown);
    const text = `plimsoll: ${String(io.signal.reason?.message ?? 'interrupted')}\n`;
    await new Promise<void>((done) => io.stderr.write(text, () => done()));
    const signal = ended?.() ?? null;
    if (signal !== null) die(signal);
    return INTERRUPTED;
  }
}

/** Answered without loading the commands: it is asked at every start of many a script. */
function asksForVersion(argv: readonly string[]): boolean {
  return argv.length === 1 && ['--version', '-V', 'version'].includes(argv[0]!);
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

function readVersion(): string {
  const file = new URL('package.json', PACKAGE_ROOT);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
