/**
 * XML 1.0 as it passes: chosen elements are given whole, the rest is only checked for being well-formed. saxes does the
 * tokens. Names lose their prefix: who reads a known form does not need its namespaces (REC-xml-names).
 * Left out: DOCTYPE is refused, and with it entities that a document declares (bombs, files of this machine);
 * encodings other than UTF-8; comments and processing instructions; the order of text among elements.
 */
import { SaxesParser, type SaxesTagPlain } from 'saxes';

export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  /** By name, with prefix. Without a prototype. */
  readonly attributes: Readonly<Record<string, string>>;
  /** All text directly in it, joined. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Names without prefix. */
export interface XmlChoice {
  /** Elements to give; those within a given one are part of it. */
  readonly take: readonly string[];
  /** Elements to leave out of these, with all that is in them. */
  readonly leaveOut: readonly string[];
  /** Where this element begins, nothing of interest follows; null to read to the end. */
  readonly until: string | null;
}

export interface XmlReader {
  /** The chosen elements that end in this piece of the document. */
  push(text: string): readonly XmlElement[];
  /** True once `until` has begun: the rest need not be pushed, nor the end told. */
  isOver(): boolean;
  /** Throws if the document has not ended. */
  end(): void;
}

/** Errors are plain: of what is not well-formed, of a DOCTYPE, and of the limits below. */
export function createXmlReader(choice: XmlChoice): XmlReader {
  const parser = new SaxesParser({ position: false, xmlns: false });
  const state: State = {
    take: new Set(choice.take),
    leaveOut: new Set(choice.leaveOut),
    until: choice.until,
    isOver: false,
    depth: 0,
    skippedFrom: null,
    open: [],
    done: [],
    size: 0,
    held: 0,
  };
  parser.on('doctype', refuseDoctype);
  parser.on('xmldecl', ({ encoding }) => checkEncoding(encoding ?? ''));
  parser.on('opentag', (tag) => openElement(state, tag));
  parser.on('closetag', () => closeElement(state));
  parser.on('text', (text) => addText(state, text));
  parser.on('cdata', (text) => addText(state, text));
  return {
    push(text) {
      parser.write(text);
      state.held += text.length;
      // Text without an end, or an attribute, or a comment.
      if (state.held > MOST_HELD) throw new Error(`one piece is longer than ${MOST_HELD} characters`);
      return state.done.splice(0);
    },
    isOver: () => state.isOver,
    end() {
      parser.close();
    },
  };
}

const MOST_DEPTH = 100;
/** What passes without an element that begins or ends, in characters. */
const MOST_HELD = 8 * 1024 * 1024;
/** Of one given element, in characters of names, attributes and text. */
const MOST_SIZE = 128 * 1024 * 1024;
/** What an element weighs itself: empty ones must not be free. */
const ELEMENT_SIZE = 32;

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly texts: string[];
  readonly children: XmlElement[];
}

interface State {
  readonly take: ReadonlySet<string>;
  readonly leaveOut: ReadonlySet<string>;
  readonly until: string | null;
  isOver: boolean;
  depth: number;
  /** Depth of the element that is being left out. */
  skippedFrom: number | null;
  /** The chosen element and what is open within. */
  readonly open: Open[];
  readonly done: XmlElement[];
  size: number;
  held: number;
}

function refuseDoctype(): never {
  throw new Error('it has a DOCTYPE, which is not read');
}

function checkEncoding(encoding: string): void {
  if (/^(utf-?8|us-ascii|)$/i.test(encoding)) return;
  throw new Error(`its encoding is ${encoding.slice(0, 40)}, not UTF-8`);
}

function openElement(state: State, tag: SaxesTagPlain): void {
  state.held = 0;
  state.depth += 1;
  if (state.depth > MOST_DEPTH) throw new Error(`elements lie more than ${MOST_DEPTH} deep in each other`);
  if (state.skippedFrom !== null) return;
  const name = tag.name.slice(tag.name.indexOf(':') + 1);
  if (name === state.until) state.isOver = true;
  if (state.open.length === 0 && !state.take.has(name)) return;
  if (state.isOver || state.leaveOut.has(name)) {
    state.skippedFrom = state.depth;
    return;
  }
  if (state.open.length === 0) state.size = 0;
  state.open.push({ name, attributes: tag.attributes, texts: [], children: [] });
  weigh(state, ELEMENT_SIZE + name.length);
  for (const key in tag.attributes) weigh(state, key.length + tag.attributes[key]!.length);
}

function closeElement(state: State): void {
  state.held = 0;
  state.depth -= 1;
  if (state.skippedFrom !== null) {
    if (state.depth < state.skippedFrom) state.skippedFrom = null;
    return;
  }
  const closed = state.open.pop();
  if (closed === undefined) return;
  const { name, attributes, texts, children } = closed;
  const siblings = state.open.at(-1)?.children ?? state.done;
  siblings.push({ name, attributes, text: texts.join(''), children });
}

function addText(state: State, text: string): void {
  state.held = 0;
  if (state.skippedFrom !== null) return;
  const element = state.open.at(-1);
  if (element === undefined) return;
  weigh(state, text.length);
  element.texts.push(text);
}

function weigh(state: State, size: number): void {
  state.size += size;
  if (state.size > MOST_SIZE) throw new Error(`one element is larger than ${MOST_SIZE} characters`);
}
