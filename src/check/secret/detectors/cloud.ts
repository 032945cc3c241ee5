/** Clouds and hosts. */
import type { Detector } from '../detector.ts';

export const CLOUD: readonly Detector[] = [];
