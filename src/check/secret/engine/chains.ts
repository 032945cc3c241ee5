/**
 * The keywords themselves in the kernel's memory: for each hash of telling bytes the first keyword, and from each the next one
 * that has it too. A keyword is 16 bytes (kernel.wat, `chain`), then come their texts, then room for the conditions of each.
 */
import { CONDITION_WORDS } from './conditions.ts';
import { hashOf, type Keyword, wordAt } from './keywords.ts';

export interface KeywordChains {
  /** By hash, for four telling bytes and for three: the address of the first entry, 0 for none. */
  readonly heads: Uint32Array;
  /** Entries, texts and conditions; addresses in it are of the kernel's memory. */
  readonly entries: Uint32Array;
  /** Behind all of it. */
  readonly end: number;
  conditionsAt(keyword: number): number;
}

const SLOT_BITS = 12;
const ENTRY_WORDS = 4;
/** A word of text and its mask. */
const TEXT_WORDS = 2;
/** A keyword of three bytes has no more than three telling ones. */
const LEAST = 4;

/** `base` is the address where the entries will be. */
export function toChains(keywords: readonly Keyword[], base: number): KeywordChains {
  const textWords = keywords.map(({ text }) => TEXT_WORDS * Math.ceil(text.length / 4));
  const textsAt = ENTRY_WORDS * keywords.length;
  const conditionsAt = textWords.reduce((sum, words) => sum + words, textsAt);
  const entries = new Uint32Array(conditionsAt + CONDITION_WORDS * keywords.length);
  const heads = new Uint32Array(2 << SLOT_BITS);
  let at = textsAt;
  for (const [index, { text, tellingAt }] of keywords.entries()) {
    const slot = slotOf(text, tellingAt);
    const entry = index * ENTRY_WORDS;
    const behind = at + textWords[index]!;
    entries[entry] = heads[slot]!;
    entries[entry + 1] = base + 4 * at;
    entries[entry + 2] = ((base + 4 * behind) | (tellingAt << 24)) >>> 0;
    entries[entry + 3] = base + 4 * (conditionsAt + index * CONDITION_WORDS);
    heads[slot] = base + 4 * entry;
    putText(entries, at, text);
    at = behind;
  }
  return {
    heads,
    entries,
    end: base + 4 * entries.length,
    conditionsAt: (keyword) => base + 4 * (conditionsAt + keyword * CONDITION_WORDS),
  };
}

/** Of the two that a hash has, the second is for three bytes. */
function slotOf(text: Uint8Array, tellingAt: number): number {
  const isShort = text.length < LEAST;
  const bytes = isShort ? wordAt(text, tellingAt) & 0xffffff : wordAt(text, tellingAt);
  return 2 * hashOf(bytes, isShort ? 0x202020 : 0x20202020, SLOT_BITS) + (isShort ? 1 : 0);
}

/** Letters do without the bit that their case changes. */
function putText(entries: Uint32Array, at: number, text: Uint8Array): void {
  for (const [index, byte] of text.entries()) {
    const word = at + TEXT_WORDS * (index >> 2);
    const shift = 8 * (index & 3);
    const isLetter = byte >= 0x61 && byte <= 0x7a;
    entries[word] = (entries[word]! | (byte << shift)) >>> 0;
    entries[word + 1] = (entries[word + 1]! | ((isLetter ? 0xdf : 0xff) << shift)) >>> 0;
  }
}
