/** Base58Check, as Bitcoin's keys carry it: the last four bytes are the beginning of a double SHA-256 of the others. */
import { createHash } from 'node:crypto';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The bytes in front of the check digits; null where those are not right. `text` is of the alphabet. */
export function readBase58(text: string): Buffer | null {
  const bytes = decode(text);
  const body = bytes.subarray(0, -4);
  const sum = sha256(sha256(body)).subarray(0, 4);
  return sum.equals(bytes.subarray(-4)) ? body : null;
}

/** For tests and examples. */
export function toBase58(body: Buffer): string {
  const sum = sha256(sha256(body)).subarray(0, 4);
  let value = BigInt(`0x${Buffer.concat([body, sum]).toString('hex')}`);
  let text = '';
  for (; value > 0n; value /= 58n) text = `${ALPHABET[Number(value % 58n)]}${text}`;
  return text;
}

function decode(text: string): Buffer {
  let value = 0n;
  for (const character of text) value = value * 58n + BigInt(ALPHABET.indexOf(character));
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
