/**
 * Records of a PAX extended header: `length key=value\n` (POSIX `pax`, "pax Extended Header").
 * Kept are the keys that say which entry this is and how long; `SCHILY.xattr.*`, times and names of owners are not.
 */
import { decodeName } from './tar-path.ts';

export interface PaxRecords {
  readonly path: string | null;
  readonly linkPath: string | null;
  readonly size: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly sparse: PaxSparse | null;
}

/** GNU's records for files with holes: map in the header (0.0, 0.1), or in front of the data (1.0: map null). */
export interface PaxSparse {
  readonly map: readonly number[] | null;
  /** NaN where the header does not say. */
  readonly realSize: number;
}

/** What of a header was understood, and in `fault` why not all of it; null = all. */
export interface ParsedPax {
  readonly records: PaxRecords;
  readonly fault: string | null;
}

type Values = Map<string, string>;

export function parsePax(bytes: Buffer): ParsedPax {
  const values: Values = new Map();
  const map: string[] = [];
  const fault = eachRecord(bytes, (key, value) => {
    // Version 0.0 repeats these two in pairs, one pair for each piece of data.
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') map.push(value);
    // An empty value takes back what a record before it said.
    else if (value === '') values.delete(key);
    else values.set(key, value);
  });
  const numbers = ['size', 'uid', 'gid'].map((key) => findNumber(values, key));
  const [size, uid, gid] = numbers as [number | null, number | null, number | null];
  const sparse = findSparse(values, map);
  const path = (sparse === null ? undefined : values.get('GNU.sparse.name')) ?? values.get('path') ?? null;
  return {
    records: { path, linkPath: values.get('linkpath') ?? null, size, uid, gid, sparse },
    fault: fault ?? (Number.isNaN(size) ? 'its size is not a number' : null),
  };
}

const LENGTH = /^[0-9]{1,10}$/;
const SPACE = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;
const WANTED = /^(path|linkpath|size|uid|gid|GNU\.sparse\..*)$/;

/** Calls back for each record that counts; returns what stopped it, or null. */
function eachRecord(bytes: Buffer, take: (key: string, value: string) => void): string | null {
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(SPACE, at);
    const digits = space < 0 || space - at > 10 ? '' : bytes.toString('latin1', at, space);
    const end = LENGTH.test(digits) ? at + Number(digits) : 0;
    if (end <= space || end > bytes.length || bytes[end - 1] !== NEWLINE)
      return 'a record has a wrong length';
    const record = bytes.subarray(space + 1, end - 1);
    const equals = record.indexOf(EQUALS);
    if (equals <= 0) return 'a record has no key';
    const key = record.toString('latin1', 0, Math.min(equals, 64));
    if (WANTED.test(key)) take(key, decodeName(record.subarray(equals + 1)));
    at = end;
  }
  return null;
}

/** NaN for a value that is no count. */
function findNumber(values: Values, key: string): number | null {
  const text = values.get(key);
  return text === undefined ? null : toCount(text);
}

function toCount(text: string | undefined): number {
  const value = text !== undefined && /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

function findSparse(values: Values, pairs: readonly string[]): PaxSparse | null {
  const realSize = toCount(values.get('GNU.sparse.realsize') ?? values.get('GNU.sparse.size'));
  const version = `${values.get('GNU.sparse.major') ?? ''}.${values.get('GNU.sparse.minor') ?? ''}`;
  if (version === '1.0') return { map: null, realSize };
  const listed = values.get('GNU.sparse.map');
  if (listed !== undefined) return { map: listed.split(',').map(toCount), realSize };
  if (pairs.length > 0) return { map: pairs.map(toCount), realSize };
  return values.has('GNU.sparse.numblocks') ? { map: [], realSize } : null;
}
