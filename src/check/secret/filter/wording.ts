/**
 * Values that are a name for something: words, identifiers, paths, versions, digests. For what only the name beside it
 * makes a secret: random text has digits among its letters, names have none or have them at the end.
 */
import type { Candidate } from '../detector.ts';
import { isPlaceholder } from './placeholder.ts';

export function isNamed({ secret, match, before, after }: Candidate): boolean {
  return (
    isWording(secret) ||
    isOtherLanguage(secret, after) ||
    isOtherwiseNamed(`${before.slice(-40)}${match.slice(0, Math.max(0, match.indexOf(secret)))}`)
  );
}

/**
 * What a program reads a secret from: a call, an index, a chain of names in words (`request.auth_token`) without quotes. A
 * password may have a parenthesis, and a token a dot, but neither has words in front of it.
 */
export function isCode({ secret, match, after }: Candidate): boolean {
  const lead = match.slice(0, Math.max(0, match.lastIndexOf(secret)));
  if (!/[=:]\s*$/.test(lead) || !match.endsWith(secret)) return false;
  const called = /^([A-Za-z_$][\w$]*(?:(?:\.|\?\.|->|::)[A-Za-z_$][\w$]*)*)[([]/.exec(
    `${secret}${after.slice(0, 2)}`,
  );
  if (called === null) return isChain(secret);
  // Of random characters with signs among them (Django's key) one in twelve begins as a call does.
  const isSigned = /[@#^]/.test(secret) && /[!%&*=+].*[!%&*=+]/.test(secret);
  const parts = called[1]!.split(/\W+/);
  return !isSigned && parts.some((part) => (part.length > 3 || parts.length > 1) && isWords(part));
}

/** `request.auth_token`. Of two parts in hexadecimal digits hardly any is a word. */
function isChain(value: string): boolean {
  return /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value) && value.split('.').every(isWords);
}

/** Every 64th secret in base64 begins with a slash, but has no names between its slashes. */
function isPath(value: string): boolean {
  return value.startsWith('/') && value.split('/').every((part) => isWords(part));
}

/**
 * Words in small letters, or in capitals, from the first to the last of 32 characters and more. Of random characters with
 * digits one in 30,000 is like that (36 kinds; one in 800 of 32 kinds), with letters of both cases none.
 */
export function isOneCase({ secret, match }: Candidate): boolean {
  return secret === match && /^(?:[a-z_.-]{32,}|[A-Z_.-]{32,})$/.test(secret);
}

/** Text with escapes like `\u0159`. Those of signs that HTML and quotes need are in secrets too. */
function isOtherLanguage(secret: string, after: string): boolean {
  return (
    /^\\u(?!00[0-7])[0-9A-Fa-f]{4}/.test(after) ||
    /^u(?:0[1-9]|00[8-9a-f])[0-9A-Fa-f]{2}[a-z]*$/i.test(secret)
  );
}

/** Path, address, file name, version, identifier, call, plain words, number, date, boolean. */
function isWording(value: string): boolean {
  return (
    /^(?:\.{1,2}\/|[A-Za-z]:\\|~\/)/.test(value) ||
    isPath(value) ||
    /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ||
    /\.(?:key|pem|crt|cer|json|ya?ml|txt|conf|cfg|ini|js|ts|py|rb|java|go|php|html?|xml|properties|env|sh|so|log)$/i.test(
      value,
    ) ||
    /^v?\d+(?:\.\d+)+(?:[-+~][\w.+~-]+)?$/.test(value) ||
    /^[\d.,:_ -]+$/.test(value) ||
    isChain(value.replace(/\(.*$/, '')) ||
    (/[([]\S*$/.test(value) && /^[\w.]+[([]/.test(value)) ||
    OWN_FORM.test(value) ||
    HASH.test(value) ||
    isWords(value) ||
    isDisguised(value) ||
    isEncodedText(value)
  );
}

/** Of passwords: MySQL's and PostgreSQL's, and keys of SNMP that stand for one. */
const HASH = /^(?:\*[0-9A-F]{40}|md5[0-9a-f]{32}|0x[0-9a-f]{32})$/;

/** Tokens with check digits: whatever looks like one and was not found as such is made up, or a part of one. */
const OWN_FORM = /^(?:gh[opsur]_|npm_|gl(?:c|sa)_|AGE-SECRET-KEY-)/;

/** Letters in words (`accessKeyId`, `access-key`, `SECRET_KEY`, `Password1`): hardly any digit between letters. */
function isWords(value: string): boolean {
  const parts = value
    .split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z]{2})/)
    .filter((part) => part !== '');
  if (parts.length === 0) return true;
  const worded = parts.filter((part) =>
    /^(?:[A-Z]?[a-z]{1,18}|[A-Z]{2,18}|[A-Z](?=\d)|\d{1,4})\d{0,4}$/.test(part),
  );
  const letters = parts.reduce((sum, part) => sum + part.length, 0);
  const inWords = worded.reduce((sum, part) => sum + part.length, 0);
  // Random characters fall into many small parts.
  if (/\d/.test(value) && parts.length >= 5 && letters < 4 * parts.length) return false;
  // A long run of letters is a word only where its letters alternate as in speech.
  return (
    inWords === letters &&
    (/^[A-Z]+(?:_[A-Z\d]+)+$/.test(value) || isSpoken(parts.join(''), 0.2, 8)) &&
    parts.every((part) => part.length < 5 || isSpoken(part, 0.16, 6))
  );
}

/**
 * A password about passwords: `str0ngp@ssword`, `sup3rs3cret`, `Test12345@`. Random text of 20 characters holds one of the shortest
 * of these, or what looks like it, once in 2,000 times.
 */
function isDisguised(value: string): boolean {
  return (
    value.length <= 40 &&
    /pass[wcp\d_-]|^pass|pass$|secret|admin|(?:^|[-_])test|welcome|letmein/i.test(withoutDisguise(value))
  );
}

const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '@': 'a',
  $: 's',
};

function withoutDisguise(text: string): string {
  return text.replace(/[01345@$](?=[A-Za-z0-9@$])/g, (sign) => LETTERS[sign] ?? sign);
}

/** Base64 of words or of an address. Random bytes are nine printable characters once in 7,000 times, and words never. */
function isEncodedText(value: string): boolean {
  if (!/^[A-Za-z0-9+/]{12,400}={0,2}$/.test(value)) return false;
  const text = Buffer.from(value, 'base64').toString('latin1').trim();
  return (
    /^[\x20-\x7e]{8,}$/.test(text) && (/^[a-z]+:\/\//.test(text) || isPlaceholder(text) || isWords(text))
  );
}

/** So many vowels, and never so many consonants in a row. */
function isSpoken(part: string, share: number, row: number): boolean {
  return vowelShareOf(part) >= share && !new RegExp(`[^aeiouy\\d]{${row}}`, 'i').test(part);
}

/** Of its letters; 1 where there are too few to tell. */
function vowelShareOf(text: string): number {
  const letters = text.slice(0, 100).replace(/[^A-Za-z]/g, '');
  return letters.length < 4 ? 1 : letters.replace(/[^aeiouy]/gi, '').length / letters.length;
}

/** Names whose values look random and are no secrets: digests, public parts, places of secrets. */
const OTHER_NAME =
  /(?:sha\d*|md5|digest|checksum|hash|integrity|etag|commit|revision|fingerprint|gpg_?key|key_?ring|public_?key|pub_?key|key_?id|keyid|key_?name|key_?file|_file|_path|_dir|_url|_uri|_name|_type|_algorithm|_size|_length|selector|nonce|uuid|guid|cache_?key|sort_?key|primary_?key|foreign_?key|partition_?key|translation_?key|i18n|placeholder|label|title|message|description)["']?\s*(?:[:=]|=>)\s*["']?$/i;

function isOtherwiseNamed(lead: string): boolean {
  return OTHER_NAME.test(lead);
}
