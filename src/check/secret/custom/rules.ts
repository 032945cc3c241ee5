/** Rules of the user's own: detectors, detectors that are switched off, and what is allowed. */
import type { AllowRule } from '../allow.ts';
import type { DetectorRow } from './row.ts';

/** With the tests that stand beside it. */
export interface OwnDetector {
  readonly row: DetectorRow;
  /** Texts that hold exactly one secret of it, and texts that hold none. */
  readonly matches: readonly string[];
  readonly misses: readonly string[];
}

export interface Rules {
  readonly detectors: readonly OwnDetector[];
  /** What of the file is not used, and why. */
  readonly leftOut: readonly string[];
  /** Ids of detectors that are not used. */
  readonly without: readonly string[];
  readonly allow: readonly AllowRule[];
}
