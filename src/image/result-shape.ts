/**
 * What a result of reading a layer must look like: the members that travel as JSON. It may come from a process that
 * hostile bytes have taken over: nothing is believed that its reader could not have made within the limits.
 */
import type { Limits } from '../base/limits.ts';
import { cleanPath, pathFault } from '../base/tar/tar-path.ts';
import { type Digest, isDigest } from '../model/digest.ts';
import type { FileEntry, FileType } from '../model/file.ts';
import type { LayerInfo } from '../model/image.ts';
import { compareProblems, compareText, type Problem } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import {
  count,
  countUpTo,
  list,
  nullable,
  object,
  placed,
  type Shape,
  ShapeError,
  text,
  textUpTo,
  word,
} from '../model/shape.ts';
import { byPathAndReader } from './collect-layer.ts';
import { factBytes } from './fact-bytes.ts';
import {
  type LayerContents,
  type LayerFact,
  MOST_REREADS,
  type ReaderPath,
  type Symlink,
} from './layer-contents.ts';
import type { HashKey } from './path-hash.ts';
import type { AgainAnswers } from './read-again.ts';

/** What the result must be of. */
export interface Expected {
  readonly readers: readonly AnyReader[];
  readonly info: LayerInfo;
  readonly limits: Limits;
  readonly hashKey: HashKey;
}

export type PathSets = Pick<LayerContents, 'nonDirectories' | 'directories' | 'parents'>;

/** What stands before the facts: the parent knows the rest. */
export type ContentsHead = Omit<LayerContents, 'info' | 'facts' | keyof PathSets>;
export type AnswersHead = Omit<AgainAnswers, 'facts'>;

/** Checks each member, then what they say of each other. */
export function contentsShape(expected: Expected): Shape<ContentsHead> {
  const { limits, readers } = expected;
  const path = pathShape(limits);
  const pathOrRoot: Shape<string> = (value) => (value === '' ? '' : path(value));
  const shape = object<ContentsHead>({
    entries: countUpTo(limits.layerEntries),
    plainBytes: count,
    storedBytes: count,
    factBytes: count,
    symlinks: list(object<Symlink>({ path, target: text })),
    hardLinks: list(entryShape('hardlink', path, pathOrRoot)),
    whiteouts: list(path),
    opaqueFolders: list(pathOrRoot),
    answered: list(object<ReaderPath>({ readerId: word(...readers.map(({ id }) => id)), path })),
    problems: problemsShape(expected),
    rereads: countUpTo(MOST_REREADS),
    contentDigest: nullable(digest),
  });
  return (value) => {
    const contents = shape(value);
    checkOrder(contents);
    checkSums(contents, limits);
    return contents;
  };
}

export function answersShape(expected: Expected): Shape<AnswersHead> {
  return object<AnswersHead>({ problems: problemsShape(expected) });
}

/**
 * The facts, each checked as it comes; null for each that is not to be kept. Throws ShapeError as soon as they take more
 * memory than `mostBytes`.
 */
export function takeFacts(
  values: Iterable<unknown>,
  mostBytes: number,
  expected: Expected,
  isKept = true,
): LayerFact[] {
  const shape = factShape(expected);
  const facts: LayerFact[] = [];
  let bytes = 0;
  try {
    for (const value of values) {
      const fact = shape(value);
      bytes += factBytes(fact);
      if (bytes > mostBytes) throw new ShapeError('is more than is told or kept');
      facts.push(isKept ? fact : { ...fact, fact: null });
    }
  } catch (error) {
    throw placed(`.facts[${facts.length}]`, error);
  }
  return facts;
}

/** In LayerContents. */
export function checkFactOrder(facts: readonly LayerFact[]): void {
  inOrder('facts', facts, byPathAndReader);
}

/** With its place in a list or object, a value costs at least this much where `factBytes` counts it. */
const LEAST_VALUE_BYTES = 32;
/** Of a link or mark: a hard link has eight. */
const LINK_VALUES = 8;
const OTHER_VALUES = 1_000_000;

/** Values in one line of the text: no right one has more. What a parser makes of a wrong one is bounded by it. */
export function mostValues({ layerLinks, layerFactBytes }: Limits): readonly [head: number, fact: number] {
  return [OTHER_VALUES + LINK_VALUES * layerLinks, layerFactBytes / LEAST_VALUE_BYTES];
}

function checkOrder(contents: ContentsHead): void {
  inOrder('answered', contents.answered, byPathOfReader);
  inOrder('problems', contents.problems, compareProblems);
  inOrder('symlinks', contents.symlinks, byPath, 1);
  inOrder('hardLinks', contents.hardLinks, byPath, 1);
  inOrder('whiteouts', contents.whiteouts, compareText, 1);
  inOrder('opaqueFolders', contents.opaqueFolders, compareText, 1);
}

function checkSums(contents: ContentsHead, { layerFactBytes, layerLinks }: Limits): void {
  const { factBytes: told, rereads, symlinks, hardLinks, whiteouts, opaqueFolders } = contents;
  // Each pass keeps the limit for itself. What was found and then replaced within the layer counts, too.
  if (told > layerFactBytes * (1 + rereads)) throw new ShapeError('.factBytes is more than is kept');
  const links = symlinks.length + hardLinks.length + whiteouts.length + opaqueFolders.length;
  if (links > layerLinks) throw new ShapeError('has more links than are kept');
}

/** As the tar reader makes paths: in their one spelling, within the limits. */
function pathShape(limits: Limits): Shape<string> {
  return (value) => {
    const given = text(value);
    if (given === '' || cleanPath(given).path !== given || pathFault(given, limits) !== null) {
      throw new ShapeError('is no path of a layer');
    }
    return given;
  };
}

function entryShape(type: FileType, path: Shape<string>, linkTarget: Shape<string>): Shape<FileEntry> {
  return object<FileEntry>({
    path,
    type: word(type),
    sizeBytes: count,
    mode: count,
    uid: count,
    gid: count,
    linkTarget,
  });
}

function factShape({ readers, limits }: Expected): Shape<LayerFact> {
  const entry = entryShape('file', pathShape(limits), word(''));
  const shapes = new Map(
    readers.map((reader) => [
      reader.id,
      object<LayerFact>({ readerId: word(reader.id), entry, fact: reader.shape }),
    ]),
  );
  return (value) => {
    // Not made a text of: that walks through lists in lists, to any depth.
    const readerId =
      typeof value === 'object' && value !== null && 'readerId' in value ? value.readerId : null;
    const shape = typeof readerId === 'string' ? shapes.get(readerId) : undefined;
    if (shape === undefined) throw new ShapeError('is of no known reader');
    return shape(value);
  };
}

/** Far more than there are kinds of problems, each told some twenty times a pass. */
const MOST_PROBLEMS = 10_000;
const MOST_MESSAGE = 8192;
const CODE = /^[a-z][a-z0-9-]{0,63}$/;

function problemsShape({ info, limits }: Expected): Shape<readonly Problem[]> {
  // They can name a path.
  const message = textUpTo(MOST_MESSAGE + limits.pathBytes);
  const problems = list(
    object<Problem>({
      code,
      effect: word('note', 'incomplete', 'blind'),
      message,
      layerIndex: placeIn(info),
      path: message,
      wayOut: message,
    }),
  );
  return (value) => {
    if (Array.isArray(value) && value.length > MOST_PROBLEMS) throw new ShapeError('is too long');
    return problems(value);
  };
}

const code: Shape<string> = (value) => {
  const given = text(value);
  if (!CODE.test(given)) throw new ShapeError('is no code');
  return given;
};

/** 0 stands for the layer itself, wherever it is in the image. */
function placeIn({ index }: LayerInfo): Shape<number | null> {
  return (value) => {
    if (value !== null && value !== 0) throw new ShapeError('is of another layer');
    return value === null ? null : index;
  };
}

const digest: Shape<Digest> = (value) => {
  const given = text(value);
  if (!isDigest(given)) throw new ShapeError('is no digest');
  return given;
};

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareText(a.path, b.path);
}

function byPathOfReader(a: ReaderPath, b: ReaderPath): number {
  return compareText(a.path, b.path) || compareText(a.readerId, b.readerId);
}

/** `least` = 1: no two are the same. */
function inOrder<T>(name: string, members: readonly T[], compare: (a: T, b: T) => number, least = 0): void {
  for (let i = 1; i < members.length; i++) {
    if (compare(members[i]!, members[i - 1]!) < least) throw new ShapeError(`.${name} is not in order`);
  }
}
