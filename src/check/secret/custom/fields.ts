/** Fields of rules that people write by hand: each mistake is told with its place and what would be right. */
import { UsageError } from '../../../base/errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** `place`: `rules.yaml: detectors[2]`. */
export function wrong(place: string, what: string, wayOut: string): UsageError {
  return new UsageError('bad-secret-rules', { what, where: place, wayOut });
}

export function fieldsOf(value: unknown, place: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(
      place,
      'there is no list of fields here',
      `write fields such as ${known.slice(0, 3).join(', ')}`,
    );
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw wrong(place, `"${unknown}" is no field of this`, `use ${known.join(', ')}`);
  return value as Fields;
}

export function listOf(value: unknown, place: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw wrong(place, 'there is no list here', 'write a list');
}

/** Empty where it is not given. */
export function textOf(fields: Fields, name: string, place: string): string {
  const value = fields[name];
  if (value === undefined || value === null) return '';
  // YAML makes dates of what looks like one.
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw wrong(
    `${place}.${name}`,
    'there is no text here',
    'write a text, in quotes where it has signs of YAML in it',
  );
}

export function neededText(fields: Fields, name: string, place: string): string {
  const text = textOf(fields, name, place);
  if (text === '') throw wrong(place, `${name} is missing`, `say ${name}`);
  return text;
}

export function textsOf(fields: Fields, name: string, place: string): readonly string[] {
  return listOf(fields[name], `${place}.${name}`).map((value) => {
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    throw wrong(`${place}.${name}`, 'there is something in the list that is no text', 'write texts');
  });
}

/** 0 where it is not given. */
export function numberOf(fields: Fields, name: string, place: string): number {
  const value = fields[name] ?? 0;
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  throw wrong(`${place}.${name}`, 'there is no number from 0 to 100 here', 'write a number');
}
