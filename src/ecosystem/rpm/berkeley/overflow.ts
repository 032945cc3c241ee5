/** Long values of a Berkeley DB file: chains of overflow pages. */
import type { Tell } from '../records.ts';
import { type BerkeleyFile, PAGE_HEAD_BYTES } from './file.ts';

/** The bytes of a chain that begins at `page` and has `length` bytes; null where it cannot be read. */
export type Overflow = (page: number, length: number) => Uint8Array | null;

/** In an overflow page: `used` is the number of bytes behind its head. */
const AT = { number: 8, next: 16, used: 22, type: 25 } as const;
const OVERFLOW_PAGE = 7;

/** A page belongs to one value: that keeps the work linear, and crossed chains from passing for packages. */
export function createOverflow(file: BerkeleyFile, tell: Tell): Overflow {
  const taken = new Set<number>();
  return (first, length) => {
    const parts: Uint8Array[] = [];
    let left = length;
    for (let page = first; left > 0; page = file.u32(page * file.pageSizeBytes + AT.next)) {
      const part = taken.has(page) ? null : partOf(file, page, left);
      if (part === null) {
        tell(`the overflow chain of page ${first} breaks off at page ${page}`);
        return null;
      }
      taken.add(page);
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts, length);
  };
}

/** Null for a page that is none, or has another length than it can. */
function partOf(
  { bytes, pageSizeBytes, lastPage, u16, u32 }: BerkeleyFile,
  page: number,
  left: number,
): Uint8Array | null {
  if (page === 0 || page > lastPage) return null;
  const start = page * pageSizeBytes;
  const used = u16(start + AT.used);
  const fits = used > 0 && used <= Math.min(left, pageSizeBytes - PAGE_HEAD_BYTES);
  if (bytes[start + AT.type] !== OVERFLOW_PAGE || u32(start + AT.number) !== page || !fits) return null;
  return bytes.subarray(start + PAGE_HEAD_BYTES, start + PAGE_HEAD_BYTES + used);
}
