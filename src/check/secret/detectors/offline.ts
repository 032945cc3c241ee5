/** What can be checked and read of tokens without asking anybody: check digits, and JSON inside of base64. */

import { crc32 } from 'node:zlib';
import { parseJsonText } from '../../../base/json.ts';
import { type Candidate, CONFIRMED, type Examined } from '../detector.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * CRC-32 of a text in six digits of base 62, as GitHub and those who follow it write it.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function toCheckDigits(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (; rest > 0; rest = Math.floor(rest / 62)) digits = `${BASE62[rest % 62]}${digits}`;
  return digits.padStart(6, '0');
}

/** For `examine`: the last six characters are check digits of what stands between them and the first `_`. */
export function examineCheckDigits({ secret }: Candidate): Examined | null {
  const body = secret.slice(secret.indexOf('_') + 1, -6);
  return secret.endsWith(toCheckDigits(body)) ? CONFIRMED : null;
}

/** The JSON object in a base64 text (either alphabet); null if there is none. A map: keys must not become members. */
export function objectOfBase64(base64: string): ReadonlyMap<string, unknown> | null {
  try {
    const value = parseJsonText(Buffer.from(base64, 'base64').toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? new Map(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

/** A field of that object if it is a string or number, else empty. */
export function fieldOfBase64(base64: string, field: string): string {
  const found = objectOfBase64(base64)?.get(field);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

/** When the JSON Web Token in a text says that it expires: UTC ISO 8601, or empty. RFC 7519, section 4.1.4. */
export function jwtExpiry(text: string): string {
  const payload = text.split('.').at(-2) ?? '';
  const seconds = Number(fieldOfBase64(payload, 'exp') || Number.NaN);
  return seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : '';
}
