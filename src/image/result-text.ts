/**
 * The text part of an encoded result: JSON without its facts, then one line of JSON for each fact, so that neither side
 * ever holds all of it as one text, which would be several times as large as the facts; and what is wrong is known
 * before the next line is looked at.
 */
import { parseJsonText } from '../base/json.ts';
import { plainData } from '../model/shape.ts';
import type { LayerFact } from './layer-contents.ts';

/** Facts that are written as one piece, by their length in characters. */
const PIECE = 256 * 1024;

const FEED = 0x0a;

/** The first line, then the facts; at the end blanks, so that whole words follow. `wrapper`: the one member of the document. */
export function writeText(
  wrapper: 'contents' | 'answers',
  rest: object,
  facts: readonly LayerFact[],
): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let text = JSON.stringify({ [wrapper]: rest }, plainData);
  for (const fact of facts) {
    text += `\n${JSON.stringify(fact, plainData)}`;
    if (text.length < PIECE) continue;
    pieces.push(Buffer.from(text));
    text = '';
  }
  pieces.push(Buffer.from(text));
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return [...pieces, Buffer.alloc(-bytes & 3, ' ')];
}

/**
 * The values of the lines, each parsed when it is asked for. `mostValues`: in the first line, and in each other one.
 * Throws SyntaxError.
 */
export function* readText(
  bytes: Buffer,
  mostValues: readonly [first: number, other: number],
): Generator<unknown, undefined, undefined> {
  let [most] = mostValues;
  for (let at = 0; at < bytes.length; ) {
    const feed = bytes.indexOf(FEED, at);
    const end = feed < 0 ? bytes.length : feed;
    yield parseJsonText(bytes.toString('utf8', at, end), most);
    at = end + 1;
    most = mostValues[1];
  }
}
