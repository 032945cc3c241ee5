import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { bunzip2 } from './bunzip2.ts';

const LINE = 'hello hello hello hello, said the sea to the shore\n';
/** Three lines, made by bzip2 1.0.8. */
const SAMPLE = Buffer.from(
  'QlpoOTFBWSZTWYcb67sAACVRgAAQQAQmZJwAIABQgGgARUnpPSeJPWkNvgywy6YcacbGHQPRtxDbT8D1El08beCH4u5IpwoSEON9d2A=',
  'base64',
);

function unpack(stored: Uint8Array, step = 1000): Buffer {
  const parts: Buffer[] = [];
  const sink = bunzip2((plain) => parts.push(Buffer.from(plain)) > 0);
  for (let at = 0; at < stored.length; at += step) sink.push(Buffer.from(stored.subarray(at, at + step)));
  sink.end();
  return Buffer.concat(parts);
}

/** By Python's `bz2`. Null, and the test skipped, where there is no `python3`; it must be there in CI. */
function pack(t: TestContext, plain: Uint8Array, level = 9): Buffer | null {
  const code = `import sys,bz2;sys.stdout.buffer.write(bz2.compress(sys.stdin.buffer.read(),${level}))`;
  const { stdout, error } = spawnSync('python3', ['-I', '-c', code], { input: plain, maxBuffer: 1 << 28 });
  if (error === undefined) return stdout;
  assert.equal(process.env['CI'], undefined, 'python3 is not installed');
  t.skip('python3 is not installed');
  return null;
}

/** Bytes that are as random as a digest, in runs of some lengths. */
function made(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, n = 0; at < length; n++) {
    for (const byte of createHash('sha256').update(`${seed} ${n}`).digest()) {
      const run = byte % 7 === 0 ? byte + 1 : 1;
      bytes.fill(byte, Math.min(at, length), Math.min(at + run, length));
      at += run;
    }
  }
  return bytes;
}

describe('bzip2', () => {
  test('a file of bzip2, in pieces of any size', () => {
    for (const step of [1, 2, 7, 64, 1000]) assert.equal(unpack(SAMPLE, step).toString(), LINE.repeat(3));
  });

  test('streams in a row, other bytes behind', () => {
    assert.equal(unpack(Buffer.concat([SAMPLE, SAMPLE])).toString(), LINE.repeat(6));
    assert.equal(unpack(Buffer.concat([SAMPLE, Buffer.from('something else')])).toString(), LINE.repeat(3));
  });

  test('who wants no more gets no more', () => {
    let calls = 0;
    const sink = bunzip2(() => {
      calls += 1;
      return false;
    });
    sink.push(Buffer.concat([SAMPLE, SAMPLE]));
    sink.push(SAMPLE);
    sink.end();
    assert.equal(calls, 1);
  });

  test('any cut and any changed byte is damage, or the same', () => {
    for (let length = 0; length < SAMPLE.length; length++)
      assert.throws(() => unpack(SAMPLE.subarray(0, length)), Error, `cut at ${length}`);
    for (let at = 0; at < SAMPLE.length; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const bytes = Buffer.from(SAMPLE);
        bytes[at]! ^= flip;
        try {
          // A larger block is allowed than there is, and bits that fill up the last byte mean nothing.
          assert.equal(unpack(bytes).toString(), LINE.repeat(3));
        } catch (error) {
          assert.ok(error instanceof Error && !(error instanceof TypeError), String(error));
        }
      }
    }
  });

  test('as bzip2 does: more blocks than one, long runs, what it cannot make smaller', (t) => {
    for (const [plain, level] of [
      [made(250_000, 1), 1],
      [Buffer.alloc(2_000_000, 65), 9],
      [Buffer.alloc(0), 9],
      [made(950_000, 2), 9],
    ] as const) {
      const stored = pack(t, plain, level);
      if (stored === null) return;
      assert.ok(unpack(stored, 60_000).equals(plain), `${plain.length} bytes`);
    }
  });

  test('as bzip2 does, any bytes', (t) => {
    const parts = fc.sample(fc.tuple(fc.nat(3000), fc.nat(1000)), { numRuns: 4, seed: 4 });
    for (const [length, seed] of parts) {
      const plain = made(length, seed);
      const stored = pack(t, plain, 1);
      if (stored === null) return;
      assert.ok(unpack(stored, 1 + (seed % 700)).equals(plain), `${length} bytes of ${seed}`);
    }
  });

  test('other bytes behind the beginning of a block fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
        const bytes = Buffer.concat([SAMPLE.subarray(0, 14), Buffer.from(body)]);
        assert.throws(() => unpack(bytes), Error);
      }),
      { numRuns: 500 },
    );
  });
});
