/** Processor time of another process: proc(5), `/proc/PID/stat`. Where there is no such file, time itself. */
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const MS_PER_TICK = 10;
/** Of the fields behind the name in brackets. */
const USER = 11;
const SYSTEM = 12;

export function cpuMsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER]) + Number(fields[SYSTEM])) * MS_PER_TICK;
  } catch {
    return performance.now();
  }
}
