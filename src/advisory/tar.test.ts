import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createTar, readTarFile, tarFiles } from './tar.ts';

describe('tar of an export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-tar-'));
  after(() => rmSync(folder, { recursive: true }));
  const contents = { 'manifest.json': '{}', 'shards/empty': '', 'shards/long': 'x'.repeat(1025) };

  async function write(name: string): Promise<string> {
    const path = join(folder, name);
    const tar = await createTar(path);
    for (const [entry, content] of Object.entries(contents)) {
      await tar.add(entry, content.length, bytesOf(content));
    }
    await tar.close();
    return path;
  }

  async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }

  test('tar reads what we write, and so do we', async () => {
    const path = await write('a.tar');
    assert.deepEqual(
      execFileSync('tar', ['-tf', path], { encoding: 'utf8' }).split('\n').slice(0, 3),
      Object.keys(contents),
    );
    assert.equal(
      execFileSync('tar', ['-xOf', path, 'shards/long'], { encoding: 'utf8' }),
      contents['shards/long'],
    );
    for (const file of tarFiles(path)) {
      let text = '';
      for await (const chunk of readTarFile(path, file)) text += Buffer.from(chunk).toString();
      assert.equal(text, contents[file.name as keyof typeof contents]);
    }
  });

  test('same content, same bytes', async () => {
    assert.deepEqual(readFileSync(await write('b.tar')), readFileSync(await write('c.tar')));
  });

  test('an archive that is cut off or no archive is refused', async () => {
    const path = await write('d.tar');
    for (const size of [1500, 512, 100, 0]) {
      truncateSync(path, size);
      assert.throws(() => [...tarFiles(path)], /cut off/);
    }
    writeFileSync(path, 'x'.repeat(2048));
    assert.throws(() => [...tarFiles(path)], /damaged/);
  });
});
