/** Outcomes as they arrive, so that what is too much is never held: the error is the same whichever came first. */
import type { Limits } from '../base/limits.ts';
import { checkFactBytes } from './fact-bytes.ts';
import type { Outcome } from './layer-host.ts';
import type { LayerSource } from './source.ts';

export interface Outcomes {
  readonly byLayer: ReadonlyMap<LayerSource, Outcome>;
  /** Throws InputError `image-too-rich`. */
  put(layer: LayerSource, outcome: Outcome): void;
}

export function collectOutcomes({ imageFactBytes }: Limits): Outcomes {
  const byLayer = new Map<LayerSource, Outcome>();
  let factBytes = 0;
  return {
    byLayer,
    put(layer, outcome) {
      byLayer.set(layer, outcome);
      if (outcome.kind === 'contents') factBytes += outcome.contents.factBytes;
      checkFactBytes(factBytes, imageFactBytes);
    },
  };
}
