/** Checked access to JSON of unknown shape: what is not as expected counts as absent. */
import { parseJsonText } from '../base/json.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Parses a JSON object. Throws on anything else. */
export function parseObject(text: string): Fields {
  const value: unknown = parseJsonText(text);
  if (!isFields(value)) throw new Error('not a JSON object');
  return value;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object's own fields; empty where the value is no object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The texts of a list that are names (no control characters, not empty, at most 500 long). */
export function namesOf(value: unknown): string[] {
  return listOf(value).filter(isName);
}

/** Text that can be a key: well-formed, on one line, not empty, not endless. */
export function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= 500 &&
    !/[\u0000-\u001f\u007f]/.test(value) &&
    value.isWellFormed()
  );
}
