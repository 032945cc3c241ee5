/**
 * The secrets engine: all detectors over streams of bytes in one pass. A keyword that stands somewhere leads to the
 * patterns of its detectors, on a window around it; what they find is checked and handed on.
 * Text may be UTF-8, Latin-1 or UTF-16, and one level of base64, hex or percent encoding is taken off in place;
 * nothing that was decoded is decoded again. Left out: archives, which are opened by whoever feeds the engine.
 */
import type { Detector } from '../detector.ts';
import type { Refuse, Scanner } from './hit.ts';
import { createKernel } from './kernel.ts';
import { toPlan } from './plan.ts';
import type { Engine, Sizes } from './state.ts';
import { openStream, toSizes } from './stream.ts';

export type { Hit, Scanner, StreamScan } from './hit.ts';

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
    uses: [],
    fresh: new Set(),
    most: 0,
    placed: new Map(),
  };
  return {
    open: (path, _head, onHit, onCapped = () => {}) => openStream(engine, path, onHit, onCapped),
  };
}
