/** How many threads read the layers of an image. */
import type { Arrangement } from './protocol.ts';

/** Below this, starting a thread takes longer than it spares. */
const SMALL_BYTES = 8 * 1024 * 1024;

/** One thread reads a layer while another, of libuv's, inflates what comes next: inflating is half the work. */
const CORES_PER_LAYER = 2;

/** `sizes`: stored bytes of the layers to read. `workers`: threads at most. `isHeavy`: one of the readers is. */
export function arrange(
  sizes: readonly number[],
  workers: number,
  isHeavy: boolean,
): Extract<Arrangement, { kind: 'fast' }> {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const threads = isHeavy ? workers : Math.floor(workers / CORES_PER_LAYER);
  const atOnce = total < SMALL_BYTES ? 1 : Math.min(threads, sizes.length);
  return { kind: 'fast', helpers: Math.max(0, atOnce - 1) };
}
