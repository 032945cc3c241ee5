/** What the parts of the engine share: the engine itself, its open streams, and the texts that are looked at. */

import type { Encoding, Hit, Refuse } from './hit.ts';
import type { Kernel } from './kernel.ts';
import type { Compiled, Plan, Use } from './plan.ts';

/** In bytes. A step looks at what came since the last one, when the block is full or the stream ends. */
export interface Sizes {
  /** Kept behind what was looked at. */
  readonly back: number;
  /** Kept in front of what is looked at, so that windows and encoded texts are whole. */
  readonly ahead: number;
  /** Of the block. */
  readonly capacity: number;
  /** A long encoded text is taken in pieces that begin so far apart. */
  readonly segment: number;
  /** More of it that each piece has, encoded; by kind of run. */
  readonly overlaps: readonly [number, number, number];
}

export interface Engine {
  readonly kernel: Kernel;
  readonly plan: Plan;
  readonly refuse: Refuse;
  readonly sizes: Sizes;
  /** Whose bytes are in the block. */
  current: Stream | null;
  /** By detector: up to which address matches were searched for. */
  readonly covered: Int32Array;
  /** The last string that was made of the memory, and its place there. */
  readonly text: { value: string; from: number; to: number };
  /** By keyword, once it was seen. */
  readonly uses: (readonly Use[] | undefined)[];
  /** Keywords that were seen first since the kernel looked last: it did not know their conditions. */
  readonly fresh: Set<number>;
  /** The end of what the kernel looked at last. */
  most: number;
  /** Patterns that tell the places of groups, by those that do not. */
  readonly placed: Map<RegExp, RegExp>;
}

/** `le` and `be` are UTF-16. */
export type StreamKind = 'bytes' | 'le' | 'be';

/** Addresses of encoded text, for each of the kinds of runs. */
export interface Chain {
  /** Before it all was decoded. */
  done: number;
  /** Where the next piece begins; -1 for none. */
  resume: number;
  /** How far from the start of its line that is. */
  inLine: number;
  /** 1 where UTF-16 is found one byte late: its zeros stand in front. */
  late: number;
}

export interface Stream {
  readonly path: string;
  readonly onHit: (hit: Hit) => void;
  readonly onCapped: () => void;
  /** Its bytes while another stream's are in the block. */
  saved: Buffer | null;
  /** Offset of the block's first byte in the stream. */
  base: number;
  /** Bytes in the block. */
  filled: number;
  /** Those of them that were looked at. */
  scanned: number;
  kind: StreamKind;
  isBinary: boolean;
  /** Binary, and constants may have tags and lengths in front. */
  hasTags: boolean;
  readonly chains: readonly [Chain, Chain, Chain];
  /** Lines before the block's first byte, and the offset at which its line begins. */
  readonly start: LineCursor;
  /** The same for the last place that was asked for. */
  readonly cursor: LineCursor;
  /** What it cost so far to look at keywords, and what it may. */
  spent: number;
  allowed: number;
  isCapped: boolean;
  /** Hits that others may still take the place of. */
  pending: Hit[];
}

export interface LineCursor {
  /** Offset in the stream. */
  at: number;
  /** Newlines before it. */
  lines: number;
  /** Offset of the first byte of its line. */
  lineStart: number;
}

/** A stretch of the memory that patterns are run over. Addresses. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Matches that begin elsewhere belong to another stretch. */
  readonly acceptFrom: number;
  readonly acceptTo: number;
  /** Null for the stream itself. */
  readonly source: Source | null;
}

/** Where a decoded text came from. Addresses. */
export interface Source {
  readonly encoding: Encoding;
  readonly from: number;
  readonly to: number;
  /** False where it is a piece of a longer one, so that there is more of it on that side. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** A pattern matched in the text that begins at address `from`. */
export interface Found {
  readonly compiled: Compiled;
  readonly pattern: RegExp;
  readonly groups: RegExpExecArray;
  readonly from: number;
}
