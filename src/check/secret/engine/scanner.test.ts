import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openNaive } from '../../../../test/naive-scanner.ts';
import { PLANTED, TEST_DETECTORS } from '../../../../test/test-detectors.ts';
import { createScanner, createSizedScanner, type Hit, type Scanner, type StreamScan } from './scanner.ts';
import { toSizes } from './stream.ts';

const whole = createScanner(TEST_DETECTORS, () => false);
/** Steps of a few hundred bytes: borders everywhere. */
const small = createSizedScanner(
  TEST_DETECTORS,
  () => false,
  (longest) => toSizes(longest, 256, 256),
);

type Plain = Omit<Hit, 'detector'> & { readonly detector: string };

function collect(open: (onHit: (hit: Hit) => void) => StreamScan, chunks: readonly Uint8Array[]): Plain[] {
  const hits: Plain[] = [];
  const scan = open((hit) => hits.push({ ...hit, detector: hit.detector.id }));
  for (const chunk of chunks) scan.push(chunk);
  scan.end();
  return hits;
}

function scan(scanner: Scanner, ...chunks: Uint8Array[]): Plain[] {
  return collect((onHit) => scanner.open('a/file', chunks[0] ?? Buffer.alloc(0), onHit), chunks);
}

function scanNaively(bytes: Uint8Array): Plain[] {
  const setup = { detectors: TEST_DETECTORS, isFalseAlarm: () => false };
  return collect((onHit) => openNaive(setup, 'a/file', onHit), [bytes]);
}

function withoutSides(hit: Plain): Plain {
  return hit.encodings.length === 0 ? hit : { ...hit, before: '', after: '' };
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length]!;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const filler = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab3 /_=-.:%"\'\n\r\t\0é('), maxLength: 80 }),
  fc.constantFrom(
    'tok_',
    'password: ',
    'acme ',
    'xyzb-1-',
    '-----BEGIN TEST KEY-----',
    'zq:12',
    'Q3Rok',
    '%41%42',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .constantFrom('a', 'x ', '\n')
    .chain((text) => fc.integer({ min: 1, max: 300 }).map((n) => text.repeat(n))),
  fc.string({ unit: fc.constantFrom(...'abcXYZ0189+/'), minLength: 20, maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'abcdef0189'), minLength: 20, maxLength: 200 }),
);

type Encode = (text: string) => string;

const encodings: readonly Encode[] = [
  (text) => text,
  (text) => Buffer.from(text, 'latin1').toString('base64'),
  (text) => Buffer.from(text, 'latin1').toString('base64url'),
  (text) => Buffer.from(text, 'latin1').toString('base64').replace(/.{64}/g, '$&\n'),
  (text) => Buffer.from(text, 'latin1').toString('base64').replace(/.{76}/g, '$&\r\n  '),
  (text) => Buffer.from(text, 'latin1').toString('hex'),
  (text) => text.replace(/[^A-Za-z0-9]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`),
];

/** Not both in one stream, where nothing could tell them apart. */
const wide: readonly Encode[] = [
  (text) => Buffer.from(text, 'utf16le').toString('latin1'),
  (text) => Buffer.from(text, 'utf16le').swap16().toString('latin1'),
];

function contentWith(encode: readonly Encode[]): fc.Arbitrary<Buffer> {
  const parts = fc.array(fc.oneof(fc.constantFrom(...PLANTED), filler), { maxLength: 6 });
  const encoded = fc
    .tuple(fc.constantFrom(...encode), parts)
    .map(([apply, texts]) => apply(texts.join(' ').replace(/[^\0-\xff]/g, '?')));
  return fc
    .array(fc.oneof(filler, fc.constantFrom(...PLANTED), encoded), { maxLength: 16 })
    .map((texts) => Buffer.from(texts.join(''), 'latin1'));
}

const content = fc.oneof(...wide.map((encode) => contentWith([...encodings, encode])));

describe('secrets engine', () => {
  test('finds what the simplest way finds, however the bytes come', () => {
    fc.assert(
      fc.property(content, fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), (bytes, sizes) => {
        const expected = scanNaively(bytes);
        assert.deepEqual(scan(whole, bytes), expected);
        // In small pieces less of an encoded text is seen beside a secret.
        assert.deepEqual(scan(small, ...cut(bytes, sizes)).map(withoutSides), expected.map(withoutSides));
      }),
      { numRuns: 150, interruptAfterTimeLimit: 60000, endOnFailure: process.env['SHRINK'] === undefined },
    );
  });
});
