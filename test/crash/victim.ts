/** A whole process in a group of its own, to be killed; and who of a group is still alive. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../bin/plimsoll.mjs', import.meta.url));

export interface Place {
  readonly cwd: string;
  readonly home: string;
  readonly tempFolder: string;
}

export interface Victim {
  readonly pid: number;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly child: ChildProcess;
}

export function startVictim(args: readonly string[], place: Place, stdin: Uint8Array | null = null): Victim {
  const env = { PATH: process.env['PATH'], HOME: place.home, TMPDIR: place.tempFolder };
  const options = { env, cwd: place.cwd, detached: true } as const;
  const child = spawn(process.execPath, [LAUNCHER, ...args], { ...options, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin ?? '');
  const ended = new Promise<number | string>((done) =>
    child.on('close', (code, signal) => done(code ?? signal ?? 'unknown')),
  );
  return { pid: child.pid!, ended, stdout: () => stdout, stderr: () => stderr, child };
}

/** The whole group, as a terminal or a container's end does it; or that process alone, as a system short of memory does. */
export type Reach = 'group' | 'alone';

export function signalTo({ pid }: Victim, reach: Reach, signal: NodeJS.Signals): void {
  try {
    process.kill(reach === 'group' ? -pid : pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Waits until nobody of the group lives. Throws after some seconds, once those who are left were killed. */
export async function untilGroupEnded(group: number): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (listGroup(group).length === 0) return;
    await sleep(tries < 20 ? 5 : 25);
  }
  const left = listGroup(group).map(commandOf);
  process.kill(-group, 'SIGKILL');
  throw new Error(`still alive after 10 s: ${left.join('; ')}`);
}

/** Ids of the sandboxed processes of a group that run now. */
export function listSandboxes(group: number): number[] {
  return listGroup(group).filter((pid) => textOf(`/proc/${pid}/cmdline`).includes('\0--permission\0'));
}

/** Process ids of a group, the dead that nobody has waited for left out; empty where there is no /proc. */
function listGroup(group: number): number[] {
  return namesIn('/proc')
    .map(Number)
    .filter((pid) => {
      const stat = textOf(`/proc/${pid}/stat`);
      const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(pgrp) === group && state !== 'Z';
    });
}

function commandOf(pid: number): string {
  return `${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 200)}`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
