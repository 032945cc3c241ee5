/**
 * Takes a large JSON object apart as its bytes pass: each member becomes an object of its own. Only brackets and
 * strings are followed (RFC 8259); that a member is valid JSON shows when it is parsed.
 */

export interface Splitter {
  /** The members that end in this chunk, as texts `{"name": value}`. */
  push(chunk: Uint8Array): Generator<string>;
  /** Throws if the object has not ended. */
  end(): void;
}

/** `maxBytes` limits one member. Errors are plain; the caller knows the file. */
export function createSplitter(maxBytes: number): Splitter {
  const state: State = { depth: 0, inString: false, escaped: false, ended: false, kept: [], keptBytes: 0 };
  return {
    *push(chunk) {
      let start = 0;
      for (let at = 0; at < chunk.length; at += 1) {
        const boundary = step(state, chunk[at]!);
        if (boundary === OPENS) start = at + 1;
        if (boundary !== ENDS_MEMBER && boundary !== ENDS_OBJECT) continue;
        yield* member(state, chunk.subarray(start, at));
        start = at + 1;
      }
      if (state.depth > 0) keep(state, chunk.subarray(start), maxBytes);
    },
    end() {
      if (!state.ended) throw new Error('the JSON object ends in the middle');
    },
  };
}

interface State {
  depth: number;
  inString: boolean;
  escaped: boolean;
  ended: boolean;
  kept: Uint8Array[];
  keptBytes: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

const INSIDE = 0;
const OPENS = 1;
const ENDS_MEMBER = 2;
const ENDS_OBJECT = 3;

function step(state: State, byte: number): number {
  if (state.inString) {
    if (state.escaped) state.escaped = false;
    else if (byte === BACKSLASH) state.escaped = true;
    else if (byte === QUOTE) state.inString = false;
    return INSIDE;
  }
  if (state.depth === 0) return stepOutside(state, byte);
  if (byte === QUOTE) state.inString = true;
  else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) state.depth += 1;
  else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
    state.depth -= 1;
    if (state.depth > 0) return INSIDE;
    state.ended = true;
    return ENDS_OBJECT;
  } else if (byte === COMMA && state.depth === 1) return ENDS_MEMBER;
  return INSIDE;
}

/** Before the object only white space and a byte order mark, after it only white space. */
function stepOutside(state: State, byte: number): number {
  if (byte === OPEN_BRACE && !state.ended) {
    state.depth = 1;
    return OPENS;
  }
  const isBlank = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
  const isMark = !state.ended && (byte === 0xef || byte === 0xbb || byte === 0xbf);
  if (!isBlank && !isMark) throw new Error('it is not one JSON object');
  return INSIDE;
}

function* member(state: State, rest: Uint8Array): Generator<string> {
  const text = Buffer.concat([...state.kept, rest]).toString('utf8');
  state.kept = [];
  state.keptBytes = 0;
  if (text.trim() !== '') yield `{${text}}`;
}

function keep(state: State, bytes: Uint8Array, maxBytes: number): void {
  state.keptBytes += bytes.length;
  if (state.keptBytes > maxBytes) throw new Error(`one member is larger than ${maxBytes} bytes`);
  // The chunk may be used again by its owner.
  state.kept.push(Uint8Array.from(bytes));
}
