/**
 * Readers: what looks at bytes. A reader sees one file of one layer and returns plain facts (data that can be
 * sent between threads and cached). It sees no other file, no clock, no network. The engine that calls it owns
 * limits and error capture: a reader throws on content it cannot read, and the engine makes the Problem.
 */
import type { FileEntry } from './file.ts';
import type { Shape } from './shape.ts';

/** Limits that only a reader can keep, because only it opens what is inside a file. */
export interface ReaderLimits {
  /** A file that is kept whole, in bytes: for those that keep a file which is given as it passes. */
  readonly keptFileBytes: number;
  /** Archives inside archives. */
  readonly nestedArchiveDepth: number;
  /** Plain bytes taken out of one archive file, all levels together. */
  readonly nestedArchiveBytes: number;
  /** A document inside an archive, in bytes. */
  readonly documentBytes: number;
}

/** A file with all its bytes. */
export interface OpenFile {
  readonly entry: FileEntry;
  readonly limits: ReaderLimits;
  /** Valid only during the call. */
  readonly bytes: Uint8Array;
  /** Names something that was left out while the rest of the file is still used. */
  warn(code: string, message: string): void;
}

interface ReaderBase<F> {
  /** Unique, kebab-case: `dpkg-status`. Facts are kept under this id. */
  readonly id: string;
  /** Other when the same bytes would give other facts: a number, and where facts depend on settings a digest of them. */
  readonly version: number | string;
  /** What its facts look like: they come from another process, and from files of the cache. */
  readonly shape: Shape<F>;
  /**
   * Paths that are looked for by name even when they are links to content of another name
   * (`var/lib/rpm/rpmdb.sqlite` behind a linked folder). Empty for readers that go by pattern or content.
   */
  readonly wellKnownPaths: readonly string[];
  /** Pure and cheap; called for every regular file of a layer by its cleaned path. */
  wants(entry: FileEntry): boolean;
}

/** Gets the whole file. */
export interface WholeReader<F> extends ReaderBase<F> {
  readonly kind: 'whole';
  /** Largest file that it reads: no real one is near it. A larger one becomes a Problem. */
  readonly maxBytes: number;
  /** The facts, or null if the file turns out to be none of ours. Throws on damaged content. */
  read(file: OpenFile): F | null;
}

/** Gets the bytes as they pass and keeps what it needs: for content that is known by its first bytes. */
export interface StreamReader<F> extends ReaderBase<F> {
  readonly kind: 'stream';
  /** There where its work outweighs inflating: then layers are read side by side, one a core. */
  readonly isHeavy?: true;
  /** There where it is also asked about folders, which are opened as empty files: for what is known by its path alone. */
  readonly takesFolders?: true;
  /** `head` holds the first 4096 bytes, or all of a smaller file. Null = not ours, the rest passes unseen. */
  open(head: Uint8Array, entry: FileEntry, limits: ReaderLimits): FileSink<F> | null;
  /** Called when `end` answered `again`, with the whole file in a second pass over the layer. */
  readAgain(file: OpenFile): F | null;
}

export interface FileSink<F> {
  /** All bytes of the file in order, the head included. A chunk is valid only during the call. */
  push(chunk: Uint8Array): void;
  /**
   * The facts; null for none; `again` asks for the whole file in a second pass (counted in the report): then it names
   * nothing by `warn`, as `readAgain` will.
   */
  end(warn: OpenFile['warn']): F | null | 'again';
}

export type Reader<F> = WholeReader<F> | StreamReader<F>;
/** A reader in a list of readers of many kinds. */
export type AnyReader = Reader<unknown>;

/** A fact with its place. */
export interface Located<F> {
  readonly path: string;
  readonly layerIndex: number;
  readonly entry: FileEntry;
  readonly fact: F;
}

/** What one layer did to a path: gave it this fact, or (null) removed it or made it something else. */
export interface FactChange<F> {
  readonly layerIndex: number;
  readonly fact: F | null;
}

/** What the topmost layer says of each path, and the history below it. */
export interface MergedFacts {
  /** Facts of the merged tree, by path in code-unit order. */
  all<F>(reader: Reader<F>): readonly Located<F>[];
  /** Facts whose path is gone in the merged tree: the last fact of each, with the layer that removed it. */
  removed<F>(reader: Reader<F>): readonly (Located<F> & { readonly removedInLayer: number })[];
  /** Every layer's change of a path, base first. */
  history<F>(reader: Reader<F>, path: string): readonly FactChange<F>[];
  /** Whether the layer itself has a file, link or device at the path: one that it takes a fact from was overwritten, else removed. */
  isIn(layerIndex: number, path: string): boolean;
  /** The real path in the merged tree, through links; the path itself where no link is on the way; null beyond the hop limit. */
  resolve(path: string): string | null;
}
