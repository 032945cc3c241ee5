/** What the main thread and a layer worker say to each other. One task at a time; a stream's bytes are pulled. */
import type { Limits } from '../base/limits.ts';
import type { LayerTask, TaskResult } from './layer-task.ts';
import type { HashKey } from './path-hash.ts';

/** Given to a worker at its start. */
export interface WorkerSettings {
  /** URL of a module that exports `readers`. */
  readonly readersModule: string;
  readonly limits: Limits;
  readonly hashKey: HashKey;
}

export type ToWorker =
  | { readonly kind: 'task'; readonly task: LayerTask }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  /** The stream has no more chunks. */
  | { readonly kind: 'end' };

export type FromWorker =
  /** The readers are loaded. */
  | { readonly kind: 'ready' }
  /** Open the task's stream from the start. */
  | { readonly kind: 'open' }
  /** One more chunk may be sent: the answer to `open` may begin with `STREAM_WINDOW` of them. */
  | { readonly kind: 'more' }
  | { readonly kind: 'close' }
  | { readonly kind: 'progress'; readonly storedBytes: number }
  | { readonly kind: 'done'; readonly result: TaskResult }
  /** The input cannot be used: the parts of an InputError. */
  | {
      readonly kind: 'unusable';
      readonly code: string;
      readonly what: string;
      readonly where: string;
      readonly wayOut: string;
    }
  /** A bug in a reader or in the engine. */
  | { readonly kind: 'crashed'; readonly message: string };

/** Chunks of a stream that are under way at most. */
export const STREAM_WINDOW = 4;
