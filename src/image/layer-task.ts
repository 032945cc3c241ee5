/** One unit of work on a layer, the same in whatever thread and process. */
import type { Digest } from '../model/digest.ts';
import type { LayerInfo } from '../model/image.ts';
import type { AgainRequest } from './collect-layer.ts';
import type { LayerContents } from './layer-contents.ts';
import { type AgainAnswers, readAgain } from './read-again.ts';
import { type ReadSettings, readFolder, readFolderAgain } from './read-folder.ts';
import { readLayer } from './read-layer.ts';

export type TaskBytes =
  /** See LayerInput. */
  | { readonly kind: 'chunks'; open(): AsyncIterable<Uint8Array> }
  | { readonly kind: 'folder'; readonly path: string; readonly passesOver: readonly string[] };

export interface LayerTask {
  readonly info: LayerInfo;
  readonly digest: Digest | null;
  readonly diffId: Digest | null;
  readonly bytes: TaskBytes;
  /** Stored bytes: LayerInput. */
  readonly storedSize: number;
  /** Null = the layer is read for the first time; else only for these. */
  readonly requests: readonly AgainRequest[] | null;
}

export type TaskResult =
  | { readonly kind: 'contents'; readonly contents: LayerContents }
  | { readonly kind: 'answers'; readonly answers: AgainAnswers };

export interface TaskHost {
  onProgress(storedBytes: number, plainBytes: number): void;
}

/** Throws InputError for input that cannot be used, and whatever a bug throws. */
export async function runTask(
  task: LayerTask,
  { onProgress }: TaskHost,
  settings: ReadSettings,
): Promise<TaskResult> {
  const { info, digest, diffId, bytes, requests } = task;
  if (bytes.kind === 'folder') {
    const { path, passesOver } = bytes;
    const input = { info, path, passesOver, onProgress: (read: number) => onProgress(read, read) };
    if (requests !== null) return { kind: 'answers', answers: readFolderAgain(input, requests, settings) };
    return { kind: 'contents', contents: await readFolder(input, settings) };
  }
  const { readers, limits, hashKey } = settings;
  const openStored = (): AsyncIterable<Uint8Array> => bytes.open();
  const input = { info, digest, diffId, openStored, storedSize: task.storedSize, onProgress };
  if (requests !== null) {
    return { kind: 'answers', answers: await readAgain(input, requests, readers, limits) };
  }
  return { kind: 'contents', contents: await readLayer(input, readers, limits, hashKey) };
}
