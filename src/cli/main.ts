/** The command line's entry. Answers the version itself: it is asked at every start of many a script. */
import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { PACKAGE_ROOT } from '../base/package-root.ts';
import type { Io } from './io.ts';

/**
 * Runs one command. Never throws; the answer is the exit code. `io` is the process unless a test passes its own.
 * A process that a signal ended dies of that signal, after cleaning up.
 */
export async function main(argv: readonly string[], given?: Io): Promise<number> {
  const version = readVersion();
  if (asksForVersion(argv)) return printVersion((given ?? process).stdout, version);
  const { runCommandLine } = await import('./command-line.ts');
  return runCommandLine(argv, version, given);
}

function asksForVersion(argv: readonly string[]): boolean {
  return argv.length === 1 && ['--version', '-V', 'version'].includes(argv[0]!);
}

function printVersion(stdout: Writable, version: string): number {
  // A reader that went away is no reason for a stack trace.
  stdout.once('error', () => undefined);
  stdout.write(`${version}\n`);
  return 0;
}

function readVersion(): string {
  const file = new URL('package.json', PACKAGE_ROOT);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
