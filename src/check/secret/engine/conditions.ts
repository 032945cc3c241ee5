/**
 * What has to stand around a keyword for any of its detectors to find something there, for the kernel: most keywords are a part
 * of other text, and a look at a few bytes tells. Only what every match has: a kernel without conditions finds the same.
 */
import { type ByteSet, isLetter, MOST_PLACES, type Tail } from './lead.ts';
import type { Use } from './plan.ts';
import type { Run } from './run.ts';

/** Words of a keyword's conditions in the kernel's memory, the end included. */
export const CONDITION_WORDS = 32;

/** The kernel's number of a set of bytes. */
export type ClassOf = (has: Uint8Array) => number;

/** As kernel.wat has them. */
const [BYTE, TAIL, RUN, OR, MORE] = [1, 2, 3, 4, 5];
/** Units of numbers. */
const TAIL_UNIT = 4;
const RUN_UNIT = 64;
const MOST_NUMBER = 255;

/** Bytes of each way that are looked at, as many as there is room for: most ways fail at the first ones. */
const TRIED: readonly number[] = [12, 6, 3];
/** A set of more bytes says little. */
const MOST_BYTES = 200;

/** Empty where there are none, or more than there is room for. */
export function toConditions(keyword: Uint8Array, uses: readonly Use[], classOf: ClassOf): readonly number[] {
  for (const most of TRIED) {
    const ways = uses.flatMap((use) =>
      use.at < 0 ? [ofSearch(keyword, use, classOf)] : ofLeads(keyword, use, classOf, most),
    );
    if (ways.some((way) => way.length === 0)) return [];
    const words = ways.flatMap((way, index) => (index === 0 ? way : [word(0, 0, OR, 0), ...way]));
    if (words.length < CONDITION_WORDS) return words;
  }
  return [];
}

function word(classId: number, distance: number, kind: number, value: number): number {
  return (classId | ((distance & 0xff) << 8) | (kind << 16) | (value << 24)) >>> 0;
}

function ofLeads(keyword: Uint8Array, use: Use, classOf: ClassOf, most: number): number[][] {
  const { maxLength } = use.compiled.detector;
  const run = ofRun(use.compiled.run(), [use.at, maxLength - use.at], classOf);
  return use.leads.map(({ sets, tail }) => {
    const checks = placesOf(keyword, sets, use.at, most).map((at) =>
      word(classOf(sets[at]!.has), at - use.at, BYTE, 0),
    );
    return [...checks, ...ofTail(tail, sets.length - use.at, maxLength, classOf), ...run];
  });
}

/** Those that say the most first: the case of the keyword, then what follows it, then what stands before. */
function placesOf(keyword: Uint8Array, sets: readonly ByteSet[], keywordAt: number, most: number): number[] {
  const places: number[] = [];
  const end = Math.min(keywordAt + keyword.length, sets.length);
  for (let at = keywordAt; at < end; at += 1) if (isOneCase(sets[at]!)) places.push(at);
  for (let at = end; at < sets.length && places.length < most; at += 1) {
    if (sets[at]!.size <= MOST_BYTES) places.push(at);
  }
  for (let at = keywordAt - 1; at >= 0 && places.length < most; at -= 1) {
    if (sets[at]!.size <= MOST_BYTES) places.push(at);
  }
  return places.slice(0, most);
}

/** Of a byte of a keyword, where the kernel takes both cases. */
function isOneCase({ only, size }: ByteSet): boolean {
  return isLetter(only) && size === 1;
}

function ofTail(tail: Tail | null, distance: number, maxLength: number, classOf: ClassOf): number[] {
  if (tail === null || maxLength > MOST_NUMBER * TAIL_UNIT) return [];
  const [through, until] = [new Uint8Array(256), new Uint8Array(256)];
  for (const { has } of tail.through) for (let byte = 0; byte < 256; byte += 1) through[byte]! |= has[byte]!;
  until[tail.until] = 1;
  return [
    word(classOf(through), distance, TAIL, Math.ceil(maxLength / TAIL_UNIT)),
    word(classOf(until), 0, MORE, 0),
  ];
}

/** A run in a window that begins and ends so far from where the keyword does. */
function ofRun(run: Run | null, [before, behind]: readonly [number, number], classOf: ClassOf): number[] {
  const [from, to] = [Math.ceil(Math.max(0, before) / RUN_UNIT), Math.ceil(behind / RUN_UNIT)];
  if (run === null || from > MOST_NUMBER || to > MOST_NUMBER) return [];
  return [word(classOf(run.has), 0, RUN, Math.min(run.length, MOST_NUMBER)), word(from, to, MORE, 0)];
}

function ofSearch(keyword: Uint8Array, { compiled, needs }: Use, classOf: ClassOf): number[] {
  const { maxLength } = compiled.detector;
  return [
    ...ofRun(needs, [maxLength, keyword.length + MOST_PLACES], classOf),
    ...ofRun(compiled.run(), [maxLength, keyword.length + maxLength], classOf),
  ];
}
