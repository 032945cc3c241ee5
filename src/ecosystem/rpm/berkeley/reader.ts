/** `Packages`: rpm's database as Berkeley DB, a hash whose key is the header's number and whose value is the header. */
import { MIB } from '../../../base/limits.ts';
import type { FileEntry } from '../../../model/file.ts';
import type { OpenFile, WholeReader } from '../../../model/reader.ts';
import { databasePaths } from '../paths.ts';
import { type RpmRecords, readRecords, recordsShape, type Tell } from '../records.ts';
import { openBerkeley } from './file.ts';
import { type Pair, readPairs } from './hash.ts';

const PATHS = databasePaths('Packages');

export const berkeleyReader: WholeReader<RpmRecords> = {
  id: 'rpm-berkeley',
  version: 1,
  shape: recordsShape,
  kind: 'whole',
  maxBytes: 512 * MIB,
  wellKnownPaths: PATHS,
  wants: (entry: FileEntry): boolean => PATHS.includes(entry.path),
  read: ({ bytes }: OpenFile): RpmRecords =>
    bytes.length === 0 ? { records: [], trouble: null } : readRecords((tell) => headersOf(bytes, tell)),
};

function* headersOf(bytes: Uint8Array, tell: Tell): Generator<Uint8Array> {
  for (const pair of readPairs(openBerkeley(bytes, tell), tell)) {
    if (pair.value !== null && !isCounter(pair)) yield pair.value;
  }
}

/** Under the number 0 stands the highest number that was given, not a header. */
function isCounter({ key, value }: Pair): boolean {
  return key?.length === 4 && key.every((byte) => byte === 0) && value?.length === 4;
}
