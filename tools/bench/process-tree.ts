/**
 * The memory of a process and all its descendants, from Linux' /proc (proc(5)). PSS, not RSS: what processes share
 * (the runtime's own pages) counts once. Left out: other systems.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Sum of the proportional set sizes of the tree below `root`, in bytes; 0 once it has ended. */
export function readTreeMemory(root: number): number {
  return listTree(root).reduce((sum, pid) => sum + readMemory(pid), 0);
}

function listTree(root: number): number[] {
  const parents = new Map(listProcesses().map((pid) => [pid, readParent(pid)]));
  const isBelow = (pid: number | undefined): boolean => {
    for (let at = pid, hops = 0; at !== undefined && hops < 100; at = parents.get(at), hops += 1) {
      if (at === root) return true;
    }
    return false;
  };
  return [...parents.keys()].filter(isBelow);
}

function listProcesses(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function readParent(pid: number): number {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The name in brackets may hold anything: what counts begins after the last bracket.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

/** PSS needs a kernel that sums it up (4.14); RSS else. */
function readMemory(pid: number): number {
  return (
    readKilobytes(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m) ??
    readKilobytes(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m) ??
    0
  );
}

function readKilobytes(path: string, line: RegExp): number | null {
  const kilobytes = line.exec(readOrEmpty(path))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** A process may end between two looks. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
