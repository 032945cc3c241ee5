/** One compressed file: gzip, bzip2, zstd or xz. An archive in it goes by the same name: `app.tgz!/conf/a.properties`. */
import { bunzip2 } from '../../../base/bzip2/bunzip2.ts';
import { createSyncEngine, plainTarget } from '../../../base/inflate-engine.ts';
import { unxz } from '../../../base/xz/xz.ts';
import { baseName } from '../../../model/file.ts';
import { gunzip } from './gunzip.ts';
import type { Inner } from './tar.ts';
import type { ArchiveSink, Walk } from './walk.ts';

export type Compression = 'gzip' | 'bzip2' | 'zstd' | 'xz';

/** Throws where zlib cannot be used in step. */
export function compressed(walk: Walk, { path, depth }: Inner, form: Compression): ArchiveSink {
  const inner = walk.open(path, depth, `${path}!/${nameInside(path)}`);
  let isOver = false;
  const take = (plain: Uint8Array): boolean => {
    inner.push(plain);
    return !isOver && walk.count(0);
  };
  const stored = UNPACKERS[form](take);
  if (stored === null) throw new Error('it cannot be unpacked here');
  return {
    push: (chunk) => stored.push(chunk),
    end() {
      isOver = true;
      stored.end();
      inner.end();
    },
  };
}

/** `log.gz` holds `log`. */
function nameInside(path: string): string {
  return baseName(path).replace(/\.(?:gz|bz2|zst|xz)$/i, '');
}

function unzstd(take: (plain: Uint8Array) => boolean): ArchiveSink | null {
  const engine = createSyncEngine('zstd', plainTarget(take));
  if (engine === null) return null;
  return {
    push: (chunk) => void engine.feed(chunk, 0),
    end() {
      engine.finish();
      engine.flush();
      engine.close();
    },
  };
}

/** Each answers null where it cannot be used. */
const UNPACKERS: Readonly<Record<Compression, (take: (plain: Uint8Array) => boolean) => ArchiveSink | null>> =
  { gzip: gunzip, bzip2: bunzip2, zstd: unzstd, xz: (take) => unxz(take) };
