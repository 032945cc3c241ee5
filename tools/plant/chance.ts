/** Everything random that is planted comes from here: the same seed, the same values. */
import { createRandom } from '../fuzz/random.ts';

export interface Chance {
  /** A whole number from 0 to below `limit`. */
  int(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** So many characters of the alphabet. */
  text(alphabet: string, length: number): string;
  bytes(length: number): Buffer;
  uuid(): string;
  /** The list in another order. */
  shuffle<T>(list: readonly T[]): T[];
  /**
   * A template with its braces filled in: `{h32}` gives 32 lower-case hexadecimal digits. Letters: `d` digits, `h` and
   * `H` hexadecimal, `a` base 62, `l` and `U` lower- and upper-case with digits, `L` letters of both cases, `A` capitals,
   * `t` base 32 (RFC 4648), `b` base 64, `w` base 64 for URLs, `s` base 58.
   */
  fill(template: string): string;
}

export const DIGITS: string = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
/** In the order that GitHub's and npm's check digits use. */
export const BASE_62: string = DIGITS + UPPER + LOWER;
export const BASE_58: string = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

const ALPHABETS: Readonly<Record<string, string>> = {
  d: DIGITS,
  h: `${DIGITS}abcdef`,
  H: `${DIGITS}ABCDEF`,
  a: BASE_62,
  l: LOWER + DIGITS,
  U: UPPER + DIGITS,
  L: LOWER + UPPER,
  A: UPPER,
  t: `${UPPER}234567`,
  b: `${BASE_62}+/`,
  w: `${BASE_62}-_`,
  s: BASE_58,
};

export function chanceOf(seed: number): Chance {
  const random = createRandom(seed);
  const { int, pick } = random;
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[int(alphabet.length)]).join('');
  const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => int(256)));
  return {
    int,
    pick,
    text,
    bytes,
    uuid: () =>
      text('0123456789abcdef', 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5'),
    shuffle(list) {
      const rest = [...list];
      return list.map(() => rest.splice(int(rest.length), 1)[0]!);
    },
    fill: (template) =>
      template.replace(/\{([a-zA-Z])(\d+)\}/g, (_, letter: string, length: string) => {
        const alphabet = ALPHABETS[letter];
        if (alphabet === undefined) throw new Error(`${template}: no alphabet is called ${letter}`);
        return text(alphabet, Number(length));
      }),
  };
}
