/**
 * Which files a package owns: `info/NAME[:ARCH].list` (one absolute path a line) and `NAME[:ARCH].md5sums`
 * (digest, two blanks, relative path), the latter also in `status.d` of distroless images. Diversions are not applied.
 */
import { MIB } from '../../base/limits.ts';
import { baseName, type FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { object, text, word } from '../../model/shape.ts';

export interface DpkgFiles {
  /** File name without its ending: `libc6:amd64`. */
  readonly owner: string;
  /** `list` names all files; `md5sums` leaves out what the package manager may change. */
  readonly kind: 'list' | 'md5sums';
  /** Cleaned paths, one a line: one text takes less memory and time to hand over than an array. */
  readonly paths: string;
}

const FOLDER = /^var\/lib\/dpkg\/(?:info|status\.d)\/[^/]+\.(?:list|md5sums)$/;

export const filesReader: WholeReader<DpkgFiles> = {
  id: 'dpkg-files',
  version: 2,
  shape: object<DpkgFiles>({ owner: text, kind: word('list', 'md5sums'), paths: text }),
  kind: 'whole',
  maxBytes: 16 * MIB,
  wellKnownPaths: [],
  wants: (entry: FileEntry): boolean => FOLDER.test(entry.path),
  read: (file: OpenFile): DpkgFiles | null => {
    const name = baseName(file.entry.path);
    const kind = name.endsWith('.list') ? 'list' : 'md5sums';
    const text = new TextDecoder().decode(file.bytes);
    const paths = kind === 'list' ? parseList(text) : parseMd5sums(text);
    return paths.length === 0
      ? null
      : { owner: name.slice(0, -kind.length - 1), kind, paths: paths.join('\n') };
  },
};

/** Without folders: a folder's line stands right before the first line of what is in it. */
function parseList(text: string): string[] {
  const lines = text.split('\n').map(cleanPath);
  return lines.filter((line, at) => line !== '' && !lines[at + 1]?.startsWith(`${line}/`));
}

function parseMd5sums(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const path = cleanPath(/^[0-9a-f]{32} {2}(.+)$/.exec(line)?.[1] ?? '');
    return path === '' ? [] : [path];
  });
}

/** `/.` and `./usr/bin/x` come out as empty and `usr/bin/x`. */
function cleanPath(line: string): string {
  const path = line.trimEnd().replace(/^(?:\.?\/)+/, '');
  return path === '.' ? '' : path;
}
