/**
 * The pages of a Berkeley DB file, read only (Berkeley DB's dbinc/db_page.h: DBMETA, HMETA, PAGE). All numbers are in
 * the byte order of the machine that made the file. Read are hash databases of the versions 7 to 10 (Berkeley DB 3.1
 * and later). Left out, and named: B-trees, checksums, encryption, partitions.
 */
import { type Tell, UnsupportedFormat } from '../records.ts';

export interface BerkeleyFile {
  readonly bytes: Uint8Array;
  readonly pageSizeBytes: number;
  /** Number of the last page of the database that is in the file. Page 0 is the meta page. */
  readonly lastPage: number;
  readonly maxBucket: number;
  /** What the database says of itself; 0 where it does not count. */
  readonly pairs: number;
  /** To be added to a bucket's number for its page, by the number of bits of the bucket's number. */
  readonly spares: readonly number[];
  u16(at: number): number;
  u32(at: number): number;
}

/** Bytes of a page in front of its index. */
export const PAGE_HEAD_BYTES = 26;

const META_BYTES = 512;
const HASH_MAGIC = 0x061561;
const BTREE_MAGIC = 0x053162;
const QUEUE_MAGIC = 0x042253;
const HASH_META_PAGE = 8;
const AT = {
  magic: 12,
  version: 16,
  pageSize: 20,
  encryption: 24,
  pageType: 25,
  flags: 26,
  lastPage: 32,
  maxBucket: 72,
  pairs: 88,
  spares: 96,
} as const;
const SPARES = 32;
const CHECKSUMS = 1;

/** Throws UnsupportedFormat. */
export function openBerkeley(bytes: Uint8Array, tell: Tell): BerkeleyFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = byteOrder(view);
  const u32 = (at: number): number => view.getUint32(at, isLittle);
  const u16 = (at: number): number => view.getUint16(at, isLittle);
  checkKind(bytes, u32);
  const pageSizeBytes = u32(AT.pageSize);
  const wholePages = Math.floor(bytes.length / pageSizeBytes);
  const lastPage = u32(AT.lastPage);
  if (bytes[AT.pageType] !== HASH_META_PAGE) tell('its first page is of another kind');
  if (lastPage >= wholePages) tell(`the file ends before page ${Math.max(1, wholePages)} of ${lastPage}`);
  return {
    bytes,
    pageSizeBytes,
    // Pages behind the last one are looked at too: the number itself may be damaged.
    lastPage: wholePages - 1,
    maxBucket: u32(AT.maxBucket),
    pairs: u32(AT.pairs),
    spares: Array.from({ length: SPARES }, (_, n) => u32(AT.spares + 4 * n)),
    u16,
    u32,
  };
}

/** True for the least significant byte first. */
function byteOrder(view: DataView): boolean {
  if (view.byteLength < AT.version) throw new UnsupportedFormat('unknown (Berkeley DB by its name)');
  for (const isLittle of [true, false]) {
    const magic = view.getUint32(AT.magic, isLittle);
    if (magic === HASH_MAGIC) return isLittle;
    if (magic === BTREE_MAGIC) throw new UnsupportedFormat('Berkeley DB with a B-tree');
    if (magic === QUEUE_MAGIC) throw new UnsupportedFormat('Berkeley DB with a queue');
  }
  throw new UnsupportedFormat('unknown (Berkeley DB by its name)');
}

function checkKind(bytes: Uint8Array, u32: (at: number) => number): void {
  if (bytes.length < META_BYTES) throw new UnsupportedFormat('Berkeley DB, cut off in its first page');
  const version = u32(AT.version);
  if (version < 7 || version > 10) throw new UnsupportedFormat(`Berkeley DB, hash version ${version}`);
  if (bytes[AT.encryption] !== 0) throw new UnsupportedFormat('Berkeley DB, encrypted');
  const flags = bytes[AT.flags]!;
  if ((flags & CHECKSUMS) !== 0) throw new UnsupportedFormat('Berkeley DB with checksums');
  if (flags !== 0) throw new UnsupportedFormat('Berkeley DB in several files');
  const pageSize = u32(AT.pageSize);
  if (pageSize < META_BYTES || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0)
    throw new UnsupportedFormat(`Berkeley DB with pages of ${pageSize} bytes`);
}
