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

/** The line around a secret. What looks like one more secret is hidden as well, known or not. */
export function excerptOf(before: string, masked: string, after: string): string {
  const left = hideRandom(plainText(before))
    .slice(-AROUND)
    .replace(/^[\udc00-\udfff]/, '');
  const right = hideRandom(plainText(after))
    .slice(0, AROUND)
    .replace(/[\ud800-\udbff]$/, '');
  return `${left}${masked}${right}`.trim().slice(0, EXCERPT);
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
