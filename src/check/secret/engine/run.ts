/**
 * What every match of a pattern has in a row: so many bytes of one set, as the 32 digits of a key behind its name. Where they do not
 * stand near a keyword, the pattern need not be tried, nor compiled: V8 takes milliseconds for that.
 */
import { setOf } from './lead.ts';

export interface Run {
  /** By byte: 1 if it belongs to it. */
  readonly has: Uint8Array;
  readonly length: number;
}

/** A part of a pattern that stands in every match, at least so often. */
type Part = Run;

/** What may not be there at all, or in several ways: a run does not go on over it. */
const BREAK = null;

/** Shorter ones are everywhere. */
const LEAST_LENGTH = 12;
/** The one that is rarest by chance, of single parts and of all between two breaks; null if there is none that tells much. */
export function runOf({ source, ignoreCase }: RegExp): Run | null {
  const runs = alternativesOf(source, ignoreCase).map(rarestOf);
  return runs.includes(null) || runs.length === 0 ? null : (runs as Run[]).reduce(either);
}

function rarestOf(parts: readonly (Part | null)[]): Run | null {
  let best: Run | null = null;
  let open: Run[] = [];
  const take = (run: Run): void => {
    if (run.length >= LEAST_LENGTH && bitsOf(run) > (best === null ? 0 : bitsOf(best))) best = run;
  };
  for (const part of [...parts, BREAK]) {
    if (part !== BREAK) {
      open.push(part);
      take(part);
    } else if (open.length > 0) {
      take(join(open));
      open = [];
    }
  }
  return best;
}

/** Whichever of two stands there, so much of one set does. */
function either(a: Run, b: Run): Run {
  return { has: a.has.map((is, byte) => is | b.has[byte]!), length: Math.min(a.length, b.length) };
}

function bitsOf({ has, length }: Run): number {
  let size = 0;
  for (const is of has) size += is;
  return length * (8 - Math.log2(size));
}

function join(parts: readonly Part[]): Run {
  const has = new Uint8Array(256);
  let length = 0;
  for (const part of parts) {
    length += part.length;
    for (let byte = 0; byte < 256; byte += 1) has[byte]! |= part.has[byte]!;
  }
  return { has, length };
}

const TOKEN =
  /(?<assertion>\(\?<?[=!]|\\[bB]|[\^$])|(?<open>\((?:\?:|\?<[A-Za-z]\w*>|(?!\?)))|(?<close>\))|(?<bar>\|)|(?<atom>\[(?:\\.|[^\]\\])*\]|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^1-9kpPxubB])|[^\\()[\]|?*+{}^$])/sy;
const REPEATED = /(?:(?<sign>[?*+])|\{(?<least>\d+)(?:,\d*)?\})\??/y;

interface Level {
  readonly isAssertion: boolean;
  readonly from: number;
  hasBar: boolean;
}

/** Of each alternative of the whole pattern its parts, in order; none where the pattern has what is not understood. */
function alternativesOf(source: string, ignoreCase: boolean): (Part | null)[][] {
  const alternatives: (Part | null)[][] = [[]];
  const levels: Level[] = [];
  let at = 0;
  const least = (): number => {
    REPEATED.lastIndex = at;
    const found = REPEATED.exec(source);
    if (found === null) return 1;
    at += found[0].length;
    const { sign, least } = found.groups!;
    return sign === undefined ? Number(least) : sign === '+' ? 1 : 0;
  };
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (found === null) return [];
    at += found[0].length;
    const { assertion, open, close, bar, atom } = found.groups!;
    const parts = alternatives.at(-1)!;
    const level = levels.at(-1);
    if (assertion?.startsWith('(') || open !== undefined) {
      levels.push({ isAssertion: assertion !== undefined, from: parts.length, hasBar: false });
    } else if (atom !== undefined) {
      parts.push({ has: setOf(atom, ignoreCase).has, length: least() });
    } else if (bar !== undefined) {
      if (level === undefined) alternatives.push([]);
      else level.hasBar = true;
    } else if (close !== undefined) {
      if (level === undefined) return [];
      levels.pop();
      endLevel(parts, level, least());
    }
  }
  return levels.length === 0 ? alternatives : [];
}

function endLevel(parts: (Part | null)[], { isAssertion, from, hasBar }: Level, least: number): void {
  if (isAssertion) parts.length = from;
  else if (hasBar || least === 0) parts.splice(from, parts.length, BREAK);
}

/** Whether the run stands in [from, to). */
export function hasRun(bytes: Uint8Array, { has, length }: Run, from: number, to: number): boolean {
  // The byte that would end it, and back from there; where one is another's, none that holds it can be it.
  for (let start = from; start + length <= to; ) {
    let at = start + length - 1;
    while (at >= start && has[bytes[at]!] === 1) at -= 1;
    if (at < start) return true;
    start = at + 1;
  }
  return false;
}
