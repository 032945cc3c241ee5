/** One input under all eyes: errors, memory, and now and then a second run that must give the same. */
import { isDeepStrictEqual } from 'node:util';
import { getHeapStatistics } from 'node:v8';
import { type Failure, judge, type Outcome } from './judge.ts';
import type { Target } from './target.ts';

const MEMORY_BYTES = 64 * 1024 * 1024;
/** What an input of twice the size may allocate more. */
const MEMORY_PER_BYTE = 2048;

/** Null if the parser behaved. `twice`: whether a second run is made. */
export async function tryInput(target: Target, bytes: Uint8Array, twice: boolean): Promise<Failure | null> {
  const before = allocatedBytes();
  const first = judge(target, bytes);
  const outcome = first instanceof Promise ? await first : first;
  if (outcome.kind === 'failed') return outcome.failure;
  const allocated = allocatedBytes() - before;
  if (allocated > (target.memoryBytes ?? MEMORY_BYTES) + MEMORY_PER_BYTE * bytes.length) {
    return { key: 'too much memory', detail: `${allocated} bytes for an input of ${bytes.length}` };
  }
  return twice ? compareRuns(outcome, await judge(target, bytes)) : null;
}

function allocatedBytes(): number {
  const { total_allocated_bytes, external_memory } = getHeapStatistics();
  return total_allocated_bytes + external_memory;
}

function compareRuns(first: Outcome, second: Outcome): Failure | null {
  if (second.kind === 'failed') return second.failure;
  return isDeepStrictEqual(first, second)
    ? null
    : { key: 'a second run gives something else', detail: `${describe(first)}, then ${describe(second)}` };
}

function describe(outcome: Outcome): string {
  return outcome.kind === 'refused' ? outcome.message : outcome.kind;
}
