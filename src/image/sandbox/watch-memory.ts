/** Watches the memory of another process: buffers are outside every limit that Node itself can set. Linux only. */
import { readFileSync } from 'node:fs';

const LOOK_MS = 50;
const PAGE_BYTES = 4096;

/** Calls back once, as soon as the process is seen with more resident memory. */
export function watchMemory(pid: number, mostBytes: number, onExceeded: () => void): { stop(): void } {
  const timer = setInterval(() => {
    if (residentBytes(pid) <= mostBytes) return;
    clearInterval(timer);
    onExceeded();
  }, LOOK_MS).unref();
  return { stop: () => clearInterval(timer) };
}

/** 0 where it cannot be known. */
function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
