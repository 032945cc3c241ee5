/** What is worked out once of all detectors: keywords, and for each what to try where it stands. */
import type { Detector } from '../detector.ts';
import { HINTS } from './hints.ts';
import { type KeywordTables, toTables } from './keywords.ts';
import { type ByteSet, findAtEnd, findIn, isLetter, type Lead, leadsOf, type Tail } from './lead.ts';
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
  /** Where `at` is -1: what stands among the first bytes of every match that is searched for; null = nothing that is known. */
  readonly needs: Run | null;
  /** A match begins in one of these ways. Empty where `at` is -1. */
  readonly leads: readonly Start[];
}

/** What stands at the first places, and behind them, as far as something is known. */
export interface Start {
  readonly sets: readonly ByteSet[];
  readonly tail: Tail | null;
}

export interface Plan {
  readonly tables: KeywordTables;
  /** By keyword. It takes time, and most detectors' keywords stand nowhere. */
  usesOf(keyword: number): readonly Use[];
  /** Of detectors. */
  readonly size: number;
  readonly longestMatch: number;
}

/** Longest match of a detector, in bytes. */
const MOST_LENGTH: number = 64 * 1024;

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
  const ofDetector = (detector: Detector): readonly (readonly [string, Use])[] => {
    const found = known.get(detector) ?? usesOf(compile(detector, index.get(detector)!));
    known.set(detector, found);
    return found;
  };
  return (keyword) => {
    const [word, users] = words[keyword]!;
    return users.flatMap(ofDetector).flatMap(([other, use]) => (other === word ? [use] : []));
  };
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
  const { places, others } = placesOf(leadsOf(compiled.detector.pattern), words);
  const fixed = new Map<string, readonly [string, Use & { readonly leads: Start[] }]>();
  for (const { word, at, lead } of places) {
    const key = `${at} ${word}`;
    const entry = fixed.get(key) ?? ([word, { compiled, at, needs: null, leads: [] }] as const);
    entry[1].leads.push(toStart(lead));
    fixed.set(key, entry);
  }
  if (others.length === 0) return [...fixed.values()];
  const needs = commonMarks(others);
  const searches = words.map((word): readonly [string, Use] => [
    word,
    { compiled, at: -1, needs, leads: [] },
  ]);
  return needs === null ? searches : [...fixed.values(), ...searches];
}

interface Place {
  readonly word: string;
  readonly at: number;
  readonly lead: Lead;
}

interface Places {
  readonly places: readonly Place[];
  /** Without a keyword whose place is known. */
  readonly others: readonly Lead[];
}

/** Keywords that only begin in what is known of a match count if all keywords have a place: else one may stand further on. */
function placesOf(leads: readonly Lead[], words: readonly string[]): Places {
  const texts = words.map(bytesOf);
  const others: Lead[] = [];
  const places = leads.flatMap((lead): Place[] => {
    const found = texts.map((text) => findIn(lead, text));
    const first = found.findIndex((at) => at >= 0);
    if (first < 0) others.push(lead);
    return first < 0 ? [] : [{ word: words[first]!, at: found[first]!, lead }];
  });
  const ends = others.flatMap((lead) =>
    texts.flatMap((text, index): Place[] => {
      const at = findAtEnd(lead, text);
      return at < 0 ? [] : [{ word: words[index]!, at, lead }];
    }),
  );
  const all = [...places, ...ends];
  const placed = new Set(all.map(({ word }) => word));
  if (!words.every((word) => placed.has(word))) return { places, others };
  return { places: all, others: others.filter((other) => ends.every(({ lead }) => lead !== other)) };
}

function toStart({ sets, tail }: Lead): Start {
  return { sets, tail: tail !== null && tail.until >= 0 ? tail : null };
}

/** The same mark among the first bytes of them all, as often in a row as in each; null for none. */
function commonMarks(leads: readonly Lead[]): Run | null {
  const runs = leads.map(marksOf);
  for (const [byte, length] of runs[0]!) {
    if (!runs.every((marks) => marks.has(byte))) continue;
    const has = new Uint8Array(256);
    has[byte] = 1;
    return { has, length: Math.min(length, ...runs.map((marks) => marks.get(byte)!)) };
  }
  return null;
}

/** Bytes that are no letters, and how often each stands in a row. */
function marksOf({ sets }: Lead): ReadonlyMap<number, number> {
  const marks = new Map<number, number>();
  let length = 0;
  for (const [at, { only }] of sets.entries()) {
    length = at > 0 && sets[at - 1]!.only === only ? length + 1 : 1;
    if (only >= 0 && !isLetter(only)) marks.set(only, Math.max(length, marks.get(only) ?? 0));
  }
  return marks;
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
