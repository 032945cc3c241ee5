/**
 * Finds Go's build information in bytes as they pass: the aligned magic in a writable segment, and the strings after
 * it. The magic can be there by chance or on purpose; the first block that can be read counts, as for `go version`.
 */
import {
  BUILD_INFO_ALIGN,
  BUILD_INFO_HEADER_BYTES,
  BUILD_INFO_MAGIC,
  buildInfoForm,
  type GoBuildInfo,
  MAX_INLINE_BYTES,
  parseInline,
} from './build-info.ts';

/** `pointers`: a block of the older form lies at `offset` of the segment; only the whole file tells what it says. */
export type Sighting =
  | { readonly kind: 'none' }
  | { readonly kind: 'inline'; readonly info: GoBuildInfo }
  | { readonly kind: 'pointers'; readonly offset: number };

/** Bytes of one segment, searched in order. */
export interface SegmentSearch {
  /** Bytes that follow those before; copied as far as they are needed later. Throws after too many false magics. */
  push(bytes: Uint8Array): void;
  /** What the whole segment holds. */
  end(): Sighting;
}

/** `address`: where the segment lies in memory, which is what alignment is about. */
export function searchSegment(address: number): SegmentSearch {
  let pending: Buffer = Buffer.alloc(0);
  let base = 0;
  let falseMagics = 0;
  let seen: Sighting = { kind: 'none' };
  const skip = (count: number): void => {
    pending = pending.subarray(count);
    base += count;
  };
  const step = (isEnd: boolean): boolean => {
    const at = findAligned(pending, address + base);
    if (at === null) {
      skip(Math.max(0, pending.length - BUILD_INFO_MAGIC.length + 1));
      return false;
    }
    skip(at);
    const sighting = judge(pending, base);
    if (sighting !== null) seen = sighting;
    else if (isEnd || isWhole(pending)) {
      falseMagics += 1;
      if (falseMagics > MAX_FALSE_MAGICS) throw new Error('too many damaged blocks of Go build information');
      skip(BUILD_INFO_ALIGN);
      return true;
    }
    return false;
  };
  const search = (isEnd: boolean): void => {
    while (seen.kind === 'none' && step(isEnd));
  };
  return {
    push: (bytes) => {
      if (seen.kind !== 'none') return;
      pending = Buffer.concat([pending, bytes]);
      search(false);
    },
    end: () => {
      search(true);
      return seen;
    },
  };
}

/** Null where the block cannot be read, or not yet. */
function judge(block: Uint8Array, offset: number): Sighting | null {
  const form = buildInfoForm(block);
  if (form === 'pointers') return { kind: 'pointers', offset };
  const info = form === 'inline' ? parseInline(block) : null;
  return info === null ? null : { kind: 'inline', info };
}

/** True where more bytes would not change what the block is. */
function isWhole(block: Uint8Array): boolean {
  if (block.length < BUILD_INFO_HEADER_BYTES) return false;
  return buildInfoForm(block) !== 'inline' || block.length >= MAX_INLINE_BYTES;
}

/** Each false magic may cost a copy of MAX_INLINE_BYTES per chunk: without a limit a file could make that its aim. */
const MAX_FALSE_MAGICS = 64;

function findAligned(bytes: Buffer, address: number): number | null {
  for (let at = bytes.indexOf(BUILD_INFO_MAGIC); at >= 0; at = bytes.indexOf(BUILD_INFO_MAGIC, at + 1)) {
    if ((address + at) % BUILD_INFO_ALIGN === 0) return at;
  }
  return null;
}
