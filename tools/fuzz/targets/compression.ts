/** Compression: gzip and zstd, in pieces of any size, by both of Node's ways. */
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import {
  createEngine,
  createStreamEngine,
  createSyncEngine,
  plainTarget,
} from '../../../src/base/inflate-engine.ts';
import {
  CompressionError,
  createDecompressor,
  type Decompressor,
  gunzip,
  unzstd,
} from '../../../src/image/inflate/decompress.ts';
import { GzipReader } from '../../../src/image/inflate/gzip.ts';
import { file, layer } from '../../../test/tar-builder.ts';
import { mutateGzip, mutateZstd } from '../mutate/containers.ts';
import { mustHold, type Target } from '../target.ts';

const MOST_PLAIN = 4 * 1024 * 1024;

interface Inflated {
  readonly plain: string;
  readonly bytes: number;
  readonly end: string;
}

/** What comes out, as a digest would see it, and how it ended. */
async function inflate(bytes: Uint8Array, step: number, open: Opener): Promise<Inflated> {
  const chunks: Buffer[] = [];
  let size = 0;
  let end = '';
  const sink = (plain: Uint8Array): boolean => {
    chunks.push(Buffer.from(plain));
    size += plain.length;
    return size < MOST_PLAIN;
  };
  let decompressor: Decompressor | null = null;
  try {
    decompressor = open(bytes.subarray(0, 6), sink);
    for (let at = 0; at < bytes.length; at += step) await decompressor.push(bytes.subarray(at, at + step));
    await decompressor.end();
    end = `foreign tail: ${decompressor.foreignTail}`;
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    end = `${error.code}: ${error.message}`;
  } finally {
    decompressor?.close();
  }
  return { plain: Buffer.concat(chunks).toString('latin1', 0, MOST_PLAIN), bytes: size, end };
}

type Opener = (head: Uint8Array, sink: (plain: Uint8Array) => boolean) => Decompressor;

const openAny: Opener = (head, sink) => createDecompressor(head, plainTarget(sink));

/** Whatever the pieces, the same comes out. Once more is wanted than fits, only the beginning is compared. */
async function inPieces(bytes: Uint8Array): Promise<unknown> {
  const whole = await inflate(bytes, bytes.length || 1, openAny);
  const pieces = await inflate(bytes, Math.max(5, bytes.length >> 3), openAny);
  compare(whole, pieces, 'in pieces something else comes out');
  return whole;
}

/** Where data are damaged, how much came before it may depend on the pieces; libzstd also takes damage for an end. */
function compare(a: Inflated, b: Inflated, property: string): void {
  if (a.bytes >= MOST_PLAIN || b.bytes >= MOST_PLAIN) return;
  const isDamaged = `${a.end} ${b.end}`.includes('damaged');
  const isPart = a.plain.startsWith(b.plain) || b.plain.startsWith(a.plain);
  const isSame = a.plain === b.plain && a.end === b.end;
  mustHold(isSame || (isDamaged && isPart), `${property}: ${a.end}, ${b.end}`);
}

const PLAIN = Buffer.concat([layer([file('a', 'x'.repeat(600))]), Buffer.alloc(2000, 'abc')]);
const GZIP_FIELDS = Buffer.concat([
  Buffer.from('1f8b081e0000000000030300585858', 'hex'),
  Buffer.from('name\0comment\0'),
  Buffer.from([0, 0]),
]);

function gzips(): Uint8Array[] {
  const plain = gzipSync(PLAIN);
  return [
    plain,
    gzipSync(''),
    Buffer.concat([plain, gzipSync('second'), Buffer.alloc(10)]),
    Buffer.concat([GZIP_FIELDS, deflateRawSync('x'), Buffer.from('830cdd8c01000000', 'hex')]),
    gzipSync(PLAIN, { level: 0 }),
    Buffer.from('plain'),
    Buffer.from('fd377a585a00', 'hex'),
    Buffer.from('425a6839', 'hex'),
    // Cut off in the middle, and nothing left of the end.
    plain.subarray(0, plain.length >> 1),
    plain.subarray(0, -8),
  ];
}

const gzip: Target = {
  id: 'gzip',
  sources: ['image/inflate/decompress.ts', 'image/inflate/gzip.ts'],
  // Damage can turn one into the other.
  seeds: () => [...gzips(), zstdCompressSync('x')],
  tokens: ['\x1f\x8b\x08\x00', '\x1f\x8b\x08\x1f', '\x03\x00', '\x00\x00\xff\xff'],
  mutators: [mutateGzip],
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  run: inPieces,
};

const zstd: Target = {
  id: 'zstd',
  sources: ['image/inflate/decompress.ts'],
  seeds: () => [
    zstdCompressSync(PLAIN),
    zstdCompressSync(''),
    Buffer.concat([
      Buffer.from('502a4d180300000061626330', 'hex').subarray(0, 11),
      zstdCompressSync('x'),
      zstdCompressSync('y'),
    ]),
    Buffer.concat([zstdCompressSync('x'), Buffer.from('tail')]),
    gzipSync('x'),
    Buffer.from('plain'),
  ],
  tokens: ['\x28\xb5\x2f\xfd', '\x50\x2a\x4d\x18\x00\x00\x00\x00', '\x01\x00\x00'],
  mutators: [mutateZstd],
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  run: inPieces,
};

/** Whether the self-test chooses Node's zlib handle. */
let handleIsUsed: boolean | null = null;

function canUseHandle(): boolean {
  const engine = createSyncEngine(
    'deflate',
    plainTarget(() => true),
  );
  engine?.close();
  return engine !== null;
}

/** Node's zlib handle and the public stream must agree. */
const inflateEngines: Target = {
  id: 'inflate-engines',
  sources: ['base/inflate-engine.ts'],
  seeds: () => [...gzips().slice(0, 5), zstdCompressSync(PLAIN), zstdCompressSync('')],
  tokens: ['\x1f\x8b\x08\x00', '\x28\xb5\x2f\xfd'],
  mutators: [mutateGzip, mutateZstd],
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  async run(bytes) {
    handleIsUsed ??= canUseHandle();
    const open =
      (create: typeof createEngine): Opener =>
      (head, sink) => {
        const target = plainTarget(sink);
        if (head[0] === 0x28) return unzstd(create('zstd', target));
        return gunzip(new GzipReader(target, create('deflate', target)));
      };
    // Where this Node's handle cannot be used, there is nothing to compare.
    mustHold(handleIsUsed, 'the handle cannot be used');
    const handle = await inflate(bytes, 1000, open(createEngine));
    const stream = await inflate(bytes, 1000, open(createStreamEngine));
    compare(handle, stream, 'the two ways to inflate differ');
    return handle;
  },
};

export const compressionTargets: readonly Target[] = [gzip, inflateEngines, zstd];
