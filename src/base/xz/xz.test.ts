import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { createCrc64 } from './crc64.ts';
import { unxz } from './xz.ts';

const LINE = 'hello hello hello hello, said the sea to the shore\n';
/** Three lines, made by `xz -9` of XZ Utils 5.4. */
const SAMPLE = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4ACYACZdADQZSe6N6VYK53mcDHn33m15HrUYwd9GNVa8llEV3uAZ9zKI5eEAAAAASIZk+VIEYf8A' +
    'AUKZAQAAAL5db+WxxGf7AgAAAAAEWVo=',
  'base64',
);

function unpack(stored: Uint8Array, step = 1000, mostDictionary?: number): Buffer {
  const parts: Buffer[] = [];
  const sink = unxz((plain) => parts.push(Buffer.from(plain)) > 0, mostDictionary);
  for (let at = 0; at < stored.length; at += step) sink.push(Buffer.from(stored.subarray(at, at + step)));
  sink.end();
  return Buffer.concat(parts);
}

/** Null, and the test skipped, where there is no `xz`; it must be there in CI. */
function pack(t: TestContext, plain: Uint8Array, ...options: readonly string[]): Buffer | null {
  const { stdout, error } = spawnSync('xz', ['-c', ...options], { input: plain, maxBuffer: 1 << 28 });
  if (error === undefined) return stdout;
  assert.equal(process.env['CI'], undefined, 'xz is not installed');
  t.skip('xz is not installed');
  return null;
}

/** Bytes that repeat, differ and jump, from a seed. */
function made(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = seed + 1; at < length; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const count = Math.min(length - at, 1 + ((state >>> 8) & 63));
    const from = at < 9 || state % 3 === 0 ? -1 : (state >>> 4) % at;
    for (let i = 0; i < count; i++) bytes[at + i] = from < 0 ? (state >>> (i & 15)) & 255 : bytes[from + i]!;
    at += count;
  }
  return bytes;
}

function changed(stored: Uint8Array, at: number, value: number): Buffer {
  const bytes = Buffer.from(stored);
  bytes[at] = value;
  return bytes;
}

describe('xz', () => {
  test('a file of XZ Utils, in pieces of any size', () => {
    for (const step of [1, 2, 7, 64, 1000]) assert.equal(unpack(SAMPLE, step).toString(), LINE.repeat(3));
  });

  test('CRC-64 has the value that its catalogue gives', () => {
    const sum = createCrc64();
    sum.update(Buffer.from('123456789'));
    assert.equal(
      sum.digest().toString('hex'),
      Buffer.from('995dc9bbdf1939fa', 'hex').reverse().toString('hex'),
    );
  });

  test('streams in a row, zeros between them, other bytes behind', () => {
    const zeros = Buffer.alloc(8);
    assert.equal(unpack(Buffer.concat([SAMPLE, zeros, SAMPLE, zeros])).toString(), LINE.repeat(6));
    assert.equal(unpack(Buffer.concat([SAMPLE, Buffer.from('something else')])).toString(), LINE.repeat(3));
    assert.throws(() => unpack(Buffer.concat([SAMPLE, Buffer.alloc(3)])), /cut off/);
  });

  test('who wants no more gets no more', () => {
    let calls = 0;
    const sink = unxz(() => {
      calls += 1;
      return false;
    });
    sink.push(Buffer.concat([SAMPLE, SAMPLE]));
    sink.push(SAMPLE);
    sink.end();
    assert.equal(calls, 1);
  });

  test('any cut and any changed byte is damage', () => {
    for (let length = 0; length < SAMPLE.length; length++)
      assert.throws(() => unpack(SAMPLE.subarray(0, length)), Error, `cut at ${length}`);
    for (let at = 0; at < SAMPLE.length; at++) {
      for (const flip of [1, 0x80, 0xff])
        assert.throws(() => unpack(changed(SAMPLE, at, SAMPLE[at]! ^ flip)), Error, `${flip} at ${at}`);
    }
  });

  test('a dictionary that takes more than is allowed, and filters that are not known', () => {
    assert.throws(
      () => unpack(SAMPLE, 1000, 1024 * 1024),
      /its dictionary takes 67108864 bytes, of which 1048576/,
    );
    const header = Buffer.from(SAMPLE.subarray(12, 24));
    header[2] = 0x04;
    header.writeUInt32LE(crc32(header.subarray(0, 8)), 8);
    const other = Buffer.concat([SAMPLE.subarray(0, 12), header, SAMPLE.subarray(24)]);
    assert.throws(() => unpack(other), /a filter that is not known/);
  });

  test('a window that says to be large costs nothing before it is filled', () => {
    const before = process.memoryUsage().arrayBuffers;
    const sink = unxz(() => true);
    sink.push(SAMPLE.subarray(0, 40));
    assert.ok(process.memoryUsage().arrayBuffers - before < 4 * 1024 * 1024);
  });

  test('as xz does, whatever its options', (t) => {
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    for (const [length, ...options] of [
      [300_000, '-0'],
      [300_000, '-6', '--check=crc32'],
      [300_000, '-1', '--check=sha256', '--block-size=50000'],
      [300_000, '-0', '--check=none'],
      // The window is full after 2 MiB and a dictionary.
      [2_300_000, '--lzma2=preset=0,dict=4KiB,lc=0,lp=4,pb=0'],
      [300_000, '--lzma2=preset=1,dict=64KiB,lc=4,lp=0,pb=4'],
    ] as const) {
      const plain = made(length, 5);
      const stored = pack(t, plain, ...options);
      if (stored === null) return;
      assert.equal(digest(unpack(stored, 60_000)), digest(plain), options.join(' '));
    }
  });

  test('as xz does, what it cannot make smaller', (t) => {
    const plain = Buffer.concat(
      Array.from({ length: 6000 }, (_, i) =>
        createHash('sha256')
          .update(String(i % 5000))
          .digest(),
      ),
    );
    const stored = pack(t, plain, '-0');
    if (stored !== null) assert.ok(unpack(stored).equals(plain));
  });

  test('as xz does, any bytes', (t) => {
    if (pack(t, Buffer.alloc(0)) === null) return;
    const text = fc.array(fc.tuple(fc.nat(40_000), fc.nat(1000)), { maxLength: 3 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5000 }), (parts, step) => {
        const plain = Buffer.concat(parts.map(([length, seed]) => made(length, seed)));
        assert.ok(unpack(pack(t, plain, '-0')!, step).equals(plain));
      }),
      { numRuns: 20 },
    );
  });

  test('changed bytes behind right sums fail, and never hang', () => {
    const plain = Buffer.from('a body of a chunk that nobody checks');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 60 }), fc.nat(0xff), (body, control) => {
        assert.throws(() => unpack(bare(Buffer.concat([Buffer.from([control]), Buffer.from(body)]))), Error);
      }),
      { numRuns: 500 },
    );
    const stored = Buffer.concat([Buffer.from([1, 0, plain.length - 1]), plain, Buffer.from([0])]);
    assert.equal(partsOf(bare(stored)), plain.toString());
  });
});

/** A stream without a check that begins a block of these bytes in LZMA2. */
function bare(body: Buffer): Buffer {
  const sealed = (bytes: Buffer): Buffer => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(bytes));
    return Buffer.concat([bytes, sum]);
  };
  const header = sealed(Buffer.from('0000', 'hex'));
  const block = sealed(Buffer.from('0200210116000000', 'hex'));
  return Buffer.concat([Buffer.from('fd377a585a00', 'hex'), header, block, body]);
}

/** What came before it was cut off. */
function partsOf(stored: Buffer): string {
  let text = '';
  unxz((plain) => {
    text += Buffer.from(plain).toString();
    return true;
  }).push(stored);
  return text;
}
