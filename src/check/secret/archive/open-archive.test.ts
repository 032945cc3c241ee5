import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { file, layer } from '../../../../test/tar-builder.ts';
import { buildZip } from '../../../../test/zip-builder.ts';
import { DEFAULT_LIMITS } from '../../../base/limits.ts';
import type { ReaderLimits } from '../../../model/reader.ts';
import { openArchive } from './open-archive.ts';

interface Opened {
  readonly members: Record<string, string>;
  readonly warnings: readonly string[];
}

function open(bytes: Uint8Array, limits: Partial<ReaderLimits> = {}): Opened | null {
  const members: Record<string, string> = {};
  const warnings: string[] = [];
  const sink = openArchive(
    'a',
    bytes.subarray(0, 4096),
    { ...DEFAULT_LIMITS, ...limits },
    {
      member(path) {
        members[path] = '';
        return {
          push(chunk) {
            members[path] += Buffer.from(chunk).toString('latin1');
          },
          end: () => {},
        };
      },
      warn: (_, message) => warnings.push(message),
    },
  );
  sink?.push(bytes);
  sink?.end();
  return sink === null ? null : { members, warnings };
}

/** By Python's zipfile, with `force_zip64`, as numpy writes `.npz`: sizes stand in the extra field. */
const ZIP64 = [
  '504b03042d000000080000002158001bb67fffffffffffffffff05001400612e6e70790100100008000000000000000a',
  '00000000000000cbcc53a8ca2c30330100504b01022d032d000000080000002158001bb67f0a00000008000000050000',
  '000000000000000000800100000000612e6e7079504b0506000000000100010033000000410000000000',
].join('');

describe('secrets: archives', () => {
  test('ZIP64, whose sizes stand behind the name', () => {
    const expected = { members: { 'a!/a.npy': 'in zip64' }, warnings: [] };
    assert.deepEqual(open(Buffer.from(ZIP64, 'hex')), expected);
  });

  test('in each other', () => {
    const zip = buildZip([{ name: 'k', content: 'in zip' }]);
    const tar = layer([file('z.zip', zip), file('t', 'in tar'), file('log.gz', gzipSync('in gzip'))]);
    const expected = { 'a!/z.zip!/k': 'in zip', 'a!/t': 'in tar', 'a!/log.gz!/log': 'in gzip' };
    for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)])
      assert.deepEqual(open(bytes), { members: expected, warnings: [] });
    assert.equal(open(Buffer.from('text')), null);
  });

  test('an entry of a ZIP that is damaged says nothing of the next', () => {
    const bytes = buildZip([
      { name: 'a', content: 'x'.repeat(300) },
      { name: 'b', content: 'y' },
    ]);
    // The first block of deflate has a form that there is not.
    bytes[31] = 0xff;
    assert.deepEqual(open(bytes)?.members, { 'a!/b': 'y' });
    assert.equal(open(bytes)?.warnings.length, 1);
  });

  test('what is unpacked, nested and told has limits', () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(1 << 20)));
    const opened = open(bomb, { nestedArchiveBytes: 100_000 });
    assert.ok(Object.values(opened!.members).every((content) => content.length <= 100_000));
    assert.match(opened!.warnings.join(), /^More than 100000 bytes/);
    const deep = open(bomb, { nestedArchiveDepth: 1 });
    assert.deepEqual(deep, { members: {}, warnings: ['a lies in more archives than are opened.'] });
    const many = open(layer(Array.from({ length: 200 }, (_, at) => file(`${at}.rar`, 'Rar!\x1a\x07'))));
    assert.equal(many!.warnings.length, 101);
    const long = open(buildZip([{ name: 'n'.repeat(60_000), content: 'x' }]));
    assert.ok(Object.keys(long!.members)[0]!.length < 5000);
  });
});
