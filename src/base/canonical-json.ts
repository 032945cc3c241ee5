/**
 * JSON with one spelling per value: no white space, keys in the order of their UTF-16 code units (RFC 8785,
 * section 3.2.3), numbers and strings as ECMAScript writes them. For digests and for comparing.
 * Left out: what JSON has no word for (undefined members are dropped; NaN and the infinities throw).
 */
import { compareText } from '../model/problem.ts';

/** The canonical text of plain data. Throws RangeError for a number that JSON cannot hold, TypeError for a function or bigint. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(itemJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) return objectJson(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`not a JSON number: ${value}`);
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`not a JSON value: ${typeof value}`);
  return text;
}

function itemJson(value: unknown): string {
  return canonicalJson(value === undefined ? null : value);
}

function objectJson(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
