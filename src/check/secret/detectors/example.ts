/**
 * Examples for tests and for `plimsoll rules test`. No credential stands in these files as it would be used: a
 * placeholder makes its random part when the test runs, always the same one, and what comes out was never issued.
 */
import { createHash } from 'node:crypto';

/** A text with placeholders, or what makes it: for check digits. `seed` is another one for each example. */
export type ExampleText = string | ((seed: string) => string);

/** Texts of a detector: `matches` hold exactly one secret each, `misses` none of this detector's. At least three of each. */
export interface Examples {
  /** Detector id. */
  readonly detector: string;
  /** With placeholders `{alphabet:length}`, see `expand`. */
  readonly matches: readonly ExampleText[];
  readonly misses: readonly ExampleText[];
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

const ALPHABETS: ReadonlyMap<string, string> = new Map([
  ['digits', DIGITS],
  ['hex', `${DIGITS}abcdef`],
  ['HEX', `${DIGITS}ABCDEF`],
  ['lower', LOWER],
  ['upper', UPPER],
  ['letters', UPPER + LOWER],
  ['lowerdigit', DIGITS + LOWER],
  ['upperdigit', DIGITS + UPPER],
  ['alnum', DIGITS + UPPER + LOWER],
  ['word', `${DIGITS}${UPPER}${LOWER}_`],
  ['base32', `${UPPER}234567`],
  ['base32lower', `${LOWER}234567`],
  ['base64', `${UPPER}${LOWER}${DIGITS}+/`],
  ['base64url', `${UPPER}${LOWER}${DIGITS}-_`],
]);

/**
 * The text with each `{alphabet:length}` (names above) and each `{uuid}` replaced by random characters of it. The same
 * text and seed give the same characters, whatever stands beside. Throws on an alphabet that it does not know.
 */
export function expand(text: string, seed: string): string {
  let place = 0;
  return text
    .replaceAll('{uuid}', '{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}')
    .replace(/\{([A-Za-z0-9]{3,16}):([1-9][0-9]{0,4})\}/g, (_, name: string, length: string) => {
      const alphabet = ALPHABETS.get(name);
      if (alphabet === undefined) throw new Error(`no alphabet ${name} in an example`);
      place += 1;
      return randomText(alphabet, Number(length), `${seed} ${place}`);
    });
}

/** The text of an example; `index` counts from 0 through a detector's matches, then its misses. */
export function exampleText(example: ExampleText, detector: string, index: number): string {
  const seed = `${detector} ${index}`;
  return typeof example === 'string' ? expand(example, seed) : example(seed);
}

/** The bytes come from SHA-256 in counter mode. */
function randomText(alphabet: string, length: number, seed: string): string {
  let text = '';
  for (let block = 0; text.length < length; block++) {
    const bytes = createHash('sha256').update(`${seed} ${block}`).digest();
    for (const byte of bytes) text += alphabet[byte % alphabet.length];
  }
  return text.slice(0, length);
}
