/** `Packages.db`: rpm's own database format, which SUSE uses. */
import { MIB } from '../../../base/limits.ts';
import type { FileEntry } from '../../../model/file.ts';
import type { OpenFile, WholeReader } from '../../../model/reader.ts';
import { databasePaths } from '../paths.ts';
import { type RpmRecords, readRecords, recordsShape } from '../records.ts';
import { readNdb } from './file.ts';

const PATHS = databasePaths('Packages.db');

export const ndbReader: WholeReader<RpmRecords> = {
  id: 'rpm-ndb',
  version: 1,
  shape: recordsShape,
  kind: 'whole',
  maxBytes: 512 * MIB,
  wellKnownPaths: PATHS,
  wants: (entry: FileEntry): boolean => PATHS.includes(entry.path),
  // rpm takes a file without any byte for an empty database.
  read: ({ bytes }: OpenFile): RpmRecords =>
    bytes.length === 0 ? { records: [], trouble: null } : readRecords((tell) => readNdb(bytes, tell)),
};
