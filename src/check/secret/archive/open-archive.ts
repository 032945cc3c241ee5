/** Files inside files, as streams of their own. */
import type { ReaderLimits } from '../../../model/reader.ts';

export interface ArchiveSink {
  push(chunk: Uint8Array): void;
  end(): void;
}

export interface ArchiveVisitor {
  /** A file that is no archive itself; `path` is that of the archive, `!/`, and its own. Null = it is passed over. */
  member(path: string): ArchiveSink | null;
  warn(code: string, message: string): void;
}

/** Null for what is no archive by its first bytes. */
export function openArchive(
  _path: string,
  _head: Uint8Array,
  _limits: ReaderLimits,
  _visitor: ArchiveVisitor,
): ArchiveSink | null {
  return null;
}
