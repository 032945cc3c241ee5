/**
 * TOML (toml.io, 1.0) of unknown origin, as lock files write it: tables, lists, texts, numbers, dates. Left out, and
 * refused: nesting beyond 100 levels. Keys such as `__proto__` are data: tables have no prototype.
 */
import { parse } from 'smol-toml';
import type { JsonObject } from './json-fields.ts';

/** Real ones hold a few levels. */
const MOST_DEPTH = 100;
/** Of text: each character makes at most a few dozen bytes of values. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

/** The document of UTF-8 bytes, to be read through `json-fields`. Dates are objects without fields. Throws Error. */
export function parseToml(bytes: Uint8Array): JsonObject {
  if (bytes.length > MOST_CHARACTERS) throw new SyntaxError(`TOML has more than ${MOST_CHARACTERS} bytes`);
  try {
    return parse(new TextDecoder().decode(bytes), { maxDepth: MOST_DEPTH, integersAsBigInt: 'asNeeded' });
  } catch (error) {
    throw new SyntaxError(withoutText((error as Error).message));
  }
}

/** The parser's message cites the lines around the mistake, which can hold a secret. */
function withoutText(message: string): string {
  return message.split('\n', 1)[0]!.slice(0, 200);
}
