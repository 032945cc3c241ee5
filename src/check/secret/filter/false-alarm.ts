/**
 * What looks like a secret and is none: placeholders, words, references, runs of a keyboard. Decided by the text and its
 * line alone, never by the path of the file.
 */
import type { Candidate, Detector } from '../detector.ts';
import { isKnown } from './known.ts';
import { isPlaceholder } from './placeholder.ts';
import { isNamed } from './wording.ts';

/** Values that are published are let through: they are reported as what they are. */
export function isFalseAlarm(candidate: Candidate, detector: Detector): boolean {
  const isAlarm =
    isPlaceholder(candidate.secret) || (detector.kind === 'assignment' && isNamed(candidate));
  return isAlarm && !isKnown(candidate.secret);
}
