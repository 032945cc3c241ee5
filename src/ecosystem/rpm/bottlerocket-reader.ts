/**
 * Bottlerocket's list of its own software, `application-inventory.json` (bottlerocket.dev, "Software inventory"): the
 * packages that the image was built from. It has no rpm database. Below `sys-root` it lies in containers that bring
 * the system's files with them.
 */
import { parseJsonText } from '../../base/json.ts';
import { isObject, type JsonObject, listField, textField } from '../../base/json-fields.ts';
import { MIB } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list } from '../../model/shape.ts';
import type { RpmRecord } from './header.ts';
import { recordShape } from './records.ts';

const FILE = 'usr/share/bottlerocket/application-inventory.json';
const PATHS: readonly string[] = [
  FILE,
  ...['aarch64', 'x86_64'].map((machine) => `${machine}-bottlerocket-linux-gnu/sys-root/${FILE}`),
];

export const bottlerocketReader: WholeReader<readonly RpmRecord[]> = {
  id: 'bottlerocket-inventory',
  version: 1,
  shape: list(recordShape),
  kind: 'whole',
  maxBytes: 16 * MIB,
  wellKnownPaths: PATHS,
  wants: (entry: FileEntry): boolean => PATHS.includes(entry.path),
  read(file: OpenFile): readonly RpmRecord[] {
    const { records, damaged } = parseInventory(new TextDecoder().decode(file.bytes));
    if (damaged > 0)
      file.warn('package-record-damaged', `Entries without a usable package name or version: ${damaged}.`);
    return records;
  },
};

const MAX_PACKAGES = 100_000;
const MAX_LENGTH = 300;

/** Throws on text that is no such list. */
export function parseInventory(text: string): {
  readonly records: readonly RpmRecord[];
  readonly damaged: number;
} {
  const inventory = parseJsonText(text);
  if (!isObject(inventory) || !Array.isArray(inventory['Content']))
    throw new Error('The file has no list of packages ("Content").');
  const entries = listField(inventory, 'Content').slice(0, MAX_PACKAGES);
  const records = entries.map((entry) => (isObject(entry) ? toRecord(entry) : null));
  const found = records.filter((record) => record !== null);
  return { records: found, damaged: inventory['Content'].length - found.length };
}

function toRecord(entry: JsonObject): RpmRecord | null {
  const [name = '', version = '', release = '', epoch = '', architecture = '', vendor = ''] = [
    'Name',
    'Version',
    'Release',
    'Epoch',
    'Architecture',
    'Publisher',
  ].map((field) => textField(entry, field));
  if (name === '' || version === '') return null;
  if ([name, version, release, architecture].some((value) => !isWord(value))) return null;
  return {
    name,
    epoch: /^\d{1,9}$/.test(epoch) ? epoch : '',
    version,
    release,
    architecture,
    sourceRpm: '',
    vendor: vendor.slice(0, MAX_LENGTH),
    licence: '',
    moduleLabel: '',
    files: '',
    digests: '',
  };
}

function isWord(value: string): boolean {
  return value.length <= MAX_LENGTH && !/[\s\u0000-\u001f\u007f]/.test(value);
}
