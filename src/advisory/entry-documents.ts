/**
 * Large JSON files of the form `{"data": [{…}, {…}], …}` to documents, one for each object in a list of the outer object,
 * without holding the file whole. Only brackets and strings are followed (RFC 8259); that an entry is valid JSON shows when
 * it is parsed.
 */
import { InputError, messageOf } from '../base/errors.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { damagedFile } from './damaged-file.ts';
import type { Doc } from './feed.ts';
import { readPlain } from './plain.ts';

/** Throws InputError `feed-damaged` where the file is no JSON object, breaks off, or has an entry that is too large. */
export async function* entryDocuments(path: string): AsyncGenerator<Doc> {
  const splitter = createEntrySplitter(DEFAULT_LIMITS.documentBytes);
  let count = 0;
  try {
    for await (const chunk of readPlain(path)) {
      for (const text of splitter.push(chunk)) yield { place: `${path}#${count++}`, text, damage: '' };
    }
    splitter.end();
  } catch (cause) {
    throw cause instanceof InputError ? cause : damagedFile(path, messageOf(cause), cause);
  }
}

export interface EntrySplitter {
  /** The entries that end in this chunk, as texts. */
  push(chunk: Uint8Array): Generator<string>;
  /** Throws if the object has not ended. */
  end(): void;
}

/** `maxBytes` limits one entry. Errors are plain; the caller knows the file. */
export function createEntrySplitter(maxBytes: number): EntrySplitter {
  const state: State = { depth: 0, isList: false, inString: false, escaped: false, ended: false };
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  const keep = (bytes: Uint8Array): void => {
    keptBytes += bytes.length;
    if (keptBytes > maxBytes) throw new Error(`one entry is larger than ${maxBytes} bytes`);
    // The chunk may be used again by its owner.
    kept.push(Uint8Array.from(bytes));
  };
  return {
    *push(chunk) {
      let start = isInEntry(state) ? 0 : -1;
      for (let at = 0; at < chunk.length; at += 1) {
        const was = isInEntry(state);
        step(state, chunk[at]!);
        if (was === isInEntry(state)) continue;
        if (!was) start = at;
        else {
          keep(chunk.subarray(start, at + 1));
          yield Buffer.concat(kept.splice(0)).toString('utf8');
          [start, keptBytes] = [-1, 0];
        }
      }
      if (start >= 0) keep(chunk.subarray(start));
    },
    end() {
      if (!state.ended) throw new Error('the JSON object ends in the middle');
    },
  };
}

interface State {
  depth: number;
  /** Whether the member that is open is a list. */
  isList: boolean;
  inString: boolean;
  escaped: boolean;
  ended: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/** Of an entry: it lies in a list, and that in the object. */
const ENTRY_DEPTH = 3;

function isInEntry({ depth, isList }: State): boolean {
  return isList && depth >= ENTRY_DEPTH;
}

function step(state: State, byte: number): void {
  if (state.inString) {
    if (state.escaped) state.escaped = false;
    else if (byte === BACKSLASH) state.escaped = true;
    else if (byte === QUOTE) state.inString = false;
  } else if (state.depth === 0) stepOutside(state, byte);
  else if (byte === QUOTE) state.inString = true;
  else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
    state.depth += 1;
    if (state.depth === ENTRY_DEPTH - 1) state.isList = byte === OPEN_BRACKET;
  } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
    state.depth -= 1;
    state.ended = state.depth === 0;
  }
}

/** Before the object only white space and a byte order mark, after it only white space. */
function stepOutside(state: State, byte: number): void {
  const isBlank = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
  const isMark = !state.ended && (byte === 0xef || byte === 0xbb || byte === 0xbf);
  if (byte === OPEN_BRACE && !state.ended) state.depth = 1;
  else if (!isBlank && !isMark) throw new Error('it is not one JSON object');
}
