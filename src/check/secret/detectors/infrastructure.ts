/** Secret stores, clusters, tunnels. */
import type { Detector } from '../detector.ts';

export const INFRASTRUCTURE: readonly Detector[] = [];
