/** gzip (RFC 1952) in one go, for streams inside of streams: members in a row, no sums of header fields. */
import { createSyncEngine, plainTarget } from '../../../base/inflate-engine.ts';
import type { ArchiveSink } from './walk.ts';

/** Longest header that is waited for: names and comments have no limit of their own. */
const MOST_HEADER = 64 * 1024;
const FIXED_HEADER = 10;
const TRAILER = 8;

const [EXTRA, NAME, COMMENT, HEADER_SUM] = [4, 8, 16, 2];

/** `take` answers false when it wants no more. Throws on damage. Null where zlib cannot be used so. */
export function gunzip(take: (plain: Uint8Array) => boolean): ArchiveSink | null {
  const engine = createSyncEngine('deflate', plainTarget(take));
  if (engine === null) return null;
  let part: 'header' | 'data' | 'trailer' | 'foreign' = 'header';
  let held: Buffer = Buffer.alloc(0);
  let members = 0;
  const beginMember = (bytes: Buffer): number => {
    const end = headerEnd(bytes);
    if (end === 0 && bytes.length > MOST_HEADER) throw new Error('its header has no end');
    if (end > 0) part = 'data';
    // Zeros that fill up a block, or anything else: no more of it.
    if (end < 0 && members === 0) throw new Error('it is no gzip');
    if (end < 0) part = 'foreign';
    return Math.max(0, end);
  };
  return {
    push(chunk) {
      let bytes =
        held.length === 0
          ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
          : Buffer.concat([held, chunk]);
      held = Buffer.alloc(0);
      while (bytes.length > 0 && part !== 'foreign' && !engine.stopped()) {
        if (part === 'data') {
          const at = engine.feed(bytes, 0);
          if (at < bytes.length) part = 'trailer';
          bytes = bytes.subarray(at);
          continue;
        }
        const used = part === 'header' ? beginMember(bytes) : bytes.length < TRAILER ? 0 : TRAILER;
        if (used === 0) {
          held = Buffer.from(bytes);
          return;
        }
        if (part === 'trailer') {
          if (bytes.readUInt32LE(0) !== engine.sums.crc) throw new Error('its sum does not fit');
          engine.reset();
          members++;
          part = 'header';
        }
        bytes = bytes.subarray(used);
      }
    },
    end() {
      engine.flush();
      const isWhole = part === 'foreign' || (part === 'header' && held.length === 0) || engine.stopped();
      engine.close();
      if (!isWhole) throw new Error('it is cut off');
    },
  };
}

/** The place behind a header; 0 if more bytes are needed, -1 if it is none. */
function headerEnd(bytes: Buffer): number {
  if (bytes[0] !== 0x1f || (bytes.length > 1 && bytes[1] !== 0x8b)) return -1;
  if (bytes.length < FIXED_HEADER) return 0;
  if (bytes[2] !== 8) return -1;
  const flags = bytes[3]!;
  let at = FIXED_HEADER;
  if ((flags & EXTRA) !== 0) {
    if (bytes.length < at + 2) return 0;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const flag of [NAME, COMMENT]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) return 0;
    at = zero + 1;
  }
  if ((flags & HEADER_SUM) !== 0) at += 2;
  return at > bytes.length ? 0 : at;
}
