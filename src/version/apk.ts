/**
 * Alpine versions, `digits{.digits}{letter}{_suffix{digits}}{~hash}{-rN}` (apk-tools 3, apk-package(5) and
 * version.c). A number part after the first that begins with 0 is compared as text, like the digits after a
 * decimal point. Fuzzy matching (`~=`) is left out.
 */
import { compareDigits, digitsEnd, isDigit } from '../base/version-text.ts';
import { type Scheme, VersionError } from './scheme.ts';

/** Kinds of part. Where two versions part ways, the one with the kind that comes first here is the greater one. */
const FIRST = 0;
const NUMBER = 1;
const LETTER = 2;
const SUFFIX = 3;
const SUFFIX_NUMBER = 4;
const HASH = 5;
const REVISION = 6;
const END = 7;

interface Part {
  readonly kind: number;
  readonly text: string;
}

const END_PART: Part = { kind: END, text: '' };
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', 'cvs', 'svn', 'git', 'hg', 'p'];
const LAST_PRE_SUFFIX = SUFFIXES.indexOf('rc');

export const apk: Scheme = {
  id: 'apk',
  compare(a, b) {
    const x = parse(a);
    const y = parse(b);
    for (let i = 0; ; i++) {
      const p = x[i] ?? END_PART;
      const q = y[i] ?? END_PART;
      if (p.kind !== q.kind) return compareKinds(p, q);
      if (p.kind === END) return 0;
      const order = compareParts(p, q);
      if (order !== 0) return order;
    }
  },
};

function compareKinds(p: Part, q: Part): -1 | 1 {
  if (isPreSuffix(p)) return -1;
  if (isPreSuffix(q)) return 1;
  return p.kind > q.kind ? -1 : 1;
}

function isPreSuffix(part: Part): boolean {
  return part.kind === SUFFIX && SUFFIXES.indexOf(part.text) <= LAST_PRE_SUFFIX;
}

function compareParts(p: Part, q: Part): -1 | 0 | 1 {
  if (p.kind === SUFFIX) return Math.sign(SUFFIXES.indexOf(p.text) - SUFFIXES.indexOf(q.text)) as -1 | 0 | 1;
  const asText = p.kind === LETTER || p.kind === HASH || (p.kind === NUMBER && (isPadded(p) || isPadded(q)));
  if (!asText) return compareDigits(p.text, q.text);
  return p.text < q.text ? -1 : p.text > q.text ? 1 : 0;
}

function isPadded(part: Part): boolean {
  return part.text.startsWith('0');
}

function parse(raw: string): readonly Part[] {
  const text = raw.trim();
  const parts: Part[] = [];
  let at = 0;
  let kind = -1;
  while (at < text.length) {
    const part = parsePart(text, at, kind);
    if (part === null) throw new VersionError('apk', raw, `"${text.slice(at, at + 20)}" cannot follow here`);
    parts.push(part.value);
    kind = part.value.kind;
    at = part.end;
  }
  if (parts.length === 0) throw new VersionError('apk', raw, 'it is empty');
  return parts;
}

interface ParsedPart {
  readonly value: Part;
  readonly end: number;
}

/** The part at `at`, given the kind of the one before it (-1 at the start); null if none is allowed there. */
function parsePart(text: string, at: number, before: number): ParsedPart | null {
  const mark = text[at]!;
  if (before === -1) return digits(text, at, FIRST);
  if (isDigit(text.charCodeAt(at))) return before === SUFFIX ? digits(text, at, SUFFIX_NUMBER) : null;
  if (mark === '.') return before <= NUMBER ? digits(text, at + 1, NUMBER) : null;
  if (mark === '_') return before <= SUFFIX_NUMBER ? suffix(text, at + 1) : null;
  if (mark === '~') return before < HASH ? run(text, at + 1, HASH, isHexadecimal) : null;
  if (mark === '-') return before < REVISION && text[at + 1] === 'r' ? digits(text, at + 2, REVISION) : null;
  if (before > NUMBER || !isLowerCase(text.charCodeAt(at))) return null;
  return { value: { kind: LETTER, text: mark }, end: at + 1 };
}

function digits(text: string, from: number, kind: number): ParsedPart | null {
  const end = digitsEnd(text, from);
  return end === from ? null : { value: { kind, text: text.slice(from, end) }, end };
}

function suffix(text: string, from: number): ParsedPart | null {
  const part = run(text, from, SUFFIX, isLowerCase);
  return part !== null && SUFFIXES.includes(part.value.text) ? part : null;
}

function run(text: string, from: number, kind: number, wanted: (code: number) => boolean): ParsedPart | null {
  let end = from;
  while (wanted(text.charCodeAt(end))) end++;
  return end === from ? null : { value: { kind, text: text.slice(from, end) }, end };
}

function isLowerCase(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isHexadecimal(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102);
}
