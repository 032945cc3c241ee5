/**
 * Files of many lines, without an array of them: a made file of some megabytes can hold so many that their strings
 * take twenty times its size.
 */

/** Bytes that are decoded at once. */
const PIECE_BYTES = 64 * 1024;
const FEED = 0x0a;

/** Lines of UTF-8, without their line feeds, a byte order mark, and an empty last one. A carriage return stays. */
export function* textLines(bytes: Uint8Array): Generator<string, void, undefined> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = hasByteOrderMark(buffer) ? 3 : 0;
  while (at < buffer.length) {
    const end = pieceEnd(buffer, at);
    const hasFeed = buffer[end - 1] === FEED;
    yield* buffer.toString('utf8', at, hasFeed ? end - 1 : end).split('\n');
    at = end;
  }
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Behind the last line feed of a piece; behind the next one where the piece has none. */
function pieceEnd(bytes: Buffer, start: number): number {
  const end = start + PIECE_BYTES;
  if (end >= bytes.length) return bytes.length;
  const last = bytes.lastIndexOf(FEED, end - 1);
  const feed = last >= start ? last : bytes.indexOf(FEED, end);
  return feed < 0 ? bytes.length : feed + 1;
}

/** Lines of a joined text, one after the other. An empty text has none. */
export function* linesOf(joined: string): Generator<string, void, undefined> {
  for (let at = 0; at < joined.length; ) {
    const feed = joined.indexOf('\n', at);
    const end = feed < 0 ? joined.length : feed;
    yield joined.slice(at, end);
    at = end + 1;
  }
}

/** Joins lines that come one by one, of which only a few are held as strings of their own. */
export interface LineJoiner {
  add(line: string): void;
  /** Length of the text so far. */
  readonly length: number;
  /** All lines with line feeds between them; empty for none. */
  end(): string;
}

const HELD_LINES = 4096;

export function joinLines(): LineJoiner {
  const pieces: string[] = [];
  let held: string[] = [];
  let length = 0;
  const join = (): void => {
    pieces.push(held.join('\n'));
    held = [];
  };
  return {
    add(line) {
      length += line.length + 1;
      held.push(line);
      if (held.length === HELD_LINES) join();
    },
    get length() {
      return Math.max(0, length - 1);
    },
    end() {
      if (held.length > 0) join();
      return pieces.join('\n');
    },
  };
}
