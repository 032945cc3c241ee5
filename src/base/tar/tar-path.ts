/**
 * Names in a tar as paths in the image: bytes to text without loss, and one spelling for every path.
 * A name is resolved like `filepath.Clean` under the root does it in container engines: `./`, `/`, `//`, `.` and
 * `..` are taken out as text, and `..` never leads above the root.
 */
import type { Limits } from '../limits.ts';

const SLASH = 0x2f;
const DOT = 0x2e;

/** Without the `u` flag a pair of surrogates would match by its second half. */
const ESCAPED = /[\udc80-\udcff]/gu;
const ESCAPED_RUNS = /([\udc80-\udcff]+)/u;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface CleanPath {
  /** Without leading, trailing and doubled slashes, `.` and `..`; empty = the root itself. */
  readonly path: string;
  /** True if `..` would have led above the root. */
  readonly climbs: boolean;
}

/**
 * Text of a name. Bytes that are no UTF-8 become U+DC80 to U+DCFF (as in PEP 383), so that two different names
 * never become one: else removing one file could hide another.
 */
export function decodeName(bytes: Buffer, start = 0, end: number = bytes.length): string {
  if (isAscii(bytes, start, end)) return bytes.toString('latin1', start, end);
  const name = bytes.subarray(start, end);
  try {
    return UTF8.decode(name);
  } catch {
    return decodeWithEscapes(name);
  }
}

/** The bytes of a name that `decodeName` made. */
export function encodeName(name: string): Buffer {
  // In Latin-1 only the lower half of each unit is left: the byte.
  const parts = name.split(ESCAPED_RUNS);
  return Buffer.concat(parts.map((part, at) => Buffer.from(part, at % 2 === 1 ? 'latin1' : 'utf8')));
}

/** The one spelling of a path. */
export function cleanPath(text: string): CleanPath {
  const start = text.startsWith('./') ? 2 : 0;
  const end = text.length - (text.endsWith('/') ? 1 : 0);
  const inner = start === 0 && end === text.length ? text : text.slice(start, Math.max(start, end));
  return isClean(inner) ? { path: inner, climbs: false } : cleanSegments(text);
}

export interface PathFault {
  /** Of the Problem. */
  readonly code: string;
  /** In words. */
  readonly why: string;
}

/** Why a path cannot be used; null if it can. */
export function pathFault(path: string, limits: Limits): PathFault | null {
  if (path.length * 3 > limits.pathBytes && lengthOf(path) > limits.pathBytes) {
    return { code: 'path-too-long', why: `it has more than ${limits.pathBytes} bytes` };
  }
  if (path.length >= 2 * limits.pathDepth && depthOf(path) > limits.pathDepth) {
    return { code: 'path-too-deep', why: `it has more than ${limits.pathDepth} segments` };
  }
  return path.includes('\0') ? { code: 'unusable-path', why: 'it holds a NUL byte' } : null;
}

/** Bytes of a name, without making them. */
function lengthOf(name: string): number {
  return Buffer.byteLength(name.replace(ESCAPED, '?'));
}

function isAscii(bytes: Buffer, start: number, end: number): boolean {
  let all = 0;
  for (let i = start; i < end; i++) all |= bytes[i]!;
  return all < 0x80;
}

function isClean(text: string): boolean {
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && text.charCodeAt(i) !== SLASH) continue;
    const length = i - start;
    if (length === 0) return false;
    if (length <= 2 && text.charCodeAt(start) === DOT && text.charCodeAt(i - 1) === DOT) return false;
    start = i + 1;
  }
  return true;
}

function cleanSegments(text: string): CleanPath {
  const segments: string[] = [];
  let climbs = false;
  for (const segment of text.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) climbs = true;
  }
  return { path: segments.join('/'), climbs };
}

function depthOf(path: string): number {
  let depth = 1;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) depth++;
  return depth;
}

/** Code units are collected by the thousand: an extended header can hold millions, and a string for each fills memory. */
function decodeWithEscapes(bytes: Buffer): string {
  const parts: string[] = [];
  let units: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length <= 1) units.push(length === 1 ? bytes[i]! : 0xdc00 + bytes[i]!);
    else {
      const character = bytes.toString('utf8', i, i + length);
      for (let k = 0; k < character.length; k++) units.push(character.charCodeAt(k));
    }
    i += Math.max(1, length);
    if (units.length < MOST_UNITS && i < bytes.length) continue;
    parts.push(String.fromCharCode(...units));
    units = [];
  }
  return parts.join('');
}

/** Far below what a call takes as arguments. */
const MOST_UNITS = 4096;

/** Length of the well-formed UTF-8 sequence at `i` (RFC 3629, section 4), 0 if there is none. */
function sequenceLength(bytes: Buffer, i: number): number {
  const [a, b] = [bytes[i]!, bytes[i + 1] ?? 0];
  if (a < 0x80) return 1;
  if (a < 0xc2 || a > 0xf4) return 0;
  const length = a < 0xe0 ? 2 : a < 0xf0 ? 3 : 4;
  const low = a === 0xe0 ? 0xa0 : a === 0xf0 ? 0x90 : 0x80;
  const high = a === 0xed ? 0x9f : a === 0xf4 ? 0x8f : 0xbf;
  if (b < low || b > high) return 0;
  for (let k = 2; k < length; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
