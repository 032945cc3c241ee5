/** Build servers and what they report to. */
import type { Detector } from '../detector.ts';

export const CI: readonly Detector[] = [];
