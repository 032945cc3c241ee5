/** Rules of the user's own: detectors, detectors that are switched off, and what is allowed. */
import type { AllowRule } from '../allow.ts';
import type { Detector } from '../detector.ts';

export interface Rules {
  readonly detectors: readonly Detector[];
  /** Ids of detectors that are not used. */
  readonly without: readonly string[];
  readonly allow: readonly AllowRule[];
}

/** `where` names the file in errors. Throws UsageError. */
export function parseRules(_text: string, _form: 'yaml' | 'toml', _where: string): Rules {
  return { detectors: [], without: [], allow: [] };
}
