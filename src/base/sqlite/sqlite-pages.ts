/**
 * The pages of an SQLite database file (sqlite.org/fileformat2.html, sections 1 and 4), read only: header, page
 * access, and the write-ahead log laid over them. Nothing is trusted: a page number is checked at each use.
 * Leaves out the rollback journal, encryption and the lock-byte page (no table has it).
 */

export type SqliteErrorCode =
  /** Not an SQLite 3 file. */
  | 'not-sqlite'
  /** A database of a kind that is not read here. */
  | 'unsupported'
  | 'no-such-table'
  /** The content contradicts itself. */
  | 'corrupt'
  /** A page that is pointed to is not in the file. */
  | 'missing-page';

/** The only error of the SQLite reader. */
export class SqliteError extends Error {
  readonly code: SqliteErrorCode;
  /** The page it is about; 0 = the file. */
  readonly page: number;

  constructor(code: SqliteErrorCode, what: string, page = 0) {
    super(page === 0 ? what : `${what} (page ${page})`);
    this.name = 'SqliteError';
    this.code = code;
    this.page = page;
  }
}

export interface SqlitePages {
  readonly pageSizeBytes: number;
  /** Page size without what extensions reserve at each page's end. */
  readonly usableBytes: number;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** True if the database is in write-ahead mode: a log may lie beside it. */
  readonly writeAhead: boolean;
  /** Pages are numbered from 1. Throws `missing-page`. The bytes are a view. */
  page(number: number): Uint8Array;
}

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/** Opens a database file as it is, without its log. Throws `not-sqlite`, `unsupported`, `corrupt`. */
export function openSqlite(bytes: Uint8Array): SqlitePages {
  const header = parseHeader(bytes);
  return { ...header, page: (number) => pageOf(bytes, header.pageSizeBytes, number) };
}

/**
 * Opens pages that are known by number; all others are missing. Page 1 must be among them.
 * Throws like openSqlite.
 */
export function openPages(pages: ReadonlyMap<number, Uint8Array>): SqlitePages {
  const header = parseHeader(pages.get(1) ?? new Uint8Array());
  return {
    ...header,
    page: (number) => ofSize(header.pageSizeBytes, pages.get(number) ?? missing(number), number),
  };
}

/** The page, if it is one of that size; else throws `corrupt`. */
export function ofSize(pageSizeBytes: number, page: Uint8Array, number: number): Uint8Array {
  if (page.length === pageSizeBytes) return page;
  throw new SqliteError('corrupt', `a page of ${page.length} bytes in a file of ${pageSizeBytes}`, number);
}

function missing(number: number): never {
  throw new SqliteError('missing-page', 'a page is missing', number);
}

function pageOf(bytes: Uint8Array, size: number, number: number): Uint8Array {
  const start = (number - 1) * size;
  if (number < 1 || start + size > bytes.length) return missing(number);
  return bytes.subarray(start, start + size);
}

function parseHeader(bytes: Uint8Array): Omit<SqlitePages, 'page'> {
  if (bytes.length < HEADER_BYTES || !startsWithMagic(bytes)) {
    throw new SqliteError('not-sqlite', 'the file is not an SQLite database');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const pageSizeBytes = pageSizeOf(view.getUint16(16));
  const usableBytes = pageSizeBytes - view.getUint8(20);
  const fractions = [21, 22, 23].map((at) => view.getUint8(at)).join(' ');
  if (usableBytes < 480 || fractions !== '64 32 32') {
    throw new SqliteError('corrupt', 'the header of the SQLite database is damaged');
  }
  if (view.getUint8(19) > 2) throw new SqliteError('unsupported', 'a newer SQLite format than 3');
  return {
    pageSizeBytes,
    usableBytes,
    encoding: encodingOf(view.getUint32(56)),
    writeAhead: view.getUint8(19) === 2,
  };
}

function startsWithMagic(bytes: Uint8Array): boolean {
  return Array.from(MAGIC).every((char, at) => bytes[at] === char.charCodeAt(0));
}

function pageSizeOf(field: number): number {
  const size = field === 1 ? 65536 : field;
  if (size < 512 || (size & (size - 1)) !== 0) {
    throw new SqliteError('corrupt', `${size} is no page size of SQLite`);
  }
  return size;
}

function encodingOf(field: number): SqlitePages['encoding'] {
  if (field > 3) throw new SqliteError('corrupt', `${field} is no text encoding of SQLite`);
  return field === 2 ? 'utf-16le' : field === 3 ? 'utf-16be' : 'utf-8';
}
