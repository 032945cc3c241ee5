/** Lines of a stream, counted only up to where somebody asks. */
import { BLOCK, type Kernel } from './kernel.ts';
import type { LineCursor, Stream } from './state.ts';

/** Bytes for the kernel: two newlines, or a unit of UTF-16 as a number is read from memory. */
const UNITS = { bytes: 0x0a0a, le: 0x000a, be: 0x0a00 };
const NEWLINE = 10;

/** Moves a cursor on to an offset, over bytes that are all in the block. */
export function advance(kernel: Kernel, stream: Stream, cursor: LineCursor, offset: number): void {
  const to = stream.kind === 'bytes' ? offset : offset - (offset % 2);
  if (to <= cursor.at) return;
  const from = BLOCK + cursor.at - stream.base;
  const end = BLOCK + to - stream.base;
  const lines = kernel.countLines(from, end, UNITS[stream.kind]);
  if (lines > 0) cursor.lineStart = stream.base + lastLineStart(kernel, stream, from, end) - BLOCK;
  cursor.lines += lines;
  cursor.at = to;
}

/** There is a newline in it. */
function lastLineStart({ bytes }: Kernel, { kind }: Stream, from: number, to: number): number {
  const within = bytes.subarray(from, to);
  let at = within.lastIndexOf(NEWLINE);
  if (kind === 'bytes') return from + at + 1;
  const place = kind === 'le' ? 0 : 1;
  while (at >= 0 && !(at % 2 === place && within[at ^ 1] === 0))
    at = at === 0 ? -1 : within.lastIndexOf(NEWLINE, at - 1);
  return from + at - place + 2;
}
