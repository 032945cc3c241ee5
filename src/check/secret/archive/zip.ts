/**
 * Members of a ZIP archive as they pass. Small ones are held for their check, larger ones stream. Entries that only
 * the bytes hold and not the directory are looked at as well: whoever has the image has them, too.
 */
import { inflateRawSync } from 'node:zlib';
import type { ZipEntry } from '../../../base/zip.ts';
import { DEFLATED, STORED } from '../../../base/zip-format.ts';
import { ZipStream } from '../../../base/zip-stream.ts';
import { unpackPassing } from '../../../base/zip-unpack.ts';
import type { Inner } from './tar.ts';
import type { ArchiveSink, Walk } from './walk.ts';

/** An entry is held up to this; one whose size stands behind it must be. */
const MOST_HELD = 8 * 1024 * 1024;

export function zipMembers(walk: Walk, { path, depth }: Inner): ArchiveSink {
  const open = (entry: ZipEntry): ArchiveSink => walk.open(`${path}!/${entry.name}`, depth);
  const pass = (entry: ZipEntry, plain: Uint8Array): void => {
    const member = open(entry);
    if (plain.length > 0) member.push(plain);
    member.end();
  };
  const stream = new ZipStream({
    keeps: () => MOST_HELD,
    local(entry, stored) {
      if (entry.method === STORED) pass(entry, stored);
      else if (entry.method === DEFLATED) pass(entry, inflateRawSync(stored, { maxOutputLength: MOST_HELD }));
      else
        walk.visitor.warn(
          'archive-form',
          `${path}!/${entry.name} is compressed in a form that is not opened.`,
        );
    },
    open(entry) {
      const member = open(entry);
      return unpackPassing(
        entry,
        (plain) => member.push(plain),
        () => member.end(),
      );
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
