/**
 * One stream after another through the block, in steps: a step begins when the block is full or the stream ends, so that
 * it does not depend on how the bytes came. While one stream is pushed, the bytes of others are saved elsewhere.
 */
import { lookIntoEncoded } from './decode.ts';
import type { Hit, StreamScan } from './hit.ts';
import { BESIDE } from './inspect.ts';
import { BLOCK, BLOCK_BYTES, MARGIN } from './kernel.ts';
import { advance } from './lines.ts';
import { findKeywords, lookAround, startTexts } from './look.ts';
import { toHit } from './report.ts';
import { settle } from './settle.ts';
import type { Chain, Engine, Found, Sizes, Stream, Stretch } from './state.ts';

/** Steps begin at multiples of this: it is what the kernel looks at in one go. */
const ALIGNMENT = 64;
const STEP_BYTES = 192 * 1024;
const SEGMENT_BYTES = 32 * 1024;
/** No shorter one is kept: a context, a keyword, a line. */
const LEAST_BACK = 1024 + 2 * ALIGNMENT;

/** For matches of up to so many bytes. The others are for tests: smaller ones have more borders. */
export function toSizes(
  longest: number,
  stepBytes: number = STEP_BYTES,
  segment: number = SEGMENT_BYTES,
): Sizes {
  const context = longest + 4 * BESIDE;
  const overlaps = [Math.ceil(context * 1.4), 2 * context, 2 * context] as const;
  const ahead = segment + Math.max(...overlaps) + MARGIN;
  const back = Math.max(LEAST_BACK, context);
  const capacity = alignUp(back) + alignUp(ahead) + alignUp(stepBytes) + ALIGNMENT;
  if (capacity > BLOCK_BYTES - MARGIN) throw new RangeError(`no room for matches of ${longest} bytes`);
  return { back, ahead, capacity, segment, overlaps };
}

function alignUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

export function openStream(
  engine: Engine,
  path: string,
  onHit: (hit: Hit) => void,
  onCapped: () => void,
): StreamScan {
  const stream = createStream(path, onHit, onCapped);
  return {
    push: (chunk) => push(engine, stream, chunk),
    end: () => {
      activate(engine, stream);
      step(engine, stream, true);
      engine.current = null;
    },
  };
}

function createStream(path: string, onHit: (hit: Hit) => void, onCapped: () => void): Stream {
  const chain = (): Chain => ({ done: 0, resume: -1, inLine: 0, late: 0 });
  return {
    path,
    onHit,
    onCapped,
    saved: null,
    base: 0,
    filled: 0,
    scanned: 0,
    kind: 'bytes',
    isBinary: false,
    hasTags: false,
    chains: [chain(), chain(), chain()],
    start: { at: 0, lines: 0, lineStart: 0 },
    cursor: { at: 0, lines: 0, lineStart: 0 },
    spent: 0,
    allowed: 0,
    isCapped: false,
    pending: [],
  };
}

function push(engine: Engine, stream: Stream, chunk: Uint8Array): void {
  activate(engine, stream);
  const { kernel, sizes } = engine;
  for (let at = 0; at < chunk.length; ) {
    const part = chunk.subarray(at, at + sizes.capacity - stream.filled);
    kernel.bytes.set(part, BLOCK + stream.filled);
    stream.filled += part.length;
    at += part.length;
    if (stream.filled === sizes.capacity) step(engine, stream, false);
  }
}

/** Puts the stream's bytes into the block, those of the one before elsewhere. */
function activate(engine: Engine, stream: Stream): void {
  const { current, kernel } = engine;
  if (current === stream) return;
  if (current !== null) save(kernel.bytes, current);
  if (stream.saved !== null) kernel.bytes.set(stream.saved.subarray(0, stream.filled), BLOCK);
  engine.current = stream;
}

const SAVE_UNIT = 16 * 1024;

function save(bytes: Buffer, stream: Stream): void {
  if (stream.saved === null || stream.saved.length < stream.filled) {
    stream.saved = Buffer.allocUnsafeSlow(Math.ceil(stream.filled / SAVE_UNIT) * SAVE_UNIT);
  }
  bytes.copy(stream.saved, 0, BLOCK, BLOCK + stream.filled);
}

/** Cost that a stream may cause, however long it is, and for each byte: many times what real files do. */
const FREE_COST = 4 * 1024 * 1024;
const COST_PER_BYTE = 8;

function step(engine: Engine, stream: Stream, isLast: boolean): void {
  const { kernel, sizes } = engine;
  if (stream.base === 0 && stream.scanned === 0) recognise(kernel.bytes, stream);
  const ready = isLast ? stream.filled : alignDown(stream.filled - sizes.ahead);
  if (isLast) kernel.bytes.fill(0, BLOCK + stream.filled, BLOCK + stream.filled + MARGIN);
  stream.allowed = FREE_COST + COST_PER_BYTE * (stream.base + ready);
  look(engine, stream, BLOCK + stream.scanned, BLOCK + ready);
  stream.scanned = ready;
  release(stream, isLast ? Number.POSITIVE_INFINITY : stream.base + ready - sizes.capacity);
  if (!isLast) drop(engine, stream);
}

function alignDown(bytes: number): number {
  return bytes - (bytes % ALIGNMENT);
}

/** Bytes in which binary content shows itself by a zero. */
const HEAD_BYTES = 4096;
/** In these, texts end with a zero. */
const ELF = '\x7fELF';

function recognise(bytes: Buffer, stream: Stream): void {
  const head = bytes.subarray(BLOCK, BLOCK + Math.min(HEAD_BYTES, stream.filled));
  const start = head.toString('latin1', 0, 8);
  if (/^(?:\xff\xfe|(?:[\t\n\r\x20-\x7e]\0){4})/.test(start)) stream.kind = 'le';
  else if (/^(?:\xfe\xff|(?:\0[\t\n\r\x20-\x7e]){4})/.test(start)) stream.kind = 'be';
  else stream.isBinary = head.includes(0);
  stream.hasTags = stream.isBinary && !start.startsWith(ELF);
}

function look(engine: Engine, stream: Stream, from: number, to: number): void {
  const onFound = (stretch: Stretch, found: Found): void => {
    const hit = toHit(engine, stream, stretch, found);
    if (hit !== null) stream.pending.push(hit);
  };
  const end = BLOCK + stream.filled;
  const stretch: Stretch = { from: BLOCK, to: end, acceptFrom: BLOCK, acceptTo: end, source: null };
  startTexts(engine);
  findKeywords(engine, stream, [from, to, end], (keyword, at) => {
    lookAround(engine, stream, stretch, { keyword, at, onFound: (found) => onFound(stretch, found) });
  });
  lookIntoEncoded(engine, stream, [from, to], onFound);
}

/** Hands on hits before an offset: nothing that comes later reaches back there. */
function release(stream: Stream, before: number): void {
  if (stream.pending.length === 0) return;
  const settled = settle(stream.pending);
  const count = settled.findIndex((hit) => hit.offset >= before);
  const ready = count < 0 ? settled : settled.slice(0, count);
  stream.pending = count < 0 ? [] : settled.slice(count);
  for (const hit of ready) stream.onHit(hit);
}

/** Moves what is still needed to the front of the block. */
function drop({ kernel, sizes }: Engine, stream: Stream): void {
  const dropped = alignDown(stream.scanned - sizes.back);
  advance(kernel, stream, stream.start, stream.base + dropped);
  kernel.bytes.copyWithin(BLOCK, BLOCK + dropped, BLOCK + stream.filled);
  stream.base += dropped;
  stream.filled -= dropped;
  stream.scanned -= dropped;
  for (const chain of stream.chains) {
    chain.done -= dropped;
    if (chain.resume >= 0) chain.resume -= dropped;
  }
  Object.assign(stream.cursor, stream.start);
}
