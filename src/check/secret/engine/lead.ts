/**
 * What the matches of a pattern begin with: for each way to begin, a set of bytes for each place, as far as that is fixed. Where
 * every way has a keyword at a fixed place, a pattern is tried at exactly that place only, and not before its first bytes fit.
 * Knows what detectors use: classes, escapes, groups, alternatives, repetitions, look-around.
 */

/** What may stand at a place. */
export interface ByteSet {
  /** By byte: 1 if it may. */
  readonly has: Uint8Array;
  /** How many may. */
  readonly size: number;
  /** In lower case, if there is but one such byte; else -1. */
  readonly only: number;
  /** Sets of one byte, in either case, that together are this one; empty if they were many. */
  readonly parts: readonly ByteSet[];
}

/** One way to begin. */
export interface Lead {
  readonly sets: readonly ByteSet[];
  /** No set is known of what follows. */
  readonly isOver: boolean;
  /** What is known of it then; null = nothing. */
  readonly tail: Tail | null;
}

/** What may stand behind the sets, in any number, until a byte that stands in every match. */
export interface Tail {
  readonly through: readonly ByteSet[];
  /** No letter; -1 where nothing but `through` is known. */
  readonly until: number;
}

/** One that is still read; nobody else has its list and its tail. */
interface OpenLead {
  readonly sets: ByteSet[];
  isOver: boolean;
  tail: { readonly through: ByteSet[]; until: number } | null;
}

/** Ways and places that are told apart; beyond, the rest is left open. */
const MOST_WAYS = 64;
/** The same for alternatives, of which each may have as many. */
const MOST_ALTERNATIVES = 256;
export const MOST_PLACES = 48;
/** A class of so few characters is told apart: a keyword may hold one of them. */
const FEW = 3;

interface Cursor {
  readonly source: string;
  readonly ignoreCase: boolean;
  at: number;
}

const NOTHING: Lead = { sets: [], isOver: false, tail: null };
const UNKNOWN: Lead = { sets: [], isOver: true, tail: null };

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
  return leads.length > MOST_ALTERNATIVES ? [UNKNOWN] : leads;
}

function readSequence(cursor: Cursor): readonly Lead[] {
  let leads = begin();
  while (cursor.at < cursor.source.length && !'|)'.includes(cursor.source[cursor.at]!)) {
    leads = join(leads, readRepeated(cursor));
  }
  return leads;
}

function begin(): OpenLead[] {
  return [{ sets: [], isOver: false, tail: null }];
}

/** What was read so far with each of what follows. */
function join(leads: OpenLead[], next: readonly Lead[]): OpenLead[] {
  if (next.length === 1) {
    for (const lead of leads) append(lead, next[0]!);
    return leads;
  }
  if (leads.length * next.length <= MOST_WAYS) return leads.flatMap((lead) => branch(lead, next));
  for (const lead of leads) {
    if (lead.isOver) follow(lead, next);
    lead.isOver = true;
  }
  return leads;
}

function branch(lead: OpenLead, next: readonly Lead[]): OpenLead[] {
  if (lead.isOver) {
    follow(lead, next);
    return [lead];
  }
  return next.map((more) => {
    const copy = { sets: [...lead.sets], isOver: false, tail: null };
    append(copy, more);
    return copy;
  });
}

function append(lead: OpenLead, next: Lead): void {
  if (lead.isOver) {
    follow(lead, [next]);
    return;
  }
  for (const set of next.sets) if (lead.sets.length < MOST_PLACES) lead.sets.push(set);
  const isFull = lead.sets.length >= MOST_PLACES;
  lead.isOver = next.isOver || isFull;
  lead.tail =
    next.tail === null || isFull ? null : { until: next.tail.until, through: [...next.tail.through] };
}

/** What comes behind one that is over: all of it may stand there, and a byte that has to ends its tail. */
function follow(lead: OpenLead, next: readonly Lead[]): void {
  for (const { sets, isOver, tail } of next) {
    if (lead.tail === null || lead.tail.until >= 0) return;
    for (const set of sets) {
      if (next.length === 1 && set.only >= 0 && !isLetter(set.only)) {
        lead.tail.until = set.only;
        return;
      }
      unite(lead.tail.through, set);
    }
    if (!isOver) continue;
    if (tail === null || (next.length > 1 && tail.until >= 0)) lead.tail = null;
    else {
      for (const set of tail.through) unite(lead.tail.through, set);
      lead.tail.until = tail.until;
    }
  }
}

function unite(all: ByteSet[], more: ByteSet): void {
  if (!all.includes(more)) all.push(more);
}

export function isLetter(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
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
  let leads = begin();
  for (let time = 0; time < Math.min(least, MOST_PLACES); time += 1) leads = join(leads, atom);
  if (isFixed) return leads;
  return leads.map(({ sets, isOver }) => ({ sets, isOver: true, tail: isOver ? null : tailOf(atom) }));
}

/** Of what is repeated any number of times. */
function tailOf(atom: readonly Lead[]): Tail | null {
  if (atom.some(({ isOver }) => isOver)) return null;
  const through: ByteSet[] = [];
  for (const { sets } of atom) for (const set of sets) unite(through, set);
  return { through, until: -1 };
}

const ASSERTION = /\(\?<?[=!]/y;
const GROUP = /\((?:\?:|\?<[A-Za-z]\w*>)?/y;
const CHARACTER = /\[(?:\\.|[^\]\\])*\]|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^1-9kpPxu])|[^\\()]/sy;

function readAtom(cursor: Cursor): readonly Lead[] {
  const { source, at } = cursor;
  const first = source[at]!;
  if (first === '(') return readGroup(cursor);
  if (first === '^' || first === '$') return skip(cursor, 1);
  if (first === '\\' && (source[at + 1] === 'b' || source[at + 1] === 'B')) return skip(cursor, 2);
  const character = first === '[' || first === '\\' ? characterAt(cursor) : first;
  if (character === undefined) return fail(cursor);
  cursor.at += character.length;
  return split(setOf(character, cursor.ignoreCase));
}

function characterAt({ source, at }: Cursor): string | undefined {
  CHARACTER.lastIndex = at;
  return CHARACTER.exec(source)?.[0];
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
  return (set.parts.length === 0 ? [set] : set.parts).map((part) => ({
    sets: [part],
    isOver: false,
    tail: null,
  }));
}

/** Of patterns that tell cases apart, and of those that do not. */
const SETS: readonly Map<string, ByteSet>[] = [new Map(), new Map()];
const MOST_KEPT = 1000;

/** Of a character of a pattern, an escape or a class. */
export function setOf(character: string, ignoreCase: boolean): ByteSet {
  const sets = SETS[ignoreCase ? 1 : 0]!;
  const known = sets.get(character);
  if (known !== undefined) return known;
  const set =
    character.length === 1 && character !== '.'
      ? toSingle(character, ignoreCase)
      : toSet(character, ignoreCase);
  if (sets.size < MOST_KEPT) sets.set(character, set);
  return set;
}

function toSingle(character: string, ignoreCase: boolean): ByteSet {
  const byte = character.charCodeAt(0);
  const has = new Uint8Array(256);
  if (byte < 256) has[byte] = 1;
  if (ignoreCase && /[a-z]/i.test(character)) has[byte ^ 0x20] = 1;
  return { has, size: sizeOf(has), only: byte < 256 ? lower(byte) : -1, parts: [] };
}

const ALL_BYTES: string = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));

function toSet(character: string, ignoreCase: boolean): ByteSet {
  const others = ALL_BYTES.replace(new RegExp(character, ignoreCase ? 'gis' : 'gs'), '');
  const has = new Uint8Array(256).fill(1);
  for (let at = 0; at < others.length; at += 1) has[others.charCodeAt(at)] = 0;
  const bytes = new Set<number>();
  for (let byte = 0; byte < 256 && bytes.size <= FEW; byte += 1) if (has[byte] === 1) bytes.add(lower(byte));
  const only = bytes.size === 1 ? [...bytes][0]! : -1;
  const parts = bytes.size === 1 || bytes.size > FEW ? [] : [...bytes];
  return { has, size: sizeOf(has), only, parts: parts.map((byte) => partOf(has, byte)) };
}

/** The byte, in lower case, in those cases that are in the set. */
function partOf(has: Uint8Array, only: number): ByteSet {
  const part = new Uint8Array(256);
  part[only] = has[only]!;
  if (isLetter(only)) part[only - 0x20] = has[only - 0x20]!;
  return { has: part, size: sizeOf(part), only, parts: [] };
}

function sizeOf(has: Uint8Array): number {
  let size = 0;
  for (let byte = 0; byte < 256; byte += 1) size += has[byte]!;
  return size;
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

/** Fewer bytes of a keyword tell too little. */
const LEAST_BYTES = 4;

/** Where a keyword begins that goes on behind what is known of a way to begin, or -1. In lower case. */
export function findAtEnd({ sets, isOver }: Lead, keyword: Uint8Array): number {
  for (
    let at = Math.max(0, sets.length - keyword.length + 1);
    isOver && at + LEAST_BYTES <= sets.length;
    at += 1
  ) {
    let length = 0;
    while (at + length < sets.length && sets[at + length]!.only === keyword[length]) length += 1;
    if (at + length === sets.length) return at;
  }
  return -1;
}

/** Where a keyword stands in every text that begins like this, or -1. In lower case. */
export function findIn({ sets }: Lead, keyword: Uint8Array): number {
  for (let at = 0; at + keyword.length <= sets.length; at += 1) {
    let length = 0;
    while (length < keyword.length && sets[at + length]!.only === keyword[length]) length += 1;
    if (length === keyword.length) return at;
  }
  return -1;
}
