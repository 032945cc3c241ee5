/** Fields with the values that they must have: `severity: '>= high'`, `package: [pkg:npm/a, pkg:npm/b]`. */

import type { Condition, RuleSubject, Test } from '../../model/policy.ts';
import { FIELDS, type Field, findField, toRank } from '../fields.ts';
import { spellPackage } from '../waiver/package-glob.ts';
import { entriesAt, itemsAt } from './read-tree.ts';
import { parseDays, textAt } from './read-values.ts';
import { addFlaw, hintFor, isEmpty, quoted, type Reading, type Spot } from './spot.ts';

/** `always` and `{}` hold for everything: an empty list. Null where it cannot be read. */
export function parseConditions(reading: Reading, spot: Spot): readonly Condition[] | null {
  if (spot.tree.kind === 'text' && spot.tree.text === ALWAYS) return [];
  // A value that was forgotten must not allow everything.
  if (isEmpty(spot)) {
    return addFlaw(
      reading,
      spot,
      'there are no conditions',
      `write \`${ALWAYS}\` if it is meant for everything`,
    );
  }
  const fields = entriesAt(reading, spot, 'fields with values, or `always`');
  if (fields === null) return null;
  const conditions = [...fields].flatMap(([name, value]) => parseCondition(reading, name, value) ?? []);
  return conditions.length === fields.size ? conditions : null;
}

const ALWAYS = 'always';
const FIELD_NAMES: readonly string[] = FIELDS.map(({ name }) => name);

/** What rules with these conditions speak of, unless they say it; null where no rule can ask all of them. */
export function subjectOf(conditions: readonly Condition[]): RuleSubject | null {
  const of = conditions.flatMap(({ field }) => findField(field) ?? []);
  const fit = SUBJECTS.filter((subject) => of.every(({ subjects }) => subjects.includes(subject)));
  // Fields of the image can be asked in any rule: a rule with no others is about the image.
  if (of.length > 0 && of.every((field) => field.of === 'image')) return 'image';
  return fit[0] ?? null;
}

const SUBJECTS: readonly RuleSubject[] = ['finding', 'gap', 'image'];

function parseCondition(reading: Reading, name: string, spot: Spot): Condition | null {
  const field = findField(name);
  if (field === null) {
    return addFlaw(reading, spot, `there is no field ${quoted(name)}`, () => hintFor(name, FIELD_NAMES));
  }
  const items = itemsAt(reading, spot);
  if (items.length === 0) {
    return addFlaw(reading, spot, 'there is no value', `write one, such as \`${name}: ${exampleOf(field)}\``);
  }
  const tests = items.flatMap((item) => parseTest(reading, field, item) ?? []);
  return tests.length === items.length ? { field: name, tests } : null;
}

function parseTest(reading: Reading, field: Field, spot: Spot): Test | null {
  if (isEmpty(spot))
    return addFlaw(reading, spot, 'there is no value', `write one, such as ${exampleOf(field)}`);
  const text = textAt(reading, spot);
  if (text === null) return null;
  if (text === 'unknown') return { kind: 'unknown' };
  const [, operator = '', value = ''] = /^(<=?|>=?|!)\s*(.*)$/s.exec(text) ?? [];
  if (operator === '!') return parseNot(reading, field, spot, value);
  if (isComparison(operator)) return parseCompare(reading, field, spot, { operator, value });
  return parseValue(reading, field, spot, text);
}

function isComparison(operator: string): operator is '<' | '<=' | '>' | '>=' {
  return operator !== '';
}

function parseNot(reading: Reading, field: Field, spot: Spot, value: string): Test | null {
  if (value === 'unknown') {
    const hint = `write \`unless: { ${field.name}: unknown }\``;
    return addFlaw(reading, spot, '! cannot stand before unknown', hint);
  }
  const test = parseValue(reading, field, spot, value);
  return test === null ? null : { kind: 'not', value: test.value };
}

function parseCompare(
  reading: Reading,
  field: Field,
  spot: Spot,
  { operator, value }: { operator: '<' | '<=' | '>' | '>='; value: string },
): Test | null {
  const number = toNumber(field, value);
  if (number !== null) return { kind: 'compare', operator, value: number };
  if (['severity', 'tier'].includes(field.type)) {
    return addFlaw(reading, spot, `${quoted(value)} is no ${field.name}`, () => hintFor(value, field.words));
  }
  const isOrdered = ['number', 'days'].includes(field.type);
  return isOrdered
    ? addFlaw(reading, spot, `${quoted(value)} is no ${nameOf(field)}`, `write ${exampleOf(field)}`)
    : addFlaw(
        reading,
        spot,
        `${field.name} has no order: ${operator} cannot be asked`,
        `write ${exampleOf(field)}`,
      );
}

/** What a field's values are compared by; null for what is no such value. */
function toNumber(field: Field, text: string): number | null {
  if (field.type === 'days') return parseDays(text);
  if (field.type === 'number') return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : null;
  return toRank(field, text);
}

type ValueTest = Extract<Test, { readonly kind: 'is' | 'glob' }>;

function parseValue(reading: Reading, field: Field, spot: Spot, text: string): ValueTest | null {
  if (field.type === 'text') return parseText(reading, field, spot, text);
  if (field.type === 'number' || field.type === 'days') {
    const number = toNumber(field, text);
    if (number !== null) return { kind: 'is', value: String(number) };
    return addFlaw(reading, spot, `${quoted(text)} is no ${nameOf(field)}`, `write ${exampleOf(field)}`);
  }
  const words = field.type === 'truth' ? ['true', 'false'] : field.words;
  if (words.includes(text)) return { kind: 'is', value: text };
  return addFlaw(reading, spot, `${quoted(text)} is no value of ${field.name}`, () => hintFor(text, words));
}

function parseText(reading: Reading, field: Field, spot: Spot, text: string): ValueTest | null {
  const isGlob = text.includes('*');
  const kind = isGlob ? 'glob' : 'is';
  // A name alone would be no package's URL: the rule could never hold, and nobody would notice.
  if (field.name === 'package' && !isGlob && !text.startsWith('pkg:')) {
    const hint = `write pkg:npm/${text} with the right type, or '*/${text}'`;
    return addFlaw(reading, spot, `${quoted(text)} is no package URL`, hint);
  }
  if (field.name === 'package' && text.startsWith('pkg:')) {
    const value = spellPackage(text);
    if (value !== null) return { kind, value };
    const hint = 'write pkg:TYPE/NAME or pkg:TYPE/NAME@VERSION, without what stands behind ? or #';
    return addFlaw(reading, spot, `${quoted(text)} is no package URL`, hint);
  }
  if (field.name === 'id') return { kind, value: spellId(text) };
  if (field.name === 'label' && !text.includes('=') && !text.startsWith('*')) {
    return addFlaw(reading, spot, `${quoted(text)} is no label`, `write '${text}=*' or ${text}=value`);
  }
  return { kind, value: text };
}

/** Ids of flaws as feeds spell them: a rule that asks for `cve-2024-1` would never hold. Others are as they are written. */
function spellId(text: string): string {
  if (/^ghsa-/i.test(text)) return `GHSA${text.slice(4).toLowerCase()}`;
  return /^(?:cve|dsa|dla|usn|rhsa|alsa|elsa|rlsa|alas|pysec|rustsec|mal|osv)-/i.test(text)
    ? text.toUpperCase()
    : text;
}

function nameOf({ type }: Field): string {
  return type === 'days' ? 'number of days' : 'number';
}

function exampleOf({ type, words }: Field): string {
  if (type === 'days') return "'> 7d'";
  if (type === 'number') return "'>= 0.5'";
  if (type === 'truth') return 'true';
  if (type === 'severity' || type === 'tier') return `'>= ${words[1]}'`;
  return type === 'word' ? words[0]! : 'a text, or a pattern with * in quotes';
}
