/**
 * Check digits that providers document. Bech32: BIP 173. Base58Check: Bitcoin's wiki, "Base58Check encoding".
 * CRC-24: RFC 9580, section 6.1.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { BASE_58, BASE_62 } from './chance.ts';

/** CRC-32 of the text in six digits of base 62: how tokens of GitHub and npm end. */
export function crc32Base62(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < 6; i++, rest = Math.floor(rest / 62)) digits = BASE_62[rest % 62] + digits;
  return digits;
}

/** CRC-32 of the text in seven digits of base 36: how GitLab's routable tokens end. */
export function crc32Base36(text: string): string {
  return crc32(text).toString(36).padStart(7, '0');
}

/** CRC-32 in hexadecimal, the lowest byte first: how Grafana's service account tokens end. */
export function crc32Reversed(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(text));
  return bytes.toString('hex');
}

export function crc32Hex(text: string): string {
  return crc32(text).toString(16).padStart(8, '0').toUpperCase();
}

/** Base 58 with the first four bytes of a double SHA-256 behind the bytes. */
export function base58Check(bytes: Buffer): string {
  const sum = sha256(sha256(bytes)).subarray(0, 4);
  let number = BigInt(`0x${Buffer.concat([bytes, sum]).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = BASE_58[Number(number % 58n)] + text;
  return text;
}

/** False for a token whose provider documents check digits, if they are wrong; true where there are none to look at. */
export function hasRightCheckDigits(token: string): boolean {
  const based = /^(?:gh[oprsu]|npm)_([A-Za-z0-9]{30})([A-Za-z0-9]{6})$/.exec(token);
  if (based !== null) return crc32Base62(based[1]!) === based[2];
  const grafana = /^(glsa_[A-Za-z0-9]{32})_([0-9a-f]{8})$/.exec(token);
  if (grafana !== null) return crc32Reversed(grafana[1]!) === grafana[2];
  return !token.startsWith('AGE-SECRET-KEY-1') || isBech32(token);
}

/** Upper-case Bech32 of the bytes under a name. */
export function bech32(name: string, bytes: Buffer): string {
  const data = toGroupsOfFive(bytes);
  const sum = polymod([...spread(name), ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = Array.from({ length: 6 }, (_, i) => (sum >>> (5 * (5 - i))) & 31);
  return `${name}1${[...data, ...check].map((d) => BECH32[d]).join('')}`.toUpperCase();
}

export function crc24(bytes: Buffer): Buffer {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if (crc & 0x1000000) crc ^= 0x1864cfb;
    }
  }
  return Buffer.from([(crc >> 16) & 255, (crc >> 8) & 255, crc & 255]);
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function isBech32(text: string): boolean {
  const lower = text.toLowerCase();
  const end = lower.lastIndexOf('1');
  const digits = [...lower.slice(end + 1)].map((digit) => BECH32.indexOf(digit));
  return !digits.includes(-1) && polymod([...spread(lower.slice(0, end)), ...digits]) === 1;
}

/** The name as numbers of five bits: the upper ones, a zero, the lower ones. */
function spread(name: string): number[] {
  const codes = [...name].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [i, generator] of GENERATORS.entries()) if ((top >>> i) & 1) sum ^= generator;
  }
  return sum >>> 0;
}

function toGroupsOfFive(bytes: Buffer): number[] {
  const groups: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      groups.push((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? [...groups, (held << (5 - bits)) & 31] : groups;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
