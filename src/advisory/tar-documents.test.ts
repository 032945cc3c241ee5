import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { dir, file, layer } from '../../test/tar-builder.ts';
import { InputError } from '../base/errors.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { readHead } from './documents.ts';
import type { Doc } from './feed.ts';
import { readPlain } from './plain.ts';
import { tarDocuments } from './tar-documents.ts';

const isJson = (name: string): boolean => name.endsWith('.json');
const damaged = (error: unknown): boolean => error instanceof InputError && error.code === 'feed-damaged';

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** `xz` of the text `{"id":"a"}\n`, by xz 5.4. */
const XZ_OF_A =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAKeyJpZCI6ImEifQoAAFLm8HROC/AWAAEjC8Ib/QkftvN9AQAAAAAEWVo=';

describe('documents of a tar', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-tar-documents-'));
  after(() => rmSync(folder, { recursive: true }));

  function stored(name: string, content: Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  async function all(path: string): Promise<Doc[]> {
    return await gather(tarDocuments(path, isJson));
  }

  const tar = layer([
    dir('vex'),
    file('./vex/a.json', '{"id":"a"}'),
    file('vex/README', 'no'),
    file('vex/large.json', Buffer.alloc(DEFAULT_LIMITS.documentBytes + 1, ' ')),
    file(`vex/${'d'.repeat(120)}/b.json`, '{"id":"ä"}'),
    file('vex/empty.json', ''),
  ]);

  for (const [form, pack] of [
    ['tar', (bytes: Uint8Array) => bytes],
    ['tar.gz', gzipSync],
    ['tar.zst', zstdCompressSync],
    [
      'frames.tar.zst',
      (bytes: Uint8Array) =>
        Buffer.concat([zstdCompressSync(bytes.subarray(0, 700)), zstdCompressSync(bytes.subarray(700))]),
    ],
  ] as const) {
    test(`${form}: one for each wanted file, one that is too large is named`, async () => {
      const path = stored(form, pack(tar));
      const docs = await all(path);
      assert.deepEqual(
        docs.map((doc) => [doc.place.slice(path.length), doc.text, doc.damage === '']),
        [
          ['!vex/a.json', '{"id":"a"}', true],
          ['!vex/large.json', '', false],
          [`!vex/${'d'.repeat(120)}/b.json`, '{"id":"ä"}', true],
          ['!vex/empty.json', '', true],
        ],
      );
    });
  }

  test('an archive that breaks off is refused as a whole', async () => {
    const cut = tar.subarray(0, tar.length - 1024 - 1200);
    await assert.rejects(all(stored('cut.tar', cut)), damaged);
    await assert.rejects(all(stored('cut.tar.zst', zstdCompressSync(tar).subarray(0, -9))), damaged);
    await assert.rejects(all(stored('cut.tar.gz', gzipSync(tar).subarray(0, -9))), damaged);
    await assert.rejects(all(stored('page.html', Buffer.from('<html>no</html>'))), damaged);
  });

  test('the head is that of the content, whatever is around it', async () => {
    const xz = Buffer.from(XZ_OF_A, 'base64');
    const { path, head } = await readHead(stored('a.json.xz', xz));
    assert.deepEqual([path, head], [join(folder, 'a.json'), '{"id":"a"}\n']);
    const zstd = await readHead(stored('a.json.zst', zstdCompressSync(Buffer.from('{"id":"b"}'))));
    assert.deepEqual([zstd.path, zstd.head], [join(folder, 'a.json'), '{"id":"b"}']);
  });

  test('what unpacks to far more than it should is refused; below the floor nothing is', async () => {
    const zeros = Buffer.alloc(4_000_000);
    for (const [name, bytes] of [
      ['bomb.gz', gzipSync(zeros)],
      ['bomb.zst', zstdCompressSync(zeros)],
    ] as const) {
      const path = stored(name, bytes);
      const read = (floorBytes: number): Promise<Uint8Array[]> =>
        gather(readPlain(path, { ratio: 20, floorBytes }));
      await assert.rejects(read(100_000), damaged);
      assert.equal(Buffer.concat(await read(5_000_000)).length, 4_000_000);
    }
  });
});
