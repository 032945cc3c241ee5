/** From what a pattern found to a hit: its checks, its place in the stream, the text beside it. */

import type { Hit } from './hit.ts';
import { BESIDE, inspect } from './inspect.ts';
import { BLOCK, isBase64, type Kernel } from './kernel.ts';
import { advance } from './lines.ts';
import type { Engine, Found, Source, Stream, Stretch } from './state.ts';

/** Null where it is no secret, or another stretch's. */
export function toHit(engine: Engine, stream: Stream, stretch: Stretch, found: Found): Hit | null {
  const { groups, from, compiled } = found;
  const at = from + groups.index;
  if (at < stretch.acceptFrom || at >= stretch.acceptTo) return null;
  const match = { detector: compiled.detector, groups, from: 0, to: groups.input.length };
  const inspected = inspect(match, stream.path, engine.refuse);
  if (inspected === null) return null;
  const [start, end] = secretOf(engine, found);
  const { source } = stretch;
  const inside = { from: from + start, to: from + end };
  const place =
    source === null
      ? inside
      : placeIn(engine.kernel, source, start + from - stretch.from, end + from - stretch.from);
  const beside =
    source === null || source.encoding === 'utf-16'
      ? besideOf(engine.kernel.bytes, stretch, inside)
      : besideOf(engine.kernel.bytes, stretchOf(stream, source), source);
  const offset = stream.base + place.from - BLOCK;
  return {
    detector: compiled.detector,
    ...inspected,
    offset,
    length: place.to - place.from,
    ...lineOf(engine, stream, offset),
    encodings: source === null ? [] : [source.encoding],
    ...beside,
  };
}

/** Where the first group that took part stands in the text. */
function secretOf({ placed }: Engine, { pattern, groups }: Found): readonly [number, number] {
  const secret = groups.slice(1).find((group) => group !== undefined) ?? groups[0];
  const within = groups[0].indexOf(secret);
  // Mostly it stands there once: compiling a pattern that tells the places takes longer than all else.
  if (within >= 0 && within === groups[0].lastIndexOf(secret))
    return [groups.index + within, groups.index + within + secret.length];
  let telling = placed.get(pattern);
  if (telling === undefined) {
    telling = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}dy`);
    placed.set(pattern, telling);
  }
  telling.lastIndex = groups.index;
  const { indices } = telling.exec(groups.input)!;
  return indices!.slice(1).find((pair) => pair !== undefined)!;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The addresses of the encoded text of some decoded bytes. */
function placeIn(kernel: Kernel, source: Source, from: number, to: number): Range {
  switch (source.encoding) {
    case 'utf-16':
      return { from: source.from + 2 * from, to: source.from + 2 * to };
    case 'hex':
      return walk(kernel, source, 2 * from, 2 * to);
    case 'base64':
      return walk(kernel, source, Math.floor((from * 8) / 6), Math.floor((to * 8 - 1) / 6) + 1);
    case 'percent':
      return walk(kernel, source, from, to);
  }
}

/** From the first to behind the last of its characters, counted without what stands between lines; `%xx` is one. */
function walk({ bytes }: Kernel, source: Source, first: number, behind: number): Range {
  let from = source.from;
  let count = 0;
  for (let at = source.from; at < source.to; ) {
    const length = source.encoding === 'percent' ? percentLength(bytes, at) : 1;
    if (source.encoding !== 'percent' && !isBase64(bytes, bytes[at]!)) {
      // An escaped end of line has a letter.
      at += bytes[at] === 0x5c ? 2 : 1;
      continue;
    }
    if (count === first) from = at;
    count += 1;
    at += length;
    if (count === behind) return { from, to: at };
  }
  return { from, to: source.to };
}

function percentLength(bytes: Uint8Array, at: number): number {
  const isEncoded =
    bytes[at] === 0x25 && /^[0-9a-f]{2}$/i.test(String.fromCharCode(bytes[at + 1]!, bytes[at + 2]!));
  return isEncoded ? 3 : 1;
}

/** What stands around an encoded text: nothing where there is more of it. */
function stretchOf(stream: Stream, source: Source): Range {
  return {
    from: source.isFirst ? BLOCK : source.from,
    to: source.isLast ? BLOCK + stream.filled : source.to,
  };
}

function besideOf(bytes: Buffer, within: Range, { from, to }: Range): Pick<Hit, 'before' | 'after'> {
  const before = bytes.toString('latin1', Math.max(within.from, from - BESIDE), from);
  const after = bytes.toString('latin1', to, Math.min(within.to, to + BESIDE));
  return { before: clean(before).at(-1)!, after: clean(after)[0]! };
}

function clean(text: string): string[] {
  return text.split(/[\r\n]/).map((line) => line.replace(/[\x00-\x1f\x7f-\x9f]/g, ''));
}

/** Bytes that are counted anew in the time that a pattern takes for one. */
const BYTES_PER_COST = 16;

function lineOf(engine: Engine, stream: Stream, offset: number): Pick<Hit, 'line' | 'column'> {
  if (stream.isBinary) return { line: 0, column: 0 };
  const { cursor } = stream;
  if (offset < cursor.at) {
    // Back and forth all the time would cost a lot.
    stream.spent += (cursor.at - stream.start.at) / BYTES_PER_COST;
    Object.assign(cursor, stream.start);
  }
  advance(engine.kernel, stream, cursor, offset);
  return { line: cursor.lines + 1, column: offset - cursor.lineStart + 1 };
}
