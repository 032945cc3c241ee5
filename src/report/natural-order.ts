/**
 * An order of versions that knows no scheme: digits by value, `~` before the end, the end before letters, letters
 * before other signs (the rules that deb, rpm and apk have in common), an epoch before a colon first. It serves
 * where the caller gives no scheme; it does not know pre-releases that are marked with a hyphen.
 */
import { compareText } from '../model/problem.ts';

/** Negative if `a` is the earlier version. Never throws. */
export function compareNaturally(a: string, b: string): number {
  const [epochA, restA] = splitEpoch(a);
  const [epochB, restB] = splitEpoch(b);
  return compareDigits(epochA, epochB) || compareRest(restA, restB) || compareText(a, b);
}

function splitEpoch(version: string): [epoch: string, rest: string] {
  const match = /^(\d+):/.exec(version);
  return match === null ? ['0', version] : [match[1]!, version.slice(match[0].length)];
}

function compareRest(a: string, b: string): number {
  const partsA = a.match(/\d+|\D+/g) ?? [];
  const partsB = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.max(partsA.length, partsB.length); i++) {
    const order = comparePart(partsA[i] ?? '', partsB[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  if (/^\d/.test(a) && /^\d/.test(b)) return compareDigits(a, b);
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = weight(a[i]) - weight(b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Of any length: a version is untrusted text. */
function compareDigits(a: string, b: string): number {
  const plainA = a.replace(/^0+/, '');
  const plainB = b.replace(/^0+/, '');
  return plainA.length - plainB.length || compareText(plainA, plainB);
}

function weight(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined) return 0;
  const code = character.charCodeAt(0);
  if (/[0-9]/.test(character)) return 1;
  return /[A-Za-z]/.test(character) ? code + 1 : code + 256;
}
