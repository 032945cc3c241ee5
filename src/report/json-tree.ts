/**
 * JSON documents as pieces: a large list is never one string, and its items are made when their turn comes.
 * Indented by two blanks, like `JSON.stringify(value, null, 2)`.
 */

import { toChunks } from './chunks.ts';

/** Plain data that is written as one piece. */
export type JsonLeaf = string | number | boolean | null | object;
/** An object whose members may be trees. */
export interface JsonBranch {
  readonly branch: Readonly<Record<string, JsonTree | undefined>>;
}
/** A list whose items may be trees, made one after the other. */
export interface JsonList {
  readonly list: Iterable<JsonTree>;
}
/** A value that is already data. */
export interface JsonValue {
  readonly value: JsonLeaf;
}
export type JsonTree = JsonBranch | JsonList | JsonValue;

/** A list whose items are made from others, one after the other. */
export function listOf<T>(items: readonly T[], toTree: (item: T) => JsonTree): JsonList {
  return { list: Iterator.from(items).map(toTree) };
}

/** The pieces of a document, a line feed at the end. */
export function* writeJson(tree: JsonTree): Generator<string> {
  for (const chunk of toChunks(writeDocument(tree))) yield chunk.replace(OBEYED, escapeOf);
}

/**
 * What a terminal would obey if the document were printed there: DEL, C1, bidi controls, line separators. In JSON they
 * can only stand inside a text.
 */
const OBEYED = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function* writeDocument(tree: JsonTree): Generator<string> {
  yield* writeTree(tree, '');
  yield '\n';
}

function* writeTree(tree: JsonTree, indent: string): Generator<string> {
  if ('value' in tree) yield* writeValue(tree.value, indent);
  else if ('branch' in tree) yield* writeItems(branchItems(tree.branch), '{', '}', indent);
  else yield* writeItems(listItems(tree.list), '[', ']', indent);
}

function* writeValue(value: JsonLeaf, indent: string): Generator<string> {
  if (isLong(value))
    yield* writeTree({ list: Iterator.from(value).map((item) => ({ value: item ?? null })) }, indent);
  else if (holdsLong(value)) {
    const members = Object.entries(value as Readonly<Record<string, JsonLeaf | undefined>>);
    const branch = members.map(([key, item]) => [key, item === undefined ? undefined : { value: item }]);
    yield* writeTree({ branch: Object.fromEntries(branch) }, indent);
  } else yield leafText(value, indent);
}

/** A list with more items is written item by item, wherever it stands in data. */
const LONG_LIST = 100;

function isLong(value: unknown): value is readonly (JsonLeaf | undefined)[] {
  return Array.isArray(value) && value.length > LONG_LIST;
}

/** True for an object with a long list among its members, or among those of its members. */
function holdsLong(value: JsonLeaf, depth = 2): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // No list of members is made: every package and finding is asked.
  for (const key in value) {
    const member = (value as Readonly<Record<string, JsonLeaf>>)[key]!;
    if (isLong(member) || (depth > 1 && holdsLong(member, depth - 1))) return true;
  }
  return false;
}

type Item = readonly [label: string, tree: JsonTree];

function* branchItems(branch: JsonBranch['branch']): Generator<Item> {
  for (const [key, tree] of Object.entries(branch)) {
    if (tree !== undefined) yield [`${JSON.stringify(key)}: `, tree];
  }
}

function* listItems(list: Iterable<JsonTree>): Generator<Item> {
  for (const tree of list) yield ['', tree];
}

function* writeItems(items: Iterable<Item>, open: string, close: string, indent: string): Generator<string> {
  const inner = `${indent}${BLANKS}`;
  let separator = open;
  for (const [label, tree] of items) {
    const start = `${separator}\n${inner}${label}`;
    // Most items are small: a piece of their own for each start would have to go through all the generators.
    if ('value' in tree && !isLong(tree.value) && !holdsLong(tree.value))
      yield start + leafText(tree.value, inner);
    else {
      yield start;
      yield* writeTree(tree, inner);
    }
    separator = ',';
  }
  yield separator === open ? `${open}${close}` : `\n${indent}${close}`;
}

const BLANKS = '  ';

/** Written inside as many lists as it stands deep: it comes out indented, and nothing goes over the text again. */
function leafText(value: JsonLeaf, indent: string): string {
  const depth = indent.length / BLANKS.length;
  let wrapped = value;
  for (let i = 0; i < depth; i++) wrapped = [wrapped];
  const text = JSON.stringify(wrapped, null, BLANKS);
  // Each list opens and closes with a bracket and a line break; its item stands further in than its closing bracket.
  const closing = 2 * depth + (BLANKS.length * depth * (depth - 1)) / 2;
  return text.slice(closing + indent.length, text.length - closing);
}
