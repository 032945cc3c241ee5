/** What a walker over a tar tells: entries, where their content goes, and what is wrong with the archive. */
import type { FileEntry } from '../../model/file.ts';
import type { ProblemEffect } from '../../model/problem.ts';

/** Takes the content of one file. Chunks are valid only during the call; `end` comes only if nothing is missing. */
export interface ContentSink {
  push(chunk: Uint8Array): void;
  end(): void;
}

export interface TarFault {
  readonly code: string;
  readonly effect: ProblemEffect;
  readonly message: string;
  readonly path: string;
}

export interface TarVisitor {
  /** An entry with its cleaned path, in the archive's order; answers where its content goes, null to pass over it. */
  entry(entry: FileEntry): ContentSink | null;
  fault(fault: TarFault): void;
}
