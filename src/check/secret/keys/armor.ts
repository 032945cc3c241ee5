/**
 * The bytes between `-----BEGIN` and `-----END` (RFC 7468, RFC 4880 section 6.2), however a file holds them: lines,
 * `\n` in a string of JSON, YAML or a variable, lines of a source text in quotes, indented or commented out.
 */

export interface Armor {
  /** `Proc-Type: 4,ENCRYPTED` and the like, one a line. */
  readonly headers: string;
  readonly bytes: Buffer;
  /** The base64 without anything in between: the same however it is written. */
  readonly text: string;
}

/** Null where that is no base64 of more than a few bytes. */
export function readArmor(body: string): Armor | null {
  const lines = body.replace(/\\{1,4}[rn]/g, '\n').split(/[\r\n]+/);
  const headers: string[] = [];
  const base64: string[] = [];
  for (const line of lines) {
    if (/^[\s"'>#*/-]*[A-Za-z][\w-]*: /.test(line)) headers.push(line.trim());
    // The checksum of RFC 4880 begins with `=`.
    else if (!/^[\s"'>#*/]*=[A-Za-z0-9+/]{4}/.test(line)) base64.push(unquoted(line));
  }
  const text = base64.join('');
  if (text.length < LEAST_CHARACTERS || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  return { headers: headers.join('\n'), bytes: Buffer.from(text, 'base64'), text };
}

/** An Ed25519 key in PKCS#8 has 64. */
const LEAST_CHARACTERS = 60;

/** Without indentation, quotes, `+`, `.` and `\` of a source text, signs of a comment or a quotation. */
function unquoted(line: string): string {
  const end = line.slice(textEnd(line));
  if (end.length === line.length) return '';
  const text = line.slice(0, line.length - end.length).replace(/^[\s"'>#*;]+(?:\/\/\s*)?/, '');
  return /["']/.test(end) ? text : text + end.replace(/[\s\\,;]/g, '');
}

/** Where nothing but signs follows. A pattern that ends in `$` would try each run of signs from each of them. */
function textEnd(line: string): number {
  let end = line.length;
  while (end > 0 && /[\s"'+.,;\\)]/.test(line[end - 1]!)) end -= 1;
  return end;
}
