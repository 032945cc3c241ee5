/** What is worked out once of all detectors: keywords, and for each what to try where it stands. */
import type { Detector } from '../detector.ts';
import { HINTS } from './hints.ts';
import { type KeywordTables, toTables, wordAt } from './keywords.ts';
import { findIn, type Lead, leadsOf } from './lead.ts';
import { relax } from './relax.ts';
import { type Run, runOf } from './run.ts';

/** A detector with its patterns, which are compiled when they are first needed. */
export interface Compiled {
  readonly detector: Detector;
  /** Among all detectors. */
  readonly index: number;
  readonly strict: Pattern;
  /** Without conditions on both sides; null where there are none. */
  readonly relaxed: Pattern | null;
  /** What both have in every match. */
  readonly run: () => Run | null;
}

export interface Pattern {
  /** Matches at one place only. */
  readonly sticky: () => RegExp;
  /** Searches on. */
  readonly search: () => RegExp;
}

/** What to do where a keyword stands. */
export interface Use {
  readonly compiled: Compiled;
  /** Where the keyword stands in each match; -1: anywhere, or beside it. */
  readonly at: number;
  /** Where `at` is -1: a byte that stands among the first of every match that is searched for; -1 = none does. */
  readonly needs: number;
  /** The first bytes of a match are as in one of these. Empty where `at` is -1. */
  readonly leads: readonly (readonly Uint8Array[])[];
}

export interface Plan {
  readonly tables: KeywordTables;
  /** By keyword, worked out when it is first asked for: most detectors' keywords stand nowhere. */
  usesOf(keyword: number): readonly Use[];
  /** Of detectors. */
  readonly size: number;
  /**
   * First keyword by `slotOf` its telling bytes, -1 for none; those that have no more than three by that of three. The next
   * one with the same slot by keyword.
   */
  readonly first: Int16Array;
  readonly firstShort: Int16Array;
  readonly next: Int16Array;
  /** All keywords one behind the other, and where each begins and, by the next, ends: they are compared often. */
  readonly texts: Uint8Array;
  readonly starts: Int32Array;
  readonly tellingAt: Uint8Array;
  readonly longestMatch: number;
}

/** Longest match of a detector, in bytes. */
const MOST_LENGTH: number = 64 * 1024;
const SLOT_BITS = 12;

/** Bits that are set of three and of four bytes: case does not count. */
export const FOLD_THREE = 0x202020;
export const FOLD_FOUR = 0x20202020;

/** Of three or four bytes with these bits set. */
export function slotOf(folded: number): number {
  return Math.imul(folded, 0x9e3779b1) >>> (32 - SLOT_BITS);
}

/** Throws a RangeError where the engine cannot work with a detector. */
export function toPlan(detectors: readonly Detector[]): Plan {
  const byWord = new Map<string, Detector[]>();
  for (const detector of detectors) {
    for (const word of wordsOf(detector)) {
      const others = byWord.get(word);
      if (others === undefined) byWord.set(word, [detector]);
      else others.push(detector);
    }
  }
  const tables = toTables([...byWord.keys()], HINTS);
  return {
    tables,
    usesOf: laterUses(detectors, byWord),
    size: detectors.length,
    ...toChains(tables),
    ...toFlat(tables),
    longestMatch: Math.max(0, ...detectors.map(lengthOf)),
  };
}

function lengthOf({ id, maxLength }: Detector): number {
  if (!(maxLength > 0 && maxLength <= MOST_LENGTH))
    throw new RangeError(`${id}: a match of ${maxLength} bytes`);
  return maxLength;
}

function laterUses(
  detectors: readonly Detector[],
  byWord: ReadonlyMap<string, readonly Detector[]>,
): (keyword: number) => readonly Use[] {
  const index = new Map(detectors.map((detector, at) => [detector, at]));
  const known = new Map<Detector, readonly (readonly [string, Use])[]>();
  const words = [...byWord.entries()];
  const uses: (readonly Use[] | undefined)[] = words.map(() => undefined);
  const ofDetector = (detector: Detector): readonly (readonly [string, Use])[] => {
    const found = known.get(detector) ?? usesOf(compile(detector, index.get(detector)!));
    known.set(detector, found);
    return found;
  };
  return (keyword) => {
    const made = uses[keyword];
    if (made !== undefined) return made;
    const [word, users] = words[keyword]!;
    const all = users.flatMap(ofDetector).flatMap(([other, use]) => (other === word ? [use] : []));
    uses[keyword] = all;
    return all;
  };
}

function toChains({ keywords }: KeywordTables): Pick<Plan, 'first' | 'firstShort' | 'next'> {
  const first = new Int16Array(2 ** SLOT_BITS).fill(-1);
  const firstShort = new Int16Array(2 ** SLOT_BITS).fill(-1);
  const next = new Int16Array(keywords.length);
  for (const [index, { text, tellingAt }] of keywords.entries()) {
    const isShort = tellingAt + 4 > text.length;
    const chain = isShort ? firstShort : first;
    const slot = slotOf(wordAt(text, tellingAt) | (isShort ? FOLD_THREE : FOLD_FOUR));
    next[index] = chain[slot]!;
    chain[slot] = index;
  }
  return { first, firstShort, next };
}

function toFlat({ keywords }: KeywordTables): Pick<Plan, 'texts' | 'starts' | 'tellingAt'> {
  const starts = new Int32Array(keywords.length + 1);
  for (const [index, { text }] of keywords.entries()) starts[index + 1] = starts[index]! + text.length;
  const texts = new Uint8Array(starts.at(-1)!);
  for (const [index, { text }] of keywords.entries()) texts.set(text, starts[index]);
  return { texts, starts, tellingAt: Uint8Array.from(keywords, (keyword) => keyword.tellingAt) };
}

function compile(detector: Detector, index: number): Compiled {
  const { pattern } = detector;
  const flags = pattern.flags.replace(/[gydv]/g, '');
  const inner = detector.kind === 'assignment' ? null : relax(pattern.source);
  return {
    detector,
    index,
    strict: toPattern(pattern.source, flags),
    relaxed: inner === null ? null : toPattern(inner, flags),
    run: once(() => runOf(pattern)),
  };
}

function toPattern(source: string, flags: string): Pattern {
  return {
    sticky: once(() => new RegExp(source, `${flags}y`)),
    search: once(() => new RegExp(source, `${flags}g`)),
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    if (made === undefined) made = make();
    return made;
  };
}

/** For ways to begin that have a keyword at a fixed place, that place; for the others all keywords, with a search around. */
function usesOf(compiled: Compiled): readonly (readonly [string, Use])[] {
  const words = wordsOf(compiled.detector);
  const texts = words.map(bytesOf);
  const uses = new Map<string, readonly [string, Use & { readonly leads: (readonly Uint8Array[])[] }]>();
  const others: Lead[] = [];
  for (const lead of leadsOf(compiled.detector.pattern)) {
    const places = texts.map((text) => findIn(lead, text));
    const found = places.findIndex((at) => at >= 0);
    if (found < 0) others.push(lead);
    else {
      const [at, word] = [places[found]!, words[found]!];
      const key = `${at} ${word}`;
      const entry = uses.get(key) ?? ([word, { compiled, at, needs: -1, leads: [] }] as const);
      entry[1].leads.push(lead.sets.map(({ has }) => has));
      uses.set(key, entry);
    }
  }
  if (others.length === 0) return [...uses.values()];
  const needs = commonByte(others);
  const searches = words.map((word): readonly [string, Use] => [
    word,
    { compiled, at: -1, needs, leads: [] },
  ]);
  return needs < 0 ? searches : [...uses.values(), ...searches];
}

/** A byte that is one of the first of them all, a mark if there is one; -1 for none. */
function commonByte(leads: readonly Lead[]): number {
  const bytes = leads.map(({ sets }) =>
    sets.flatMap(({ only }) => (only < 0 || isLetter(only) ? [] : [only])),
  );
  return bytes[0]!.find((byte) => bytes.every((list) => list.includes(byte))) ?? -1;
}

function isLetter(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

/** In lower case, the longest first: they are the rarest. */
function wordsOf({ id, keywords }: Detector): readonly string[] {
  const words = [...new Set(keywords.map((word) => word.toLowerCase()))];
  if (words.length === 0 || !words.every((word) => /^[\x20-\x7e]{3,64}$/.test(word))) {
    throw new RangeError(`${id}: keywords are ASCII of three bytes or more`);
  }
  return words.sort((a, b) => b.length - a.length);
}

function bytesOf(word: string): Uint8Array {
  return Uint8Array.from(word, (character) => character.charCodeAt(0));
}
