/**
 * Members of an ar archive, as deb(5) uses it: headers of 60 bytes, data in even places. Left out: names longer than a
 * header holds, which go by their number.
 */
import { decodeName } from '../../../base/tar/tar-path.ts';
import type { Inner } from './tar.ts';
import type { ArchiveSink, Walk } from './walk.ts';

const MAGIC_BYTES = 8;
const HEADER_BYTES = 60;
const HEADER_END = '`\n';

export function arMembers(walk: Walk, { path, depth }: Inner): ArchiveSink {
  let skip = MAGIC_BYTES;
  let left = 0;
  let header: Buffer = Buffer.alloc(0);
  let member: ArchiveSink | null = null;
  const begin = (): void => {
    if (header.toString('latin1', 58, HEADER_BYTES) !== HEADER_END)
      throw new Error('a header of a member is damaged');
    const name = decodeName(header, 0, 16).trim().replace(/\/$/, '');
    left = Number(header.toString('latin1', 48, 58).trim());
    if (!Number.isSafeInteger(left) || left < 0) throw new Error('a member has no size');
    skip = left % 2;
    header = Buffer.alloc(0);
    member = left === 0 ? null : walk.open(`${path}!/${name || 'member'}`, depth);
  };
  const endMember = (): void => {
    member?.end();
    member = null;
  };
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        if (left > 0) {
          const part = chunk.subarray(at, at + left);
          member?.push(part);
          left -= part.length;
          at += part.length;
          if (left === 0) endMember();
        } else if (skip > 0) {
          const passed = Math.min(skip, chunk.length - at);
          skip -= passed;
          at += passed;
        } else {
          const part = chunk.subarray(at, at + HEADER_BYTES - header.length);
          header = Buffer.concat([header, part]);
          at += part.length;
          if (header.length === HEADER_BYTES) begin();
        }
      }
    },
    end() {
      endMember();
      if (left > 0 || header.length > 1) throw new Error('it is cut off');
    },
  };
}
