/** Other threads that take files of heavy readers off this one. */
import type { ContentSink } from '../base/tar/tar-visitor.ts';
import type { FileEntry } from '../model/file.ts';
import type { LateFound } from './read-late.ts';

export interface Aside {
  /**
   * Where the content goes for the readers of these ids; null = nobody has time for it. A file that has not ended when
   * the next one is offered is cut off. `done` is called once, later, in whatever order.
   */
  take(entry: FileEntry, readerIds: readonly string[], done: (found: LateFound) => void): ContentSink | null;
  /** Resolves once all that was taken is done. */
  finish(): Promise<void>;
}
