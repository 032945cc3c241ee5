/**
 * apk's database of installed packages (apk-tools 2 and 3, "installed db v2"): blocks of `X:value` lines, where
 * the letters' case matters: P name, V version, A architecture, o origin, L licence, m maintainer, F folder, R file.
 * Modes and checksums of files are not read.
 */
import { MIB } from '../../base/limits.ts';
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
  /** Paths of its files, one a line; empty for none. */
  readonly files: string;
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
  files: text,
});

export const installedReader: WholeReader<readonly ApkRecord[]> = {
  id: 'apk-installed',
  version: 3,
  shape: list(record),
  kind: 'whole',
  maxBytes: 32 * MIB,
  wellKnownPaths: PATHS,
  wants: (entry: FileEntry): boolean => PATHS.includes(entry.path),
  read(file: OpenFile): readonly ApkRecord[] {
    const { records, damaged, withoutFiles, complete } = parseInstalled(new TextDecoder().decode(file.bytes));
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

function parseInstalled(text: string): Installed {
  const records: ApkRecord[] = [];
  let damaged = 0;
  let withoutFiles = 0;
  const blocks = text.split(/\r?\n\r?\n/, MAX_RECORDS + 1);
  for (const block of blocks.slice(0, MAX_RECORDS)) {
    if (block.trim() === '') continue;
    const fields = parseFields(block);
    const record = toRecord(fields);
    if (fields.files === null) withoutFiles++;
    if (record === null) damaged++;
    else if (!isVirtual(record)) records.push(record);
  }
  return { records, damaged, withoutFiles, complete: blocks.length <= MAX_RECORDS };
}

interface Fields {
  readonly values: ReadonlyMap<string, string>;
  /** Null where they were left out. */
  readonly files: readonly string[] | null;
}

function parseFields(block: string): Fields {
  const values = new Map<string, string>();
  const files: string[] = [];
  let folder = '';
  // Each file has a checksum line too. One long folder name over very many short ones would cost memory.
  let left = 8 * block.length;
  for (const line of block.split('\n')) {
    if (line[1] !== ':') continue;
    const value = line.slice(2).trimEnd();
    if (line[0] === 'F') folder = value;
    else if (line[0] !== 'R') values.set(line[0]!, value);
    else {
      left -= folder.length + value.length;
      if (left >= 0) files.push(folder === '' ? value : `${folder}/${value}`);
    }
  }
  return { values, files: left < 0 ? null : files };
}

function toRecord({ values, files }: Fields): ApkRecord | null {
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
    files: (files ?? []).join('\n'),
  };
}

/** `apk add --virtual .build-deps` makes a name for a group, with nothing in it. */
function isVirtual(record: ApkRecord): boolean {
  return record.name.startsWith('.') && record.files === '';
}
