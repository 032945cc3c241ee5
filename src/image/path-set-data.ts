/** Path sets as bytes, and back: what comes back is checked, since a set that is full or miscounted would never end. */
import type { HashKey } from './path-hash.ts';
import { LARGEST_LOAD, type PathSetData } from './path-set.ts';

/** The array that is all of a set but its key and its count. */
export function wordsOfSet({ slots }: PathSetData): Uint32Array {
  return slots;
}

/** Throws an Error that says what does not fit. */
export function setOfWords(words: Uint32Array<ArrayBuffer>, key: HashKey): PathSetData {
  if (words.length < 2 || words.length % 2 !== 0) throw new Error('a path set of no size');
  let count = 0;
  for (let i = 0; i < words.length; i += 2) if (words[i] !== 0 || words[i + 1] !== 0) count++;
  if (2 * count > LARGEST_LOAD * words.length) throw new Error('a path set that is too full');
  return { key, slots: words, count };
}
