/** Reads one bomb in a process of its own and prints what came of it: `measure.ts NAME [SIZE]`. */
import { DEFAULT_LIMITS } from '../../src/base/limits.ts';
import { readLayer } from '../../src/image/read-layer.ts';
import type { AnyReader } from '../../src/model/reader.ts';
import { count } from '../../src/model/shape.ts';
import { layerInfo } from '../read-layers.ts';
import { gzipBomb, lyingSize, manyEntries, zstdBomb } from './bombs.ts';

const MIB = 2 ** 20;

/** Looks at every byte of every file, as a scanner for secrets does, and keeps nothing. */
const looking: AnyReader = {
  id: 'looking',
  shape: count,
  version: 1,
  kind: 'stream',
  wellKnownPaths: [],
  wants: () => true,
  open: () => ({ push: () => {}, end: () => null }),
  readAgain: () => null,
};
const keeping: AnyReader = {
  id: 'keeping',
  shape: count,
  version: 1,
  kind: 'whole',
  maxBytes: Number.MAX_SAFE_INTEGER,
  wellKnownPaths: [],
  wants: ({ path }) => path === 'liar',
  read: ({ bytes }) => bytes.length,
};

const BOMBS: Record<string, (size: number) => Iterable<Uint8Array>> = {
  gzip: gzipBomb,
  zstd: (size) => [zstdBomb(size)],
  entries: manyEntries,
  liar: (size) => [lyingSize(size)],
};

const [name = '', size = '0', plainMib = '1000000'] = process.argv.slice(2);
const chunks = BOMBS[name]!(Number(size));

/** The system's own figure would begin with the peak of the process that started this one. */
let peakBytes = 0;
function look(): void {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}

const contents = await readLayer(
  {
    info: layerInfo(0),
    digest: null,
    diffId: null,
    storedSize: -1,
    async *openStored() {
      yield* chunks;
    },
    onProgress: look,
  },
  [looking, keeping],
  { ...DEFAULT_LIMITS, layerPlainBytes: Number(plainMib) * MIB },
);
look();
process.stdout.write(
  JSON.stringify({
    entries: contents.entries,
    plainBytes: contents.plainBytes,
    codes: contents.problems.map(({ code }) => code),
    peakMib: Math.round(peakBytes / MIB),
  }),
);
