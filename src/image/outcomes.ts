/** Outcomes as they arrive, so that what is too much of one image is never held: image-budget.ts says what is. */
import type { Limits } from '../base/limits.ts';
import { withinImageBudget } from './image-budget.ts';
import type { LayerContents } from './layer-contents.ts';
import type { Outcome } from './layer-host.ts';
import type { LayerSource } from './source.ts';

export interface Outcomes {
  readonly byLayer: ReadonlyMap<LayerSource, Outcome>;
  put(layer: LayerSource, outcome: Outcome): void;
  /** Facts of the layer that take more memory than this will be left out, whatever still comes. */
  roomFor(layer: LayerSource): number;
}

export function collectOutcomes(limits: Limits): Outcomes {
  const byLayer = new Map<LayerSource, Outcome>();
  let factBytes = 0;
  return {
    byLayer,
    put(layer, outcome) {
      byLayer.set(layer, outcome);
      if (outcome.kind === 'contents') factBytes += outcome.contents.factBytes;
      if (factBytes > limits.imageFactBytes) leaveOut(byLayer, limits);
    },
    roomFor({ info }) {
      let room = limits.imageFactBytes;
      for (const outcome of byLayer.values()) {
        const isBelow = outcome.kind === 'contents' && outcome.contents.info.index < info.index;
        if (isBelow) room -= outcome.contents.factBytes;
      }
      return room;
    },
  };
}

/** Layers above others that are too much already will be so, whatever still comes. */
function leaveOut(byLayer: Map<LayerSource, Outcome>, limits: Limits): void {
  const arrived: { readonly layer: LayerSource; readonly contents: LayerContents }[] = [];
  for (const [layer, outcome] of byLayer) {
    if (outcome.kind === 'contents') arrived.push({ layer, contents: outcome.contents });
  }
  arrived.sort((a, b) => a.contents.info.index - b.contents.info.index);
  const kept = withinImageBudget(
    arrived.map(({ contents }) => contents),
    limits,
  );
  for (const [i, { layer }] of arrived.entries())
    byLayer.set(layer, { kind: 'contents', contents: kept[i]! });
}
