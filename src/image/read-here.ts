/** Reads layers in this thread, one after the other, without a sandbox. */
import { messageOf, PlimsollError } from '../base/errors.ts';
import type { Limits } from '../base/limits.ts';
import type { AnyReader } from '../model/reader.ts';
import type { LayerHost, LayerJob, LayerProgress, Outcome } from './layer-host.ts';
import { runTask, type TaskBytes } from './layer-task.ts';
import { collectOutcomes } from './outcomes.ts';
import type { HashKey } from './path-hash.ts';
import { type LayerBytes, storedSizeOf } from './source.ts';
import { readFileRange } from './stored-bytes.ts';

export interface HereOptions {
  readonly readers: readonly AnyReader[];
  readonly limits: Limits;
  /** For the paths of all layers that are merged together. */
  readonly hashKey: HashKey;
  readonly signal: AbortSignal;
  onProgress(progress: LayerProgress): void;
}

export function readHere(options: HereOptions): LayerHost {
  return {
    async run(jobs) {
      const outcomes = collectOutcomes(options.limits);
      for (const job of jobs) {
        options.signal.throwIfAborted();
        outcomes.put(job.layer, await runOne(job, options));
      }
      return outcomes.byLayer;
    },
    close: async () => {},
  };
}

/** A bug costs one layer. */
async function runOne({ layer, requests }: LayerJob, options: HereOptions): Promise<Outcome> {
  const { info, digest, diffId } = layer;
  const onProgress = (storedBytes: number): void => {
    options.signal.throwIfAborted();
    const totalBytes = info.sizeBytes;
    if (requests === null) options.onProgress({ layerIndex: info.index, storedBytes, totalBytes });
  };
  try {
    const bytes = toTaskBytes(layer.bytes);
    return await runTask(
      { info, digest, diffId, bytes, storedSize: storedSizeOf(layer), requests },
      { onProgress },
      options,
    );
  } catch (error) {
    if (error instanceof PlimsollError || options.signal.aborted) throw error;
    return { kind: 'crashed', message: messageOf(error) };
  }
}

function toTaskBytes(bytes: LayerBytes): TaskBytes {
  if (bytes.kind === 'folder') return bytes;
  if (bytes.kind === 'unreadable') throw new Error('a layer that cannot be read');
  if (bytes.kind === 'file') return { kind: 'chunks', open: () => readFileRange(bytes) };
  return {
    kind: 'chunks',
    async *open() {
      yield* await bytes.open();
    },
  };
}
