/** One compressed file: gzip or zstd. An archive in it goes by the same name: `app.tgz!/conf/a.properties`. */
import { createSyncEngine, plainTarget } from '../../../base/inflate-engine.ts';
import { baseName } from '../../../model/file.ts';
import { gunzip } from './gunzip.ts';
import type { Inner } from './tar.ts';
import type { ArchiveSink, Walk } from './walk.ts';

/** Throws where zlib cannot be used in step. */
export function compressed(walk: Walk, { path, depth }: Inner, form: 'gzip' | 'zstd'): ArchiveSink {
  const inner = walk.open(path, depth, `${path}!/${nameInside(path)}`);
  let isOver = false;
  const take = (plain: Uint8Array): boolean => {
    inner.push(plain);
    return !isOver && walk.count(0);
  };
  const stored = form === 'gzip' ? gunzip(take) : unzstd(take);
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
  return baseName(path).replace(/\.(?:gz|zst)$/i, '');
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
