/** Hosts of source code. */
import type { Detector } from '../detector.ts';

export const SOURCE_HOSTS: readonly Detector[] = [];
