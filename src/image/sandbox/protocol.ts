/**
 * What the parent and the sandboxed process say to each other, in frames (frames.ts). The parent sends settings once,
 * then rounds of tasks; it closes the pipe to end the process. Everything that comes back is untrusted.
 */
import type { Limits } from '../../base/limits.ts';
import type { Digest } from '../../model/digest.ts';
import type { LayerInfo } from '../../model/image.ts';
import type { AgainRequest } from '../collect-layer.ts';
import type { HashKey } from '../path-hash.ts';

/** File descriptors of the sandboxed process. */
export const FROM_PARENT = 0;
export const TO_PARENT = 1;
/** Channels and files of layers begin here. */
export const FIRST_EXTRA = 3;

export interface SandboxSettings {
  /** URL of a module of readers (load-readers.ts). */
  readonly readersModule: string;
  /** What it makes them from: plain data. They can hold a key, so they are no part of a command line. */
  readonly readerSettings: unknown;
  readonly limits: Limits;
  readonly hashKey: HashKey;
  readonly arrangement: Arrangement;
  /** Whether folders have to be read by their paths. */
  readonly keepRead: boolean;
}

export type Arrangement =
  /** The main thread reads layers, and so do `helpers` threads. */
  | { readonly kind: 'fast'; readonly helpers: number }
  /** One thread reads layers, the main thread watches it and tells which file did it if it hangs or dies. */
  | { readonly kind: 'careful' };

export type SandboxBytes =
  | { readonly kind: 'fd'; readonly fd: number; readonly offsetBytes: number; readonly sizeBytes: number }
  /** Asked for with `open`, and sent through the channel of the thread that asks. */
  | { readonly kind: 'channel' }
  | { readonly kind: 'folder'; readonly path: string; readonly passesOver: readonly string[] };

/** A file that a reader cannot get through, and how that showed. */
export interface Culprit {
  readonly path: string;
  readonly readerId: string;
}

export interface SandboxTask {
  /** Of this round. */
  readonly id: number;
  readonly info: LayerInfo;
  readonly digest: Digest | null;
  readonly diffId: Digest | null;
  readonly bytes: SandboxBytes;
  readonly storedSize: number;
  /** Null = the layer is read for the first time; else only for these. */
  readonly requests: readonly AgainRequest[] | null;
  readonly skip: readonly Culprit[];
}

export interface Round {
  /** Largest first: threads take them in this order. */
  readonly tasks: readonly SandboxTask[];
}

/** Why a thread was given up. */
export type DeathCause = 'time' | 'memory' | 'crash';

/** Besides results, which are frames of their own. */
export type FromSandbox =
  /** The code is loaded. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly task: number; readonly channel: number }
  | { readonly kind: 'close'; readonly channel: number }
  | { readonly kind: 'progress'; readonly task: number; readonly storedBytes: number }
  /** The input cannot be used: the parts of an InputError. */
  | {
      readonly kind: 'unusable';
      readonly code: string;
      readonly what: string;
      readonly where: string;
      readonly wayOut: string;
    }
  /** A bug in a reader or in the engine: only this task is lost. */
  | { readonly kind: 'failed'; readonly task: number; readonly message: string }
  /** A thread is lost, and with it the process. */
  | { readonly kind: 'died'; readonly cause: DeathCause; readonly culprit: Culprit | null };
