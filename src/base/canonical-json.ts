/**
 * JSON with one spelling per value: no white space, keys in the order of their UTF-16 code units (RFC 8785,
 * section 3.2.3), numbers and strings as ECMAScript writes them. For digests and for comparing.
 * Left out: what JSON has no word for (undefined members are dropped; NaN and the infinities throw).
 */

/** The canonical text of plain data. Throws RangeError for a number that JSON cannot hold, TypeError for a function or bigint. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(itemJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) return objectJson(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`not a JSON number: ${value}`);
  if (typeof value === 'string') return quote(value);
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`not a JSON value: ${typeof value}`);
  return text;
}

function itemJson(value: unknown): string {
  return canonicalJson(value === undefined ? null : value);
}

function objectJson(value: object): string {
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  // Without a comparison of its own, `sort` orders by code units.
  for (const key of Object.keys(value).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${quote(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** Most texts need no escapes, and looking for them is the shorter way. */
function quote(text: string): string {
  return /["\\\u0000-\u001f\ud800-\udfff]/.test(text) ? JSON.stringify(text) : `"${text}"`;
}
