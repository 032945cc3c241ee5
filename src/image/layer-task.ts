/** One unit of work on a layer, the same in a worker thread and in the main one. */
import type { Digest } from '../model/digest.ts';
import type { LayerInfo } from '../model/image.ts';
import type { AgainRequest } from './collect-layer.ts';
import type { LayerContents } from './layer-contents.ts';
import { type AgainAnswers, readAgain } from './read-again.ts';
import { type ReadSettings, readFolder, readFolderAgain } from './read-folder.ts';
import { readLayer } from './read-layer.ts';
import type { LayerBytes } from './source.ts';
import { readFileRange } from './stored-bytes.ts';

/** Where the bytes are, as it can be sent to a thread; a stream stays with the main one. */
export type TaskBytes = Extract<LayerBytes, { kind: 'file' | 'folder' }> | { readonly kind: 'stream' };

export interface LayerTask {
  readonly info: LayerInfo;
  readonly digest: Digest | null;
  readonly diffId: Digest | null;
  readonly bytes: TaskBytes;
  /** Null = the layer is read for the first time; else only for these. */
  readonly requests: readonly AgainRequest[] | null;
}

export type TaskResult =
  | { readonly kind: 'contents'; readonly contents: LayerContents }
  | { readonly kind: 'answers'; readonly answers: AgainAnswers };

export interface TaskHost {
  /** The bytes of a stream, from the start. */
  openStream(): AsyncIterable<Uint8Array>;
  onProgress(storedBytes: number): void;
}

/** Throws InputError for input that cannot be used, and whatever a bug throws. */
export async function runTask(task: LayerTask, host: TaskHost, settings: ReadSettings): Promise<TaskResult> {
  const { info, bytes, requests } = task;
  const onProgress = (storedBytes: number): void => host.onProgress(storedBytes);
  if (bytes.kind === 'folder') {
    const input = { info, path: bytes.path, onProgress };
    if (requests !== null) return { kind: 'answers', answers: readFolderAgain(input, requests, settings) };
    return { kind: 'contents', contents: await readFolder(input, settings) };
  }
  const { readers, limits, hashKey } = settings;
  const input = {
    info,
    digest: task.digest,
    diffId: task.diffId,
    open: () => (bytes.kind === 'file' ? readFileRange(bytes) : host.openStream()),
    onProgress,
  };
  if (requests !== null)
    return { kind: 'answers', answers: await readAgain(input, requests, readers, limits) };
  return { kind: 'contents', contents: await readLayer(input, readers, limits, hashKey) };
}
