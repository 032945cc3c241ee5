/**
 * Finds rules by the texts that they name: a package, an id, a path. A rule that does not name a finding's is not asked for
 * it, for it cannot hold.
 */
import { compileName } from '../base/glob.ts';
import type { Condition, Rule, Test } from '../model/policy.ts';
import type { FieldValue } from './field-values.ts';
import { findField } from './fields.ts';
import type { Facts } from './rules.ts';

/** True for a rule that the index finds. */
export function isByText(rule: Rule): boolean {
  return findKey(rule) !== null;
}

/** Answers the places of all rules that are found by a text of what is asked about, sorted. */
export function createTextIndex(rules: readonly Rule[]): (facts: Facts) => readonly number[] {
  const fields = new Map<string, FieldIndex>();
  for (const [place, rule] of rules.entries()) {
    const key = findKey(rule);
    if (key !== null) addKey(fields, key, place);
  }
  return (facts) => {
    let found: readonly number[] = NONE;
    for (const [field, index] of fields) found = union(found, findAll(index, facts.get(field)));
    return found;
  };
}

/** The condition that a rule is found by; null for a rule that has none of that kind. */
function findKey({ when }: Rule): Condition | null {
  const keys = when.filter(({ field, tests }) => findField(field)?.type === 'text' && tests.every(isNaming));
  return keys.find(({ tests }) => tests.every(({ kind }) => kind === 'is')) ?? keys[0] ?? null;
}

function isNaming({ kind }: Test): boolean {
  return kind === 'is' || kind === 'glob';
}

interface FieldIndex {
  readonly all: number[];
  readonly byText: Map<string, number[]>;
  /** By the text in front of their first star, and how long such texts are. */
  readonly patterns: Map<string, Pattern[]>;
  readonly lengths: Set<number>;
  /** What the patterns said of a text: thousands of findings are about few packages and paths. */
  readonly known: Map<string, readonly number[]>;
}

interface Pattern {
  readonly place: number;
  matches(text: string): boolean;
}

function createFieldIndex(): FieldIndex {
  return { all: [], byText: new Map(), patterns: new Map(), lengths: new Set(), known: new Map() };
}

function addKey(fields: Map<string, FieldIndex>, { field, tests }: Condition, place: number): void {
  const index = fields.get(field) ?? createFieldIndex();
  fields.set(field, index);
  index.all.push(place);
  for (const test of tests) {
    if (test.kind === 'glob') addPattern(index, test.value, place);
    if (test.kind === 'is') addText(index.byText, test.value, place);
  }
}

function addPattern({ patterns, lengths }: FieldIndex, glob: string, place: number): void {
  const start = glob.split('*', 1)[0]!;
  lengths.add(start.length);
  const same = patterns.get(start) ?? [];
  same.push({ place, matches: compileName(glob) });
  patterns.set(start, same);
}

/** A rule may name a text twice. */
function addText(byText: Map<string, number[]>, text: string, place: number): void {
  const places = byText.get(text) ?? [];
  if (places.at(-1) !== place) places.push(place);
  byText.set(text, places);
}

const NONE: readonly number[] = [];

function findAll(index: FieldIndex, value: FieldValue): readonly number[] {
  if (typeof value === 'string') return find(index, value);
  // Unknown: whether they hold cannot be told without asking.
  if (value === null) return index.all;
  if (typeof value !== 'object') return NONE;
  return value.reduce<readonly number[]>((found, text) => union(found, find(index, text)), NONE);
}

function find(index: FieldIndex, text: string): readonly number[] {
  const { byText, patterns, known } = index;
  const named = byText.get(text) ?? NONE;
  if (patterns.size === 0) return named;
  let matching = known.get(text);
  if (matching === undefined) {
    matching = findMatching(index, text);
    known.set(text, matching);
  }
  return union(named, matching);
}

function findMatching({ patterns, lengths }: FieldIndex, text: string): readonly number[] {
  const places = new Set<number>();
  for (const length of lengths) {
    const same = patterns.get(text.slice(0, length)) ?? [];
    for (const { place, matches } of same) if (matches(text)) places.add(place);
  }
  return [...places].sort((a, b) => a - b);
}

/** Sorted, each once. Nearly always one of them is empty, or both are the same. */
function union(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
