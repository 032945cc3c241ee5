/**
 * The search in one thread: changes inputs of the corpus, runs them, keeps those that reach new blocks. Coverage is
 * looked at after a batch of inputs; a batch that reached something is run again one by one.
 */
import { setImmediate } from 'node:timers/promises';
import type { Coverage } from './coverage.ts';
import type { Announcer } from './input-file.ts';
import type { Failure } from './judge.ts';
import { judge } from './judge.ts';
import { nextInput } from './mutate/mutate.ts';
import { createRandom, type Random } from './random.ts';
import type { Target } from './target.ts';
import { tryInput } from './trial.ts';
import { trim } from './trim.ts';

export interface SearchOptions {
  readonly target: Target;
  readonly coverage: Coverage;
  readonly seed: number;
  /** Inputs to run, those of the corpus not counted. */
  readonly inputs: number;
  readonly corpus: readonly Uint8Array[];
  /** Told of each input, so that somebody else knows it if it never ends. */
  readonly announcer: Announcer;
  onFailure(failure: Failure, bytes: Uint8Array): Promise<void>;
  onFound(bytes: Uint8Array): void;
  isOver(): boolean;
}

const SMALLEST_BATCH = 16;
const LARGEST_BATCH = 1024;
/** Share of the time that coverage may take. */
const COVERAGE_SHARE = 0.15;
const TWICE_ONE_IN = 16;
/** Longer inputs are slow, and the repository is not to grow by them. */
const LONGEST_KEPT = 8192;
const LONGEST_CHANGED = 64 * 1024;

export interface SearchResult {
  readonly inputs: number;
  /** With what was found. */
  readonly corpus: readonly Uint8Array[];
}

/** Runs all inputs. */
export async function search(options: SearchOptions): Promise<SearchResult> {
  const { target, coverage, seed, announcer } = options;
  const random = createRandom(seed);
  const corpus = [...(await target.seeds()), ...options.corpus];
  for (const bytes of corpus) {
    announcer.announce(bytes);
    await report(options, bytes, await tryInput(target, bytes, true));
  }
  coverage.takeNew(true);
  let size = SMALLEST_BATCH;
  let left = options.inputs;
  while (left > 0 && !options.isOver()) {
    const started = performance.now();
    const batch = await runBatch(options, corpus, random, Math.min(size, left));
    left -= batch.length;
    const ran = performance.now();
    if (coverage.takeNew(false) > 0) await findInteresting(options, corpus, batch);
    const share = (performance.now() - ran) / (performance.now() - started);
    size = share > COVERAGE_SHARE ? Math.min(LARGEST_BATCH, size * 2) : Math.max(SMALLEST_BATCH, size - 8);
    // What was said is sent only now.
    await setImmediate();
  }
  return { inputs: options.inputs - left, corpus };
}

/** The smallest inputs that together reach what all reach, without the seeds, which builders make anew. */
export async function selectCorpus(
  target: Target,
  coverage: Coverage,
  corpus: readonly Uint8Array[],
): Promise<Uint8Array[]> {
  coverage.forget();
  for (const bytes of await target.seeds()) await judge(target, bytes);
  coverage.takeNew(true);
  const kept: Uint8Array[] = [];
  for (const bytes of corpus.toSorted((a, b) => a.length - b.length || Buffer.compare(a, b))) {
    await judge(target, bytes);
    if (coverage.takeNew(true) > 0 && bytes.length <= LONGEST_KEPT) kept.push(bytes);
  }
  return kept;
}

async function runBatch(
  options: SearchOptions,
  corpus: readonly Uint8Array[],
  random: Random,
  size: number,
): Promise<Uint8Array[]> {
  const { target, announcer } = options;
  const batch: Uint8Array[] = [];
  while (batch.length < size) {
    const bytes = nextInput(target, corpus, random);
    batch.push(bytes);
    announcer.announce(bytes);
    await report(options, bytes, await tryInput(target, bytes, random.oneIn(TWICE_ONE_IN)));
    announcer.count();
  }
  return batch;
}

async function report(
  { onFailure }: SearchOptions,
  bytes: Uint8Array,
  failure: Failure | null,
): Promise<void> {
  if (failure !== null) await onFailure(failure, bytes);
}

async function findInteresting(
  { target, coverage, announcer, onFound }: SearchOptions,
  corpus: Uint8Array[],
  batch: readonly Uint8Array[],
): Promise<void> {
  const reach = async (bytes: Uint8Array, keep: boolean): Promise<number> => {
    announcer.announce(bytes);
    await judge(target, bytes);
    return coverage.takeNew(keep);
  };
  for (const bytes of batch) {
    const reached = await reach(bytes, false);
    if (reached === 0) continue;
    const found = await trim(bytes, async (smaller) => (await reach(smaller, false)) >= reached);
    await reach(found, true);
    onFound(found);
    if (found.length <= LONGEST_CHANGED) corpus.push(found);
  }
}
