/** Changes to bytes that know nothing of a format but its words: bits, numbers, blocks, lines. */
import type { Random } from '../random.ts';

export interface Material {
  readonly random: Random;
  readonly tokens: readonly string[];
  /** A second input, to take parts from. */
  readonly other: Uint8Array;
}

type Change = (bytes: Buffer, material: Material) => Buffer;

/** Applies one to about eight changes, mostly few. */
export function mutateBytes(bytes: Uint8Array, material: Material): Buffer {
  const { random } = material;
  let changed: Buffer = Buffer.from(bytes);
  do changed = random.pick(CHANGES)(changed, material);
  while (!random.oneIn(3));
  return changed;
}

/** A part of the input over and over, up to `bytes`: shows work that grows faster than the input. */
export function stretch(bytes: Uint8Array, random: Random, toBytes: number): Buffer {
  const [start, end] = range(bytes, random, 64);
  const repeated = start === end ? Buffer.alloc(0) : Buffer.alloc(toBytes, bytes.subarray(start, end));
  return Buffer.concat([bytes.subarray(0, start), repeated, bytes.subarray(end)]);
}

const BYTES = [0, 1, 0x0a, 0x20, 0x22, 0x2f, 0x3a, 0x5c, 0x7f, 0x80, 0xff];
const NUMBERS = [
  0n,
  1n,
  -1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x10000n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  0x1f_ffff_ffff_ffffn,
  0x7fff_ffff_ffff_ffffn,
];
const DIGITS = [
  '0',
  '1',
  '-1',
  '00',
  '127',
  '65536',
  '2147483648',
  '4294967295',
  '9007199254740993',
  '1e99',
  '9'.repeat(40),
];
const ODD_TEXT = [
  '\0',
  '\ufeff',
  '\u2028',
  '\u{1f600}',
  '\xed\xa0\x80',
  '\xc0\xaf',
  '\x1b[31m',
  '__proto__',
  '../',
  '\r\n',
  '\n\n',
];

const CHANGES: readonly Change[] = [
  flipBit,
  setByte,
  addToByte,
  writeNumber,
  writeNumber,
  replaceDigits,
  remove,
  remove,
  duplicate,
  insertToken,
  insertToken,
  overwriteWithToken,
  insertOdd,
  splice,
  copyOver,
  cut,
  doubleLine,
  dropLine,
];

function range(bytes: Uint8Array, random: Random, longest: number): [start: number, end: number] {
  const start = random.int(bytes.length + 1);
  // Short ones are worth more.
  const length = 1 + random.int(1 + random.int(Math.min(longest, Math.max(1, bytes.length))));
  return [start, Math.min(bytes.length, start + length)];
}

function replace(bytes: Buffer, start: number, end: number, part: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, start), part, bytes.subarray(end)]);
}

function flipBit(bytes: Buffer, { random }: Material): Buffer {
  if (bytes.length > 0) bytes[random.int(bytes.length)]! ^= 1 << random.int(8);
  return bytes;
}

function setByte(bytes: Buffer, { random }: Material): Buffer {
  if (bytes.length > 0) {
    bytes[random.int(bytes.length)] = random.oneIn(2) ? random.pick(BYTES) : random.int(256);
  }
  return bytes;
}

function addToByte(bytes: Buffer, { random }: Material): Buffer {
  if (bytes.length > 0) bytes[random.int(bytes.length)]! += random.int(33) - 16;
  return bytes;
}

/** A binary number of 2, 4 or 8 bytes in either order: an edge, or a little more or less than it was. */
function writeNumber(bytes: Buffer, { random }: Material): Buffer {
  const size = random.pick([2, 4, 4, 8]);
  if (bytes.length < size) return bytes;
  const at = random.int(bytes.length - size + 1);
  const field = bytes.subarray(at, at + size);
  const isLittle = random.oneIn(2);
  if (isLittle) field.reverse();
  const was = BigInt(`0x${field.toString('hex')}`);
  const value = random.oneIn(3) ? was + BigInt(random.int(17) - 8) : random.pick(NUMBERS);
  const hex = BigInt.asUintN(size * 8, value).toString(16);
  field.write(hex.padStart(size * 2, '0'), 'hex');
  if (isLittle) field.reverse();
  return bytes;
}

/** A number in digits. */
function replaceDigits(bytes: Buffer, { random }: Material): Buffer {
  const found = [...bytes.toString('latin1').matchAll(/\d+/g)];
  if (found.length === 0) return bytes;
  const { index, 0: digits } = random.pick(found);
  const near = String(Number(digits.slice(0, 15)) + random.int(5) - 2);
  return replace(
    bytes,
    index,
    index + digits.length,
    Buffer.from(random.oneIn(3) ? near : random.pick(DIGITS)),
  );
}

function remove(bytes: Buffer, { random }: Material): Buffer {
  const [start, end] = range(bytes, random, bytes.length);
  return replace(bytes, start, end, Buffer.alloc(0));
}

function duplicate(bytes: Buffer, { random }: Material): Buffer {
  const [start, end] = range(bytes, random, bytes.length);
  return replace(bytes, end, end, bytes.subarray(start, end));
}

function insertToken(bytes: Buffer, { random, tokens }: Material): Buffer {
  if (tokens.length === 0) return insertOdd(bytes, { random, tokens, other: bytes });
  const at = random.int(bytes.length + 1);
  return replace(bytes, at, at, Buffer.from(random.pick(tokens), 'latin1'));
}

function overwriteWithToken(bytes: Buffer, { random, tokens }: Material): Buffer {
  if (tokens.length === 0 || bytes.length === 0) return bytes;
  bytes.write(random.pick(tokens), random.int(bytes.length), 'latin1');
  return bytes;
}

function insertOdd(bytes: Buffer, { random }: Material): Buffer {
  const at = random.int(bytes.length + 1);
  const odd = random.pick(ODD_TEXT);
  return replace(bytes, at, at, Buffer.from(odd, random.oneIn(2) ? 'latin1' : 'utf8'));
}

/** The beginning of one input with the end of another. */
function splice(bytes: Buffer, { random, other }: Material): Buffer {
  const from = random.int(other.length + 1);
  return Buffer.concat([bytes.subarray(0, random.int(bytes.length + 1)), other.subarray(from)]);
}

function copyOver(bytes: Buffer, { random, other }: Material): Buffer {
  const [start, end] = range(other, random, other.length);
  if (bytes.length > 0) bytes.set(other.subarray(start, end).subarray(0, bytes.length), 0);
  return bytes;
}

function cut(bytes: Buffer, { random }: Material): Buffer {
  return random.oneIn(4) ? bytes.subarray(0, random.int(bytes.length + 1)) : bytes;
}

function lineAt(bytes: Buffer, at: number): [start: number, end: number] {
  const start = at === 0 ? 0 : bytes.lastIndexOf(0x0a, at - 1) + 1;
  const feed = bytes.indexOf(0x0a, at);
  return [start, feed < 0 ? bytes.length : feed + 1];
}

function doubleLine(bytes: Buffer, { random }: Material): Buffer {
  const [start, end] = lineAt(bytes, random.int(bytes.length + 1));
  const place = lineAt(bytes, random.int(bytes.length + 1))[0];
  return replace(bytes, place, place, bytes.subarray(start, end));
}

function dropLine(bytes: Buffer, { random }: Material): Buffer {
  const [start, end] = lineAt(bytes, random.int(bytes.length + 1));
  return replace(bytes, start, end, Buffer.alloc(0));
}
