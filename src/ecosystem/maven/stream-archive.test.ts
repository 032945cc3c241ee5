import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildZip, type ZipOptions, type ZipSpec } from '../../../test/zip-builder.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import type { ArchiveFact } from './archive-fact.ts';
import { readArchives } from './archive-walk.ts';
import { streamArchive } from './stream-archive.ts';

interface Whole {
  readonly facts: readonly ArchiveFact[] | null;
  /** Something was told, or nothing could be read. */
  readonly troubled: boolean;
}

function readWhole(bytes: Uint8Array, limits: Limits): Whole {
  let troubled = false;
  const warn = (): void => {
    troubled = true;
  };
  const entry = { path: 'a.jar', type: 'file', mode: 0, uid: 0, gid: 0, linkTarget: '' } as const;
  try {
    const facts = readArchives({ entry: { ...entry, sizeBytes: bytes.length }, limits, bytes, warn });
    return { facts, troubled };
  } catch {
    return { facts: null, troubled: true };
  }
}

interface Passing {
  /** Sizes of the chunks, again and again. */
  readonly chunks?: readonly number[];
  readonly maxEntryBytes?: number;
  readonly limits?: Limits;
}

/** Each chunk is a copy that is cleared afterwards: what is kept must be copied. */
function readStreamed(bytes: Uint8Array, passing: Passing = {}): readonly ArchiveFact[] | null | 'again' {
  const { chunks = [65_536], maxEntryBytes, limits = DEFAULT_LIMITS } = passing;
  const sink = streamArchive(limits, maxEntryBytes);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const end = at + chunks[turn % chunks.length]!;
    const chunk = Uint8Array.from(bytes.subarray(at, end));
    sink.push(chunk);
    chunk.fill(0);
    at = end;
  }
  return sink.end(() => {});
}

/** The streamed facts are those of the whole file; or the whole file is asked for. Answers which. */
function isStreamed(bytes: Uint8Array, passing: Passing = {}): boolean {
  const streamed = readStreamed(bytes, passing);
  if (streamed === 'again') return false;
  const whole = readWhole(bytes, passing.limits ?? DEFAULT_LIMITS);
  assert.deepEqual(streamed, whole.facts);
  assert.equal(whole.troubled, false);
  return true;
}

function pom(name: string): ZipSpec {
  return {
    name: `META-INF/maven/org.example/${name}/pom.properties`,
    content: `version=1.0\ngroupId=org.example\nartifactId=${name}\n`,
  };
}

const MANIFEST: ZipSpec = {
  name: 'META-INF/MANIFEST.MF',
  content: 'Manifest-Version: 1.0\r\nBundle-License: MIT\r\n',
};
const POM_XML: ZipSpec = { name: 'META-INF/maven/org.example/x/pom.xml', content: '<project/>' };
const CLASS: ZipSpec = { name: 'org/example/a/A.class', content: 'some class '.repeat(20) };
const PICTURE: ZipSpec = { name: 'a.gif', content: 'GIF', stored: true };
const LIBRARY = buildZip([MANIFEST, pom('a'), POM_XML, CLASS, PICTURE]);
const SCRIPT = Buffer.from('#!/bin/sh\nexec java -jar "$0" "$@"\nexit\n');

function application(...more: ZipSpec[]): ZipSpec[] {
  return [
    MANIFEST,
    { name: 'BOOT-INF/', stored: true },
    { name: 'BOOT-INF/classes/org/shop/Main.class', content: 'x'.repeat(300) },
    { name: 'BOOT-INF/lib/a-1.0.jar', content: LIBRARY, stored: true },
    { name: 'BOOT-INF/lib/b-1.0.jar', content: buildZip([pom('b'), CLASS]) },
    { name: 'BOOT-INF/lib/empty.jar', stored: true },
    ...more,
    pom('shop'),
  ];
}

/** Archives inside archives; `stored` ones can be read as they pass at any depth. */
function nested(depth: number, stored: boolean): Buffer {
  let bytes = LIBRARY;
  for (let level = 0; level < depth; level += 1) {
    bytes = buildZip([CLASS, { name: `${level}.jar`, content: bytes, stored }, pom(`p${level}`)]);
  }
  return bytes;
}

describe('streamArchive, read as it passes', () => {
  const passes = (name: string, bytes: Uint8Array, passing: Passing = {}): void =>
    void it(name, () => {
      for (const chunks of [[65_536], [1], [7, 100], [29]])
        assert.ok(isStreamed(bytes, { ...passing, chunks }));
    });
  passes('an application', buildZip(application()));
  passes('with a long comment', buildZip(application(), { comment: 'c'.repeat(65_535) }));
  passes(
    'with sizes behind the data',
    buildZip(application().map((spec) => ({ ...spec, descriptor: 'signed' }))),
  );
  passes(
    'with the signature of such a record in the data',
    buildZip([
      {
        name: 'x.jar',
        content: Buffer.concat([LIBRARY, Buffer.from('PK\x07\x08'.repeat(20))]),
        stored: true,
        descriptor: 'signed',
      },
    ]),
  );
  passes('with a start script that offsets do not count', buildZip(application(), { prefix: SCRIPT }));
  passes('with a start script that offsets count', buildZip([{ ...MANIFEST, gap: SCRIPT }, pom('a')]));
  passes('in another order', buildZip(application(), { reversed: true }));
  passes('with one name twice', buildZip([pom('a'), pom('a'), { ...pom('b'), name: pom('a').name }]));
  passes('with entries that are not listed', buildZip(application({ ...pom('old'), unlisted: true })));
  passes('with end records of ZIP64', withZip64End(application()));
  for (const depth of [1, 3, 8]) {
    passes(`${depth} archives in each other, stored`, nested(depth, true));
    passes(`${depth} archives in each other, compressed`, nested(depth, false));
    passes(`${depth} large archives in each other, stored`, nested(depth, true), { maxEntryBytes: 200 });
    passes(`${depth} large archives in each other, compressed`, nested(depth, false), { maxEntryBytes: 200 });
  }
});

describe('streamArchive, asks for the whole file', () => {
  const asks = (name: string, bytes: Uint8Array, passing: Passing = {}): void =>
    void it(name, () => assert.equal(readStreamed(bytes, passing), 'again'));
  asks('no archive', Buffer.from('<html>'.repeat(1000)));
  asks('nothing', Buffer.alloc(0));
  asks('an empty archive', buildZip([]));
  asks('entries in ZIP64', buildZip(application(), { zip64: true }));
  asks('bytes that belong to nothing', buildZip([...application(), { ...CLASS, gap: Buffer.from('gap') }]));
  asks('sizes behind the data without a signature', buildZip([{ ...pom('a'), descriptor: 'bare' }]));
  asks('another name in the local header', buildZip([{ ...pom('a'), localName: 'x' }]));
  asks('a wrong size', buildZip([{ ...pom('a'), claims: { plainBytes: 5 } }]));
  asks('a wrong checksum', buildZip(application({ name: 'x.jar', content: LIBRARY, claims: { crc32: 1 } })));
  asks('a damaged archive inside', buildZip([{ name: 'x.jar', content: LIBRARY.subarray(0, -9) }]));
  asks('entries in the same place', buildZip([pom('a'), { ...pom('b'), claims: { headerOffset: 0 } }]));
  asks(
    'an archive that is named twice',
    buildZip([
      { name: 'x.jar', content: LIBRARY },
      { name: 'x.jar', content: LIBRARY, claims: { headerOffset: 0 } },
    ]),
  );
  asks('an end record in the comment', buildZip([pom('a')], { comment: buildZip([]).toString('latin1') }));
  asks('bytes behind', Buffer.concat([buildZip(application()), Buffer.alloc(70_000)]));
  asks('archives too deep in each other', nested(9, true));
  asks('large archives too deep in each other', nested(9, true), { maxEntryBytes: 200 });
  asks(
    'a large archive with a wrong checksum',
    buildZip([{ name: 'x.jar', content: LIBRARY, stored: true, claims: { crc32: 1 } }]),
    { maxEntryBytes: 200 },
  );
  asks('more than may be unpacked', nested(3, true), {
    limits: { ...DEFAULT_LIMITS, nestedArchiveBytes: 3 * LIBRARY.length },
  });
  asks('larger documents than may be', buildZip([pom('a')]), {
    limits: { ...DEFAULT_LIMITS, documentBytes: 10 },
  });
});

describe('streamArchive', () => {
  it('finds what the whole file tells, or asks for it', () => {
    let streamed = 0;
    const property = fc.property(archives, passings, (bytes, passing) => {
      streamed += Number(isStreamed(bytes, passing));
    });
    fc.assert(property, { numRuns: 400 });
    assert.ok(streamed > 20, `${streamed} of them were streamed`);
  });
  it('does so whatever is cut or flipped', () => {
    const wholes = [buildZip(application()), nested(2, true), withZip64End(application())];
    const property = fc.property(
      fc.constantFrom(...wholes),
      fc.nat(),
      fc.nat(),
      fc.nat(255),
      passings,
      (whole, cut, at, value, passing) => {
        const damaged = Buffer.from(whole);
        damaged[at % whole.length] = value;
        isStreamed(damaged, passing);
        isStreamed(damaged.subarray(0, cut % whole.length), passing);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});

const passings: fc.Arbitrary<Passing> = fc.record({
  chunks: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 }),
  maxEntryBytes: fc.constantFrom(100, 500, 100_000),
});

const specs: fc.Arbitrary<ZipSpec> = fc
  .record({
    base: fc.constantFrom(MANIFEST, POM_XML, CLASS, PICTURE, pom('a'), pom('b')),
    stored: fc.boolean(),
    odd: fc.oneof({ weight: 6, arbitrary: fc.constant({}) }, oddities()),
  })
  .map(({ base, stored, odd }) => ({ ...base, stored, ...odd }));

function oddities(): fc.Arbitrary<Partial<ZipSpec>> {
  return fc.oneof(
    fc.constantFrom<Partial<ZipSpec>>(
      { descriptor: 'signed' },
      { descriptor: 'bare' },
      { unlisted: true },
      { localName: 'x.jar' },
      { gap: SCRIPT },
    ),
    fc.nat(400).map((headerOffset) => ({ claims: { headerOffset } })),
    fc.nat(400).map((compressedBytes) => ({ claims: { compressedBytes } })),
    fc.nat(400).map((plainBytes) => ({ claims: { plainBytes } })),
  );
}

const options: fc.Arbitrary<ZipOptions> = fc.record({
  prefix: fc.oneof({ weight: 4, arbitrary: fc.constant(Buffer.alloc(0)) }, fc.constant(SCRIPT)),
  zip64: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  reversed: fc.boolean(),
  comment: fc.constantFrom('', 'comment'),
});

const { archives } = fc.letrec<{ archives: Buffer; entries: ZipSpec }>((tie) => ({
  entries: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: specs },
    {
      weight: 2,
      arbitrary: fc
        .record({
          content: tie('archives'),
          stored: fc.boolean(),
          name: fc.constantFrom('lib/a.jar', 'b.war'),
        })
        .map((spec) => spec),
    },
  ),
  archives: fc
    .tuple(fc.array(tie('entries'), { maxLength: 6 }), options)
    .map(([entries, how]) => buildZip(entries, how)),
}));

/** More entries than 16 bits can count have such an end, and all else as usual. */
function withZip64End(entries: readonly ZipSpec[]): Buffer {
  const bytes = buildZip(entries);
  const at = bytes.length - 22;
  const record = Buffer.alloc(76);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(bytes.readUInt32LE(at + 12)), 40);
  record.writeBigUInt64LE(BigInt(bytes.readUInt32LE(at + 16)), 48);
  record.write('PK\x06\x07', 56, 'latin1');
  record.writeBigUInt64LE(BigInt(at), 64);
  record.writeUInt32LE(1, 72);
  return Buffer.concat([bytes.subarray(0, at), record, bytes.subarray(at)]);
}
