/**
 * YAML as a tree in which every value knows its line: errors can name it, keys keep their order and are never
 * properties of an object, and aliases cost what they stand for. Specification: YAML 1.2.2. One document, keys that
 * are texts, each once. Left out on purpose: tags and merge keys.
 */
import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
  YAMLException,
} from 'js-yaml';
import { messageOf } from '../../base/errors.ts';

export type Tree = TextNode | ListNode | MapNode;

export interface TextNode {
  readonly kind: 'text';
  /** As it is written, without quotes: numbers and truth values too. */
  readonly text: string;
  /** Without quotes: may be meant as a number, a truth value or nothing. */
  readonly isPlain: boolean;
  readonly line: number;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly line: number;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly line: number;
}

export interface Entry {
  readonly key: string;
  readonly line: number;
  readonly value: Tree;
}

/** Why a text is no tree. */
export class TreeError extends Error {
  /** From 1; 0 where it is not known. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = 'TreeError';
    this.line = line;
  }
}

const MAX_DEPTH = 32;
/** Values, each counted as often as aliases name it: a short text of aliases can stand for more than memory holds. */
const MAX_VALUES = 400_000;

/** Throws TreeError. An empty text is an empty value. */
export function parseTree(source: string): Tree {
  const text = source.replace(/^\uFEFF/, '');
  const builder = startBuilder(text);
  const documents = builder.events.filter((event) => event.type === EVENT_ID.DOCUMENT).length;
  if (documents > 1) throw new TreeError(`there are ${documents} documents in the file, not one`, 0);
  return build(builder);
}

/** Plain data, such as a part of a settings file, as a tree without lines. Throws TreeError. */
export function toTree(value: unknown): Tree {
  return convert(value, 0, { left: MAX_VALUES });
}

interface Builder {
  readonly text: string;
  readonly events: readonly Event[];
  /** Where each line begins. */
  readonly lines: readonly number[];
  readonly anchors: Map<string, Tree>;
  /** How many values lists and maps stand for. */
  readonly sizes: Map<Tree, number>;
  /** Index of the event that is built next. */
  next: number;
}

function startBuilder(text: string): Builder {
  const lines = lineStarts(text);
  const state = { text, lines, anchors: new Map(), sizes: new Map() };
  try {
    // The first event begins the document.
    return { ...state, events: parseEvents(text, { maxDepth: MAX_DEPTH }), next: 1 };
  } catch (thrown) {
    if (!(thrown instanceof YAMLException)) throw new TreeError(messageOf(thrown), 0);
    const line = thrown.mark === undefined ? 0 : lineAt(lines, thrown.mark.position);
    throw new TreeError(`this is not YAML: ${thrown.reason}`, line);
  }
}

function build(builder: Builder): Tree {
  const event = builder.events[builder.next++];
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return named(builder, event, toText(builder, event));
    case EVENT_ID.SEQUENCE: {
      const items = buildAll(builder, build);
      const list: ListNode = { kind: 'list', items, line: lineAt(builder.lines, event.start) };
      return named(builder, event, sized(builder, list, items));
    }
    case EVENT_ID.MAPPING: {
      const entries = buildAll(builder, buildEntry);
      const line = lineAt(builder.lines, event.start);
      refuseTwice(entries);
      const values = entries.map(({ value }) => value);
      return named(builder, event, sized(builder, { kind: 'map', entries, line }, values));
    }
    case EVENT_ID.ALIAS:
      return aliased(builder, event);
    default:
      return EMPTY;
  }
}

const EMPTY: TextNode = { kind: 'text', text: '', isPlain: true, line: 0 };

function toText({ text, lines }: Builder, event: ScalarEvent): TextNode {
  return {
    kind: 'text',
    text: getScalarValue(text, event),
    isPlain: event.style === SCALAR_STYLE.PLAIN,
    line: lineAt(lines, Math.max(event.valueStart, event.tagStart)),
  };
}

function buildAll<T>(builder: Builder, buildOne: (builder: Builder) => T): T[] {
  const all: T[] = [];
  while (builder.events[builder.next] !== undefined && builder.events[builder.next]!.type !== EVENT_ID.POP) {
    all.push(buildOne(builder));
  }
  builder.next++;
  return all;
}

function buildEntry(builder: Builder): Entry {
  const key = build(builder);
  if (key.kind !== 'text') throw new TreeError('there is a key that is no text', key.line);
  const value = build(builder);
  // Where nothing is written, nothing has a line.
  return { key: key.text, line: key.line, value: value.line === 0 ? { ...value, line: key.line } : value };
}

/** A reader that takes the last of two, and a person who reads the first, see two different policies. */
function refuseTwice(entries: readonly Entry[]): void {
  const seen = new Map<string, number>();
  for (const { key, line } of entries) {
    const before = seen.get(key);
    if (before !== undefined) throw new TreeError(`"${key}" is given twice, first in line ${before}`, line);
    seen.set(key, line);
  }
}

function named(builder: Builder, event: ScalarEvent | SequenceEvent | MappingEvent, tree: Tree): Tree {
  if (event.tagStart >= 0) {
    const tag = builder.text.slice(event.tagStart, event.tagEnd).slice(0, 40);
    throw new TreeError(`"${tag}" is a tag of YAML; put a value that begins with ! in quotes`, tree.line);
  }
  if (event.anchorStart >= 0) {
    builder.anchors.set(builder.text.slice(event.anchorStart, event.anchorEnd), tree);
  }
  return tree;
}

function aliased(builder: Builder, event: AliasEvent): Tree {
  const name = builder.text.slice(event.anchorStart, event.anchorEnd);
  const tree = builder.anchors.get(name);
  if (tree !== undefined) return tree;
  const line = lineAt(builder.lines, event.anchorStart);
  throw new TreeError(
    `"*${name.slice(0, 40)}" refers to nothing before it; put a value that begins with * in quotes`,
    line,
  );
}

function sized<T extends Tree>(builder: Builder, tree: T, parts: readonly Tree[]): T {
  const size = parts.reduce((sum, part) => sum + (builder.sizes.get(part) ?? 1), 1);
  if (size > MAX_VALUES) throw new TreeError(`there are more than ${MAX_VALUES} values`, tree.line);
  builder.sizes.set(tree, size);
  return tree;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { index } of text.matchAll(/\r\n?|\n/g))
    starts.push(index + (text.startsWith('\r\n', index) ? 2 : 1));
  return starts;
}

/** From 1; 0 for a negative offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function convert(value: unknown, depth: number, budget: { left: number }): Tree {
  if (depth > MAX_DEPTH) throw new TreeError(`it is nested deeper than ${MAX_DEPTH}`, 0);
  if (budget.left-- <= 0) throw new TreeError(`there are more than ${MAX_VALUES} values`, 0);
  const line = 0;
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item) => convert(item, depth + 1, budget)), line };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => ({
      key,
      line,
      value: convert(one, depth + 1, budget),
    }));
    return { kind: 'map', entries, line };
  }
  if (value === null || value === undefined) return { kind: 'text', text: '', isPlain: true, line };
  return { kind: 'text', text: String(value), isPlain: typeof value !== 'string', line };
}
