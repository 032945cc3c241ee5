/**
 * JSON text of unknown origin to a value (RFC 8259), with a limit on how deep it may be nested: some versions of V8
 * overwrite their own memory where a document of some ten thousand open brackets breaks off with an error, and code
 * that walks through a value recursively would run out of stack. Real documents are a few brackets deep.
 */

const MOST_DEPTH = 1000;

/**
 * Throws SyntaxError on what is no JSON, and on JSON nested more than 1000 deep or with more than `mostValues` values:
 * three characters, `{},`, become some sixty bytes.
 */
export function parseJsonText(text: string, mostValues: number = Number.POSITIVE_INFINITY): unknown {
  // A short one has no room for either.
  if (text.length > Math.min(MOST_DEPTH, mostValues)) refuseMaze(text, mostValues);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(withoutText((error as Error).message));
  }
}

/** V8 cites the text around the mistake, which can be a secret. */
function withoutText(message: string): string {
  return message.replace(/, (?:\.{3})?".*"(?:\.{3})? is not valid JSON$/s, ', which is not valid JSON');
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Up to the first mistake in the text this sees the brackets that the parser sees. */
function refuseMaze(text: string, mostValues: number): void {
  let depth = 0;
  // Before each value but the first stands a bracket or a comma.
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at);
    // The codes of `[` and `{`, and of `]` and `}`, differ by 0x20 alone.
    else if (code === COMMA) values++;
    else if ((code | 0x20) === 0x7b) {
      depth++;
      values++;
    } else if ((code | 0x20) === 0x7d) depth--;
    if (depth > MOST_DEPTH) throw new SyntaxError(`JSON is nested more than ${MOST_DEPTH} deep`);
    if (values > mostValues) throw new SyntaxError(`JSON has more than ${mostValues} values`);
  }
}

/** The place of the closing quote, or the end of the text. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before--;
  return (at - before) % 2 === 0;
}
