/**
 * The subset of shell that os-release(5) and lsb-release allow: `NAME=value` lines, values bare, in single or in
 * double quotes, with backslash escapes, `#` comments. Nothing is expanded.
 */

/** The last assignment of a name wins, as in a shell. Lines that are no assignment are passed over. */
export function parseAssignments(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line.trimEnd());
    if (match !== null) values.set(match[1]!, unquote(match[2]!));
  }
  return values;
}

/** Joins the quoted and bare pieces of one word; what follows the word (a comment) is dropped. */
function unquote(word: string): string {
  let value = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const char = word[at]!;
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (quote === '' && (char === ' ' || char === '\t')) break;
    else if (char === '\\' && escapes(quote, word[at + 1])) value += word[++at]!;
    else value += char;
  }
  return value;
}

/** A backslash is itself in single quotes, and in double quotes before anything but `$`, `"`, `\` and a backquote. */
function escapes(quote: string, next: string | undefined): boolean {
  if (next === undefined || quote === "'") return false;
  return quote === '' || '$"\\`'.includes(next);
}
