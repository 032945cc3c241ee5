/** Reads one layer: one streaming pass, and a second one where content was wanted after it had passed. */
import type { Limits } from '../base/limits.ts';
import { compareProblems } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import { answeredBy, LayerCollector } from './collect-layer.ts';
import type { LayerContents } from './layer-contents.ts';
import { type LayerInput, passLayer } from './pass-layer.ts';
import { type HashKey, randomHashKey } from './path-hash.ts';
import { readAgain } from './read-again.ts';

/** The key of everything that one process reads and merges. */
export const PROCESS_KEY: HashKey = randomHashKey();

/**
 * What the readers say of a layer, and what it does to the tree. `hashKey` must be one for all layers that are
 * merged. Throws InputError `digest-mismatch`, and whatever opening and reading the stored bytes throw.
 */
export async function readLayer(
  input: LayerInput,
  readers: readonly AnyReader[],
  limits: Limits,
  hashKey: HashKey = PROCESS_KEY,
): Promise<LayerContents> {
  const collector = new LayerCollector({ readers, limits, hashKey, layerIndex: input.info.index });
  const counts = await passLayer(input, collector, limits);
  const requests = collector.settleLinks();
  const again = requests.length === 0 ? null : await readAgain(input, requests, readers, limits);
  collector.addFacts(again?.facts ?? []);
  return {
    info: input.info,
    ...counts,
    facts: collector.facts,
    factBytes: collector.factBytes,
    ...collector.endTree(),
    answered: answeredBy(requests),
    problems: [...collector.log.problems, ...(again?.problems ?? [])].sort(compareProblems),
    rereads: again === null ? 0 : 1,
    contentDigest: null,
  };
}
