/**
 * Results of reading a layer as bytes: what the sandboxed process sends and what the cache keeps. JSON, and the path
 * sets behind it as they are in memory. What is decoded is checked, member by member, before anybody sees it.
 */
import { endianness } from 'node:os';
import type { Limits } from '../base/limits.ts';
import { type Digest, isDigest } from '../model/digest.ts';
import type { FileEntry } from '../model/file.ts';
import type { LayerInfo } from '../model/image.ts';
import { compareProblems, compareText, type Problem } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import {
  count,
  list,
  nullable,
  object,
  plainData,
  type Shape,
  ShapeError,
  text,
  word,
} from '../model/shape.ts';
import { byPathAndReader } from './collect-layer.ts';
import { factBytes } from './fact-bytes.ts';
import type { LayerContents, LayerFact, ReaderPath, Symlink } from './layer-contents.ts';
import type { TaskResult } from './layer-task.ts';
import type { HashKey } from './path-hash.ts';
import { isAscending, type PathSetData } from './path-set.ts';
import type { AgainAnswers } from './read-again.ts';
import { cleanPath } from './tar/tar-path.ts';

/** Bytes that are no result, or not one of what was asked for. */
export class DamagedResult extends Error {}

/** What the result must be of. */
export interface Expected {
  readonly readers: readonly AnyReader[];
  readonly info: LayerInfo;
  readonly limits: Limits;
  readonly hashKey: HashKey;
}

const SETS = ['nonDirectories', 'directories', 'parents'] as const;
type Sets = Pick<LayerContents, (typeof SETS)[number]>;

/** Members of the contents that go into the JSON: the parent knows the rest. */
type ContentsText = Omit<LayerContents, 'info' | keyof Sets>;

/** Form, length of the JSON, lengths of the sets in words. */
const HEAD_WORDS = 2 + SETS.length;
const FORM = 2;

/** Pieces to be written one after the other. */
export function encodeResult(result: TaskResult): Uint8Array[] {
  if (result.kind === 'answers') {
    const { facts, problems } = result.answers;
    return frame({ answers: { facts, problems: problems.map(withoutIndex) } }, []);
  }
  const { info: _, nonDirectories, directories, parents, problems, ...rest } = result.contents;
  return frame(
    { contents: { ...rest, problems: problems.map(withoutIndex) } },
    [nonDirectories, directories, parents].map(({ hashes }) => hashes),
  );
}

/** 0 stands for the layer itself, which may have another place in another image. */
function withoutIndex(problem: Problem): Problem {
  return problem.layerIndex === null ? problem : { ...problem, layerIndex: 0 };
}

function frame(said: object, sets: readonly Uint32Array[]): Uint8Array[] {
  const unpadded = JSON.stringify(said, plainData);
  // The sets begin at a whole word, so that they can be used where they are.
  const json = Buffer.from(unpadded + ' '.repeat(-Buffer.byteLength(unpadded) & 3));
  const head = Buffer.alloc(4 * HEAD_WORDS);
  head.writeUInt32LE(FORM, 0);
  head.writeUInt32LE(json.length, 4);
  for (const [index, words] of sets.entries()) head.writeUInt32LE(words.length, 8 + 4 * index);
  return [head, json, ...sets.map(littleEndian)];
}

/** Throws DamagedResult. */
export function decodeResult(bytes: Uint8Array, expected: Expected): TaskResult {
  try {
    return decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), expected);
  } catch (error) {
    throw new DamagedResult(error instanceof Error ? error.message : String(error));
  }
}

function decode(bytes: Buffer, expected: Expected): TaskResult {
  if (bytes.length < 4 * HEAD_WORDS || bytes.readUInt32LE(0) !== FORM) throw new Error('no result');
  const jsonBytes = bytes.readUInt32LE(4);
  const lengths = SETS.map((_, index) => bytes.readUInt32LE(8 + 4 * index));
  const jsonEnd = 4 * HEAD_WORDS + jsonBytes;
  const end = lengths.reduce((at, words) => at + 4 * words, jsonEnd);
  if (end !== bytes.length) throw new Error('a result of another length');
  const said: unknown = JSON.parse(bytes.toString('utf8', 4 * HEAD_WORDS, jsonEnd));
  if (isObject(said) && 'answers' in said) {
    if (end !== jsonEnd) throw new Error('answers with path sets');
    return { kind: 'answers', answers: decodeAnswers(said['answers'], expected) };
  }
  if (!isObject(said)) throw new Error('no result');
  const sets = decodeSets(bytes, jsonEnd, lengths, expected.hashKey);
  return { kind: 'contents', contents: decodeContents(said['contents'], sets, expected) };
}

function decodeSets(bytes: Buffer, from: number, lengths: readonly number[], key: HashKey): Sets {
  // A copy where more than half of the frame, the JSON, would else be held for them.
  const own = 2 * from > bytes.length ? Buffer.copyBytesFrom(bytes, from) : bytes.subarray(from);
  let at = 0;
  const next = (words: number): PathSetData => {
    const hashes = wordsOf(own.subarray(at, at + 4 * words));
    at += 4 * words;
    if (hashes.length % 2 !== 0 || !isAscending(hashes)) throw new Error('a path set out of order');
    return { key, hashes };
  };
  const [nonDirectories, directories, parents] = lengths.map(next);
  return { nonDirectories: nonDirectories!, directories: directories!, parents: parents! };
}

function decodeContents(said: unknown, sets: Sets, expected: Expected): LayerContents {
  const { info, limits } = expected;
  const contents = contentsShape(expected)(said);
  inOrder('facts', contents.facts, byPathAndReader);
  inOrder('answers', contents.answered, byPathOfReader);
  inOrder('links', contents.symlinks, byPath);
  inOrder('hard links', contents.hardLinks, byPath);
  inOrder('whiteouts', contents.whiteouts, compareText);
  inOrder('opaque folders', contents.opaqueFolders, compareText);
  inOrder('problems', contents.problems, compareProblems);
  // What was found and then replaced within the layer counts too, so that more may be told.
  const held = contents.facts.reduce((total, fact) => total + factBytes(fact), 0);
  if (contents.factBytes < held) throw new Error('less facts told than there are');
  const links = contents.symlinks.length + contents.hardLinks.length;
  if (links > limits.layerLinks) throw new Error('more links than are kept');
  return { info, ...contents, ...sets };
}

function decodeAnswers(said: unknown, expected: Expected): AgainAnswers {
  return object<AgainAnswers>({ facts: list(factShape(expected)), problems: list(problemShape(expected)) })(
    said,
  );
}

function contentsShape(expected: Expected): Shape<ContentsText> {
  return object<ContentsText>({
    entries: count,
    plainBytes: count,
    storedBytes: count,
    facts: list(factShape(expected)),
    factBytes: count,
    symlinks: list(object<Symlink>({ path, target: text })),
    hardLinks: list(entry),
    whiteouts: list(path),
    opaqueFolders: list(pathOrRoot),
    answered: list(readerPathShape(expected)),
    problems: list(problemShape(expected)),
    rereads: count,
    contentDigest: nullable(digest),
  });
}

/** As the tar reader makes paths: in their one spelling. */
const path: Shape<string> = (value) => {
  const given = text(value);
  if (given === '' || given.includes('\0') || cleanPath(given).path !== given) {
    throw new ShapeError('is no path of a layer');
  }
  return given;
};

const pathOrRoot: Shape<string> = (value) => (value === '' ? '' : path(value));

const digest: Shape<Digest> = (value) => {
  const given = text(value);
  if (!isDigest(given)) throw new ShapeError('is no digest');
  return given;
};

const entry: Shape<FileEntry> = object<FileEntry>({
  path,
  type: word('file', 'directory', 'symlink', 'hardlink', 'character', 'block', 'fifo'),
  sizeBytes: count,
  mode: count,
  uid: count,
  gid: count,
  linkTarget: text,
});

function factShape({ readers }: Expected): Shape<LayerFact> {
  const shapes = new Map(
    readers.map((reader) => [
      reader.id,
      object<LayerFact>({ readerId: word(reader.id), entry, fact: reader.shape }),
    ]),
  );
  return (value) => {
    // Not made a text of: that walks through lists in lists, to any depth.
    const readerId = isObject(value) ? value['readerId'] : null;
    const shape = typeof readerId === 'string' ? shapes.get(readerId) : undefined;
    if (shape === undefined) throw new ShapeError('is of no known reader');
    return shape(value);
  };
}

function readerPathShape({ readers }: Expected): Shape<ReaderPath> {
  return object<ReaderPath>({ readerId: word(...readers.map(({ id }) => id)), path });
}

const MOST_MESSAGE = 8192;

function problemShape({ info }: Expected): Shape<Problem> {
  const message: Shape<string> = (value) => {
    const given = text(value);
    if (given.length > MOST_MESSAGE) throw new ShapeError('is too long');
    return given;
  };
  const place: Shape<number | null> = (value) => {
    if (value !== null && value !== 0) throw new ShapeError('is of another layer');
    return value === null ? null : info.index;
  };
  return object<Problem>({
    code: message,
    effect: word('note', 'incomplete', 'blind'),
    message,
    layerIndex: place,
    path: text,
    wayOut: message,
  });
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareText(a.path, b.path);
}

function byPathOfReader(a: ReaderPath, b: ReaderPath): number {
  return compareText(a.path, b.path) || compareText(a.readerId, b.readerId);
}

function inOrder<T>(what: string, members: readonly T[], compare: (a: T, b: T) => number): void {
  for (let i = 1; i < members.length; i++) {
    if (compare(members[i - 1]!, members[i]!) > 0) throw new Error(`${what} that are not in order`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
