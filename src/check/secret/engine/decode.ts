/**
 * Encoded texts within a stream: found by the kernel, decoded into its scratch memory, many one behind the other, and looked
 * at there together. A long one is taken in pieces that overlap; which they are depends on where it begins only.
 */

import type { Encoding } from './hit.ts';
import { BESIDE } from './inspect.ts';
import {
  BLOCK,
  IN_LINE,
  isBase64,
  isText,
  isUrl,
  type Kernel,
  KNOWN_RUN,
  MARGIN,
  NEXT,
  NO_RUN,
  OPEN,
  RESUME,
  RESUME_AT,
  RESUME_IN_LINE,
  RUN_BASE64,
  RUN_PERCENT,
  RUN_WIDE,
  SCRATCH,
  SCRATCH_BYTES,
  USED,
} from './kernel.ts';
import { findKeywords, lookAround, startTexts } from './look.ts';
import type { Engine, Found, Stream, Stretch } from './state.ts';

/** Zeros between decoded texts: decoders write them. */
const GAP = 8;
/** Texts that are collected before they are looked at. */
const MOST_TEXTS = 1024;
/** A scratch memory so full is looked at. */
const MUCH = 64 * 1024;

/** As many bytes of UTF-16 or digits are a run. */
const LEAST_HEX = 24;
const LEAST_WIDE = 8;

export type OnFound = (stretch: Stretch, found: Found) => void;

interface Task {
  readonly engine: Engine;
  readonly stream: Stream;
  readonly onFound: OnFound;
  readonly texts: Stretch[];
  /** Where the next decoded text is written. */
  out: number;
}

/** Looks into all encoded texts that begin in [from, to), or whose pieces do. */
export function lookIntoEncoded(
  engine: Engine,
  stream: Stream,
  range: readonly [number, number],
  onFound: OnFound,
): void {
  const { kernel } = engine;
  const [from, to] = range;
  const task: Task = { engine, stream, onFound, texts: [], out: SCRATCH };
  kernel.words[OPEN] = from > BLOCK && isBase64(kernel.bytes, kernel.bytes[from - 1]!) ? KNOWN_RUN : NO_RUN;
  for (let start = from; start < to; start = kernel.words[NEXT]!) {
    const count = kernel.findRuns(start, to, BLOCK + stream.filled, stream.hasTags ? 1 : 0);
    // Mostly there is none, and a slice is not free.
    const runs = count === 0 ? kernel.list : kernel.list.slice(0, count);
    const next: number = kernel.words[NEXT]!;
    const open: number = kernel.words[OPEN]!;
    for (let index = 0; index < count; index += 1) decodeRun(task, runs[index]! & 3, runs[index]! >>> 2);
    kernel.words[NEXT] = next;
    kernel.words[OPEN] = open;
  }
  for (const kind of [RUN_BASE64, RUN_PERCENT, RUN_WIDE]) catchUp(task, kind, to);
  lookIntoTexts(task);
}

function decodeRun(task: Task, kind: number, at: number): void {
  catchUp(task, kind, at + 1);
  if (at < task.stream.chains[kind]!.done) return;
  if (kind === RUN_BASE64) decodeLetters(task, at);
  else decodePiece(task, kind, { at: startOf(task, kind, at), isFirst: true });
}

/** Most of what looks like base64 is no text in it, but a name, a path or a digest. */
function decodeLetters(task: Task, at: number): void {
  const { kernel, sizes } = task.engine;
  const limit = Math.min(BLOCK + task.stream.filled, at + sizes.segment + sizes.overlaps[RUN_BASE64]);
  const isPlausible = kernel.isPlausible(at, limit) === 1;
  const to = kernel.words[USED]!;
  const chain = task.stream.chains[RUN_BASE64];
  if (to < limit && kernel.hexEnd(at, to) === to && !goesOnTo(task, at, limit)) {
    const place = { from: at, to: limit, inLine: 0, length: 0, acceptTo: 0, isFirst: true, isLast: true };
    chain.done = Math.max(to, addHex(task, at, place));
  } else if (isPlausible || to === limit || hasMore(task, at, to)) {
    decodePiece(task, RUN_BASE64, { at, isFirst: true });
  } else chain.done = to;
}

/** Whether lines of digits reach a place, and may go on behind it. */
function goesOnTo(task: Task, from: number, limit: number): boolean {
  const { kernel } = task.engine;
  if (limit === BLOCK + task.stream.filled) return false;
  makeRoom(task, limit - from);
  kernel.decodeLines(from, limit, task.out, limit, 1);
  return kernel.words[USED] === limit;
}

/** Whether there are digits in it, or a text behind a length. */
function hasMore({ engine: { kernel }, stream }: Task, from: number, to: number): boolean {
  if (kernel.findHex(from, to, LEAST_HEX) >= 0) return true;
  return (
    stream.hasTags && taggedPlaces(kernel.bytes, from, to).some((at) => kernel.isPlausible(at, to) === 1)
  );
}

/** Pieces of a text that has begun before, as far as they begin before an address. */
function catchUp(task: Task, kind: number, before: number): void {
  const chain = task.stream.chains[kind]!;
  while (chain.resume >= 0 && chain.resume < before)
    decodePiece(task, kind, { at: chain.resume, isFirst: false });
}

/** Of percent-encoded text at most so much in front of its first sign. */
const MOST_BEFORE = 1024;

/** A sign or some units were found within the text: back to where it begins. */
function startOf({ engine: { kernel }, stream }: Task, kind: number, at: number): number {
  const { bytes } = kernel;
  const least = Math.max(BLOCK, stream.chains[kind]!.done, at - MOST_BEFORE);
  let start = at;
  if (kind === RUN_PERCENT) {
    while (start > least && isUrl(bytes, bytes[start - 1]!)) start -= 1;
  } else {
    while (start - 2 >= least && bytes[start - 1] === 0 && isText(bytes, bytes[start - 2]!)) start -= 2;
    // The zero behind what stands in front of a text whose zeros come first.
    if (stream.kind === 'be' && start > BLOCK && bytes[start - 1] !== 0) start += 2;
  }
  return start;
}

interface Piece {
  readonly at: number;
  readonly isFirst: boolean;
}

function decodePiece(task: Task, kind: number, piece: Piece): void {
  const { kernel, sizes } = task.engine;
  const end = BLOCK + task.stream.filled;
  const limit = Math.min(end, piece.at + sizes.segment + sizes.overlaps[kind]!);
  makeRoom(task, limit - piece.at);
  const chain = task.stream.chains[kind]!;
  const inLine = piece.isFirst || kind !== RUN_BASE64 ? 0 : chain.inLine;
  kernel.words[IN_LINE] = inLine;
  const length = decode(kernel, kind, [piece.at, limit], task.out, piece.at + sizes.segment);
  const to = kernel.words[USED]!;
  const goesOn = to === limit && limit < end && kernel.words[RESUME]! > 0;
  chain.done = Math.max(chain.done, to);
  chain.resume = goesOn ? kernel.words[RESUME]! : -1;
  chain.inLine = kernel.words[RESUME_IN_LINE]!;
  const acceptTo = goesOn ? kernel.words[RESUME_AT]! + BESIDE : length;
  const text = { from: piece.at, to, inLine, length, isFirst: piece.isFirst, isLast: !goesOn, acceptTo };
  if (kind === RUN_WIDE) addWide(task, text);
  else if (kind === RUN_PERCENT) addText(task, 'percent', text);
  else addBase64(task, text);
}

function decode(
  kernel: Kernel,
  kind: number,
  range: readonly [number, number],
  out: number,
  again: number,
): number {
  const [from, to] = range;
  if (kind === RUN_BASE64) return kernel.decodeLines(from, to, out, again, 0);
  return kind === RUN_WIDE
    ? kernel.decodeWide(from, to, out, again)
    : kernel.decodePercent(from, to, out, again);
}

/** A text that was decoded to where the task's next one goes. */
interface NewText {
  /** Addresses of the encoded text. */
  readonly from: number;
  readonly to: number;
  /** How far from the start of its line it begins. */
  readonly inLine: number;
  readonly length: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Matches that begin further from its beginning are left to the next piece. */
  readonly acceptTo: number;
}

function addText(task: Task, encoding: Encoding, text: NewText): void {
  const { length, isFirst, isLast, acceptTo } = text;
  const from = task.out;
  const to = from + length;
  task.texts.push({
    from,
    to,
    acceptFrom: isFirst ? from : from + BESIDE,
    acceptTo: from + acceptTo,
    source: { encoding, isFirst, isLast, from: text.from, to: text.to },
  });
  task.out = to + GAP;
}

/**
 * Units with the zero in front are found one byte late, and without the last: where nothing else tells them apart, a zero in
 * front of it all does.
 */
function addWide(task: Task, text: NewText): void {
  const { stream, engine } = task;
  const { bytes } = engine.kernel;
  const chain = stream.chains[RUN_WIDE];
  if (text.isFirst) {
    const isLate = stream.kind === 'bytes' && text.from > BLOCK && bytes[text.from - 1] === 0;
    chain.late = stream.kind === 'be' || isLate ? 1 : 0;
  }
  const hasMore =
    chain.late === 1 && text.isLast && text.to < BLOCK + stream.filled && isText(bytes, bytes[text.to]!);
  const length = text.length + (hasMore ? 1 : 0);
  if (hasMore) {
    bytes[task.out + text.length] = bytes[text.to]!;
    bytes[task.out + text.length + GAP] = 0;
  }
  if (text.isFirst && length < LEAST_WIDE) return;
  const acceptTo = text.isLast ? length : text.acceptTo;
  const [from, to] = [text.from - chain.late, text.from - chain.late + 2 * length];
  addText(task, 'utf-16', { ...text, from, to, length, acceptTo });
}

function addBase64(task: Task, text: NewText): void {
  const { kernel } = task.engine;
  const { from, to } = text;
  // Of a line that has begun before there may be less.
  const isBegun = text.inLine > 0 && kernel.hexEnd(from, to) - from + text.inLine >= LEAST_HEX;
  const first = isBegun ? from : kernel.findHex(from, to, LEAST_HEX);
  if (first < 0 || !isWholeHex(task, first, text)) addText(task, 'base64', text);
  for (let at = first; at >= 0; at = kernel.findHex(addHex(task, at, text), to, LEAST_HEX));
  if (task.stream.hasTags && text.isFirst) addBehindTag(task, text);
}

/** Such a text is no base64 besides. It may begin with `0x`. */
function isWholeHex({ engine: { kernel }, out }: Task, hex: number, text: NewText): boolean {
  const { from, to, length } = text;
  const { bytes } = kernel;
  const isPrefixed = hex === from + 2 && bytes[from] === 0x30 && (bytes[from + 1]! | 0x20) === 0x78;
  if (hex !== from && !isPrefixed) return false;
  kernel.words[IN_LINE] = hex === from ? text.inLine : 0;
  kernel.decodeLines(hex, to, out + length + GAP, to, 1);
  return kernel.words[USED]! === to;
}

/** The place behind it. Where it is not known which digit is the first of a pair, both ways. */
function addHex(task: Task, from: number, text: NewText): number {
  const behind = addLines(task, 'hex', from, text);
  const isClear = text.isFirst && from === text.from;
  const isCut = !text.isLast && behind === text.to;
  if (!isClear || isCut || (behind - from) % 2 === 1) addLines(task, 'hex', from + 1, text);
  return behind;
}

/** Decodes a part of a text that stands at the end of what was decoded; the place behind it. */
function addLines(task: Task, encoding: 'base64' | 'hex', from: number, { to, ...text }: NewText): number {
  const { kernel } = task.engine;
  makeRoom(task, to - from);
  const isBegun = !text.isFirst && from - text.from <= 1;
  kernel.words[IN_LINE] = isBegun ? text.inLine + from - text.from : 0;
  const length = kernel.decodeLines(from, to, task.out, to, encoding === 'hex' ? 1 : 0);
  const behind = kernel.words[USED]!;
  const isFirst = text.isFirst || from !== text.from;
  addText(task, encoding, { ...text, from, to: behind, length, isFirst, acceptTo: length });
  return behind;
}

/** What may follow a constant and be taken for a part of it. */
const LOOSE = 4;
/** A longer constant has a length that looks like nothing. */
const MOST_TAGGED = 128;

/**
 * In front of a short constant stands its length, and before that a tag or the constant before, and all of it may look like
 * base64. Places that have the length of what follows in front of them.
 */
function taggedPlaces(bytes: Uint8Array, from: number, to: number): readonly number[] {
  const places: number[] = [];
  for (let at = Math.max(from + 1, to - MOST_TAGGED); at <= to - LEAST_HEX; at += 1) {
    const length = bytes[at - 1]!;
    if (length >= LEAST_HEX && length <= to - at && length >= to - at - LOOSE) places.push(at);
  }
  return places;
}

function addBehindTag(task: Task, text: NewText): void {
  const { kernel } = task.engine;
  for (const at of taggedPlaces(kernel.bytes, text.from, text.to)) {
    if (kernel.isPlausible(at, text.to) === 1) addLines(task, 'base64', at, text);
  }
}

function makeRoom(task: Task, bytes: number): void {
  const isFull = task.out + 2 * bytes + 2 * GAP > SCRATCH + SCRATCH_BYTES - MARGIN;
  if (isFull || task.out > SCRATCH + MUCH || task.texts.length >= MOST_TEXTS) lookIntoTexts(task);
}

/** Keywords come nearly in order, so that the text of the last one is near. */
function lookIntoTexts(task: Task): void {
  const { engine, stream, texts, onFound } = task;
  if (texts.length === 0) return;
  startTexts(engine);
  let index = 0;
  findKeywords(engine, stream, [SCRATCH, task.out, task.out], (keyword, at) => {
    while (index > 0 && at < texts[index]!.from) index -= 1;
    while (index < texts.length - 1 && at >= texts[index]!.to) index += 1;
    const stretch = texts[index]!;
    lookAround(engine, stream, stretch, { keyword, at, onFound: (found) => onFound(stretch, found) });
  });
  startTexts(engine);
  texts.length = 0;
  task.out = SCRATCH;
}
