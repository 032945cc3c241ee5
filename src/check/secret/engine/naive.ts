/**
 * The engine at its simplest, whole text in memory, one regular expression after another: what the fast one is held
 * against. No limits, no speed.
 */
import type { Detector } from '../detector.ts';
import { BESIDE, inspect } from './inspect.ts';
import type { Encoding, Hit, Refuse, StreamScan } from './scanner.ts';
import { settle } from './settle.ts';

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
  const isBinary = text.slice(0, 4096).includes('\0') && !isWide(text);
  return viewsOf(text).flatMap((view) =>
    setup.detectors.flatMap((detector) => {
      const lower = view.text.toLowerCase();
      if (!detector.keywords.some((word) => lower.includes(word.toLowerCase()))) return [];
      return findOf(detector, view, { setup, text, path, isBinary });
    }),
  );
}

interface Stream {
  readonly setup: Setup;
  readonly text: string;
  readonly path: string;
  readonly isBinary: boolean;
}

function findOf(detector: Detector, view: View, stream: Stream): Hit[] {
  const pattern = new RegExp(detector.pattern.source, `${detector.pattern.flags}d`);
  return [...view.text.matchAll(pattern)].flatMap((groups) => {
    const match = { detector, groups, from: 0, to: view.text.length };
    const inspected = inspect(match, stream.path, stream.setup.isFalseAlarm);
    if (inspected === null) return [];
    const [start, end] = groups.indices!.slice(1).find((pair) => pair !== undefined) ?? groups.indices![0]!;
    const [offset, behind] = view.place(start, end);
    const outer = view.encodings.length === 0 ? [offset, behind] : [view.from, view.to];
    return [
      {
        detector,
        ...inspected,
        offset,
        length: behind - offset,
        ...placeOf(stream, offset),
        encodings: view.encodings,
        before: clean(stream.text.slice(Math.max(0, outer[0]! - BESIDE), outer[0]!)).at(-1)!,
        after: clean(stream.text.slice(outer[1]!, outer[1]! + BESIDE))[0]!,
      },
    ];
  });
}

function clean(text: string): string[] {
  return text.split(/[\r\n]/).map((line) => line.replace(/[\x00-\x1f\x7f-\x9f]/g, ''));
}

function placeOf(stream: Stream, offset: number): { readonly line: number; readonly column: number } {
  if (stream.isBinary) return { line: 0, column: 0 };
  const before = stream.text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function isWide(text: string): boolean {
  return /^(?:\xff\xfe|\xfe\xff|(?:[\t\n\r\x20-\x7e]\0){4}|(?:\0[\t\n\r\x20-\x7e]){4})/.test(text);
}

function viewsOf(text: string): View[] {
  const raw: View = { text, encodings: [], place: (from, to) => [from, to], from: 0, to: text.length };
  return [raw, ...wideViews(text), ...base64Views(text), ...hexViews(text), ...percentViews(text)];
}

function wideViews(text: string): View[] {
  return [...text.matchAll(/(?:[\t\n\r\x20-\x7e]\0){8,}|(?:\0[\t\n\r\x20-\x7e]){8,}/g)].map((match) => ({
    text: match[0].replaceAll('\0', ''),
    encodings: ['utf-16'],
    place: (from, to) => [match.index + 2 * from, match.index + 2 * to],
    from: match.index,
    to: match.index + match[0].length,
  }));
}

function base64Views(text: string): View[] {
  return [...text.matchAll(/[A-Za-z0-9+/_-]{24,}(?:[ \t]*\r?\n[ \t]*[A-Za-z0-9+/_-]+)*/g)].map((match) => {
    const places = [...match[0].matchAll(/[A-Za-z0-9+/_-]/g)].map((each) => match.index + each.index);
    return {
      text: Buffer.from(match[0].replace(/\s/g, ''), 'base64').toString('latin1'),
      encodings: ['base64'],
      place: (from, to) => [places[Math.floor((from * 8) / 6)]!, places[Math.floor((to * 8 - 1) / 6)]! + 1],
      from: match.index,
      to: match.index + match[0].length,
    };
  });
}

function hexViews(text: string): View[] {
  return [...text.matchAll(/(?:[0-9A-Fa-f]{2}){12,}/g)].map((match) => ({
    text: Buffer.from(match[0], 'hex').toString('latin1'),
    encodings: ['hex'],
    place: (from, to) => [match.index + 2 * from, match.index + 2 * to],
    from: match.index,
    to: match.index + match[0].length,
  }));
}

function percentViews(text: string): View[] {
  return [
    ...text.matchAll(/[A-Za-z0-9._~+@:/?&=!$'*,;-]*%[0-9A-Fa-f]{2}[A-Za-z0-9._~+@:/?&=!$'*,;%-]*/g),
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
