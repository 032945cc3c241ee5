/**
 * Members of a ZIP archive as they pass. Small ones are held for their check, larger ones stream. Entries that only
 * the bytes hold and not the directory are looked at as well: whoever has the image has them, too.
 */
import { inflateRawSync } from 'node:zlib';
import { createSyncEngine, plainTarget, type SyncEngine } from '../../../base/inflate-engine.ts';
import { DEFAULT_LIMITS } from '../../../base/limits.ts';
import { decodeName, type ZipEntry } from '../../../base/zip.ts';
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
  const inflater = createInflater();
  const pass = (entry: ZipEntry, plain: Uint8Array): void => {
    const member = open(entry);
    if (plain.length > 0) member.push(plain);
    member.end();
  };
  const inflate = (entry: ZipEntry, stored: Uint8Array): void => {
    const member = open(entry);
    try {
      inflater.inflate(stored, (plain) => member.push(plain));
    } finally {
      // What stands in front of damage is looked at.
      member.end();
    }
  };
  const unpack = (entry: ZipEntry, stored: Uint8Array): void => {
    if (entry.encrypted) walk.visitor.warn('archive-form', `${pathOf(entry)} is encrypted.`);
    else if (entry.method === STORED) pass(entry, stored);
    else if (entry.method === DEFLATED) inflate(entry, stored);
    else walk.visitor.warn('archive-form', `${pathOf(entry)} is compressed in a form that is not opened.`);
  };
  // An entry that is announced and then given to nobody was too large to be held.
  let announced = '';
  const endEntry = (): void => {
    if (announced !== '') {
      walk.visitor.warn(
        'archive-form',
        `${path}!/${announced} is too large for an archive that says sizes late.`,
      );
    }
    announced = '';
  };
  const stream = new ZipStream({
    // Nothing is unpacked any more once there was too much.
    keeps(header, start, end) {
      endEntry();
      if (!walk.count(0)) return 0;
      announced = decodeName(header, start, Math.min(end, start + DEFAULT_LIMITS.pathBytes));
      return MOST_HELD;
    },
    // What is wrong with one entry says nothing of the next.
    local(entry, stored) {
      announced = '';
      guarded(walk, pathOf(entry), { push: (bytes) => unpack(entry, bytes), end: () => {} }).push(stored);
    },
    open(entry) {
      announced = '';
      if (entry.encrypted) {
        walk.visitor.warn('archive-form', `${pathOf(entry)} is encrypted.`);
        return null;
      }
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
      endEntry();
      inflater.close();
      if (isLost) throw new Error('its entries do not follow one another');
    },
  };
}

interface Inflater {
  /** Passes on the plain bytes, valid only during the call. Throws on damage, and where they are too many. */
  inflate(stored: Uint8Array, push: (plain: Uint8Array) => void): void;
  close(): void;
}

/** For one entry after another: to begin anew costs more than most entries. */
function createInflater(): Inflater {
  let idle: SyncEngine | null = null;
  let left = 0;
  let push: (plain: Uint8Array) => void = () => {};
  const take = (plain: Uint8Array): boolean => {
    left -= plain.length;
    if (left < 0) throw new Error('it is too large for an archive that says sizes late');
    push(plain);
    return true;
  };
  return {
    inflate(stored, to) {
      const engine = idle ?? createSyncEngine('deflate', plainTarget(take, false));
      if (engine === null) return to(inflateRawSync(stored, { maxOutputLength: MOST_HELD }));
      // One that failed is not used again.
      idle = null;
      left = MOST_HELD;
      push = to;
      engine.feed(stored, 0);
      engine.finish();
      engine.flush();
      engine.reset();
      idle = engine;
    },
    close: () => idle?.close(),
  };
}
