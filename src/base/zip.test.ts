import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { buildZip, type ZipSpec } from '../../test/zip-builder.ts';
import { bytesSource, fileSource } from './byte-source.ts';
import { openZip, readZipEntry, ZipError, zipEntries } from './zip.ts';

const LIMIT = 1024 * 1024;

function contents(bytes: Uint8Array): [string, string][] {
  const archive = openZip(bytesSource(bytes));
  return [...zipEntries(archive)].map((entry) => [
    entry.name,
    Buffer.from(readZipEntry(archive, entry, LIMIT)).toString('latin1'),
  ]);
}

const FILES: readonly ZipSpec[] = [
  { name: 'a/', stored: true },
  { name: 'a/empty' },
  { name: 'a/text', content: 'some text '.repeat(100) },
  { name: 'stored', content: 'plain', stored: true },
  { name: 'ünïcode.txt', content: 'x' },
];
const EXPECTED = FILES.map((f) => [f.name, String(f.content ?? '')]);

describe('zip', () => {
  it('reads stored and deflated entries', () => assert.deepEqual(contents(buildZip(FILES)), EXPECTED));
  it('reads ZIP64', () => assert.deepEqual(contents(buildZip(FILES, { zip64: true })), EXPECTED));
  it('reads archives with data before them', () => {
    const prefix = Buffer.from('#!/bin/sh\nexec java -jar "$0"\n');
    assert.deepEqual(contents(buildZip(FILES, { prefix })), EXPECTED);
    assert.deepEqual(contents(buildZip(FILES, { prefix, zip64: true })), EXPECTED);
  });
  it('is not misled by a comment, or by an end record inside one', () => {
    assert.deepEqual(contents(buildZip(FILES, { comment: 'x'.repeat(60_000) })), EXPECTED);
    const fake = buildZip([]).toString('latin1');
    assert.deepEqual(
      contents(buildZip(FILES, { comment: `${fake.replaceAll('\0', 'z')} and more` })),
      EXPECTED,
    );
  });
  it('reads an empty archive', () => assert.deepEqual(contents(buildZip([])), []));
  it('decodes only the names that the filter takes', () => {
    const archive = openZip(bytesSource(buildZip(FILES)));
    const isText = (directory: Uint8Array, _: number, end: number): boolean => directory[end - 1] === 0x74;
    assert.deepEqual(
      zipEntries(archive, isText)
        .toArray()
        .map((e) => e.name),
      ['a/text', 'ünïcode.txt'],
    );
  });
  it('reads the same from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'));
    const path = join(folder, 'x.zip');
    writeFileSync(path, buildZip(FILES));
    const descriptor = openSync(path, 'r');
    try {
      const archive = openZip(fileSource(descriptor, fstatSync(descriptor).size));
      const read = [...zipEntries(archive)].map((e) => [
        e.name,
        Buffer.from(readZipEntry(archive, e, LIMIT)).toString(),
      ]);
      assert.deepEqual(read, EXPECTED);
    } finally {
      closeSync(descriptor);
      rmSync(folder, { recursive: true });
    }
  });
  it('reads what another program wrote', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'));
    try {
      const path = join(folder, 'x.zip');
      const script =
        'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],"w",zipfile.ZIP_DEFLATED)\nz.writestr("a/b.txt","x"*1000)\nz.close()';
      execFileSync('python3', ['-c', script, path], { stdio: 'ignore' });
      assert.deepEqual(contents(readFileSync(path)), [['a/b.txt', 'x'.repeat(1000)]]);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      t.skip('python3 is not there');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('zip, hostile', () => {
  const fails = (spec: ZipSpec, why: RegExp, maxBytes: number = LIMIT): void => {
    const archive = openZip(bytesSource(buildZip([spec])));
    const [entry] = zipEntries(archive);
    assert.throws(
      () => readZipEntry(archive, entry!, maxBytes),
      (e) => e instanceof ZipError && why.test(e.message),
    );
  };
  it('refuses entries that are not as they declare', () => {
    const content = 'text '.repeat(20);
    fails({ name: 'a', content, claims: { plainBytes: 99 } }, /inflated/);
    fails({ name: 'a', content, claims: { plainBytes: 101 } }, /size/);
    fails({ name: 'a', content, stored: true, claims: { plainBytes: 99 } }, /size/);
    fails({ name: 'a', content, claims: { plainBytes: 900_000 } }, /size/);
    fails({ name: 'a', content, claims: { crc32: 1 } }, /checksum/);
    fails({ name: 'a', content, claims: { compressedBytes: 5 } }, /inflated/);
    fails({ name: 'a', content, claims: { compressedBytes: 0x7fff_ffff } }, /outside/);
    fails({ name: 'a', content, claims: { headerOffset: 0x7fff_ffff } }, /outside|header/);
    fails({ name: 'a', content, claims: { headerOffset: 3 } }, /header/);
    fails({ name: 'a', content, claims: { flags: 1 } }, /encrypted/);
    fails({ name: 'a', content, claims: { method: 99 } }, /method 99/);
  });
  it('allocates nothing for a size that the stored bytes cannot reach', () => {
    fails({ name: 'a', content: 'x', claims: { plainBytes: 0x7fff_ffff } }, /size/, Number.MAX_SAFE_INTEGER);
  });
  it('stops a bomb at the limit of the caller', () => {
    fails({ name: 'bomb', content: Buffer.alloc(2 * LIMIT) }, /larger than/);
    fails({ name: 'bomb', content: Buffer.alloc(2 * LIMIT), claims: { plainBytes: 10 } }, /inflated/);
  });
  it('refuses what is no archive', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('PK'), Buffer.alloc(100_000), deflateRawSync('x')]) {
      assert.throws(() => openZip(bytesSource(bytes)), ZipError);
    }
  });
  it('throws nothing but ZipError on damage, whatever is cut or flipped', () => {
    const wholes = [buildZip(FILES), buildZip(FILES, { zip64: true, prefix: Buffer.from('x') })];
    fc.assert(
      fc.property(fc.constantFrom(...wholes), fc.nat(), fc.nat(), fc.nat(255), (whole, cut, at, value) => {
        const damaged = Buffer.from(whole);
        damaged[at % whole.length] = value;
        for (const some of [
          damaged,
          whole.subarray(0, cut % whole.length),
          damaged.subarray(cut % whole.length),
        ]) {
          try {
            contents(some);
          } catch (error) {
            assert.ok(error instanceof ZipError, String(error));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
