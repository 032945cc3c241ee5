/**
 * What looks like a secret and is none: placeholders, words, references, runs of a keyboard, stretches of something longer.
 * Decided by the text and its line alone, never by the path of the file.
 */
import type { Candidate, Detector } from '../detector.ts';
import { isKnown } from './known.ts';
import { isStretch } from './longer-run.ts';
import { isPlaceholder } from './placeholder.ts';
import { isCode, isNamed, isOneCase } from './wording.ts';

/** Values that are published are let through: they are reported as what they are. */
export function isFalseAlarm(candidate: Candidate, detector: Detector): boolean {
  return isNone(candidate, detector) && !isKnown(candidate.secret);
}

function isNone(candidate: Candidate, detector: Detector): boolean {
  if (isPlaceholder(candidate.secret) || isCode(candidate) || isStretch(candidate, detector)) return true;
  return detector.kind === 'assignment' ? isNamed(candidate) : isOneCase(candidate);
}
