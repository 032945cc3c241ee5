/**
 * Checked reading of JSON documents that nobody vouches for. Fields are asked for by name and type; a field of
 * another type counts as absent. Maps of text are built without a prototype, so that a key such as `__proto__`
 * is data and nothing else.
 */
import type { ErrorParts } from './errors.ts';
import { InputError, messageOf } from './errors.ts';
import { parseJsonText } from './json.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a damaged document is called in its error. */
export interface DocumentName {
  /** Kebab-case code of the error: `damaged-manifest`. */
  readonly code: string;
  /** `The image manifest`. */
  readonly title: string;
  readonly where: string;
  readonly wayOut: string;
}

/** Parses bytes (UTF-8, RFC 8259) to any JSON value. Throws an InputError with the document's name. */
export function parseJson(bytes: Uint8Array, name: DocumentName): unknown {
  try {
    return parseJsonText(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw damaged(name, `is not valid JSON: ${shorten(messageOf(cause))}`, cause);
  }
}

/** Parses bytes to a JSON object. Throws an InputError with the document's name. */
export function parseJsonObject(bytes: Uint8Array, name: DocumentName): JsonObject {
  const value = parseJson(bytes, name);
  if (!isObject(value)) throw damaged(name, 'is not a JSON object');
  return value;
}

/** The error for a document that is JSON but says something impossible. */
export function damaged(name: DocumentName, problem: string, cause?: unknown): InputError {
  const parts: ErrorParts = { what: `${name.title} ${problem}.`, where: name.where, wayOut: name.wayOut };
  return new InputError(name.code, cause === undefined ? parts : { ...parts, cause });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as an object; empty if it is anything else. */
export function objectField(from: JsonObject, key: string): JsonObject {
  const value = ownField(from, key);
  return isObject(value) ? value : {};
}

/** The field as a list; empty if it is anything else. */
export function listField(from: JsonObject, key: string): readonly unknown[] {
  const value = ownField(from, key);
  return Array.isArray(value) ? value : [];
}

/** The field as text; empty if it is anything else. */
export function textField(from: JsonObject, key: string): string {
  const value = ownField(from, key);
  return typeof value === 'string' ? value : '';
}

/** The field as a list of texts; a single text becomes a list of one (old builders wrote `"Cmd": "x"`). */
export function textsField(from: JsonObject, key: string): readonly string[] {
  const value = ownField(from, key);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The field as a map of text to text; values of other types are dropped. */
export function textMapField(from: JsonObject, key: string): Readonly<Record<string, string>> {
  const map: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(objectField(from, key))) {
    if (typeof value === 'string') map[name] = value;
  }
  return map;
}

/** The field's own value, never one that the object inherits. */
export function ownField(from: JsonObject, key: string): unknown {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
