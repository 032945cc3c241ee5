/** Which files an opkg package owns: `info/NAME.list`, an absolute path a line, since opkg 0.3.2 with mode and link target behind tabs. */
import { MIB } from '../../base/limits.ts';
import { joinLines, textLines } from '../../base/text-lines.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { text } from '../../model/shape.ts';
import { opkgFile } from './status-reader.ts';

/** The fact is the paths, one a line, without folders. */
export const listReader: WholeReader<string> = {
  id: 'opkg-list',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: 16 * MIB,
  wellKnownPaths: [],
  wants: (entry: FileEntry): boolean => opkgFile(entry.path)?.kind === 'list',
  read(file: OpenFile): string | null {
    const paths = joinLines();
    for (const line of textLines(file.bytes)) {
      const [path = '', mode = ''] = line.split('\t', 2);
      const clean = path.trimEnd().replace(/^\.?\/+/, '');
      const isFolder = clean.endsWith('/') || /^0*4\d{4}$/.test(mode);
      if (clean !== '' && !isFolder) paths.add(clean);
    }
    return paths.end() || null;
  },
};
