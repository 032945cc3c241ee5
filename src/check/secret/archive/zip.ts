/**
 * Members of a ZIP archive as they pass. Small ones are held for their check, larger ones stream. Entries that only
 * the bytes hold and not the directory are looked at as well: whoever has the image has them, too.
 */
import { inflateRawSync } from 'node:zlib';
import { DEFAULT_LIMITS } from '../../../base/limits.ts';
import type { ZipEntry } from '../../../base/zip.ts';
import { DEFLATED, STORED } from '../../../base/zip-format.ts';
import { ZipStream } from '../../../base/zip-stream.ts';
import { unpackPassing } from '../../../base/zip-unpack.ts';
import type { Inner } from './tar.ts';
import { type ArchiveSink, guarded, type Walk } from './walk.ts';

/** An entry is held up to this; one whose size stands behind it must be. */
const MOST_HELD = 8 * 1024 * 1024;

export function zipMembers(walk: Walk, { path, depth }: Inner): ArchiveSink {
  const pathOf = ({ name }: ZipEntry): string => `${path}!/${name.slice(0, DEFAULT_LIMITS.pathBytes)}`;
  const open = (entry: ZipEntry): ArchiveSink => walk.open(pathOf(entry), depth);
  const pass = (entry: ZipEntry, plain: Uint8Array): void => {
    const member = open(entry);
    if (plain.length > 0) member.push(plain);
    member.end();
  };
  const unpack = (entry: ZipEntry, stored: Uint8Array): void => {
    if (entry.method === STORED) pass(entry, stored);
    else if (entry.method === DEFLATED) pass(entry, inflateRawSync(stored, { maxOutputLength: MOST_HELD }));
    else walk.visitor.warn('archive-form', `${pathOf(entry)} is compressed in a form that is not opened.`);
  };
  const stream = new ZipStream({
    // Nothing is unpacked any more once there was too much.
    keeps: () => (walk.count(0) ? MOST_HELD : 0),
    // What is wrong with one entry says nothing of the next.
    local: (entry, stored) =>
      guarded(walk, pathOf(entry), { push: (bytes) => unpack(entry, bytes), end: () => {} }).push(stored),
    open(entry) {
      const member = walk.count(0) ? open(entry) : null;
      const sink =
        member === null
          ? null
          : unpackPassing(
              entry,
              (plain) => member.push(plain),
              () => member.end(),
            );
      return sink === null ? null : guarded(walk, pathOf(entry), sink);
    },
    wants: () => false,
    listed: () => {},
  });
  let isLost = false;
  return {
    push(chunk) {
      if (!isLost) isLost = !stream.push(chunk);
    },
    end() {
      if (isLost) throw new Error('its entries do not follow one another');
    },
  };
}
