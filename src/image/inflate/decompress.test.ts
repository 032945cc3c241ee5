import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  createHandleEngine,
  createPooledEngine,
  createStreamEngine,
  type EngineKind,
  type PlainSink,
  plainTarget,
} from '../../base/inflate-engine.ts';
import {
  type Compression,
  CompressionError,
  createDecompressor,
  type Decompressor,
  detectCompression,
  gunzip,
  unzstd,
} from './decompress.ts';
import { GzipReader } from './gzip.ts';

const WAYS = { handle: createHandleEngine, pooled: createPooledEngine, stream: createStreamEngine };
type Make = (sink: PlainSink) => Decompressor;

const text = Buffer.from('anchor, bollard, cleat\n'.repeat(40_000));
const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff));
const plain = Buffer.concat([text, noise, Buffer.alloc(700_000)]);
const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

function make(kind: EngineKind, way: keyof typeof WAYS): Make {
  return (sink) =>
    kind === 'zstd'
      ? unzstd(WAYS[way]('zstd', plainTarget(sink)))
      : gunzip(new GzipReader(plainTarget(sink), WAYS[way]('deflate', plainTarget(sink))));
}

async function run(create: Make, stored: Uint8Array, step: number) {
  const parts: Buffer[] = [];
  const reader = create((chunk) => parts.push(Buffer.from(chunk)) > 0);
  let code = '';
  try {
    for (let at = 0; at < stored.length; at += step) await reader.push(stored.subarray(at, at + step));
    await reader.end();
  } catch (error) {
    code = error instanceof CompressionError ? error.code : String(error);
  } finally {
    reader.close();
  }
  return { plain: Buffer.concat(parts), code, foreignTail: reader.foreignTail };
}

/** gzip with every optional header field. */
function decorated(data: Uint8Array): Buffer {
  const packed = gzipSync(data);
  const header = Buffer.from(packed.subarray(0, 10));
  header[3] = 2 | 4 | 8 | 16;
  return Buffer.concat([
    header,
    Buffer.from('\x03\0abcname\0comment\0\x12\x34', 'latin1'),
    packed.subarray(10),
  ]);
}

const damagedSum = Buffer.from(gzipSync(text));
damagedSum[damagedSum.length - 8]! ^= 1;
const damagedLength = Buffer.from(gzipSync(text));
damagedLength[damagedLength.length - 1]! ^= 1;

const CASES: {
  name: string;
  kind: EngineKind;
  stored: Buffer;
  plain: Buffer;
  code?: string;
  tail?: boolean;
}[] = [
  { name: 'one member', kind: 'deflate', stored: gzipSync(plain), plain },
  { name: 'an empty member', kind: 'deflate', stored: gzipSync(''), plain: Buffer.alloc(0) },
  { name: 'all header fields', kind: 'deflate', stored: decorated(plain), plain },
  {
    name: 'three members, one empty',
    kind: 'deflate',
    stored: Buffer.concat([gzipSync(text), gzipSync(''), decorated(noise)]),
    plain: Buffer.concat([text, noise]),
  },
  {
    name: 'zeros behind the last member',
    kind: 'deflate',
    stored: Buffer.concat([gzipSync(text), Buffer.alloc(100)]),
    plain: text,
    tail: true,
  },
  {
    name: 'text behind the last member',
    kind: 'deflate',
    stored: Buffer.concat([gzipSync(text), Buffer.from('garbage')]),
    plain: text,
    tail: true,
  },
  { name: 'a wrong check sum', kind: 'deflate', stored: damagedSum, plain: text, code: 'damaged-layer' },
  { name: 'a wrong length', kind: 'deflate', stored: damagedLength, plain: text, code: 'damaged-layer' },
  {
    name: 'a missing trailer',
    kind: 'deflate',
    stored: gzipSync(text).subarray(0, -8),
    plain: text,
    code: 'truncated-layer',
  },
  {
    name: 'a missing last byte',
    kind: 'deflate',
    stored: gzipSync(text).subarray(0, -1),
    plain: text,
    code: 'truncated-layer',
  },
  {
    name: 'a cut second header',
    kind: 'deflate',
    stored: Buffer.concat([gzipSync(text), gzipSync('').subarray(0, 5)]),
    plain: text,
    code: 'truncated-layer',
  },
  { name: 'one frame', kind: 'zstd', stored: zstdCompressSync(plain), plain },
  { name: 'an empty frame', kind: 'zstd', stored: zstdCompressSync(''), plain: Buffer.alloc(0) },
  {
    name: 'frames and skippable frames',
    kind: 'zstd',
    stored: Buffer.concat([skippable, zstdCompressSync(text), zstdCompressSync(noise), skippable]),
    plain: Buffer.concat([text, noise]),
  },
];

describe('decompress', () => {
  for (const way of ['handle', 'stream'] as const) {
    for (const { name, kind, stored, plain: wanted, code = '', tail = false } of CASES) {
      it(`${kind} by ${way}: ${name}`, async () => {
        for (const step of [1 << 20, 10_007, stored.length - 4].filter((s) => s > 0)) {
          const got = await run(make(kind, way), stored, step);
          assert.equal(got.code, code);
          assert.ok(got.plain.equals(wanted), `plain bytes differ: ${got.plain.length}, step ${step}`);
          assert.equal(got.foreignTail, tail);
        }
      });
    }

    it(`${way}: reads gzip in single bytes`, async () => {
      const got = await run(
        make('deflate', way),
        Buffer.concat([decorated(Buffer.from('a')), gzipSync('b')]),
        1,
      );
      assert.deepEqual([got.plain.toString(), got.code], ['ab', '']);
    });

    it(`${way}: names truncated zstd`, async () => {
      const got = await run(make('zstd', way), zstdCompressSync(plain).subarray(0, -3), 10_000);
      assert.equal(got.code, 'truncated-layer');
    });

    it(`${way}: damaged data never give more than an error`, async () => {
      for (const kind of ['deflate', 'zstd'] as const) {
        const stored = kind === 'zstd' ? zstdCompressSync(text) : gzipSync(text);
        for (let at = 0; at < stored.length; at += 37) {
          const damaged = Buffer.from(stored);
          damaged[at]! ^= 0x10;
          const { code } = await run(make(kind, way), damaged, 1 << 16);
          assert.match(code, /^$|^(damaged|truncated)-layer$/);
        }
      }
    });

    it(`${way}: stops when nothing more is wanted`, async () => {
      for (const kind of ['deflate', 'zstd'] as const) {
        let calls = 0;
        const reader = make(kind, way)(() => ++calls < 3);
        await reader.push(
          kind === 'zstd' ? zstdCompressSync(Buffer.alloc(1e8)) : gzipSync(Buffer.alloc(1e8)),
        );
        await reader.end();
        reader.close();
        assert.equal(calls, 3);
      }
    });
  }

  it('reads what gzip and zstd write', async () => {
    for (const tool of ['gzip', 'zstd']) {
      const stored = execFileSync(tool, ['-c'], { input: plain, maxBuffer: 1 << 26 });
      const got = await run(
        (sink) => createDecompressor(stored.subarray(0, 6), plainTarget(sink)),
        stored,
        1 << 18,
      );
      assert.ok(got.plain.equals(plain));
    }
  });

  for (const [head, form] of [
    ['1f8b08', 'gzip'],
    ['28b52ffd', 'zstd'],
    ['502a4d18', 'zstd'],
    ['', 'plain'],
    ['00', 'plain'],
    ['6574632f', 'plain'],
  ] satisfies [string, Compression][]) {
    it(`takes ${head || 'nothing'} for ${form}`, () => {
      assert.equal(detectCompression(Buffer.from(head, 'hex')), form);
    });
  }

  for (const [head, name] of [
    ['fd377a585a00', 'xz'],
    ['425a6839', 'bzip2'],
    ['04224d18', 'lz4'],
  ] as const) {
    it(`names ${name}`, () => {
      assert.throws(() => detectCompression(Buffer.from(head, 'hex')), {
        code: 'unknown-compression',
        message: `it is compressed with ${name}`,
      });
    });
  }
});
