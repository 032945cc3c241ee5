/** Unpacks an entry of a ZIP archive as its stored bytes pass: for those that are too large to be kept. */
import { crc32 } from 'node:zlib';
import { createSyncEngine, plainTarget } from './inflate-engine.ts';
import type { ZipEntry } from './zip.ts';
import { DEFLATED, STORED } from './zip-format.ts';
import type { StoredSink } from './zip-stream.ts';

/**
 * `push` gets the plain bytes, valid only during the call, and never more than the entry declares. `end` is told
 * whether they are the ones that it declares. Null for a method that cannot be read so. Throws on damaged data.
 */
export function unpackPassing(
  entry: ZipEntry,
  push: (plain: Uint8Array) => void,
  end: (isWhole: boolean) => void,
): StoredSink | null {
  let left = entry.plainBytes;
  let sum = 0;
  const take = (plain: Uint8Array): boolean => {
    left -= plain.length;
    if (left < 0) return false;
    sum = crc32(plain, sum);
    push(plain);
    return true;
  };
  const finish = (): void => end(left === 0 && sum === entry.crc32);
  if (entry.method === STORED) return { push: take, end: finish };
  return entry.method === DEFLATED ? inflateTo(take, finish) : null;
}

function inflateTo(take: (plain: Uint8Array) => boolean, finish: () => void): StoredSink | null {
  const engine = createSyncEngine('deflate', plainTarget(take, false));
  if (engine === null) return null;
  return {
    push(stored) {
      if (engine.feed(stored, 0) < stored.length)
        throw new Error('there are bytes behind the compressed data');
    },
    end() {
      engine.finish();
      engine.flush();
      engine.close();
      finish();
    },
  };
}
