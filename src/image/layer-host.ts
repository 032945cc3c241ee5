/** What reads layers: the process that scans itself, or a sandboxed one. */
import type { AgainRequest } from './collect-layer.ts';
import type { TaskResult } from './layer-task.ts';
import type { LayerSource } from './source.ts';

/** A layer that is read for the first time, or (`requests`) once more for some files. */
export interface LayerJob {
  readonly layer: LayerSource;
  readonly requests: readonly AgainRequest[] | null;
}

/** What came of a job; `crashed` = nothing of the layer is known. */
export type Outcome = TaskResult | { readonly kind: 'crashed'; readonly message: string };

export interface LayerHost {
  /**
   * Reads the layers, in whatever order. Throws InputError (`digest-mismatch`, unreadable files, more facts than are
   * kept), what a stream throws, and the signal's reason.
   */
  run(jobs: readonly LayerJob[]): Promise<ReadonlyMap<LayerSource, Outcome>>;
  close(): Promise<void>;
}

export interface LayerProgress {
  readonly layerIndex: number;
  readonly storedBytes: number;
  /** Stored size of the layer; -1 where the source does not say. */
  readonly totalBytes: number;
}
