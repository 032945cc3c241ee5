/**
 * Which files a package owns: `info/NAME[:ARCH].list` (one absolute path a line) and `NAME[:ARCH].md5sums`
 * (digest, two blanks, relative path), the latter also in `status.d` of distroless images. Diversions are not applied.
 */
import { MIB } from '../../base/limits.ts';
import { joinLines, textLines } from '../../base/text-lines.ts';
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
    const paths = kind === 'list' ? parseList(file.bytes) : parseMd5sums(file.bytes);
    return paths === '' ? null : { owner: name.slice(0, -kind.length - 1), kind, paths };
  },
};

/** Without folders: a folder's line stands right before the first line of what is in it. */
function parseList(bytes: Uint8Array): string {
  const paths = joinLines();
  let last = '';
  for (const line of textLines(bytes)) {
    const path = cleanPath(line);
    if (last !== '' && !isBelow(path, last)) paths.add(last);
    last = path;
  }
  if (last !== '') paths.add(last);
  return paths.end();
}

function isBelow(path: string, folder: string): boolean {
  return path[folder.length] === '/' && path.startsWith(folder);
}

function parseMd5sums(bytes: Uint8Array): string {
  const paths = joinLines();
  for (const line of textLines(bytes)) {
    const path = cleanPath(/^[0-9a-f]{32} {2}(.+)$/.exec(line)?.[1] ?? '');
    if (path !== '') paths.add(path);
  }
  return paths.end();
}

/** `/.` and `./usr/bin/x` come out as empty and `usr/bin/x`. */
function cleanPath(line: string): string {
  const path = line.trimEnd().replace(/^(?:\.?\/)+/, '');
  return path === '.' ? '' : path;
}
