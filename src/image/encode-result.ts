/**
 * Results of reading a layer as bytes: what the sandboxed process sends and what the cache keeps. Text
 * (result-text.ts), and the path sets behind it as they are in memory. What is decoded is checked, member by member,
 * before anybody sees it (result-shape.ts).
 */

import { endianness } from 'node:os';
import type { Problem } from '../model/problem.ts';
import { object } from '../model/shape.ts';
import type { TaskResult } from './layer-task.ts';
import { isAscending, type PathSetData } from './path-set.ts';
import type { AgainAnswers } from './read-again.ts';
import {
  type AnswersHead,
  answersShape,
  type ContentsHead,
  checkFactOrder,
  contentsShape,
  type Expected,
  mostValues,
  type PathSets,
  takeFacts,
} from './result-shape.ts';
import { readText, writeText } from './result-text.ts';

/** Bytes that are no result, or not one of what was asked for: the message says where they do not fit. */
export class DamagedResult extends Error {}

const SETS = ['nonDirectories', 'directories', 'parents'] as const satisfies readonly (keyof PathSets)[];

/** Form, length of the text, lengths of the sets in words. */
const HEAD_WORDS = 2 + SETS.length;
const FORM = 3;

/** Pieces to be written one after the other. */
export function encodeResult(result: TaskResult): Uint8Array[] {
  if (result.kind === 'answers') {
    const { facts, problems } = result.answers;
    return frame(writeText('answers', { problems: problems.map(withoutIndex) }, facts), []);
  }
  const { info: _, nonDirectories, directories, parents, facts, problems, ...rest } = result.contents;
  return frame(
    writeText('contents', { ...rest, problems: problems.map(withoutIndex) }, facts),
    [nonDirectories, directories, parents].map(({ hashes }) => hashes),
  );
}

/** 0 stands for the layer itself, which may have another place in another image. */
function withoutIndex(problem: Problem): Problem {
  return problem.layerIndex === null ? problem : { ...problem, layerIndex: 0 };
}

/** The sets begin at a whole word, so that they can be used where they are. */
function frame(text: readonly Uint8Array[], sets: readonly Uint32Array[]): Uint8Array[] {
  const textBytes = text.reduce((sum, piece) => sum + piece.length, 0);
  const head = Buffer.alloc(4 * HEAD_WORDS);
  head.writeUInt32LE(FORM, 0);
  head.writeUInt32LE(textBytes, 4);
  for (const [index, words] of sets.entries()) head.writeUInt32LE(words.length, 8 + 4 * index);
  return [head, ...text, ...sets.map(littleEndian)];
}

/**
 * `hasRoom` is asked whether facts of contents that take so many bytes are to be held. If not, what readers said is
 * checked, and null stands for it. Throws DamagedResult.
 */
export function decodeResult(
  bytes: Uint8Array,
  expected: Expected,
  hasRoom: (factBytes: number) => boolean = () => true,
): TaskResult {
  try {
    return decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), expected, hasRoom);
  } catch (error) {
    throw new DamagedResult(error instanceof Error ? error.message : String(error));
  }
}

function decode(bytes: Buffer, expected: Expected, hasRoom: (factBytes: number) => boolean): TaskResult {
  if (bytes.length < 4 * HEAD_WORDS || bytes.readUInt32LE(0) !== FORM) throw new Error('no result');
  const textBytes = bytes.readUInt32LE(4);
  const lengths = SETS.map((_, index) => bytes.readUInt32LE(8 + 4 * index));
  const textEnd = 4 * HEAD_WORDS + textBytes;
  const end = lengths.reduce((at, words) => at + 4 * words, textEnd);
  if (end !== bytes.length) throw new Error('a result of another length');
  const lines = readText(bytes.subarray(4 * HEAD_WORDS, textEnd), mostValues(expected.limits));
  const said: unknown = lines.next().value;
  if (typeof said === 'object' && said !== null && 'answers' in said) {
    if (end !== textEnd) throw new Error('answers with path sets');
    return { kind: 'answers', answers: decodeAnswers(said, lines, expected) };
  }
  const { contents } = object<{ contents: ContentsHead }>({ contents: contentsShape(expected) })(said);
  const sets = decodeSets(bytes, textEnd, lengths, expected);
  checkCounts(sets, contents);
  const facts = takeFacts(lines, contents.factBytes, expected, hasRoom(contents.factBytes));
  checkFactOrder(facts);
  return { kind: 'contents', contents: { info: expected.info, ...contents, facts, ...sets } };
}

function decodeAnswers(said: unknown, lines: Iterable<unknown>, expected: Expected): AgainAnswers {
  const { answers } = object<{ answers: AnswersHead }>({ answers: answersShape(expected) })(said);
  return { facts: takeFacts(lines, expected.limits.layerFactBytes, expected), ...answers };
}

function decodeSets(
  bytes: Buffer,
  from: number,
  lengths: readonly number[],
  { hashKey: key, limits }: Expected,
): PathSets {
  // A copy where more than half of the frame, the text, would else be held for them.
  const own = 2 * from > bytes.length ? Buffer.copyBytesFrom(bytes, from) : bytes.subarray(from);
  let at = 0;
  const next = (words: number): PathSetData => {
    const hashes = wordsOf(own.subarray(at, at + 4 * words));
    at += 4 * words;
    if (words % 2 !== 0 || words / 2 > limits.layerEntries) throw new Error('a path set of another size');
    if (!isAscending(hashes)) throw new Error('a path set out of order');
    return { key, hashes };
  };
  const [nonDirectories, directories, parents] = lengths.map(next);
  return { nonDirectories: nonDirectories!, directories: directories!, parents: parents! };
}

/** Each entry is a folder, a mark, or something else; the root is none. */
function checkCounts({ nonDirectories, directories }: PathSets, contents: ContentsHead): void {
  const { entries, symlinks, hardLinks, whiteouts, opaqueFolders } = contents;
  const others = countOf(nonDirectories);
  const marks = whiteouts.length + opaqueFolders.length;
  if (others + countOf(directories) + marks > entries) throw new Error('more paths than entries');
  if (symlinks.length + hardLinks.length > others) throw new Error('links that are in no path set');
}

function countOf({ hashes }: PathSetData): number {
  return hashes.length / 2;
}

/** The words of a set as bytes: on nearly all machines there is nothing to do. */
function littleEndian({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}

/** The other way round; without a copy where the bytes stand at a whole word. */
function wordsOf(bytes: Buffer): Uint32Array<ArrayBuffer> {
  const isReady = endianness() === 'LE' && bytes.byteOffset % 4 === 0;
  const whole = isReady ? bytes : Buffer.copyBytesFrom(bytes);
  if (endianness() !== 'LE') whole.swap32();
  return new Uint32Array(whole.buffer as ArrayBuffer, whole.byteOffset, whole.length / 4);
}
