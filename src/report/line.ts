/**
 * Lines of the table. The one place where text becomes output: every span is sanitized here and every line is cut
 * to the width, so no section can forget it.
 */
import { displayWidth, pad, paint, type Style, sanitize, truncate, wrap } from '../base/terminal.ts';

export interface Span {
  readonly text: string;
  readonly styles: readonly Style[];
}

export type Line = readonly Span[];

/** What sections need to know of the terminal. */
export interface Page {
  readonly width: number;
  readonly colour: boolean;
}

/** Narrower terminals get this width: nothing could be read there. */
const MIN_WIDTH = 40;
const MAX_WIDTH = 10_000;

export function toPage(terminal: { readonly colour: boolean; readonly width: number }): Page {
  const width = Number.isNaN(terminal.width) ? 80 : Math.floor(Math.min(terminal.width, MAX_WIDTH));
  return { width: Math.max(MIN_WIDTH, width), colour: terminal.colour };
}

export function span(text: string, ...styles: readonly Style[]): Span {
  return { text: sanitize(text), styles };
}

export function line(...spans: readonly (Span | string)[]): Line {
  return spans.map((part) => (typeof part === 'string' ? span(part) : part));
}

export const BLANK: Line = [];

/** A cell of a column, and the gap behind it. */
export function cell(text: string, width: number): string {
  return `${pad(truncate(span(text).text, width), width)}  `;
}

/** A text over as many lines as it needs, all behind the same indentation, at most `most` lines. */
export function* wrapped(page: Page, indent: number, text: string, most = 8): Generator<Line> {
  const room = page.width - indent;
  const lines = wrap(sanitize(text.slice(0, room * most * 4)), room);
  const kept = lines.length > most ? [...lines.slice(0, most - 1), '…'] : lines;
  for (const part of kept) yield line(' '.repeat(indent), part);
}

const LABEL_COLUMN = 14;

/** `label  value`, the value wrapped beside the label's column. */
export function* fact(
  page: Page,
  label: string,
  value: string,
  ...styles: readonly Style[]
): Generator<Line> {
  const lines = wrap(sanitize(value.slice(0, 4000)), page.width - LABEL_COLUMN);
  for (const [i, part] of lines.slice(0, 8).entries()) yield factLine(i === 0 ? label : '', part, ...styles);
}

/** One line of it, blanks kept. */
export function factLine(label: string, value: string, ...styles: readonly Style[]): Line {
  return line(span(`  ${label}`.padEnd(LABEL_COLUMN), 'dim'), span(value, ...styles));
}

/** The finished text of lines. */
export function* renderLines(lines: Iterable<Line>, page: Page): Generator<string> {
  for (const spans of lines) yield `${renderLine(spans, page)}\n`;
}

function renderLine(spans: Line, page: Page): string {
  let room = page.width;
  let text = '';
  for (const { text: raw, styles } of spans) {
    const part = truncate(sanitize(raw), room);
    room -= displayWidth(part);
    text += paint(part, styles, page.colour);
  }
  return page.colour ? text : text.trimEnd();
}
