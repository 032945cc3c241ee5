/**
 * Tokens that are a stretch of something longer: names in programs, tables of words without anything in between. Only
 * binary content has them, where a byte beside a token says nothing (engine/relax.ts); elsewhere patterns see to their borders.
 */
import type { Candidate, Detector } from '../detector.ts';

/** A tag and a length may look like letters: of a constant of Python or Java. */
const MOST_BESIDE = 2;

/**
 * More than two characters beside it that the token itself could have. Constants stand one behind the other in programs in
 * Go and Rust, so that a token whose front tells what it is, and whose rest is random, stays one.
 */
export function isStretch({ secret, match, before, after }: Candidate, { pattern }: Detector): boolean {
  // A pattern without borders means to be found inside of text: its check digits tell enough.
  if (!pattern.source.startsWith('(?<') && !pattern.source.endsWith(')')) return false;
  const own = alphabetOf(secret);
  const front = match.startsWith(secret) ? new RegExp(`${own}*$`).exec(before)![0].length : 0;
  const back = match.endsWith(secret) ? new RegExp(`^${own}*`).exec(after)![0].length : 0;
  return Math.max(front, back) > MOST_BESIDE && !(isTelling(secret) && isRandom(secret));
}

/** Source of a class: what the kinds of characters of a text are. A name in small letters ends in front of a key in capitals. */
function alphabetOf(text: string): string {
  const kinds = ['a-z', 'A-Z', '0-9'].filter((kind) => new RegExp(`[${kind}]`).test(text));
  return `[${kinds.join('')}_]`;
}

/** At least four characters that end in a sign, as in `glpat-`. */
function isTelling(text: string): boolean {
  return /^[A-Za-z0-9]{3,12}[_.-]/.test(text);
}

/**
 * Whether small letters, capitals and digits take turns. In random text of base 62 six of ten neighbours are of different
 * kinds, in hexadecimal five; in names and words one or two. Random text of 20 is under a third once in 200 times.
 */
export function isRandom(text: string): boolean {
  let turns = 0;
  for (let index = 1; index < text.length; index++) {
    if (kindOf(text, index) !== kindOf(text, index - 1)) turns++;
  }
  return /[0-9]/.test(text) && turns >= 0.33 * text.length;
}

function kindOf(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code < 0x3a ? 0 : code < 0x5b ? 1 : 2;
}
