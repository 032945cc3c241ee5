/** Facts as they arrive in the parent, through the bytes of a result. */

import { DEFAULT_LIMITS } from '../src/base/limits.ts';
import { decodeResult, encodeResult } from '../src/image/encode-result.ts';
import type { LayerFact } from '../src/image/layer-contents.ts';
import type { AnyReader } from '../src/model/reader.ts';
import { layerInfo } from './read-layers.ts';

/** Throws DamagedResult where they do not have the readers' shapes. */
export function sentFacts(readers: readonly AnyReader[], facts: readonly LayerFact[]): readonly LayerFact[] {
  const pieces = encodeResult({ kind: 'answers', answers: { facts, problems: [] } });
  const hashKey = { low: 1, high: 2 };
  const expected = { readers, info: layerInfo(0), limits: DEFAULT_LIMITS, hashKey };
  const result = decodeResult(Buffer.concat(pieces), expected);
  if (result.kind !== 'answers') throw new Error('another result');
  return result.answers.facts;
}
