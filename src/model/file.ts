/** Entries of a layer and of the merged tree. */

export type FileType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'character' | 'block' | 'fifo';

/** One entry of a layer's tar. Paths are cleaned: no leading `/` or `./`, no `.`, `..` or empty segment. */
export interface FileEntry {
  readonly path: string;
  readonly type: FileType;
  /** Size of the content in bytes; of a sparse file the expanded size. */
  readonly sizeBytes: number;
  /** Permission bits with setuid, setgid and sticky (0o7777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** As the tar holds it: for a symlink the raw target, for a hard link the cleaned path; else empty. */
  readonly linkTarget: string;
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a path; empty for an entry of the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
