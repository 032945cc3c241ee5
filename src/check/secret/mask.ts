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
  const left = hideRandom(withoutParts(plainText(before), plain))
    .slice(-AROUND)
    .replace(/^[\udc00-\udfff]/, '');
  const right = hideRandom(withoutParts(plainText(after), plain))
    .slice(0, AROUND)
    .replace(/[\ud800-\udbff]$/, '');
  // What was hidden may have been half of a character.
  return `${left}${maskSecret(secret)}${right}`.trim().slice(0, EXCERPT).toWellFormed();
}

/** Name of a user or account. Many hosts take a token there, with anything as its password. */
export function nameOrMask(name: string): string {
  const isToken = /[\w-]{16}/.test(name) && MIXED.test(name);
  return isToken ? maskSecret(name) : plainText(name);
}

/** An excerpt without another secret of its line, whole or in parts. */
export function hideOther(excerpt: string, secret: string): string {
  return withoutParts(excerpt, plainText(secret));
}

/** So many characters in a row are a part of the secret; fewer may be of any word. */
const LEAST_HIDDEN = 6;

/** Also where only a part of it stands: what stands beside it was cut, or repeats it otherwise. */
function withoutParts(text: string, secret: string): string {
  const length = Math.min(LEAST_HIDDEN, secret.length);
  if (length < LEAST_HIDDEN - 1) return text;
  let shown = '';
  let hiddenTo = 0;
  for (let at = 0; at < text.length; at++) {
    if (at + length <= text.length && secret.includes(text.slice(at, at + length))) {
      if (at >= hiddenTo) shown += '…';
      hiddenTo = at + length;
    } else if (at >= hiddenTo) shown += text[at];
  }
  return shown;
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
