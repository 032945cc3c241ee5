import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { createRing, type RingReader, readRing } from './ring.ts';

const PLAIN = Buffer.alloc(3_000_001, 'anchor, bollard, cleat\n');
const DAMAGED = Buffer.concat([gzipSync(PLAIN.subarray(0, 900_000), { level: 0 }), Buffer.alloc(20)]);

/** One thread for all tests, as one thread inflates all layers. */
describe('inflating in another thread', () => {
  let folder = '';
  let worker: Worker;
  let ring: RingReader;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ring-'));
    const memory = createRing();
    worker = new Worker(new URL('./inflate-thread.ts', import.meta.url), { workerData: memory });
    ring = readRing(memory);
  });
  after(async () => {
    await worker.terminate();
    rmSync(folder, { recursive: true });
  });

  /** The plain bytes, up to so many pieces, and how it ended. */
  function inflate(stored: Uint8Array, mostPieces = Number.POSITIVE_INFINITY) {
    const path = join(folder, 'stored');
    writeFileSync(path, Buffer.concat([Buffer.from('in front'), stored, Buffer.from('behind')]));
    const fd = openSync(path, 'r');
    try {
      ring.start({ fd, offsetBytes: 8, sizeBytes: stored.length, checkSums: true });
      const hash = createHash('sha256');
      let bytes = 0;
      let pieces = 0;
      const hashOfStored = createHash('sha256');
      const take = (): Uint8Array | null => ring.next((part) => void hashOfStored.update(part));
      for (let piece = take(); piece !== null; piece = take()) {
        if (pieces === mostPieces) continue;
        hash.update(piece);
        bytes += piece.length;
        if (++pieces === mostPieces) ring.enough();
      }
      ring.stop();
      assert.equal(hashOfStored.digest('hex'), sum(stored), 'all stored bytes come, whatever happens');
      return { bytes, sum: hash.digest('hex'), end: ring.end() };
    } finally {
      closeSync(fd);
    }
  }

  const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const whole = { failure: null, foreignTail: false };

  for (const [name, stored] of [
    ['gzip', gzipSync(PLAIN)],
    ['zstd', zstdCompressSync(PLAIN)],
    ['plain', PLAIN],
    ['two members', Buffer.concat([gzipSync(PLAIN.subarray(0, 1000)), gzipSync(PLAIN.subarray(1000))])],
  ] as const) {
    it(`gives all of ${name}`, () => {
      assert.deepEqual(inflate(stored), { bytes: PLAIN.length, sum: sum(PLAIN), end: whole });
    });
  }

  it('gives nothing of nothing', () => {
    assert.deepEqual(inflate(Buffer.alloc(0)), { bytes: 0, sum: sum(Buffer.alloc(0)), end: whole });
  });

  it('stops when no more is wanted, and goes on with the next', () => {
    for (let i = 0; i < 20; i++) assert.equal(inflate(gzipSync(PLAIN), 2).bytes, 2 * 256 * 1024);
    assert.equal(inflate(gzipSync(PLAIN)).bytes, PLAIN.length);
  });

  it('can be stopped at once, and goes on with the next', () => {
    const path = join(folder, 'stored');
    writeFileSync(path, gzipSync(Buffer.alloc(50_000_000)));
    const fd = openSync(path, 'r');
    for (let i = 0; i < 20; i++) {
      ring.start({ fd, offsetBytes: 0, sizeBytes: 1_000_000, checkSums: true });
      if (i % 2 === 0) ring.next(() => {});
      ring.stop();
    }
    closeSync(fd);
    assert.equal(inflate(gzipSync(PLAIN)).bytes, PLAIN.length);
  });

  it('tells how data end that are cut off, damaged, unknown or followed by others', () => {
    const packed = gzipSync(PLAIN);
    assert.equal(inflate(packed.subarray(0, 2000)).end.failure?.code, 'truncated-layer');
    const broken = Buffer.from(DAMAGED);
    broken.fill(0xff, 400_000, 400_100);
    assert.equal(inflate(broken).end.failure?.code, 'damaged-layer');
    const unknown = inflate(Buffer.from('BZh91AY&SY')).end.failure;
    assert.deepEqual(unknown, { code: 'unknown-compression', message: 'it is compressed with bzip2' });
    assert.deepEqual(inflate(DAMAGED).end, { failure: null, foreignTail: true });
  });
});
