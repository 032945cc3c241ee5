/**
 * What a pattern can cost, read off its source: the longest text that it can match, and whether two long repetitions stand
 * side by side that can take the same characters, which is what makes a backtracking engine try all ways to share them.
 * Over Latin-1. It knows what detectors use: classes, escapes, groups, alternatives, repetitions, look-around; back
 * references are refused.
 */

export interface PatternBounds {
  /** Characters; Infinity where a repetition has no end. */
  readonly longest: number;
  /** The source of the second of two such repetitions, or null. */
  readonly shared: string | null;
}

/** Both repetitions may take more than this many characters: below, all ways to share them are few. */
const LONG = 24;

/** A part of a pattern: how much it takes, and which of the 256 characters. */
interface Part {
  readonly shortest: number;
  readonly longest: number;
  readonly takes: readonly boolean[];
  /** Those that it can begin with. */
  readonly starts: readonly boolean[];
  /** Those of the long repetitions that it may begin with, and end with. */
  readonly heads: readonly boolean[];
  readonly tails: readonly boolean[];
  readonly source: string;
}

interface Cursor {
  readonly source: string;
  readonly flags: string;
  at: number;
  shared: string | null;
}

const KEPT = new Map<string, readonly boolean[]>();

/** Throws on what it does not know. */
export function patternBounds(pattern: RegExp): PatternBounds {
  const cursor: Cursor = {
    source: pattern.source,
    flags: pattern.ignoreCase ? 'i' : '',
    at: 0,
    shared: null,
  };
  const whole = parseAlternatives(cursor);
  if (cursor.at < cursor.source.length)
    throw new Error(`a bracket too much at ${cursor.at} of ${pattern.source}`);
  return { longest: whole.longest, shared: cursor.shared };
}

function parseAlternatives(cursor: Cursor): Part {
  const start = cursor.at;
  const parts = [parseSequence(cursor)];
  while (cursor.source[cursor.at] === '|') {
    cursor.at += 1;
    parts.push(parseSequence(cursor));
  }
  return {
    shortest: Math.min(...parts.map((part) => part.shortest)),
    longest: Math.max(...parts.map((part) => part.longest)),
    takes: union(parts.map((part) => part.takes)),
    starts: union(parts.map((part) => part.starts)),
    heads: union(parts.map((part) => part.heads)),
    tails: union(parts.map((part) => part.tails)),
    source: cursor.source.slice(start, cursor.at),
  };
}

function parseSequence(cursor: Cursor): Part {
  const start = cursor.at;
  const parts: Part[] = [];
  while (cursor.at < cursor.source.length && !'|)'.includes(cursor.source[cursor.at] ?? '')) {
    const part = parseRepeated(cursor);
    noteShared(cursor, parts, part);
    parts.push(part);
  }
  return {
    shortest: sum(parts.map((part) => part.shortest)),
    longest: sum(parts.map((part) => part.longest)),
    takes: union(parts.map((part) => part.takes)),
    starts: union(untilFilled(parts).map((part) => part.starts)),
    heads: union(untilFilled(parts).map((part) => part.heads)),
    tails: union(untilFilled(parts.toReversed()).map((part) => part.tails)),
    source: cursor.source.slice(start, cursor.at),
  };
}

/** The first parts, up to one that cannot be empty. */
function untilFilled(parts: readonly Part[]): readonly Part[] {
  const filled = parts.findIndex((part) => part.shortest > 0);
  return filled < 0 ? parts : parts.slice(0, filled + 1);
}

/** Looks back over what may be empty. */
function noteShared(cursor: Cursor, before: readonly Part[], part: Part): void {
  const begins = part.heads.map((repeated, code) => repeated && part.starts[code] === true);
  for (const other of before.toReversed()) {
    if (other.tails.some((repeated, code) => repeated && begins[code])) cursor.shared ??= part.source;
    if (other.shortest > 0) return;
  }
}

function parseRepeated(cursor: Cursor): Part {
  const start = cursor.at;
  const atom = parseAtom(cursor);
  const [least, most] = parseCount(cursor);
  const shortest = atom.shortest * least;
  const longest = atom.longest === 0 || most === 0 ? 0 : atom.longest * most;
  const isLong = most > 1 && longest - shortest > LONG;
  return {
    shortest,
    longest,
    takes: atom.takes,
    starts: atom.starts,
    heads: isLong ? atom.takes : atom.heads,
    tails: isLong ? atom.takes : atom.tails,
    source: cursor.source.slice(start, cursor.at),
  };
}

function parseCount(cursor: Cursor): readonly [number, number] {
  const found = /^(?:([?*+])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(cursor.source.slice(cursor.at, cursor.at + 16));
  if (found === null) return [1, 1];
  cursor.at += found[0].length;
  if (found[1] !== undefined)
    return [found[1] === '+' ? 1 : 0, found[1] === '?' ? 1 : Number.POSITIVE_INFINITY];
  const least = Number(found[2]);
  if (found[3] === undefined) return [least, least];
  return [least, found[4] === '' ? Number.POSITIVE_INFINITY : Number(found[4])];
}

function parseAtom(cursor: Cursor): Part {
  const first = cursor.source[cursor.at] ?? '';
  if (first === '(') return parseGroup(cursor);
  if (first === '^' || first === '$') return emptyPart(cursor, 1);
  if (/^\\[bB]/.test(cursor.source.slice(cursor.at, cursor.at + 2))) return emptyPart(cursor, 2);
  return parseCharacter(cursor);
}

function parseGroup(cursor: Cursor): Part {
  const opening = /^\((?:\?(?:[:=!]|<[=!]|<[A-Za-z]\w*>))?/.exec(
    cursor.source.slice(cursor.at, cursor.at + 40),
  );
  const kind = opening?.[0] ?? '(';
  cursor.at += kind.length;
  const inside = parseAlternatives(cursor);
  cursor.at += 1;
  return /^\(\?<?[=!]$/.test(kind)
    ? { ...inside, shortest: 0, longest: 0, takes: [], starts: [], heads: [], tails: [] }
    : inside;
}

function emptyPart(cursor: Cursor, length: number): Part {
  cursor.at += length;
  return { shortest: 0, longest: 0, takes: [], starts: [], heads: [], tails: [], source: '' };
}

const CHARACTER = /^(?:\[(?:\\.|[^\]\\])*\]|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^1-9k])|[^\\])/s;

function parseCharacter(cursor: Cursor): Part {
  const source = CHARACTER.exec(cursor.source.slice(cursor.at))?.[0];
  if (source === undefined) throw new Error(`not understood at ${cursor.at} of ${cursor.source}`);
  cursor.at += source.length;
  const takes = takenBy(source, cursor.flags);
  return { shortest: 1, longest: 1, takes, starts: takes, heads: [], tails: [], source };
}

/** Of a class or character; kept, as the same ones come again and again. */
function takenBy(source: string, flags: string): readonly boolean[] {
  const key = `${flags} ${source}`;
  const kept = KEPT.get(key);
  if (kept !== undefined) return kept;
  const one = new RegExp(`^${source}$`, flags);
  const takes = Array.from({ length: 256 }, (_, code) => one.test(String.fromCharCode(code)));
  KEPT.set(key, takes);
  return takes;
}

function union(sets: readonly (readonly boolean[])[]): readonly boolean[] {
  const all = new Array<boolean>(256).fill(false);
  for (const set of new Set(sets)) {
    for (let code = 0; code < set.length; code++) if (set[code] === true) all[code] = true;
  }
  return all;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
