import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildZip } from '../../test/zip-builder.ts';
import { InputError } from '../base/errors.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { jsonDocuments, objectDocuments, packageDocuments, readHead } from './documents.ts';
import type { Doc } from './feed.ts';

describe('documents of a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-documents-'));
  after(() => rmSync(folder, { recursive: true }));

  function file(name: string, content: Uint8Array | string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  async function all(docs: AsyncIterable<Doc>): Promise<Doc[]> {
    const list: Doc[] = [];
    for await (const doc of docs) list.push(doc);
    return list;
  }

  const damaged = (error: unknown): boolean => error instanceof InputError && error.code === 'feed-damaged';

  test('a ZIP has one for each JSON file; a damaged one is named and the rest is read', async () => {
    const path = file(
      'all.zip',
      buildZip([
        { name: 'a.json', content: '{"id":"a"}' },
        { name: 'README.md', content: 'no' },
        { name: 'b.json', content: '{"id":"b"}', claims: { crc32: 1 } },
        { name: 'c.json', content: '{"id":"c"}', claims: { plainBytes: 99_000_000 } },
        { name: 'd.json', content: '{"id":"d"}', stored: true },
      ]),
    );
    const docs = await all(jsonDocuments(path));
    assert.deepEqual(
      docs.map((d) => [d.place.slice(path.length), d.text, d.damage === '']),
      [
        ['!a.json', '{"id":"a"}', true],
        ['!b.json', '', false],
        ['!c.json', '', false],
        ['!d.json', '{"id":"d"}', true],
      ],
    );
  });

  test('a ZIP whose directory is not whole is refused as a whole', async () => {
    const zip = buildZip([{ name: 'a.json', content: '{}' }]);
    await assert.rejects(all(jsonDocuments(file('cut.zip', zip.subarray(0, zip.length - 5)))), damaged);
    await assert.rejects(all(jsonDocuments(file('html.zip', 'PK, said the proxy'))), damaged);
  });

  test('gzip around a file is undone', async () => {
    const path = file('x.json.gz', gzipSync('{"a":{"b":1}}'));
    assert.deepEqual(await readHead(path), { path: join(folder, 'x.json'), head: '{"a":{"b":1}}' });
    assert.equal((await all(objectDocuments(path)))[0]?.text, '{"a":{"b":1}}');
    assert.equal((await all(jsonDocuments(path)))[0]?.text, '{"a":{"b":1}}');
  });

  test('a JSON file alone that is cut off or too large is one damaged record', async () => {
    const cut = file('cut.json.gz', gzipSync('{"id":"a"}').subarray(0, 20));
    const bomb = file('bomb.json.gz', gzipSync(Buffer.alloc(DEFAULT_LIMITS.documentBytes + 1, ' ')));
    for (const path of [cut, bomb]) {
      const docs = await all(jsonDocuments(path));
      assert.deepEqual(
        docs.map((d) => [d.place, d.text]),
        [[path, '']],
      );
      assert.match(docs[0]?.damage ?? '', /cannot be read/);
    }
  });

  test('a large object comes member by member; cut off, it is refused', async () => {
    const path = file('tracker.json', '{"a":{"x":"}"},\n "b":[1,2]}');
    assert.deepEqual(
      (await all(objectDocuments(path))).map((d) => JSON.parse(d.text) as unknown),
      [{ a: { x: '}' } }, { b: [1, 2] }],
    );
    await assert.rejects(all(objectDocuments(file('cut.json', '{"a":1,"b":'))), damaged);
    await assert.rejects(
      all(objectDocuments(file('cut.json.gz', gzipSync('{"a":1}').subarray(0, 20)))),
      damaged,
    );
  });

  test('secdb gives one document a package', async () => {
    const secdb = { distroversion: 'v3.20', packages: [{ pkg: { name: 'a' } }, 7] };
    const docs = await all(packageDocuments(file('main.json', JSON.stringify(secdb))));
    assert.deepEqual(
      docs.map((d) => JSON.parse(d.text) as unknown),
      [
        { distroversion: 'v3.20', pkg: { name: 'a' } },
        { distroversion: 'v3.20', pkg: null },
      ],
    );
    await assert.rejects(all(packageDocuments(file('bad.json', '<html>'))), damaged);
  });
});
