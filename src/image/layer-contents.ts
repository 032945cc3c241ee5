/**
 * What is kept of one layer after it was read: plain data that can be sent between threads. The merged view is made
 * of these alone (merge.ts); no layer is opened for it again, but for files that turn out to be wanted only there.
 */
import type { Digest } from '../model/digest.ts';
import type { FileEntry } from '../model/file.ts';
import type { LayerInfo } from '../model/image.ts';
import type { Problem } from '../model/problem.ts';
import type { HashKey } from './path-hash.ts';
import type { PathSetData } from './path-set.ts';

/** What a reader says of a file. A file with several names has the fact under each name that the reader wants. */
export interface LayerFact {
  readonly readerId: string;
  readonly entry: FileEntry;
  readonly fact: unknown;
}

export interface Symlink {
  readonly path: string;
  /** As the tar holds it. */
  readonly target: string;
}

/** A reader and a file of the layer, by its path in the layer. */
export interface ReaderPath {
  readonly readerId: string;
  readonly path: string;
}

/** All paths are as the layer names them, no link followed. Lists are sorted by path. */
export interface LayerContents {
  readonly info: LayerInfo;
  /** Entries of the tar, whiteouts included. */
  readonly entries: number;
  readonly plainBytes: number;
  readonly storedBytes: number;
  readonly facts: readonly LayerFact[];
  /** Estimated memory of the facts, links, whiteouts and opaque folders. */
  readonly factBytes: number;
  readonly symlinks: readonly Symlink[];
  /** Hard links; `linkTarget` is the name that holds the content, in this layer or in one below. */
  readonly hardLinks: readonly FileEntry[];
  /** Paths that the layer removes from the layers below. */
  readonly whiteouts: readonly string[];
  /** Folders in which it hides all of the layers below; the root is empty. */
  readonly opaqueFolders: readonly string[];
  /** Files, links and devices, whiteouts left out. */
  readonly nonDirectories: PathSetData;
  readonly directories: PathSetData;
  /** Every folder that has an entry below it, whether or not it has an entry of its own. */
  readonly parents: PathSetData;
  /** What was asked for in a second pass, whether or not it gave a fact. */
  readonly answered: readonly ReaderPath[];
  readonly problems: readonly Problem[];
  /** How often the layer was read again. */
  readonly rereads: number;
  /** Of an unpacked folder: a digest over its entries; null for a layer, which has a diff id. */
  readonly contentDigest: Digest | null;
}

/** One for what its own links ask for, and one for each round over the merged image (read-image.ts). */
export const MOST_REREADS: number = 4;

/** A layer that could not be looked into. */
export function emptyContents(
  info: LayerInfo,
  hashKey: HashKey,
  problems: readonly Problem[],
): LayerContents {
  const none = { key: hashKey, hashes: new Uint32Array() };
  return {
    info,
    entries: 0,
    plainBytes: 0,
    storedBytes: 0,
    facts: [],
    factBytes: 0,
    symlinks: [],
    hardLinks: [],
    whiteouts: [],
    opaqueFolders: [],
    nonDirectories: none,
    directories: none,
    parents: none,
    answered: [],
    problems,
    rereads: 0,
    contentDigest: null,
  };
}
