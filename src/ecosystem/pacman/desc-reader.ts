/**
 * pacman's database of installed packages (libalpm, `lib/libalpm/be_local.c`, version 9): for each package a folder
 * `NAME-VERSION` with `desc` (`%KEY%`, lines with values, an empty line) and `files`, the list of what it owns. Backups'
 * checksums, dependencies and the `mtree` are not read.
 */
import { MIB } from '../../base/limits.ts';
import { joinLines, textLines } from '../../base/text-lines.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, text } from '../../model/shape.ts';

export interface PacmanRecord {
  readonly name: string;
  readonly version: string;
  /** What it was built from; the name itself where none is recorded. */
  readonly base: string;
  readonly architecture: string;
  readonly licences: readonly string[];
  readonly packager: string;
}

const FOLDER = /^(?:var\/lib|usr\/lib)\/pacman\/local\/[^/]+\/(desc|files)$/;

export const descReader: WholeReader<PacmanRecord> = {
  id: 'pacman-desc',
  version: 1,
  shape: object<PacmanRecord>({
    name: text,
    version: text,
    base: text,
    architecture: text,
    licences: list(text),
    packager: text,
  }),
  kind: 'whole',
  maxBytes: MIB,
  wellKnownPaths: [],
  wants: (entry: FileEntry): boolean => FOLDER.exec(entry.path)?.[1] === 'desc',
  read(file: OpenFile): PacmanRecord | null {
    const record = toRecord(parseSections(file.bytes));
    if (record === null) {
      file.warn('package-record-damaged', 'The record has no usable name or version of a package.');
    }
    return record;
  },
};

/** The fact is the paths, one a line, without folders. */
export const ownedReader: WholeReader<string> = {
  id: 'pacman-files',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: 32 * MIB,
  wellKnownPaths: [],
  wants: (entry: FileEntry): boolean => FOLDER.exec(entry.path)?.[1] === 'files',
  read(file: OpenFile): string | null {
    const paths = joinLines();
    let isFiles = false;
    for (const line of textLines(file.bytes)) {
      if (line.startsWith('%')) isFiles = line.trimEnd() === '%FILES%';
      else if (isFiles && line !== '' && !line.endsWith('/')) paths.add(line);
    }
    return paths.end() || null;
  },
};

const KEPT: ReadonlySet<string> = new Set(['NAME', 'VERSION', 'BASE', 'ARCH', 'LICENSE', 'PACKAGER']);
const MOST_VALUES = 100;
const MAX_LENGTH = 300;

function parseSections(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let values: string[] | null = null;
  for (const raw of textLines(bytes)) {
    const line = raw.trimEnd();
    const key = /^%([A-Z0-9]+)%$/.exec(line)?.[1];
    if (key !== undefined) {
      values = KEPT.has(key) && !sections.has(key) ? [] : null;
      if (values !== null) sections.set(key, values);
    } else if (line !== '' && values !== null && values.length < MOST_VALUES) {
      values.push(line.slice(0, MAX_LENGTH + 1));
    }
  }
  return sections;
}

function toRecord(sections: ReadonlyMap<string, readonly string[]>): PacmanRecord | null {
  const get = (key: string): string => sections.get(key)?.[0] ?? '';
  const [name, version] = [get('NAME'), get('VERSION')];
  if (name === '' || version === '') return null;
  if (['NAME', 'VERSION', 'BASE', 'ARCH'].some((key) => get(key).length > MAX_LENGTH)) return null;
  return {
    name,
    version,
    base: get('BASE') || name,
    architecture: get('ARCH'),
    licences: (sections.get('LICENSE') ?? []).map((licence) => licence.slice(0, MAX_LENGTH)),
    packager: get('PACKAGER').slice(0, MAX_LENGTH),
  };
}
