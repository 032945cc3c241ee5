/**
 * Header blocks as mail, Debian control files (deb822(5)) and Python's METADATA write them: `Name: value` lines,
 * continuation lines that start with a blank, blocks separated by empty lines.
 * Lenient: a line that is none of these is passed over. Encoded words and comments of mail are not read.
 */
import { linesOf, textLines } from './text-lines.ts';

/** Field names in lower case; every value of a field that is repeated, in order. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** Different fields that are kept of one block, values of one field, and characters of a value that is continued. */
const MAX_FIELDS = 1000;
const MAX_VALUES = 1000;
const MAX_CONTINUED = 64 * 1024;

/** All blocks of a control file. Blocks without any field are left out. Only the `wanted` fields are kept, named in lower case; null = all. */
export function* parseStanzas(
  bytes: Uint8Array,
  wanted: ReadonlySet<string> | null,
): Generator<Headers, void, undefined> {
  let block = startBlock(wanted);
  for (const line of textLines(bytes)) {
    if (line.trim() !== '') block.add(line);
    else if (block.any) {
      yield block.fields;
      block = startBlock(wanted);
    }
  }
  if (block.any) yield block.fields;
}

/** The first block alone: the headers of a message whose body follows after the first empty line. */
export function parseHeaders(text: string): Headers {
  const block = startBlock(null);
  for (const line of linesOf(text.startsWith('\uFEFF') ? text.slice(1) : text)) {
    if (line.trim() !== '') block.add(line);
    else if (block.any) break;
  }
  return block.fields;
}

/** The first value of a field (name in lower case), or empty. */
export function headerOf(headers: Headers, name: string): string {
  return headers.get(name)?.[0] ?? '';
}

interface Block {
  /** True once there was a field, wanted or not. */
  readonly any: boolean;
  readonly fields: Headers;
  /** Adds a field, or continues the last one: a continued value keeps its line breaks. */
  add(line: string): void;
}

function startBlock(wanted: ReadonlySet<string> | null): Block {
  const fields = new Map<string, string[]>();
  let any = false;
  /** The values whose last one is open. */
  let current: string[] | null = null;
  const open = (name: string, value: string): string[] | null => {
    if (wanted?.has(name) === false) return null;
    const values = fields.get(name) ?? [];
    if ((values.length === 0 && fields.size === MAX_FIELDS) || values.length === MAX_VALUES) return null;
    values.push(value);
    fields.set(name, values);
    return values;
  };
  return {
    get any() {
      return any;
    },
    fields,
    add(line) {
      if (line.startsWith(' ') || line.startsWith('\t')) {
        if (current !== null) continueLast(current, line.slice(1).trimEnd());
        return;
      }
      const colon = line.indexOf(':');
      if (colon > 0) any = true;
      current =
        colon <= 0 ? null : open(line.slice(0, colon).trimEnd().toLowerCase(), line.slice(colon + 1).trim());
    },
  };
}

function continueLast(values: string[], more: string): void {
  const last = values.at(-1)!;
  if (last.length <= MAX_CONTINUED) values[values.length - 1] = `${last}\n${more}`;
}
