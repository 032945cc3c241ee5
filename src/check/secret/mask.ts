/** What of a secret and of the text around it may be shown: enough to find it, nothing to use it. */
import { stripVTControlCharacters } from 'node:util';

/** UTF-16 code units of an excerpt. */
const EXCERPT = 120;
const AROUND = 48;

/** At most four characters, and never a quarter of it. */
export function maskSecret(secret: string): string {
  const shown = Math.min(4, Math.floor(secret.length / 5));
  return `${plainText(secret.slice(0, shown))}…`;
}

/** The line around a secret. The secret itself, and what looks like one more, is hidden there as well, known or not. */
export function excerptOf(before: string, secret: string, after: string): string {
  const plain = plainText(secret);
  const left = hideRandom(withoutEnd(plainText(before), plain))
    .slice(-AROUND)
    .replace(/^[\udc00-\udfff]/, '');
  const right = hideRandom(withoutStart(plainText(after), plain))
    .slice(0, AROUND)
    .replace(/[\ud800-\udbff]$/, '');
  return `${left}${maskSecret(secret)}${right}`.trim().slice(0, EXCERPT);
}

/** Fewer characters may be a word of anything. */
const LEAST_HIDDEN = 5;

/** A text may begin with the end of the same secret: it was cut. */
function withoutEnd(text: string, secret: string): string {
  const rest = withoutWhole(text, secret);
  for (let length = Math.min(rest.length, secret.length); length >= LEAST_HIDDEN; length--) {
    if (secret.endsWith(rest.slice(0, length))) return `…${rest.slice(length)}`;
  }
  return rest;
}

/** Or end with its beginning. */
function withoutStart(text: string, secret: string): string {
  const rest = withoutWhole(text, secret);
  for (let length = Math.min(rest.length, secret.length); length >= LEAST_HIDDEN; length--) {
    if (secret.startsWith(rest.slice(-length))) return `${rest.slice(0, -length)}…`;
  }
  return rest;
}

function withoutWhole(text: string, secret: string): string {
  return secret.length < LEAST_HIDDEN ? text : text.replaceAll(secret, '…');
}

/** Latin-1 text of bytes that may be UTF-8, without control characters. */
function plainText(latin1: string): string {
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  return stripVTControlCharacters(text).replace(/\p{C}+/gu, ' ');
}

/** Runs that a password or a token can be: letters and digits mixed, or very long. */
const RUN = /[\w+/=.~-]{8,}/g;
const MIXED = /[0-9]/;

function hideRandom(text: string): string {
  return text.replace(RUN, (run) => (MIXED.test(run) || run.length > 40 ? '…' : run));
}
