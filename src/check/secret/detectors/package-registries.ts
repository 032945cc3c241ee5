/** Package registries. */
import type { Detector } from '../detector.ts';

export const PACKAGE_REGISTRIES: readonly Detector[] = [];
