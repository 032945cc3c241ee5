/**
 * apk's database of installed packages (apk-tools 2 and 3, "installed db v2"): blocks of `X:value` lines, where
 * the letters' case matters: P name, V version, A architecture, o origin, L licence, m maintainer, F folder, R file,
 * Z its checksum: `Q1` and base64 of its SHA-1, s the tag of the repository it was asked for from. Modes of files are not
 * read, nor what a package provides: feeds name packages by origin, which all names of a build share.
 */
import { MIB } from '../../base/limits.ts';
import { joinLines, type LineJoiner, textLines } from '../../base/text-lines.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, type Shape, text } from '../../model/shape.ts';

export interface ApkRecord {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Source package; the name itself where none is recorded. */
  readonly origin: string;
  readonly licence: string;
  readonly maintainer: string;
  /** Tag of the repository that it was asked for from, without `@`; or empty. */
  readonly tag: string;
  /** Paths of its files, one a line; empty for none. */
  readonly files: string;
  /** The first 16 hexadecimal digits of each file's SHA-1, one after the other, blanks for one without; empty if none has one. */
  readonly digests: string;
}

/** apk 2 wrote below `lib`, apk 3 writes below `usr/lib`, some builders below `var/lib`. */
const PATHS: readonly string[] = [
  'lib/apk/db/installed',
  'usr/lib/apk/db/installed',
  'var/lib/apk/db/installed',
];

const record: Shape<ApkRecord> = object<ApkRecord>({
  name: text,
  version: text,
  architecture: text,
  origin: text,
  licence: text,
  maintainer: text,
  tag: text,
  files: text,
  digests: text,
});

export const installedReader: WholeReader<readonly ApkRecord[]> = {
  id: 'apk-installed',
  version: 6,
  shape: list(record),
  kind: 'whole',
  maxBytes: 32 * MIB,
  wellKnownPaths: PATHS,
  wants: (entry: FileEntry): boolean => PATHS.includes(entry.path),
  read(file: OpenFile): readonly ApkRecord[] {
    const { records, damaged, withoutFiles, complete } = parseInstalled(file.bytes);
    if (damaged > 0 && records.length === 0) {
      file.warn('package-database-corrupt', 'The file holds nothing that is a record of a package.');
    } else if (damaged > 0) {
      file.warn('package-record-damaged', `Records without a usable package name or version: ${damaged}.`);
    }
    if (withoutFiles > 0) {
      file.warn('package-record-damaged', `Records with lists of files that cannot be: ${withoutFiles}.`);
    }
    if (!complete) {
      file.warn('package-record-damaged', `Only the first ${MAX_RECORDS} records were read.`);
    }
    return records;
  },
};

interface Installed {
  readonly records: readonly ApkRecord[];
  /** Blocks that name no package. */
  readonly damaged: number;
  /** Records whose files were left out. */
  readonly withoutFiles: number;
  /** False where more blocks follow. */
  readonly complete: boolean;
}

/** Blocks of one file that are read: real images have some hundreds of records. */
const MAX_RECORDS = 100_000;
const MAX_LENGTH = 300;

function parseInstalled(bytes: Uint8Array): Installed {
  const records: ApkRecord[] = [];
  let [damaged, withoutFiles, blocks] = [0, 0, 0];
  for (const fields of parseBlocks(bytes)) {
    if (++blocks > MAX_RECORDS) break;
    const record = toRecord(fields);
    if (fields.files === null) withoutFiles++;
    if (record === null) damaged++;
    else if (!isVirtual(record)) records.push(record);
  }
  return { records, damaged, withoutFiles, complete: blocks <= MAX_RECORDS };
}

interface Fields {
  readonly values: ReadonlyMap<string, string>;
  /** Null where they were left out. */
  readonly files: string | null;
  readonly digests: string;
}

/** Blocks between empty lines. */
function* parseBlocks(bytes: Uint8Array): Generator<Fields, void, undefined> {
  const sum = { read: 0, paths: 0 };
  let block: Block | null = null;
  for (const line of textLines(bytes)) {
    sum.read += line.length + 1;
    if (line === '' || line === '\r') {
      if (block !== null) yield block.end();
      block = null;
    } else if (block !== null || line.trim() !== '') {
      block ??= startBlock(sum);
      block.add(line);
    }
  }
  if (block !== null) yield block.end();
}

interface Block {
  add(line: string): void;
  end(): Fields;
}

/** Characters read of a file, and those of the paths and digests that came of it. */
interface Sum {
  read: number;
  paths: number;
}

/**
 * Characters of paths and digests for each one read. Each file has a checksum line too, so that real databases stay far
 * below. One long folder name over very many short ones would cost memory.
 */
const MOST_PATHS = 4;
const PATHS_FLOOR = 64 * 1024;

function startBlock(sum: Sum): Block {
  const values = new Map<string, string>();
  const files = collectFiles(sum);
  let folder = '';
  return {
    add(line) {
      if (line[1] !== ':') return;
      const value = line.slice(2).trimEnd();
      if (line[0] === 'F') folder = value;
      else if (line[0] === 'R') files.add(folder === '' ? value : `${folder}/${value}`);
      else if (line[0] === 'Z') files.addDigest(value);
      else if (KEPT.has(line[0]!)) values.set(line[0]!, value);
    },
    end: () => ({ values, ...files.end() }),
  };
}

interface Files {
  add(path: string): void;
  /** Of the last file. */
  addDigest(checksum: string): void;
  end(): Pick<Fields, 'files' | 'digests'>;
}

const DIGITS = 16;
const NO_DIGEST: string = ' '.repeat(DIGITS);

function collectFiles(sum: Sum): Files {
  let paths: LineJoiner | null = joinLines();
  let digests: string[] = [];
  let taken = 0;
  return {
    add(path) {
      if (paths === null) return;
      paths.add(path);
      digests.push(NO_DIGEST);
      taken += path.length + 1 + DIGITS;
      sum.paths += path.length + 1 + DIGITS;
      if (sum.paths <= MOST_PATHS * sum.read + PATHS_FLOOR) return;
      sum.paths -= taken;
      paths = null;
      digests = [];
    },
    addDigest(checksum) {
      if (digests.length > 0) digests[digests.length - 1] = toDigest(checksum);
    },
    end() {
      const files = paths?.end() ?? null;
      const hasNone = files === '' || digests.every((digest) => digest === NO_DIGEST);
      return { files, digests: hasNone ? '' : digests.join('') };
    },
  };
}

/** Twelve characters of base64 are nine bytes, and eight are kept. */
function toDigest(checksum: string): string {
  if (!/^Q1[A-Za-z0-9+/]{27}=$/.test(checksum)) return NO_DIGEST;
  return Buffer.from(checksum.slice(2, 14), 'base64').toString('hex', 0, DIGITS / 2);
}

const KEPT: ReadonlySet<string> = new Set('PVAoLms');

function toRecord({ values, files, digests }: Fields): ApkRecord | null {
  const get = (key: string): string => values.get(key) ?? '';
  if (get('P') === '' || get('V') === '') return null;
  if (['P', 'V', 'A', 'o'].some((key) => get(key).length > MAX_LENGTH)) return null;
  return {
    name: get('P'),
    version: get('V'),
    architecture: get('A'),
    origin: get('o') === '' ? get('P') : get('o'),
    licence: get('L').slice(0, MAX_LENGTH),
    maintainer: get('m').slice(0, MAX_LENGTH),
    tag: get('s').slice(0, MAX_LENGTH).replace(/^@/, ''),
    files: files ?? '',
    digests,
  };
}

/** `apk add --virtual .build-deps` makes a name for a group, with nothing in it. */
function isVirtual(record: ApkRecord): boolean {
  return record.name.startsWith('.') && record.files === '';
}
