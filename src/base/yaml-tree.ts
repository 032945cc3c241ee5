/**
 * YAML (1.2) that people write by hand, as texts, lists and fields that know their line. All scalars are texts: `1.10` is
 * a version and `2027-01-31` a day. Left out, and refused: anchors and aliases (a small file could become a huge one),
 * tags, more than one document, names that are no text.
 */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';

export type YamlNode = YamlText | YamlList | YamlFields;

interface Placed {
  /** From 1. */
  readonly line: number;
  /** Offsets in the text: where it begins, and where its last text ends (brackets, quotes and comments behind it apart). */
  readonly start: number;
  readonly end: number;
}

export interface YamlText extends Placed {
  readonly kind: 'text';
  readonly text: string;
  /** Without quotes: empty, `~` and `null` may mean that there is nothing. */
  readonly isPlain: boolean;
}

export interface YamlList extends Placed {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface YamlFields extends Placed {
  readonly kind: 'fields';
  readonly fields: ReadonlyMap<string, YamlField>;
}

export interface YamlField {
  readonly name: YamlText;
  readonly value: YamlNode;
}

/** What is no YAML, or more than is read here. */
export class YamlError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = 'YamlError';
    this.line = line;
  }
}

const MOST_DEPTH = 20;

/** Null for a text without any value. Throws YamlError. */
export function parseYamlTree(text: string): YamlNode | null {
  const events = eventsOf(text);
  const lineOf = lineFinder(text);
  const documents = events.filter(({ type }) => type === EVENT_ID.DOCUMENT);
  if (documents.length > 1) throw new YamlError('there is more than one document in the file', 1);
  const reader: Reader = { text, events, lineOf, at: 1, offset: 0 };
  if (events[1] === undefined || events[1].type === EVENT_ID.POP) return null;
  const node = readNode(reader);
  return isNothing(node) ? null : node;
}

/** True for a value that is not there: empty, `~`, `null`. */
export function isNothing(node: YamlNode): boolean {
  return node.kind === 'text' && node.isPlain && ['', '~', 'null', 'Null', 'NULL'].includes(node.text);
}

interface Reader {
  readonly text: string;
  readonly events: readonly Event[];
  readonly lineOf: (offset: number) => number;
  at: number;
  /** Where the last text ended. */
  offset: number;
}

function eventsOf(text: string): readonly Event[] {
  try {
    return parseEvents(text, { maxDepth: MOST_DEPTH });
  } catch (thrown) {
    if (!(thrown instanceof YAMLException)) throw thrown;
    throw new YamlError(thrown.reason, (thrown.mark?.line ?? 0) + 1);
  }
}

function readNode(reader: Reader): YamlNode {
  const event = reader.events[reader.at++]!;
  if (event.type === EVENT_ID.SCALAR) return readText(reader, event);
  if (event.type === EVENT_ID.SEQUENCE) return readList(reader, event.start, event);
  if (event.type === EVENT_ID.MAPPING) return readFields(reader, event.start, event);
  const offset = event.type === EVENT_ID.ALIAS ? event.anchorStart : reader.offset;
  throw new YamlError('`*` and `&` (aliases) are not read here', reader.lineOf(offset));
}

type Scalar = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

function readText(reader: Reader, event: Scalar): YamlText {
  refuseMarks(reader, event);
  const start = event.valueStart < 0 ? reader.offset : event.valueStart;
  reader.offset = Math.max(start, event.valueEnd);
  const isPlain = event.style === SCALAR_STYLE.PLAIN;
  const text = event.valueStart < 0 ? '' : getScalarValue(reader.text, event);
  return { kind: 'text', text, isPlain, line: reader.lineOf(start), start, end: reader.offset };
}

function readList(reader: Reader, start: number, marks: Marks): YamlList {
  refuseMarks(reader, marks);
  const line = reader.lineOf(start);
  reader.offset = start;
  const items: YamlNode[] = [];
  while (!isEnd(reader)) items.push(readNode(reader));
  return { kind: 'list', items, line, start, end: reader.offset };
}

function readFields(reader: Reader, start: number, marks: Marks): YamlFields {
  refuseMarks(reader, marks);
  const line = reader.lineOf(start);
  reader.offset = start;
  const fields = new Map<string, YamlField>();
  while (!isEnd(reader)) {
    const name = readNode(reader);
    if (name.kind !== 'text') throw new YamlError('a name is no text', name.line);
    if (fields.has(name.text)) throw new YamlError(`"${name.text}" is there twice`, name.line);
    fields.set(name.text, { name, value: readNode(reader) });
  }
  return { kind: 'fields', fields, line, start, end: reader.offset };
}

function isEnd(reader: Reader): boolean {
  if (reader.events[reader.at]!.type !== EVENT_ID.POP) return false;
  reader.at++;
  return true;
}

interface Marks {
  readonly anchorStart: number;
  readonly tagStart: number;
}

function refuseMarks(reader: Reader, { anchorStart, tagStart }: Marks): void {
  if (anchorStart >= 0)
    throw new YamlError('`&` and `*` (aliases) are not read here', reader.lineOf(anchorStart));
  if (tagStart >= 0) throw new YamlError('`!` (tags) are not read here', reader.lineOf(tagStart));
}

/** Offsets are asked for in rising order, nearly always. */
function lineFinder(text: string): (offset: number) => number {
  let [line, at] = [1, 0];
  return (offset) => {
    if (offset < at) [line, at] = [1, 0];
    for (; at < offset; at++) if (isBreak(text, at)) line++;
    return line;
  };
}

/** YAML 1.2, "Line Break Characters": a carriage return alone is one too. */
function isBreak(text: string, at: number): boolean {
  return text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
}
