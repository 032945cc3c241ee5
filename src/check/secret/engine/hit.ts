/** What the engine takes and gives. Patterns and texts are Latin-1: one character a byte. */
import type { Candidate, Detector, Examined } from '../detector.ts';

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
   * the whole encoded text, so that no other part of that is seen. Other secrets of the line may stand in it.
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
