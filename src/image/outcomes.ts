/** Outcomes as they arrive, so that what is too much of one image is never held: image-budget.ts says what is. */
import type { Limits } from '../base/limits.ts';
import { withinImageBudget } from './image-budget.ts';
import { emptyContents, type LayerContents } from './layer-contents.ts';
import type { Outcome } from './layer-host.ts';
import type { LayerSource } from './source.ts';

export interface Outcomes {
  readonly byLayer: ReadonlyMap<LayerSource, Outcome>;
  put(layer: LayerSource, outcome: Outcome): void;
  /**
   * Makes room for facts of a layer that take so much memory, as soon as that is known: those of layers above are left
   * out then. False if its own will be left out, whatever still comes.
   */
  reserve(layer: LayerSource, factBytes: number): boolean;
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
    reserve(layer, added) {
      if (factBytes + added <= limits.imageFactBytes) return true;
      const contents = { ...emptyContents(layer.info, NO_KEY, []), factBytes: added };
      const trial = new Map(byLayer).set(layer, { kind: 'contents', contents });
      leaveOut(trial, limits);
      const own = trial.get(layer);
      trial.delete(layer);
      for (const [other, outcome] of trial) byLayer.set(other, outcome);
      return own?.kind === 'contents' && own.contents.problems.length === 0;
    },
  };
}

const NO_KEY = { low: 0, high: 0 };

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
