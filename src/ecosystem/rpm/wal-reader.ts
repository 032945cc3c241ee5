/** `rpmdb.sqlite-wal`: what was committed but not yet written into the database file. Usually empty. */
import { MIB } from '../../base/limits.ts';
import { parseWal, type SqliteWal } from '../../base/sqlite/sqlite-wal.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { bytes, count, either, mapOf, object, word } from '../../model/shape.ts';
import { databasePaths } from './paths.ts';

const PATHS = databasePaths('rpmdb.sqlite-wal');
/** The log is carried on as a fact; rpm itself writes it back at a few MiB. */
const MAX_PAGES_BYTES = 64 * 1024 * 1024;

/** Null for a log that holds nothing committed; `too-large` for one that is not kept. */
export const walReader: WholeReader<SqliteWal | 'too-large'> = {
  id: 'rpm-wal',
  version: 1,
  shape: either(
    word('too-large'),
    object<SqliteWal>({ pageSizeBytes: count, pages: mapOf(count, bytes), pageCount: count }),
  ),
  kind: 'whole',
  maxBytes: 512 * MIB,
  wellKnownPaths: PATHS,
  wants: (entry: FileEntry): boolean => PATHS.includes(entry.path) && entry.sizeBytes > 0,
  read(file: OpenFile): SqliteWal | 'too-large' | null {
    const wal = parseWal(file.bytes);
    if (wal === null) return null;
    if (wal.pages.size * wal.pageSizeBytes > MAX_PAGES_BYTES) return 'too-large';
    const pages = new Map(Array.from(wal.pages, ([number, bytes]) => [number, new Uint8Array(bytes)]));
    return { ...wal, pages };
  },
};
