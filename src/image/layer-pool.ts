/**
 * Reads the layers of an image side by side in worker threads, largest first; small images in the main thread, where
 * starting a thread would take longer. The results are the same, and in the order of the layers.
 */
import { messageOf, PlimsollError } from '../base/errors.ts';
import type { Limits } from '../base/limits.ts';
import type { Problem } from '../model/problem.ts';
import { checkFactBytes } from './fact-bytes.ts';
import { emptyContents, type LayerContents } from './layer-contents.ts';
import type { WorkerSettings } from './layer-protocol.ts';
import { type LayerTask, runTask, type TaskHost } from './layer-task.ts';
import { loadReaders } from './load-readers.ts';
import type { WantedAgain } from './merge.ts';
import type { HashKey } from './path-hash.ts';
import { withAnswers } from './read-again.ts';
import type { ReadSettings } from './read-folder.ts';
import type { LayerBytes, LayerSource } from './source.ts';
import { type LayerThread, type Outcome, startThread, type ThreadJob } from './worker-thread.ts';

export interface LayerProgress {
  readonly layerIndex: number;
  readonly storedBytes: number;
  /** Stored size of the layer; -1 where the source does not say. */
  readonly totalBytes: number;
}

export interface PoolOptions {
  /** Threads at most; 0 = none but the main one. */
  readonly workers: number;
  /** A module that exports `readers: readonly AnyReader[]`. */
  readonly readersModule: URL;
  readonly limits: Limits;
  /** For the paths of all layers that are merged together. */
  readonly hashKey: HashKey;
  readonly signal: AbortSignal;
  onProgress(progress: LayerProgress): void;
}

/** Stored bytes below which an image is read in the main thread. */
const SMALL_IMAGE_BYTES = 32 * 1024 * 1024;

/**
 * The contents of each layer, in the layers' order. Throws InputError (`digest-mismatch`, unreadable files), what a
 * stream throws, and the signal's reason. A layer whose reader crashes is empty, with a Problem.
 */
export async function readLayers(
  layers: readonly LayerSource[],
  options: PoolOptions,
): Promise<LayerContents[]> {
  const outcomes = await runJobs(
    layers.flatMap((layer) => jobOf(layer, null) ?? []),
    options,
  );
  return layers.map((layer) => {
    const { info, bytes } = layer;
    if (bytes.kind === 'unreadable') {
      return emptyContents(info, options.hashKey, [{ ...bytes.problem, layerIndex: info.index }]);
    }
    const outcome = outcomes.get(layer)!;
    if (outcome.kind === 'contents') return outcome.contents;
    return emptyContents(info, options.hashKey, [crashProblem(info.index, outcome)]);
  });
}

/** The contents with what `wanted` asks for. Throws as `readLayers`. */
export async function rereadLayers(
  layers: readonly LayerSource[],
  contents: readonly LayerContents[],
  wanted: readonly WantedAgain[],
  options: PoolOptions,
): Promise<LayerContents[]> {
  const requests = new Map(wanted.map((want) => [want.layerIndex, want.requests]));
  const jobs = layers.flatMap((layer, index) => jobOf(layer, requests.get(index) ?? []) ?? []);
  const outcomes = await runJobs(jobs, options);
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

interface Job {
  readonly layer: LayerSource;
  readonly task: LayerTask;
}

/** Null for a layer that cannot be read, and where nothing is asked for. */
function jobOf(layer: LayerSource, requests: LayerTask['requests']): Job | null {
  const { info, bytes, digest, diffId } = layer;
  if (bytes.kind === 'unreadable' || requests?.length === 0) return null;
  const where = bytes.kind === 'stream' ? ({ kind: 'stream' } as const) : bytes;
  return { layer, task: { info, digest, diffId, bytes: where, requests } };
}

async function runJobs(
  jobs: readonly Job[],
  options: PoolOptions,
): Promise<ReadonlyMap<LayerSource, Outcome>> {
  options.signal.throwIfAborted();
  const sizes = jobs.map((job) => storedSize(job.layer));
  const small = sizes.reduce((total, size) => total + size, 0) < SMALL_IMAGE_BYTES;
  if (options.workers === 0 || small) return runHere(jobs, options);
  const queue = jobs
    .map((job, index) => ({ job, size: sizes[index]! }))
    .sort((a, b) => b.size - a.size)
    .map(({ job }) => job);
  return runInThreads(queue, options);
}

/** Infinite where nothing says it: such a layer comes first and is never small. */
function storedSize({ bytes, info }: LayerSource): number {
  const size = bytes.kind === 'file' ? bytes.sizeBytes : info.sizeBytes;
  return bytes.kind === 'folder' || size < 0 ? Number.MAX_SAFE_INTEGER : size;
}

async function runHere(
  jobs: readonly Job[],
  options: PoolOptions,
): Promise<ReadonlyMap<LayerSource, Outcome>> {
  const readers = await loadReaders(options.readersModule.href);
  const settings = { readers, limits: options.limits, hashKey: options.hashKey };
  const outcomes = collectOutcomes(options);
  for (const job of jobs) {
    options.signal.throwIfAborted();
    outcomes.put(job, await runOneHere(job, options, settings));
  }
  return outcomes.byLayer;
}

interface Outcomes {
  readonly byLayer: ReadonlyMap<LayerSource, Outcome>;
  put(job: Job, outcome: Outcome): void;
}

/** Checked as results arrive, so that what is too much is never held: the error is the same whichever came first. */
function collectOutcomes({ limits }: PoolOptions): Outcomes {
  const byLayer = new Map<LayerSource, Outcome>();
  let factBytes = 0;
  return {
    byLayer,
    put({ layer }, outcome) {
      byLayer.set(layer, outcome);
      if (outcome.kind === 'contents') factBytes += outcome.contents.factBytes;
      checkFactBytes(factBytes, limits.imageFactBytes);
    },
  };
}

/** As in a thread, a bug costs one layer. */
async function runOneHere(
  { layer, task }: Job,
  options: PoolOptions,
  settings: ReadSettings,
): Promise<Outcome> {
  try {
    return await runTask(task, hostOf(layer, task, options), settings);
  } catch (error) {
    if (error instanceof PlimsollError || options.signal.aborted) throw error;
    return { kind: 'crashed', message: messageOf(error) };
  }
}

function hostOf(layer: LayerSource, task: LayerTask, options: PoolOptions): TaskHost {
  return {
    async *openStream() {
      yield* await openStream(layer.bytes);
    },
    onProgress: (storedBytes) => {
      options.signal.throwIfAborted();
      tell(layer, task, options, storedBytes);
    },
  };
}

function tell(layer: LayerSource, task: LayerTask, options: PoolOptions, storedBytes: number): void {
  if (task.requests !== null) return;
  options.onProgress({ layerIndex: layer.info.index, storedBytes, totalBytes: layer.info.sizeBytes });
}

async function openStream(bytes: LayerBytes): Promise<AsyncIterable<Uint8Array>> {
  if (bytes.kind !== 'stream') throw new Error(`a layer of kind ${bytes.kind} has no stream`);
  return bytes.open();
}

async function runInThreads(queue: Job[], options: PoolOptions): Promise<ReadonlyMap<LayerSource, Outcome>> {
  const outcomes = collectOutcomes(options);
  const threads = new Set<LayerThread>();
  const settings: WorkerSettings = {
    readersModule: options.readersModule.href,
    limits: options.limits,
    hashKey: options.hashKey,
  };
  const start = (): LayerThread => {
    const thread = startThread(settings);
    threads.add(thread);
    return thread;
  };
  const work = async (): Promise<void> => {
    let thread = start();
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      if (!thread.alive()) thread = start();
      outcomes.put(job, await thread.run(threadJob(job, options)));
    }
  };
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(options.signal.reason);
  options.signal.addEventListener('abort', abort);
  try {
    const count = Math.min(options.workers, queue.length);
    await Promise.race([Promise.all(Array.from({ length: count }, work)), aborted.promise]);
    return outcomes.byLayer;
  } finally {
    options.signal.removeEventListener('abort', abort);
    queue.length = 0;
    await Promise.all([...threads].map((thread) => thread.terminate()));
  }
}

function threadJob({ layer, task }: Job, options: PoolOptions): ThreadJob {
  return {
    task,
    openStream: () => openStream(layer.bytes),
    onProgress: (storedBytes) => tell(layer, task, options, storedBytes),
  };
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
