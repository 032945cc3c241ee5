/**
 * Pages of an rpm database that hold packages and that nothing leads to: SQLite has no checksums, so a damaged page
 * higher in the tree can hide others without a word. Free pages may still hold removed packages, and do not count.
 */
import { readRows } from '../../base/sqlite/sqlite-file.ts';
import type { SqlitePages } from '../../base/sqlite/sqlite-pages.ts';

const TABLE_LEAF = 0x0d;
/** In page 1 (sqlite.org/fileformat2.html, section 1.3). */
const AT = { pageCount: 28, firstTrunk: 32 } as const;

/** The first such page; null for none. `known`: the pages of the table. */
export function findStray(pages: SqlitePages, fileBytes: number, known: ReadonlySet<number>): number | null {
  const inFile = Math.floor(fileBytes / pages.pageSizeBytes);
  const count = Math.min(inFile, uint32(pages, 1, AT.pageCount) || inFile);
  const free = freePages(pages, count);
  const leaves: number[] = [];
  for (let page = 2; page <= count; page++) {
    if (pages.page(page)[0] === TABLE_LEAF && !known.has(page) && !free.has(page)) leaves.push(page);
  }
  // In one walk, which reads no page twice.
  for (const { values, page } of readRows(pages, leaves, { damage: () => {} })) {
    const [number, header, ...others] = values;
    if (number === null && header instanceof Uint8Array && others.length === 0) return page;
  }
  return null;
}

/** Section 1.5: trunk pages with the numbers of other free pages. */
function freePages(pages: SqlitePages, count: number): ReadonlySet<number> {
  const free = new Set<number>();
  const trunks = new Set<number>();
  let trunk = uint32(pages, 1, AT.firstTrunk);
  while (trunk > 1 && trunk <= count && !trunks.has(trunk)) {
    trunks.add(trunk);
    const most = Math.min(uint32(pages, trunk, 4), pages.usableBytes / 4 - 2);
    for (let n = 0; n < most; n++) free.add(uint32(pages, trunk, 8 + 4 * n));
    trunk = uint32(pages, trunk, 0);
  }
  return new Set([...free, ...trunks]);
}

function uint32(pages: SqlitePages, page: number, at: number): number {
  const bytes = pages.page(page);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at);
}
