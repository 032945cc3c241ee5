/** What is worked out once of all detectors: keywords, and for each what to try where it stands. */
import type { Detector } from '../detector.ts';
import { type KeywordTables, toTables, wordAt } from './keywords.ts';
import { type ByteSet, findIn, leadsOf } from './lead.ts';
import { relax } from './relax.ts';

/** A detector with its patterns, which are compiled when they are first needed. */
export interface Compiled {
  readonly detector: Detector;
  /** Place in `Plan.compiled`. */
  readonly index: number;
  readonly strict: Pattern;
  /** Without conditions on both sides; null where there are none. */
  readonly relaxed: Pattern | null;
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
  /** The first bytes of a match are as in one of these. Empty where `at` is -1. */
  readonly leads: readonly (readonly ByteSet[])[];
}

export interface Plan {
  readonly tables: KeywordTables;
  /** By keyword. */
  readonly uses: readonly (readonly Use[])[];
  readonly compiled: readonly Compiled[];
  /** First keyword by `slotOf`, -1 for none; the next one with the same slot by keyword. */
  readonly first: Int16Array;
  readonly next: Int16Array;
  readonly longestMatch: number;
  readonly longestKeyword: number;
}

/** Longest match of a detector, in bytes. */
export const MOST_LENGTH: number = 64 * 1024;
const SLOT_BITS = 12;

/** Of four bytes: all keywords whose first three telling bytes are alike have the same. */
export function slotOf(bytes: number): number {
  return Math.imul((bytes | 0x202020) & 0xffffff, 0x9e3779b1) >>> (32 - SLOT_BITS);
}

export function toPlan(detectors: readonly Detector[]): Plan {
  const compiled = detectors.map(compile);
  const byWord = new Map<string, Use[]>();
  for (const each of compiled) {
    for (const [word, use] of usesOf(each)) {
      const uses = byWord.get(word);
      if (uses === undefined) byWord.set(word, [use]);
      else uses.push(use);
    }
  }
  const tables = toTables([...byWord.keys()]);
  return {
    tables,
    uses: [...byWord.values()],
    compiled,
    ...toChains(tables),
    longestMatch: Math.max(0, ...detectors.map((each) => each.maxLength)),
    longestKeyword: Math.max(0, ...[...byWord.keys()].map((word) => word.length)),
  };
}

function toChains({ keywords }: KeywordTables): Pick<Plan, 'first' | 'next'> {
  const first = new Int16Array(2 ** SLOT_BITS).fill(-1);
  const next = new Int16Array(keywords.length);
  for (const [index, { text, tellingAt }] of keywords.entries()) {
    const slot = slotOf(wordAt(text, tellingAt));
    next[index] = first[slot]!;
    first[slot] = index;
  }
  return { first, next };
}

function compile(detector: Detector, index: number): Compiled {
  const { id, pattern, maxLength } = detector;
  if (!(maxLength > 0 && maxLength <= MOST_LENGTH))
    throw new RangeError(`${id}: a match of ${maxLength} bytes`);
  const flags = pattern.flags.replace(/[gydv]/g, '');
  const inner = detector.kind === 'assignment' ? null : relax(pattern.source);
  return {
    detector,
    index,
    strict: toPattern(pattern.source, flags),
    relaxed: inner === null ? null : toPattern(inner, flags),
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
    made ??= make();
    return made;
  };
}

/** Where each way to begin has a keyword at a fixed place, those; else all keywords, with a search around. */
function usesOf(compiled: Compiled): readonly (readonly [string, Use])[] {
  const words = wordsOf(compiled.detector);
  const uses = new Map<string, { word: string; at: number; leads: (readonly ByteSet[])[] }>();
  for (const lead of leadsOf(compiled.detector.pattern)) {
    const found = words.map((word) => [word, findIn(lead, bytesOf(word))] as const).find(([, at]) => at >= 0);
    if (found === undefined) return words.map((word) => [word, { compiled, at: -1, leads: [] }]);
    const [word, at] = found;
    const key = `${at} ${word}`;
    const use = uses.get(key) ?? { word, at, leads: [] };
    use.leads.push(lead.sets);
    uses.set(key, use);
  }
  return [...uses.values()].map(({ word, at, leads }) => [word, { compiled, at, leads }]);
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
