/**
 * Examples beside a policy: a finding, a gap or an image in a few words, and what the policy must say of it. The words are
 * the fields of fields.ts; days are counted back from the example's `now`.
 */
import { isDay } from '../../base/days.ts';
import type { YamlNode } from '../../base/yaml-tree.ts';
import type { Flaw } from '../document/flaw.ts';
import { type Fields, fieldsAt, listAt } from '../document/read-tree.ts';
import { daysAt, textAt, textsAt, wordAt } from '../document/read-values.ts';
import { addFlaw, isEmpty, quoted, type Reading, type Spot } from '../document/spot.ts';
import { findField } from '../fields.ts';

export interface Example {
  /** As written, or made of its number. */
  readonly name: string;
  /** Where it is written: `policy.test.yaml:12`. */
  readonly where: string;
  readonly stage: string;
  /** `YYYY-MM-DD` */
  readonly now: string;
  readonly about: 'finding' | 'gap' | 'image';
  /** Texts of the fields that it gives, by name; numbers and days as digits. */
  readonly given: Given;
  readonly image: Given;
  readonly expected: Expected;
}

export type Given = ReadonlyMap<string, readonly string[]>;

/** Null = nothing is said of it. */
export interface Expected {
  readonly outcome: Outcome;
  /** An id, or `none`: no rule decides. */
  readonly rule: string | null;
  /** `YYYY-MM-DD`, or `none`. */
  readonly due: string | null;
  readonly daysLeft: string | null;
}

export type Outcome = 'block' | 'warn' | 'pass';

export interface ParsedExamples {
  readonly examples: readonly Example[];
  readonly flaws: readonly Flaw[];
}

export const EXAMPLE_KEYS: readonly string[] = ['name', 'stage', 'now', 'finding', 'gap', 'image', 'expect'];
export const EXPECT_KEYS: readonly string[] = ['outcome', 'rule', 'due', 'days-left'];
const OUTCOMES: readonly Outcome[] = ['block', 'warn', 'pass'];

/** Of findings: the fields that have data, and what only examples say: how long a fix has been out, other names. */
export const FINDING_WORDS: readonly string[] = [
  'kind',
  'severity',
  'score',
  'rank',
  'id',
  'aliases',
  'known-exploited',
  'cisa-due',
  'epss',
  'fix',
  'fix-age',
  'vendor-state',
  'secret-state',
  'age',
  'first-seen',
  'owner',
  'package',
  'licence',
  'check',
  'path',
  'expired',
  'change',
  'waiver-problem',
];
export const GAP_WORDS: readonly string[] = ['problem', 'layer', 'owner', 'path'];
export const IMAGE_WORDS: readonly string[] = [
  'image',
  'label',
  'platform',
  'user',
  'coverage',
  'database-age',
  'end-of-life',
  'scanner',
];

/** Any day: examples that say none must not change with the calendar. */
const NOW = '2026-01-31';

/** `tree`: the list under `tests`. */
export function parseExamples(tree: YamlNode, document: string): ParsedExamples {
  const reading: Reading = { document, flaws: [] };
  const spots = listAt(reading, { tree, path: 'tests', line: tree.line });
  const examples = spots.flatMap((spot, index) => parseExample(reading, spot, index) ?? []);
  return { examples, flaws: reading.flaws };
}

function parseExample(reading: Reading, spot: Spot, index: number): Example | null {
  const fields = fieldsAt(reading, spot, 'an example', EXAMPLE_KEYS);
  if (fields === null) return null;
  const stage = textAt(reading, fields.get('stage'));
  if (!fields.has('stage')) addFlaw(reading, spot, '`stage` is missing', 'write stage: production');
  const now = dayAt(reading, fields.get('now')) ?? NOW;
  const about = aboutOf(reading, spot, fields);
  const expected = parseExpected(reading, spot, fields.get('expect'));
  const image = parseGiven(reading, fields.get('image'), IMAGE_WORDS);
  if (stage === null || about === null || expected === null || image === null) return null;
  const words = about === 'finding' ? FINDING_WORDS : GAP_WORDS;
  const given = about === 'image' ? image : parseGiven(reading, fields.get(about), words);
  if (given === null) return null;
  const name = textAt(reading, fields.get('name')) ?? `example ${index + 1}`;
  const where = spot.line === 0 ? reading.document : `${reading.document}:${spot.line}`;
  return { name, where, stage, now, about, given, image, expected };
}

function aboutOf(reading: Reading, spot: Spot, fields: Fields): Example['about'] | null {
  if (fields.has('finding') && fields.has('gap')) {
    return addFlaw(reading, spot, 'it is about a finding and about a gap', 'make two examples of it');
  }
  if (fields.has('finding')) return 'finding';
  if (fields.has('gap')) return 'gap';
  return fields.has('image')
    ? 'image'
    : addFlaw(reading, spot, 'it is about nothing', 'write finding, gap or image with some fields');
}

function parseExpected(reading: Reading, parent: Spot, spot: Spot | undefined): Expected | null {
  if (spot === undefined) return addFlaw(reading, parent, '`expect` is missing', 'write expect: block');
  if (spot.tree.kind === 'text') {
    const outcome = wordAt(reading, spot, OUTCOMES, 'outcome');
    return outcome === null ? null : { outcome, rule: null, due: null, daysLeft: null };
  }
  const fields = fieldsAt(reading, spot, '`expect`', EXPECT_KEYS);
  if (fields === null) return null;
  if (!fields.has('outcome')) return addFlaw(reading, spot, '`outcome` is missing', 'write outcome: block');
  const outcome = wordAt(reading, fields.get('outcome'), OUTCOMES, 'outcome');
  if (outcome === null) return null;
  const text = (name: string): string | null => textAt(reading, fields.get(name));
  return { outcome, rule: text('rule'), due: text('due'), daysLeft: text('days-left') };
}

function parseGiven(reading: Reading, spot: Spot | undefined, words: readonly string[]): Given | null {
  if (spot === undefined) return new Map();
  const fields = fieldsAt(reading, spot, 'this example', words);
  if (fields === null) return null;
  return new Map([...fields].map(([name, value]) => [name, valuesOf(reading, name, value)]));
}

const DAYS = new Set(['age', 'first-seen', 'fix-age', 'database-age']);

function valuesOf(reading: Reading, name: string, spot: Spot): readonly string[] {
  if (isEmpty(spot)) {
    addFlaw(reading, spot, 'there is no value', 'write one, or leave the field out: it is unknown then');
    return [];
  }
  if (name === 'cisa-due') return [dayAt(reading, spot) ?? ''];
  if (name === 'end-of-life') return [endAt(reading, spot)];
  if (DAYS.has(name)) return [String(daysAt(reading, spot, 0))];
  const values = textsAt(reading, spot);
  const words = wordsOf(name);
  for (const value of values) if (words.length > 0) checkWord(reading, spot, value, words);
  return values;
}

/** Days ahead, or back where there is a minus. */
function endAt(reading: Reading, spot: Spot): string {
  const past = /^-(\d{1,5})d?$/.exec(textAt(reading, spot) ?? '')?.[1];
  return past === undefined ? String(daysAt(reading, spot, 0)) : `-${past}`;
}

function wordsOf(name: string): readonly string[] {
  const field = findField(name);
  if (field === null) return [];
  return field.type === 'truth' ? ['true', 'false'] : field.words;
}

function checkWord(reading: Reading, spot: Spot, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  addFlaw(reading, spot, `${quoted(value)} is no value of this field`, `it is one of ${words.join(', ')}`);
}

function dayAt(reading: Reading, spot: Spot | undefined): string | null {
  const text = textAt(reading, spot);
  if (text === null || spot === undefined) return null;
  return isDay(text)
    ? text
    : addFlaw(reading, spot, `${quoted(text)} is no day`, 'write a day such as 2027-01-31');
}
