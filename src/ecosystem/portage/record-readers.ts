/**
 * Portage's database of installed packages (portage(5), `/var/db/pkg`): for each a folder `CATEGORY/NAME-VERSION` with one
 * small file a field, and `CONTENTS`, a line for each thing that it owns: `obj PATH MD5 TIME`, `sym PATH -> TARGET TIME`,
 * `dir PATH`. The folder's name is the package's (Package Manager Specification, 3.1 and 3.2). Other fields, the ebuild and
 * its environment are not read.
 */
import { MIB } from '../../base/limits.ts';
import { joinLines, textLines } from '../../base/text-lines.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { object, text } from '../../model/shape.ts';

export interface PortageContents {
  /** Files and links, cleaned paths, one a line. */
  readonly paths: string;
  /** The first 16 digits of each one's MD5, blanks for links. */
  readonly digests: string;
}

/** `app-shells/bash-5.2_p26-r1`. */
export interface PortageFolder {
  readonly category: string;
  readonly name: string;
  readonly version: string;
}

export const contentsReader: WholeReader<PortageContents> = {
  id: 'portage-contents',
  version: 1,
  shape: object<PortageContents>({ paths: text, digests: text }),
  kind: 'whole',
  maxBytes: 64 * MIB,
  wellKnownPaths: [],
  wants: (entry: FileEntry): boolean => isIn(entry, CONTENTS),
  read: readContents,
};

/** The fact is the field's value on one line: of `LICENSE`, `SLOT`, `repository`, `CHOST`. */
export const fieldReader: WholeReader<string> = {
  id: 'portage-field',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: MIB,
  wellKnownPaths: [],
  wants: (entry: FileEntry): boolean => isIn(entry, FIELD),
  read: ({ bytes }: OpenFile): string =>
    Buffer.from(bytes).toString('utf8', 0, MAX_LENGTH).replace(/\s+/g, ' ').trim(),
};

/** Null for a folder that is none of a package: portage keeps one with a hyphen in front while it installs. */
export function parseFolder(folder: string): PortageFolder | null {
  const match = /(?:^|\/)var\/db\/pkg\/([\w][\w+.-]*)\/([\w][\w+-]*?)-(\d[^/]*)$/.exec(folder);
  if (match === null || folder.length > MOST_FOLDER) return null;
  // The name ends where the first version begins that goes on to the end.
  const rest = `${match[2]}-${match[3]}`;
  for (let at = rest.indexOf('-'); at > 0; at = rest.indexOf('-', at + 1)) {
    if (VERSION.test(rest.slice(at + 1)))
      return { category: match[1]!, name: rest.slice(0, at), version: rest.slice(at + 1) };
  }
  return null;
}

const VERSION = /^\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*(?:-r\d+)?$/;
const CONTENTS = /(?:^|\/)var\/db\/pkg\/[^/]+\/[^/]+\/CONTENTS$/;
const FIELD = /(?:^|\/)var\/db\/pkg\/[^/]+\/[^/]+\/(?:LICENSE|SLOT|repository|CHOST)$/;
const MOST_PATH = 4096;
/** A name is at most 255 bytes long; each hyphen in it is tried. */
const MOST_FOLDER = 1024;
const MAX_LENGTH = 1000;

function isIn({ path }: FileEntry, pattern: RegExp): boolean {
  return path.length <= MOST_PATH && pattern.test(path);
}

/** A package may own nothing. */
function readContents(file: OpenFile): PortageContents {
  const paths = joinLines();
  const digests = joinLines();
  let damaged = 0;
  for (const line of textLines(file.bytes)) {
    const found = line === '' || /^(?:dir|dev|fif) /.test(line) ? NOTHING : parseLine(line);
    if (found === null) damaged++;
    else if (found !== NOTHING) {
      paths.add(found.path);
      digests.add(found.digest);
    }
  }
  if (damaged > 0) {
    const message = `${damaged} lines are no entries of a list of contents.`;
    file.warn('package-record-damaged', message);
  }
  return { paths: paths.end(), digests: digests.end().replaceAll('\n', '') };
}

interface Line {
  readonly path: string;
  readonly digest: string;
}

const NOTHING: Line = { path: '', digest: '' };
const NO_DIGEST = ' '.repeat(16);

/** Paths may have blanks: what follows them is looked for from the end. */
function parseLine(line: string): Line | null {
  const kind = line.slice(0, 4);
  const end = line.lastIndexOf(' ');
  if (kind === 'sym ') {
    const arrow = line.indexOf(' -> ');
    return arrow < 0 ? null : toLine(line.slice(4, arrow), NO_DIGEST);
  }
  const digest = line.slice(Math.max(0, end - 32), Math.max(0, end));
  if (kind !== 'obj ' || end < 38 || line[end - 33] !== ' ' || !/^[0-9a-f]{32}$/.test(digest)) return null;
  return toLine(line.slice(4, end - 33), digest.slice(0, 16));
}

function toLine(path: string, digest: string): Line | null {
  const clean = path.replace(/^\/+/, '');
  return clean === '' ? null : { path: clean, digest };
}
