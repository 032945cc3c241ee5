/**
 * Header blocks as mail, Debian control files (deb822(5)) and Python's METADATA write them: `Name: value` lines,
 * continuation lines that start with a blank, blocks separated by empty lines.
 * Lenient: a line that is none of these is passed over. Encoded words and comments of mail are not read.
 */

/** Field names in lower case; every value of a field that is repeated, in order. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** Different fields that are kept of one block: real ones have a few dozen, and millions would fill the memory. */
const MAX_FIELDS = 1000;

/** All blocks of a control file. Blocks without any field are left out. */
export function* parseStanzas(text: string): Generator<Headers, void, undefined> {
  let fields = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const line of lines(text)) {
    if (line.trim() === '') {
      if (fields.size > 0) yield fields;
      fields = new Map();
      current = null;
    } else {
      current = addLine(fields, current, line);
    }
  }
  if (fields.size > 0) yield fields;
}

/** The first block alone: the headers of a message whose body follows after the first empty line. */
export function parseHeaders(text: string): Headers {
  const fields = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const line of lines(text)) {
    if (line.trim() !== '') current = addLine(fields, current, line);
    else if (fields.size > 0) break;
  }
  return fields;
}

/** The first value of a field (name in lower case), or empty. */
export function headerOf(headers: Headers, name: string): string {
  return headers.get(name)?.[0] ?? '';
}

/** Adds a field or continues `current`, the values whose last one is open. A continued value keeps its line breaks. */
function addLine(fields: Map<string, string[]>, current: string[] | null, line: string): string[] | null {
  if (line.startsWith(' ') || line.startsWith('\t')) {
    if (current !== null) current[current.length - 1] += `\n${line.slice(1).trimEnd()}`;
    return current;
  }
  const colon = line.indexOf(':');
  if (colon <= 0) return null;
  const name = line.slice(0, colon).trimEnd().toLowerCase();
  const values = fields.get(name) ?? [];
  if (values.length === 0 && fields.size === MAX_FIELDS) return null;
  values.push(line.slice(colon + 1).trim());
  fields.set(name, values);
  return values;
}

/** Lines without their ends (LF or CR LF) and without a byte order mark. */
function* lines(text: string): Generator<string, void, undefined> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    yield text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end);
    start = end + 1;
  }
}
