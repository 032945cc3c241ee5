/** Layers to their contents, by whatever host reads them; results are in the layers' order. */
import type { Problem } from '../model/problem.ts';
import { emptyContents, type LayerContents } from './layer-contents.ts';
import type { LayerHost, LayerJob, Outcome } from './layer-host.ts';
import type { WantedAgain } from './merge.ts';
import type { HashKey } from './path-hash.ts';
import { withAnswers } from './read-again.ts';
import type { LayerSource } from './source.ts';

/** A layer whose reading crashed is empty, with a Problem. Throws as the host does. */
export async function readLayers(
  layers: readonly LayerSource[],
  host: LayerHost,
  hashKey: HashKey,
): Promise<LayerContents[]> {
  const outcomes = await host.run(layers.flatMap((layer) => jobOf(layer, null) ?? []));
  return layers.map((layer) => {
    const { info, bytes } = layer;
    if (bytes.kind === 'unreadable') {
      return emptyContents(info, hashKey, [{ ...bytes.problem, layerIndex: info.index }]);
    }
    const outcome = outcomes.get(layer)!;
    if (outcome.kind === 'contents') return outcome.contents;
    return emptyContents(info, hashKey, [crashProblem(info.index, outcome)]);
  });
}

/** The contents with what `wanted` asks for. */
export async function rereadLayers(
  layers: readonly LayerSource[],
  contents: readonly LayerContents[],
  wanted: readonly WantedAgain[],
  host: LayerHost,
): Promise<LayerContents[]> {
  const requests = new Map(wanted.map((want) => [want.layerIndex, want.requests]));
  const outcomes = await host.run(
    layers.flatMap((layer, index) => jobOf(layer, requests.get(index) ?? []) ?? []),
  );
  return contents.map((layer, index) => {
    const outcome = outcomes.get(layers[index]!);
    if (outcome === undefined) return layer;
    const answers =
      outcome.kind === 'answers'
        ? outcome.answers
        : { facts: [], problems: [crashProblem(layer.info.index, outcome)] };
    return withAnswers(layer, requests.get(index)!, answers);
  });
}

/** Null for a layer that cannot be read, and where nothing is asked for. */
function jobOf(layer: LayerSource, requests: LayerJob['requests']): LayerJob | null {
  if (layer.bytes.kind === 'unreadable' || requests?.length === 0) return null;
  return { layer, requests };
}

function crashProblem(layerIndex: number, outcome: Outcome): Problem {
  const why = outcome.kind === 'crashed' ? outcome.message : 'it gave another answer';
  return {
    code: 'layer-reader-crashed',
    effect: 'incomplete',
    message: `Reading the layer ended with an error, and nothing of it is known: ${why.slice(0, 300)}.`,
    layerIndex,
    path: '',
    wayOut: 'Report this with the image, if it may be shared.',
  };
}
