/** rpm databases in formats that are not read yet: Berkeley DB (`Packages`) and NDB (`Packages.db`). Known by their magic. */
import { baseName, type FileEntry } from '../../model/file.ts';
import type { FileSink, StreamReader } from '../../model/reader.ts';
import { text } from '../../model/shape.ts';
import { databasePaths } from './paths.ts';

const PATHS = databasePaths('Packages', 'Packages.db');

/** The fact is the format's name. Only the head of the file is looked at. */
export const formatReader: StreamReader<string> = {
  id: 'rpm-format',
  version: 1,
  shape: text,
  kind: 'stream',
  wellKnownPaths: PATHS,
  wants: (entry: FileEntry): boolean => PATHS.includes(entry.path) && entry.sizeBytes > 0,
  open(head: Uint8Array, entry: FileEntry): FileSink<string> {
    const format = formatOf(head, entry);
    return { push: () => {}, end: () => format };
  },
  readAgain: (): null => null,
};

/** Magic numbers: Berkeley DB's db_page.h (offset 12, either byte order); rpm's ndb "RpmP". */
const HASH_MAGIC = 0x061561;
const BTREE_MAGIC = 0x053162;

function formatOf(head: Uint8Array, entry: FileEntry): string {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length >= 4 && view.getUint32(0) === 0x52706d50) return 'NDB';
  const magics = head.length >= 16 ? [view.getUint32(12), view.getUint32(12, true)] : [];
  if (magics.some((magic) => magic === HASH_MAGIC || magic === BTREE_MAGIC)) return 'Berkeley DB';
  return baseName(entry.path) === 'Packages.db'
    ? 'unknown (NDB by its name)'
    : 'unknown (Berkeley DB by its name)';
}
