/** The command line's entry: settings in, one function called, an exit code out. */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { type Io, processIo } from './io.ts';
import { buildProgram } from './program.ts';
import { writeError } from './write-error.ts';

const USAGE = 2;

/** Runs one command. Never throws; the answer is the exit code. `io` is the process unless a test passes its own. */
export async function main(argv: readonly string[], given?: Io): Promise<number> {
  const interrupt = new AbortController();
  const io = given ?? processIo(interrupt.signal);
  if (given === undefined) interruptOnSignal(interrupt);
  let code = 0;
  try {
    const program = buildProgram(io, readVersion(), (exitCode) => {
      code = exitCode;
    });
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : USAGE;
    return writeError(io, thrown);
  }
}

/** The first Ctrl-C ends the work and cleans up; the second ends the process. */
function interruptOnSignal(interrupt: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => interrupt.abort(new Error(`ended by ${signal}`)));
  }
}

function readVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
