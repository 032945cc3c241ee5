/**
 * Text for terminals: made harmless, measured in columns, cut, padded, wrapped and coloured.
 * Widths follow Unicode's East Asian Width (UAX 11) and emoji presentation (UTS 51); combining marks take none.
 * Left out: joined emoji (their joiner is an invisible character and is shown as such), tabs.
 */
import { styleText } from 'node:util';

/** C0, DEL, C1; format characters (bidi controls, joiners, tags, byte order mark); separators; half surrogates. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Makes untrusted text safe to print: an image could carry escape sequences that rewrite the screen, or bidi
 * controls that turn a line around. White space becomes a blank, all else a visible `\u{1b}`.
 */
export function sanitize(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(HARMFUL, (c) => (/[\t\n\v\f\r\u2028\u2029]/.test(c) ? ' ' : escapeOf(c)));
}

function escapeOf(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** Columns that sanitized text takes. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Cuts text to a width, the end replaced by `…`. */
export function truncate(text: string, width: number): string {
  if (head(text, width).length === text.length) return text;
  return width < 1 ? '' : `${head(text, width - 1)}…`;
}

/** Cuts text to a width, the beginning replaced by `…`: of a path the end says more. */
export function truncateStart(text: string, width: number): string {
  if (head(text, width).length === text.length) return text;
  if (width < 1) return '';
  let start = text.length;
  for (let used = 0; start > 0; ) {
    const character = characterBefore(text, start);
    used += characterWidth(character);
    if (used > width - 1) break;
    start -= character.length;
  }
  return `…${text.slice(start)}`;
}

/** Fills up with blanks on the right; longer text stays as it is. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Breaks text at blanks into lines of at most `width` columns (at least 1); longer words are broken. Never empty. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((w) => w !== '')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= room) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = breakWord(word, room, lines);
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan' | 'magenta';

/** Colours text where that is wanted. The text must be sanitized before. */
export function paint(text: string, styles: readonly Style[], colour: boolean): string {
  return colour && styles.length > 0 && text !== ''
    ? styleText([...styles], text, { validateStream: false })
    : text;
}

/** Pushes the full lines of a word that is longer than a line; returns the rest. */
function breakWord(word: string, width: number, lines: string[]): string {
  let rest = word;
  for (;;) {
    const piece = head(rest, width) || String.fromCodePoint(rest.codePointAt(0)!);
    rest = rest.slice(piece.length);
    if (rest === '') return piece;
    lines.push(piece);
  }
}

function characterBefore(text: string, end: number): string {
  const code = end > 1 ? text.codePointAt(end - 2)! : 0;
  return text.slice(code > 0xffff ? end - 2 : end - 1, end);
}

/** The longest beginning that fits. */
function head(text: string, width: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    end += character.length;
  }
  return text.slice(0, end);
}

const NO_WIDTH = /^[\p{Mn}\p{Me}]$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;

function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (NO_WIDTH.test(character)) return 0;
  return isWide(code) || EMOJI.test(character) ? 2 : 1;
}

/** Blocks whose characters are Wide or Fullwidth, first and last code point. */
const WIDE_BLOCKS: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2fb],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return WIDE_BLOCKS.some(([first, last]) => code >= first && code <= last);
}
