/**
 * SQLite's write-ahead log (sqlite.org/fileformat2.html, section 4). As SQLite does, reading stops at the first
 * frame whose salts or checksum are wrong, and counts only what a commit frame closes; no error is raised for the
 * rest, it was never committed.
 */
import { ofSize, openPages, openSqlite, SqliteError, type SqlitePages } from './sqlite-pages.ts';

export interface SqliteWal {
  readonly pageSizeBytes: number;
  /** The newest committed version of each page; views of the log's bytes. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
  /** Pages of the database after the last commit. */
  readonly pageCount: number;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The lowest bit tells the byte order of the checksums. */
const MAGIC = 0x377f0682;

/** Null if the log holds no committed frame. */
export function parseWal(bytes: Uint8Array): SqliteWal | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if ((magic & ~1) !== MAGIC) return null;
  const littleEndian = (magic & 1) === 0;
  const sums = addChecksum([0, 0], view, 0, 24, littleEndian);
  if (!sumsAt(view, 24, sums)) return null;
  return readFrames(view, sums, littleEndian);
}

/** The database with its log applied. The database may be empty: then all its pages must be in the log. */
export function applyWal(database: Uint8Array, wal: Uint8Array): SqlitePages {
  const log = parseWal(wal);
  if (log === null) return openSqlite(database);
  return overlay(database.length === 0 ? null : openSqlite(database), log);
}

/** The log's pages over those of a base. Throws `corrupt` if the two do not belong together. */
export function overlay(base: SqlitePages | null, log: SqliteWal): SqlitePages {
  if (base !== null && base.pageSizeBytes !== log.pageSizeBytes) {
    throw new SqliteError('corrupt', 'database and write-ahead log have different page sizes');
  }
  const first = log.pages.get(1) ?? base?.page(1) ?? new Uint8Array();
  const header = openPages(new Map([[1, first]]));
  return {
    ...header,
    page(number: number): Uint8Array {
      const logged = number <= log.pageCount ? log.pages.get(number) : undefined;
      // The log says itself how large its pages are; what stands in page 1 can be something else.
      if (logged !== undefined) return ofSize(header.pageSizeBytes, logged, number);
      if (base === null || number > log.pageCount)
        throw new SqliteError('missing-page', 'a page is missing', number);
      return ofSize(header.pageSizeBytes, base.page(number), number);
    },
  };
}

type Sums = readonly [number, number];

function readFrames(view: DataView, headerSums: Sums, littleEndian: boolean): SqliteWal | null {
  const pageSizeBytes = view.getUint32(8);
  if (pageSizeBytes < 512 || pageSizeBytes > 65536) return null;
  const committed = new Map<number, Uint8Array>();
  let pending: [number, Uint8Array][] = [];
  let pageCount = 0;
  let sums = headerSums;
  const frameBytes = FRAME_HEADER_BYTES + pageSizeBytes;
  for (let at = HEADER_BYTES; at + frameBytes <= view.byteLength; at += frameBytes) {
    const page = at + FRAME_HEADER_BYTES;
    sums = addChecksum(addChecksum(sums, view, at, 8, littleEndian), view, page, pageSizeBytes, littleEndian);
    if (!sameSalts(view, at) || !sumsAt(view, at + 16, sums)) break;
    pending.push([view.getUint32(at), new Uint8Array(view.buffer, view.byteOffset + page, pageSizeBytes)]);
    const commitSize = view.getUint32(at + 4);
    if (commitSize === 0) continue;
    for (const [number, bytes] of pending) committed.set(number, bytes);
    pending = [];
    pageCount = commitSize;
  }
  return committed.size === 0 ? null : { pageSizeBytes, pages: committed, pageCount };
}

function sameSalts(view: DataView, frame: number): boolean {
  return (
    view.getUint32(frame + 8) === view.getUint32(16) && view.getUint32(frame + 12) === view.getUint32(20)
  );
}

function sumsAt(view: DataView, at: number, sums: Sums): boolean {
  return view.getUint32(at) === sums[0] && view.getUint32(at + 4) === sums[1];
}

/** Section 4.2: two sums over pairs of 32-bit words; `length` is a multiple of 8. */
function addChecksum(sums: Sums, view: DataView, start: number, length: number, littleEndian: boolean): Sums {
  let [a, b] = sums;
  for (let at = start; at < start + length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}
