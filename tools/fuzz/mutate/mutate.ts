/** Makes the next input: one of the corpus, changed. */
import type { Random } from '../random.ts';
import type { Target } from '../target.ts';
import { mutateBytes, stretch } from './bytes.ts';

const MAX_BYTES = 16 * 1024;
const LARGEST_BYTES = 256 * 1024;
/** How far some inputs are stretched: quadratic work on so much takes minutes. */
const STRETCHED_BYTES = 512 * 1024;
const STRETCH_ONE_IN = 4000;

export function nextInput(target: Target, corpus: readonly Uint8Array[], random: Random): Uint8Array {
  // What was found last has been tried least.
  const bytes = corpus[Math.max(random.int(corpus.length), random.int(corpus.length))]!;
  if (random.oneIn(STRETCH_ONE_IN)) return stretch(bytes, random, STRETCHED_BYTES);
  const other = random.pick(corpus);
  const { mutators = [], tokens = [], maxBytes = MAX_BYTES } = target;
  const mutator = mutators.length === 0 || random.oneIn(3) ? null : random.pick(mutators);
  const changed =
    mutator === null
      ? mutateBytes(bytes, { random, tokens, other })
      : mutator(Buffer.from(bytes), random, other);
  // What is nested deep is long on purpose.
  const cut = changed.subarray(0, mutator === null ? maxBytes : LARGEST_BYTES);
  return target.repair === undefined || random.oneIn(8) ? cut : target.repair(cut);
}
