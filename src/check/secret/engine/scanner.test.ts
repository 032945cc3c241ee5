import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openNaive } from '../../../../test/naive-scanner.ts';
import { PLANTED, TEST_DETECTORS } from '../../../../test/test-detectors.ts';
import type { Hit, Scanner, StreamScan } from './hit.ts';
import { createScanner, createSizedScanner } from './scanner.ts';
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

/** What is beside an encoded text depends on the pieces that it is taken in. */
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
    .map(([apply, texts]) => `'${apply(texts.join(' ').replace(/[^\0-\xff]/g, '?'))}'`);
  return fc
    .array(fc.oneof(filler, fc.constantFrom(...PLANTED), encoded), { maxLength: 16 })
    .map((texts) => Buffer.from(texts.join(''), 'latin1'));
}

const content = fc.oneof(...wide.map((encode) => contentWith([...encodings, encode]))).map(asElf);

/** Other binary files may have lengths in front of texts, which the simplest way does not know. */
function asElf(bytes: Buffer): Buffer {
  const isWide = /^(?:\xff\xfe|\xfe\xff|(?:[^\0]\0){4}|(?:\0[^\0]){4})/.test(bytes.toString('latin1', 0, 8));
  return isWide || !bytes.includes(0) ? bytes : Buffer.concat([Buffer.from('\x7fELF\n'), bytes]);
}

describe('secrets engine', () => {
  test('finds what the simplest way finds, however the bytes come', () => {
    fc.assert(
      fc.property(content, fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), (bytes, sizes) => {
        const expected = scanNaively(bytes).map(withoutSides);
        assert.deepEqual(scan(whole, bytes).map(withoutSides), expected);
        assert.deepEqual(scan(small, ...cut(bytes, sizes)).map(withoutSides), expected);
      }),
      { numRuns: 100 },
    );
  });

  test('finds a secret whatever border of a step or chunk runs through it', () => {
    const secret = PLANTED[0]!;
    for (const encode of [...encodings, ...wide]) {
      const plain = encode(`x = "${secret}" y`);
      for (let before = 0; before < 330; before += 1) {
        const start = `${'.'.repeat(before)}\n${before % 2 === 0 ? '.' : ''}`;
        const bytes = Buffer.from(`${start}${plain}\n${'.'.repeat(2000)}`, 'latin1');
        const hits = scan(small, ...cut(bytes, [97]));
        assert.deepEqual(
          hits.map((hit) => [hit.secret, hit.offset >= start.length]),
          [[secret, true]],
          `${plain} after ${before}`,
        );
      }
    }
  });

  test('goes on in the midst of a line, however short the rest of it', () => {
    const secret = PLANTED[0]!;
    for (let before = 0; before < 400; before += 1) {
      const text = `${'x '.repeat(before)}"${secret}"${' x'.repeat(200)}`;
      for (const [encoded, line] of [
        [Buffer.from(text, 'latin1').toString('base64'), /.{76}/g],
        [Buffer.from(text, 'latin1').toString('hex'), /.{64}/g],
      ] as const) {
        const hits = scan(small, Buffer.from(encoded.replace(line, '$&\n')));
        assert.deepEqual(
          hits.map((hit) => hit.secret),
          [secret],
          `after ${before}`,
        );
      }
    }
  });

  test('tells place, encoding and the text beside', () => {
    const text = `one\ntwo\n  key: ${Buffer.from(`{"a":"${PLANTED[0]!}"}`).toString('base64')} # end\n`;
    const [hit] = scan(whole, Buffer.from(text));
    assert.deepEqual(
      [hit?.line, hit?.column, hit?.offset, hit?.length, hit?.encodings, hit?.before, hit?.after],
      [3, 16, 23, 32, ['base64'], '  key: ', '= # end'],
    );
  });

  test('counts lines of UTF-16', () => {
    const text = `\ufeffone\r\ntwo\r\n  a ${PLANTED[0]!}\r\n`;
    for (const bytes of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
      const hits = scan(small, ...cut(bytes, [7]));
      assert.deepEqual(
        hits.map(({ line, column, offset, length, secret }) => [line, column, offset, length, secret]),
        [[3, 9, 30, 48, PLANTED[0]]],
      );
    }
  });

  test('counts lines over many steps', () => {
    const bytes = Buffer.from(`${'line\n'.repeat(9999)}  ${PLANTED[0]!}\n`);
    const [hit] = scan(small, ...cut(bytes, [1000]));
    assert.deepEqual([hit?.line, hit?.column], [10000, 3]);
  });

  test('finds constants of Java classes behind their length', () => {
    const secret = PLANTED[0]!;
    for (const text of [secret, Buffer.from(`${secret}${'pad'.repeat(12)}`).toString('base64')]) {
      const constant = (value: string): Buffer => Buffer.from([1, 0, value.length, ...Buffer.from(value)]);
      const file = Buffer.concat([
        Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61, 0, 4]),
        constant('Code'),
        constant(text),
        constant('LineNumberTable'),
      ]);
      const hits = scan(whole, file);
      assert.deepEqual(
        hits.map(({ secret: found, line }) => [found, line]),
        [[secret, 0]],
        `${text.length} in front`,
      );
    }
  });

  test('finds constants of Python behind tag and length, and before the next tag', () => {
    const secret = PLANTED[0]!;
    for (const text of [secret, Buffer.from(`${secret}${'pad'.repeat(12)}`).toString('base64')]) {
      const constant = (value: string): Buffer =>
        Buffer.from(`z${String.fromCharCode(value.length)}${value}`);
      const file = Buffer.concat([
        Buffer.from([0xcb, 13, 13, 10, 0, 0, 0, 0]),
        ...['abc', text, 'NrXY'].map(constant),
      ]);
      assert.deepEqual(
        scan(whole, file).map((hit) => hit.secret),
        [secret],
      );
    }
  });

  test('finds texts of Go programs, which stand side by side', () => {
    const file = Buffer.from(`\x7fELF\0\0\0invalid argument${PLANTED[0]!}runtime error\0`, 'latin1');
    assert.deepEqual(
      scan(whole, file).map((hit) => hit.secret),
      [PLANTED[0]],
    );
  });

  test('takes off one encoding, not two', () => {
    const twice = Buffer.from(Buffer.from(`key ${PLANTED[0]!}`).toString('base64')).toString('base64');
    assert.deepEqual(scan(whole, Buffer.from(twice)), []);
  });

  test('does not join a line of base64 with the text below it', () => {
    const line = Buffer.from(`${'#'.repeat(12)}${PLANTED[0]!}`).toString('base64');
    assert.equal(line.length % 4, 0);
    for (const next of ['next: value', '/usr/lib', 'x-y = 1', 'word']) {
      assert.equal(scan(whole, Buffer.from(`a: ${line}\n${next}\n`)).length, 1, next);
    }
  });

  test('streams that are open at once do not disturb each other', () => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        const hits: Plain[][] = [[], []];
        const scans = hits.map((list, index) =>
          small.open(`${index}`, a, (hit) => list.push({ ...hit, detector: hit.detector.id })),
        );
        const chunks = [cut(a, [50]), cut(b, [70])];
        for (let at = 0; at < Math.max(chunks[0]!.length, chunks[1]!.length); at += 1) {
          for (const index of [0, 1]) if (at < chunks[index]!.length) scans[index]!.push(chunks[index]![at]!);
        }
        for (const each of scans) each.end();
        assert.deepEqual(hits, [scan(small, a), scan(small, b)]);
      }),
      { numRuns: 40 },
    );
  });

  test('of a token and an assignment at one place the token stays', () => {
    const hits = scan(whole, Buffer.from(`password: "${'Q'.repeat(4)}" passwd=k2v9Q3Rok${'Zy8'.repeat(5)}`));
    assert.deepEqual(
      hits.map((hit) => hit.detector),
      ['keyword-inside'],
    );
  });

  test('says so where it would cost too much', () => {
    let capped = 0;
    const scanned = whole.open(
      'hostile',
      Buffer.alloc(0),
      () => {},
      () => {
        capped += 1;
      },
    );
    const chunk = Buffer.from(`-----BEGIN TEST KEY-----${'A'.repeat(16)}`.repeat(3000));
    for (let time = 0; time < 40; time += 1) scanned.push(chunk);
    scanned.end();
    assert.equal(capped, 1);
  });

  test('refuses detectors that it cannot work with', () => {
    const [detector] = TEST_DETECTORS;
    for (const wrong of [
      { keywords: [] },
      { keywords: ['ab'] },
      { keywords: ['\u00e9tat'] },
      { maxLength: 1e6 },
    ]) {
      assert.throws(() => createScanner([{ ...detector!, ...wrong }], () => false), RangeError);
    }
  });
});
