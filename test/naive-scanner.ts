/**
 * The engine at its simplest, whole text in memory, one regular expression after another: what the fast one is held
 * against. No limits, no speed, and no constants behind tags and lengths, as binary files have that are no ELF.
 */
import type { Detector } from '../src/check/secret/detector.ts';
import type { Encoding, Hit, Refuse, StreamScan } from '../src/check/secret/engine/hit.ts';
import { BESIDE, inspect } from '../src/check/secret/engine/inspect.ts';
import { relax } from '../src/check/secret/engine/relax.ts';
import { settle } from '../src/check/secret/engine/settle.ts';
import type { StreamKind } from '../src/check/secret/engine/state.ts';

interface Setup {
  readonly detectors: readonly Detector[];
  readonly isFalseAlarm: Refuse;
}

/** A text that patterns are run over, and where each of its bytes stands in the stream. */
interface View {
  readonly text: string;
  readonly encodings: readonly Encoding[];
  /** First byte, and the one behind the last. */
  readonly place: (from: number, to: number) => readonly [number, number];
  /** The encoded text. */
  readonly from: number;
  readonly to: number;
}

export function openNaive(setup: Setup, path: string, onHit: (hit: Hit) => void): StreamScan {
  const chunks: Buffer[] = [];
  return {
    push: (chunk) => void chunks.push(Buffer.from(chunk)),
    end: () => {
      for (const hit of settle(findHits(setup, Buffer.concat(chunks).toString('latin1'), path))) onHit(hit);
    },
  };
}

function findHits(setup: Setup, text: string, path: string): Hit[] {
  const kind = kindOf(text);
  const isBinary = kind === 'bytes' && text.slice(0, 4096).includes('\0');
  return viewsOf(text, kind).flatMap((view) =>
    setup.detectors.flatMap((detector) => {
      const lower = view.text.toLowerCase();
      if (!detector.keywords.some((word) => lower.includes(word.toLowerCase()))) return [];
      return findOf(detector, view, { setup, text, path, kind, isBinary });
    }),
  );
}

interface Stream {
  readonly setup: Setup;
  readonly text: string;
  readonly path: string;
  readonly kind: StreamKind;
  readonly isBinary: boolean;
}

function findOf(detector: Detector, view: View, stream: Stream): Hit[] {
  return matchesOf(detector, view.text, stream.isBinary).flatMap((groups) => {
    const match = { detector, groups, from: 0, to: view.text.length };
    const inspected = inspect(match, stream.path, stream.setup.isFalseAlarm);
    if (inspected === null) return [];
    const [start, end] = groups.indices!.slice(1).find((pair) => pair !== undefined) ?? groups.indices![0]!;
    const [offset, behind] = view.place(start, end);
    const isPlain = view.encodings.length === 0 || view.encodings[0] === 'utf-16';
    const text = isPlain ? view.text : stream.text;
    const outer = isPlain ? [start, end] : [view.from, view.to];
    return [
      {
        detector,
        ...inspected,
        offset,
        length: behind - offset,
        ...placeOf(stream, offset),
        encodings: view.encodings,
        before: clean(text.slice(Math.max(0, outer[0]! - BESIDE), outer[0]!)).at(-1)!,
        after: clean(text.slice(outer[1]!, outer[1]! + BESIDE))[0]!,
      },
    ];
  });
}

/** At every place; in binary content also what matches but for its neighbours. */
function matchesOf({ kind, pattern }: Detector, text: string, isBinary: boolean): RegExpExecArray[] {
  const flags = `${pattern.flags.replace('g', '')}yd`;
  const inner = kind === 'assignment' || !isBinary ? null : relax(pattern.source);
  const patterns = [pattern.source, ...(inner === null ? [] : [inner])].map(
    (source) => new RegExp(source, flags),
  );
  return Array.from(text, (_, at) => {
    const matches = patterns.map((each) => {
      each.lastIndex = at;
      return each.exec(text);
    });
    return matches.find((match) => match !== null) ?? null;
  }).filter((match) => match !== null);
}

function clean(text: string): string[] {
  return text.split(/[\r\n]/).map((line) => line.replace(/[\x00-\x1f\x7f-\x9f]/g, ''));
}

function placeOf(stream: Stream, offset: number): { readonly line: number; readonly column: number } {
  if (stream.isBinary) return { line: 0, column: 0 };
  const before = stream.text.slice(0, offset - (stream.kind === 'bytes' ? 0 : offset % 2));
  const newline = { bytes: '\n', le: '\n\0', be: '\0\n' }[stream.kind];
  let [line, lineStart] = [1, 0];
  for (let at = before.indexOf(newline); at >= 0; at = before.indexOf(newline, at + 1)) {
    if (stream.kind !== 'bytes' && at % 2 === 1) continue;
    line += 1;
    lineStart = at + newline.length;
  }
  return { line, column: offset - lineStart + 1 };
}

function kindOf(text: string): StreamKind {
  if (/^(?:\xff\xfe|(?:[\t\n\r\x20-\x7e]\0){4})/.test(text)) return 'le';
  return /^(?:\xfe\xff|(?:\0[\t\n\r\x20-\x7e]){4})/.test(text) ? 'be' : 'bytes';
}

function viewsOf(text: string, kind: StreamKind): View[] {
  const raw: View = { text, encodings: [], place: (from, to) => [from, to], from: 0, to: text.length };
  return [raw, ...wideViews(text, kind), ...base64Views(text), ...hexViews(text), ...percentViews(text)];
}

const WIDE = {
  bytes: /(?:[\t\n\r\x20-\x7e]\0){8,}|(?:\0[\t\n\r\x20-\x7e]){8,}/g,
  le: /(?:[\t\n\r\x20-\x7e]\0){8,}/g,
  be: /(?:\0[\t\n\r\x20-\x7e]){8,}/g,
};

function wideViews(text: string, kind: StreamKind): View[] {
  return [...text.matchAll(WIDE[kind])].map((match) => ({
    text: match[0].replaceAll('\0', ''),
    encodings: ['utf-16'],
    place: (from, to) => [match.index + 2 * from, match.index + 2 * to],
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/** What separates two lines of one encoded text. */
const GAP = /[ \t]*(?:\r|\\r)?(?:\n|\\n)[ \t]*/y;

interface Lines {
  readonly places: readonly number[];
  readonly to: number;
}

/** The places of all characters of an encoded text that begins there, lines joined. */
function readLines(text: string, from: number, alphabet: string, group: number): Lines {
  const line = new RegExp(`[${alphabet}]+`, 'y');
  const places: number[] = [];
  for (let at = from, length = Number.POSITIVE_INFINITY; ; ) {
    line.lastIndex = at;
    const found = line.exec(text)?.[0] ?? '';
    const to = at + found.length;
    if (at > from && !canFollow(text, to, found.length, { length, group }))
      return { places, to: places.at(-1)! + 1 };
    for (let place = at; place < to; place += 1) places.push(place);
    length = found.length;
    GAP.lastIndex = to;
    const gap = length >= 40 && length % 4 === 0 ? GAP.exec(text) : null;
    if (gap === null) return { places, to };
    at = to + gap[0].length;
  }
}

function canFollow(
  text: string,
  to: number,
  length: number,
  before: { length: number; group: number },
): boolean {
  const next = text[to] ?? '';
  if (length === 0 || length > before.length) return false;
  if (next === '') return true;
  if (next === '=') return length > 1;
  if (length % before.group !== 0) return false;
  return /[,;]/.test(next) || !/[A-Za-z0-9%._~+@:/?&=!$*,;()#-]/.test(next);
}

function base64Views(text: string): View[] {
  let done = 0;
  return [...text.matchAll(/[A-Za-z0-9+/_-]{24,}/g)].flatMap((match) => {
    if (match.index < done) return [];
    const { places, to } = readLines(text, match.index, 'A-Za-z0-9+/_-', 4);
    done = to;
    const isHex = /^(?:0x)?[0-9a-f\s]*$/i.test(text.slice(match.index, to));
    return isHex ? [] : [base64View(text, { places, to }, match.index)];
  });
}

function base64View(text: string, { places, to }: Lines, from: number): View {
  return {
    text: Buffer.from(places.map((place) => text[place]).join(''), 'base64').toString('latin1'),
    encodings: ['base64'],
    place: (start, end) => [places[Math.floor((start * 8) / 6)]!, places[Math.floor((end * 8 - 1) / 6)]! + 1],
    from,
    to,
  };
}

function hexViews(text: string): View[] {
  let done = 0;
  return [...text.matchAll(/[0-9A-Fa-f]{24,}/g)].flatMap((match) => {
    if (match.index < done) return [];
    const { places, to } = readLines(text, match.index, '0-9A-Fa-f', 2);
    done = to;
    const isClear = !/[A-Za-z0-9+/_-]/.test(text[match.index - 1] ?? '');
    const both = !isClear || places.length % 2 === 1 ? [0, 1] : [0];
    return both.map((skipped) => ({
      text: Buffer.from(
        places
          .slice(skipped)
          .map((place) => text[place])
          .join(''),
        'hex',
      ).toString('latin1'),
      encodings: ['hex'] as const,
      place: (from: number, to: number) =>
        [places[skipped + 2 * from]!, places[skipped + 2 * to - 1]! + 1] as const,
      from: match.index + skipped,
      to,
    }));
  });
}

function percentViews(text: string): View[] {
  return [
    ...text.matchAll(
      /[A-Za-z0-9%._~+@:/?&=!$*,;()#-]{0,1024}%[0-9A-Fa-f]{2}[A-Za-z0-9%._~+@:/?&=!$*,;()#-]*/g,
    ),
  ].map((match) => {
    const tokens = [...match[0].matchAll(/%[0-9A-Fa-f]{2}|./gs)];
    return {
      text: tokens
        .map(([token]) =>
          token.length === 3 ? String.fromCharCode(Number.parseInt(token.slice(1), 16)) : token,
        )
        .join(''),
      encodings: ['percent'],
      place: (from, to) => [
        match.index + tokens[from]!.index,
        match.index + tokens[to - 1]!.index + tokens[to - 1]![0].length,
      ],
      from: match.index,
      to: match.index + match[0].length,
    };
  });
}
