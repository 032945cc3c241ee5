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

/** The field of the JSON object in a base64 text (either alphabet) if it is a string or number, else empty. */
export function fieldOfBase64(base64: string, field: string): string {
  return textFieldOf(Buffer.from(base64, 'base64').toString('utf8'), field);
}

/** When the JSON Web Token in a text says that it expires: UTC ISO 8601, or empty. RFC 7519, section 4.1.4. */
export function jwtExpiry(text: string): string {
  const payload = text.split('.').at(-2) ?? '';
  const seconds = Number(fieldOfBase64(payload, 'exp') || Number.NaN);
  return seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : '';
}

function textFieldOf(json: string, field: string): string {
  try {
    const value = parseJsonText(json);
    if (typeof value !== 'object' || value === null) return '';
    const found = Object.entries(value).find(([name]) => name === field)?.[1];
    return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
  } catch {
    return '';
  }
}
