/**
 * The secrets engine: all detectors over streams of bytes in one pass. A keyword that stands somewhere leads to the
 * patterns of its detectors, on a window around it; what they find is checked and handed on.
 * Text may be UTF-8, Latin-1 or UTF-16, and one level of base64, hex or percent encoding is taken off in place;
 * nothing that was decoded is decoded again. Left out: archives, which are opened by whoever feeds the engine.
 */
import type { Candidate, Detector, Examined } from '../detector.ts';
import { createKernel } from './kernel.ts';
import { toPlan } from './plan.ts';
import type { Engine, Sizes } from './state.ts';
import { openStream, toSizes } from './stream.ts';

export type Encoding = 'utf-16' | 'base64' | 'hex' | 'percent';

/** A secret and its place. Texts are Latin-1. It holds the secret itself: it must not leave the reader. */
export interface Hit {
  readonly detector: Detector;
  /** Decoded. */
  readonly secret: string;
  readonly examined: Examined;
  /** Of the secret in the stream as it stands there, encoded or not, in bytes. */
  readonly offset: number;
  readonly length: number;
  /** From 1; 0 in binary content: a NUL within the first 4096 bytes of what is not UTF-16. */
  readonly line: number;
  /** In bytes from 1; 0 in binary content. */
  readonly column: number;
  /** What was taken off: none or one. */
  readonly encodings: readonly Encoding[];
  /**
   * Up to 64 bytes of the same line before and behind the secret, without control characters; where it was encoded, around
   * the whole encoded text, so that no other part of that is seen.
   */
  readonly before: string;
  readonly after: string;
}

export interface Scanner {
  /**
   * Begins a stream. Many may be open at once. `path` is for detectors only. `head` are the first bytes, which are pushed as well.
   * `onHit` is called in the order of offsets, at the latest by `end`. `onCapped` is called once if patterns had more to look at
   * than can be normal, so that some places were passed over.
   */
  open(path: string, head: Uint8Array, onHit: (hit: Hit) => void, onCapped?: () => void): StreamScan;
}

export interface StreamScan {
  /** Of any size; valid only during the call. */
  push(chunk: Uint8Array): void;
  end(): void;
}

/** Whether a candidate is none after all: placeholders, words, example values. */
export type Refuse = (candidate: Candidate, detector: Detector) => boolean;

/** Throws a RangeError where a detector has no keyword of three bytes or more, or matches longer than 64 KiB. */
export function createScanner(detectors: readonly Detector[], isFalseAlarm: Refuse): Scanner {
  return createSizedScanner(detectors, isFalseAlarm, toSizes);
}

/** For tests: smaller steps have more borders. */
export function createSizedScanner(
  detectors: readonly Detector[],
  isFalseAlarm: Refuse,
  sizesFor: (longestMatch: number) => Sizes,
): Scanner {
  const plan = toPlan(detectors);
  const engine: Engine = {
    kernel: createKernel(plan.tables),
    plan,
    refuse: isFalseAlarm,
    sizes: sizesFor(plan.longestMatch),
    current: null,
    covered: new Int32Array(detectors.length),
    text: { value: '', from: 0, to: 0 },
    placed: new Map(),
  };
  return {
    open: (path, _head, onHit, onCapped = () => {}) => openStream(engine, path, onHit, onCapped),
  };
}
