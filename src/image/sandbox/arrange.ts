/** How many threads read the layers of an image, and whether one of them only inflates. */
import type { Arrangement } from './protocol.ts';

/** Below this, starting a thread takes longer than it spares. */
const SMALL_BYTES = 8 * 1024 * 1024;

/** A layer that holds more of the image than this is what everything else waits for. */
const DOMINANT_SHARE = 0.6;

/** `sizes`: stored bytes of the layers to read. `workers`: threads at most. */
export function arrange(sizes: readonly number[], workers: number): Extract<Arrangement, { kind: 'fast' }> {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (workers < 2 || total < SMALL_BYTES) return { kind: 'fast', helpers: 0, inflater: false };
  const inflater = Math.max(...sizes) > DOMINANT_SHARE * total;
  const helpers = Math.min(workers - (inflater ? 2 : 1), sizes.length - 1);
  return { kind: 'fast', helpers, inflater };
}
