/** What all levels of one file's archives share: limits, what is left of them, and whom to tell. */
import type { ReaderLimits } from '../../../model/reader.ts';

export interface ArchiveSink {
  push(chunk: Uint8Array): void;
  end(): void;
}

export interface ArchiveVisitor {
  /** A file that is no archive itself; `path` is that of the archive, `!/`, and its own. */
  member(path: string): ArchiveSink;
  /** Something was left out. */
  warn(code: string, message: string): void;
}

/** State of one file. */
export interface Walk {
  readonly limits: ReaderLimits;
  readonly visitor: ArchiveVisitor;
  /** Opens whatever lies in an archive: another one, or a file, which may go by another name. First bytes tell. */
  open(path: string, depth: number, fileName?: string): ArchiveSink;
  /** Counts plain bytes of all levels, or none; false, and told once, when there are more than may be. */
  count(bytes: number): boolean;
}

/** Calls that fail end their archive, and are told; whatever else is in the file is still looked at. */
export function guarded(walk: Walk, path: string, sink: ArchiveSink): ArchiveSink {
  let isBroken = false;
  const attempt = (work: () => void): void => {
    if (isBroken) return;
    try {
      work();
    } catch (error) {
      isBroken = true;
      const message = error instanceof Error ? error.message : String(error);
      walk.visitor.warn('damaged-archive', `${path} cannot be read to its end: ${message.slice(0, 200)}`);
    }
  };
  return {
    push: (chunk) => attempt(() => sink.push(chunk)),
    end: () => attempt(() => sink.end()),
  };
}
