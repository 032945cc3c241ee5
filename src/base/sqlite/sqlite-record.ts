/** SQLite's record format and variable-length integers (sqlite.org/fileformat2.html, sections 1.6 and 2.1). */
import { SqliteError, type SqlitePages } from './sqlite-pages.ts';

/** Integers beyond 2^53 come as bigint. */
export type SqliteValue = null | number | bigint | string | Uint8Array;

export interface Varint {
  readonly value: number | bigint;
  /** Offset of the first byte behind it. */
  readonly end: number;
}

/** A signed 64-bit integer of one to nine bytes. Throws `corrupt` at the end of the bytes. */
export function readVarint(bytes: Uint8Array, start: number): Varint {
  let value = 0;
  for (let at = start; at < start + 7; at++) {
    const byte = byteAt(bytes, at);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return readLongVarint(bytes, start);
}

/** A count or size: throws `corrupt` where a varint is negative or beyond 2^53. */
export function readSize(bytes: Uint8Array, start: number): { value: number; end: number } {
  const { value, end } = readVarint(bytes, start);
  if (typeof value !== 'number' || value < 0) throw new SqliteError('corrupt', 'a size is out of range');
  return { value, end };
}

/** The columns of a record. Text and blobs are checked against the payload; blobs are views of it. */
export function parseRecord(payload: Uint8Array, encoding: SqlitePages['encoding']): SqliteValue[] {
  const header = readSize(payload, 0);
  const headerEnd = header.value;
  if (headerEnd > payload.length) throw new SqliteError('corrupt', 'a record is shorter than its header');
  const values: SqliteValue[] = [];
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  let body = headerEnd;
  for (let at = header.end; at < headerEnd; ) {
    const type = readSize(payload, at);
    const size = sizeOf(type.value);
    if (body + size > payload.length) throw new SqliteError('corrupt', 'a column reaches beyond its record');
    values.push(columnValue(type.value, view, payload.subarray(body, body + size), encoding));
    body += size;
    at = type.end;
  }
  return values;
}

/** Bytes of the serial types 0 to 11. */
const FIXED_SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function sizeOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  const size = FIXED_SIZES[type];
  if (size === undefined) throw new SqliteError('corrupt', `${type} is a reserved column type`);
  return size;
}

function columnValue(
  type: number,
  view: DataView,
  bytes: Uint8Array,
  encoding: SqlitePages['encoding'],
): SqliteValue {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type === 7) return view.getFloat64(bytes.byteOffset - view.byteOffset);
  if (type < 7) return signedInteger(bytes);
  return type % 2 === 0 ? bytes : new TextDecoder(encoding).decode(bytes);
}

/** Two's complement, big endian, 1 to 8 bytes. */
function signedInteger(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return narrow(BigInt.asIntN(bytes.length * 8, value));
}

function readLongVarint(bytes: Uint8Array, start: number): Varint {
  let value = 0n;
  for (let at = start; at < start + 8; at++) {
    const byte = byteAt(bytes, at);
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return { value: narrow(value), end: at + 1 };
  }
  value = (value << 8n) | BigInt(byteAt(bytes, start + 8));
  return { value: narrow(BigInt.asIntN(64, value)), end: start + 9 };
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new SqliteError('corrupt', 'a number is cut off');
  return byte;
}
