/** Places in a policy's text, and what is found to be wrong at them. */
import { nearest } from '../../base/nearest.ts';
import { isNothing, type YamlNode } from '../../base/yaml-tree.ts';
import type { Flaw } from './flaw.ts';

/** One document that is being read. */
export interface Reading {
  readonly document: string;
  /** Grows. */
  readonly flaws: Flaw[];
}

/** A value and where it stands. */
export interface Spot {
  readonly tree: YamlNode;
  readonly path: string;
  readonly line: number;
}

/** More are not read by anyone, and a hostile text could have millions. */
const MAX_FLAWS = 200;

/** `hint`: made only where it is told. */
export function addFlaw(
  reading: Reading,
  { path, line }: Omit<Spot, 'tree'>,
  what: string,
  hint: string | (() => string) = '',
): null {
  const { flaws, document } = reading;
  if (flaws.length >= MAX_FLAWS) return null;
  flaws.push({ document, line, path, what, hint: typeof hint === 'string' ? hint : hint() });
  return null;
}

export function rootSpot(tree: YamlNode): Spot {
  return { tree, path: '', line: tree.line };
}

export function isEmpty({ tree }: Spot): boolean {
  return isNothing(tree);
}

/** The nearest of the words, or all of them. */
export function hintFor(word: string, words: readonly string[]): string {
  const near = nearest(shorten(word).toLowerCase(), words);
  return near === null ? `use ${words.join(', ')}` : `did you mean ${quoted(near)}?`;
}

export function quoted(text: string): string {
  return `"${shorten(text)}"`;
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
