/**
 * Runs a command as a whole process and tells what it took. Time and memory are measured in separate runs, since
 * looking at memory costs processor time on the cores that the command would use.
 * CPU is that of the command and all its descendants that were waited for (getrusage RUSAGE_CHILDREN, by way of
 * bash's `time`; Node tells only its own). Left out: systems without bash and /proc.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTreeMemory } from './process-tree.ts';

export interface BenchCommand {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** File for its standard output. */
  readonly output: string;
  /** Exit codes that are no failure. */
  readonly allowed: readonly number[];
}

export interface Times {
  readonly wallSeconds: number;
  /** User and system time together. */
  readonly cpuSeconds: number;
}

/** Throws if the command ends with another exit code than allowed. */
export async function measureTimes(command: BenchCommand): Promise<Times> {
  const script = `TIMEFORMAT='%3R %3U %3S'; { time "$@" 2>&4 3>&- 4>&-; } 4>&2 2>&3`;
  const { pipe } = await run(command, ['bash', '-c', script, 'bench', ...command.argv]);
  return parseTimes(pipe);
}

/**
 * All commands once for warming up, then `runs` rounds of each in turn: what else the machine does then weighs on all
 * of them. The times of each command, in order of the rounds.
 */
export async function measureInTurn(commands: readonly BenchCommand[], runs: number): Promise<Times[][]> {
  const times: Times[][] = commands.map(() => []);
  for (let round = 0; round <= runs && runs > 0; round += 1) {
    for (const [index, command] of commands.entries()) {
      const measured = await measureTimes(command);
      if (round > 0) times[index]!.push(measured);
    }
  }
  return times;
}

/** Highest sum of the tree's memory in bytes that was seen, looked at every 5 ms. A peak between two looks is missed. */
export async function measurePeakMemory(command: BenchCommand): Promise<number> {
  let peakBytes = 0;
  await run(command, command.argv, async (pid, isRunning) => {
    while (isRunning()) {
      peakBytes = Math.max(peakBytes, readTreeMemory(pid));
      await sleep(LOOK_EVERY_MS);
    }
  });
  return peakBytes;
}

/** The line that bash's `time` wrote with `%3R %3U %3S`. */
export function parseTimes(line: string): Times {
  const [wall, user, system] = line.trim().split(' ').map(Number);
  if (wall === undefined || user === undefined || system === undefined) throw new Error(`no times: ${line}`);
  return { wallSeconds: wall, cpuSeconds: user + system };
}

const LOOK_EVERY_MS = 5;

type Watch = (pid: number, isRunning: () => boolean) => Promise<void>;

async function run(
  { argv, env, output, allowed }: BenchCommand,
  [program, ...args]: readonly [string, ...string[]],
  watch: Watch = async () => {},
): Promise<{ readonly pipe: string }> {
  const out = openSync(output, 'w');
  const child = spawn(program, args, { env, stdio: ['ignore', out, 'pipe', 'pipe'] });
  closeSync(out);
  const code = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const [ended, errors, pipe] = await Promise.all([
    code,
    text(child.stderr!),
    text(child.stdio[3] as Readable),
    child.pid === undefined ? null : watch(child.pid, running),
  ]);
  if (ended === null || !allowed.includes(ended)) {
    throw new Error(`${argv.slice(0, 6).join(' ')} ended with ${ended}: ${errors.trim().slice(-1000)}`);
  }
  return { pipe };
}
