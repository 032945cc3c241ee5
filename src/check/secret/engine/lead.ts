/**
 * What the matches of a pattern begin with: for each way to begin, a set of bytes for each place, as far as that is fixed. Where
 * every way has a keyword at a fixed place, a pattern is tried at exactly that place only, and not before its first bytes fit.
 * Knows what detectors use: classes, escapes, groups, alternatives, repetitions, look-around.
 */

/** By byte: 1 if it may stand there. */
export type ByteSet = Uint8Array;

/** One way to begin. */
export interface Lead {
  readonly sets: readonly ByteSet[];
  /** Nothing is known of what follows. */
  readonly isOver: boolean;
}

/** Ways and places that are told apart; beyond, the rest is left open. */
const MOST_WAYS = 64;
const MOST_PLACES = 48;
/** A class of so few characters is told apart: a keyword may hold one of them. */
const FEW = 3;

interface Cursor {
  readonly source: string;
  readonly ignoreCase: boolean;
  at: number;
}

const NOTHING: Lead = { sets: [], isOver: false };
const UNKNOWN: Lead = { sets: [], isOver: true };

/** Never empty; what is not understood is a way of which nothing is known. */
export function leadsOf({ source, ignoreCase }: RegExp): readonly Lead[] {
  const cursor = { source, ignoreCase, at: 0 };
  const leads = readAlternatives(cursor);
  return cursor.at < source.length ? [UNKNOWN] : leads;
}

function readAlternatives(cursor: Cursor): readonly Lead[] {
  const leads = [...readSequence(cursor)];
  while (cursor.source[cursor.at] === '|') {
    cursor.at += 1;
    leads.push(...readSequence(cursor));
  }
  return leads.length > MOST_WAYS ? [UNKNOWN] : leads;
}

function readSequence(cursor: Cursor): readonly Lead[] {
  let leads: readonly Lead[] = [NOTHING];
  while (cursor.at < cursor.source.length && !'|)'.includes(cursor.source[cursor.at]!)) {
    leads = join(leads, readRepeated(cursor));
  }
  return leads;
}

function join(leads: readonly Lead[], next: readonly Lead[]): readonly Lead[] {
  if (leads.every((lead) => lead.isOver)) return leads;
  if (leads.length * next.length > MOST_WAYS) return leads.map(({ sets }) => ({ sets, isOver: true }));
  return leads.flatMap((lead) =>
    lead.isOver
      ? [lead]
      : next.map((more) => {
          const sets = [...lead.sets, ...more.sets];
          return { sets: sets.slice(0, MOST_PLACES), isOver: more.isOver || sets.length > MOST_PLACES };
        }),
  );
}

const REPETITION = /(?:([?*+])|\{(\d+)(?:(,)(\d*))?\})\??/y;

function readRepeated(cursor: Cursor): readonly Lead[] {
  const atom = readAtom(cursor);
  REPETITION.lastIndex = cursor.at;
  const found = REPETITION.exec(cursor.source);
  if (found === null) return atom;
  cursor.at += found[0].length;
  const least = found[1] === undefined ? Number(found[2]) : found[1] === '+' ? 1 : 0;
  const isFixed = found[1] === undefined && found[3] === undefined;
  if (found[1] === '?') return [NOTHING, ...atom];
  let leads: readonly Lead[] = [NOTHING];
  for (let time = 0; time < Math.min(least, MOST_PLACES); time += 1) leads = join(leads, atom);
  return isFixed ? leads : leads.map(({ sets }) => ({ sets, isOver: true }));
}

const ASSERTION = /\(\?<?[=!]/y;
const GROUP = /\((?:\?:|\?<[A-Za-z]\w*>)?/y;
const CHARACTER = /\[(?:\\.|[^\]\\])*\]|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^1-9kpPxu])|[^\\()]/sy;

function readAtom(cursor: Cursor): readonly Lead[] {
  const { source } = cursor;
  if (source[cursor.at] === '(') return readGroup(cursor);
  if (source[cursor.at] === '^' || source[cursor.at] === '$') return skip(cursor, 1);
  if (/^\\[bB]/.test(source.slice(cursor.at, cursor.at + 2))) return skip(cursor, 2);
  CHARACTER.lastIndex = cursor.at;
  const character = CHARACTER.exec(source)?.[0];
  if (character === undefined) return fail(cursor);
  cursor.at += character.length;
  return split(setOf(character, cursor.ignoreCase));
}

function skip(cursor: Cursor, length: number): readonly Lead[] {
  cursor.at += length;
  return [NOTHING];
}

/** The whole pattern then counts as not understood. */
function fail(cursor: Cursor): readonly Lead[] {
  cursor.at = cursor.source.length + 1;
  return [UNKNOWN];
}

function readGroup(cursor: Cursor): readonly Lead[] {
  ASSERTION.lastIndex = cursor.at;
  const assertion = ASSERTION.exec(cursor.source);
  GROUP.lastIndex = cursor.at;
  const opening = assertion ?? GROUP.exec(cursor.source)!;
  if (assertion === null && opening[0] === '(' && cursor.source[cursor.at + 1] === '?') return fail(cursor);
  cursor.at += opening[0].length;
  const leads = readAlternatives(cursor);
  if (cursor.source[cursor.at] !== ')') return fail(cursor);
  cursor.at += 1;
  return assertion === null ? leads : [NOTHING];
}

/** One way for each byte of a small set, in both cases. */
function split(set: ByteSet): readonly Lead[] {
  const whole = { sets: [set], isOver: false };
  const bytes = new Set<number>();
  for (let byte = 0; byte < 256 && bytes.size <= FEW; byte += 1) if (set[byte] === 1) bytes.add(lower(byte));
  if (bytes.size > FEW || bytes.size === 1) return [whole];
  return [...bytes].map((byte) => ({
    sets: [set.map((has, at) => (lower(at) === byte ? has : 0))],
    isOver: false,
  }));
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

const SETS = new Map<string, ByteSet>();

function setOf(character: string, ignoreCase: boolean): ByteSet {
  const key = `${ignoreCase ? 'i' : ''}${character}`;
  const known = SETS.get(key);
  if (known !== undefined) return known;
  const one = new RegExp(character, ignoreCase ? 'i' : '');
  const set = Uint8Array.from({ length: 256 }, (_, byte) => (one.test(String.fromCharCode(byte)) ? 1 : 0));
  if (SETS.size < 1000) SETS.set(key, set);
  return set;
}

/** Where a keyword stands in every text that begins like this, or -1. In lower case. */
export function findIn({ sets }: Lead, keyword: Uint8Array): number {
  for (let at = 0; at + keyword.length <= sets.length; at += 1) {
    if (keyword.every((byte, index) => isOnly(sets[at + index]!, byte))) return at;
  }
  return -1;
}

function isOnly(set: ByteSet, byte: number): boolean {
  return set[byte] === 1 || set[byte & ~0x20] === 1
    ? set.every((has, at) => has === 0 || lower(at) === byte)
    : false;
}
