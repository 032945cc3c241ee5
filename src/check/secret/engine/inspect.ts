/** From what a pattern matched to a hit: entropy, false alarms, what can be said of it offline. */
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import type { Refuse } from './hit.ts';

/** Bytes of the text beside a match that are shown to detectors and in hits. */
export const BESIDE = 64;

/** Where a pattern matched in a text. */
export interface Match {
  readonly detector: Detector;
  readonly groups: RegExpExecArray;
  /** Limits of the stretch of text that it belongs to: nothing beyond them is beside it. */
  readonly from: number;
  readonly to: number;
}

/** What is left of a match when all checks were passed. */
export interface Inspected {
  readonly secret: string;
  readonly examined: Examined;
}

/** Null where it is no secret. */
export function inspect(match: Match, path: string, refuse: Refuse): Inspected | null {
  const { detector } = match;
  const candidate = toCandidate(match, path);
  if (candidate.secret === '') return null;
  if (detector.entropy > 0 && entropyOf(candidate.secret) < detector.entropy) return null;
  if (refuse(candidate, detector)) return null;
  const examined = detector.examine === null ? CONFIRMED : detector.examine(candidate);
  return examined === null ? null : { secret: candidate.secret, examined };
}

function toCandidate({ groups: match, from, to }: Match, path: string): Candidate {
  const text = match.input;
  const end = match.index + match[0].length;
  const groups = match.slice(1) as (string | undefined)[];
  return {
    secret: groups.find((group) => group !== undefined) ?? match[0],
    match: match[0],
    groups,
    path,
    before: text.slice(Math.max(from, match.index - BESIDE), match.index),
    after: text.slice(end, Math.min(to, end + BESIDE)),
  };
}

/** Shannon entropy in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
