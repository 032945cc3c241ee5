import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { packageReaders as readers } from '../../src/scan/readers.ts';
import { dir, file, hardlink, layer, special, symlink } from '../tar-builder.ts';
import { CRAFTED } from './crafted.ts';
import { nestedJars } from './jars.ts';
import { readHostile } from './read-hostile.ts';

for (const [kind, list] of Object.entries(CRAFTED)) {
  describe(`crafted layers: ${kind}`, () => {
    for (const { name, layers, finds, tells = [] } of list) {
      it(name, async () => {
        const { files, problems } = await readHostile(layers);
        assert.deepEqual(Object.entries(files).sort(), Object.entries(finds).sort());
        assert.deepEqual(problems, tells);
      });
    }
  });
}

describe('crafted layers: archives', () => {
  it('50 jars in one another: those within the depth are read, one Problem tells of the rest', async () => {
    const { archives, problems, files } = await readHostile([
      layer([file('n.jar', nestedJars(50)), file('after')]),
    ]);
    assert.deepEqual([archives.length, problems, files['after']], [9, ['archive-too-deep n.jar'], '']);
    const deep = await readHostile([layer([file('n.jar', nestedJars(50))])], { nestedArchiveDepth: 50 });
    assert.deepEqual([deep.archives.length, deep.problems], [51, []]);
  });
});

describe('crafted layers: what only looks like a database', () => {
  const PLACES = [
    'var/lib/dpkg/status',
    'lib/apk/db/installed',
    'var/lib/rpm/rpmdb.sqlite',
    'etc/os-release',
    'x.jar',
  ];

  for (const [kind, make] of [
    ['folders', (path: string) => dir(path)],
    ['pipes', (path: string) => special(path, '6')],
    ['devices', (path: string) => special(path, '3', { device: [1, 5] })],
    ['links to devices', (path: string) => symlink(path, '/dev/zero')],
    ['links into the kernel', (path: string) => symlink(path, '/proc/self/mem')],
    ['hard links to devices', (path: string) => hardlink(path, 'dev/zero')],
  ] as const) {
    it(kind, async () => {
      const tar = layer([special('dev/zero', '3', { device: [1, 5] }), ...PLACES.map(make)]);
      const { problems, image } = await readHostile([tar], {}, readers);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        readers.flatMap((reader) => image.facts.all(reader)),
        [],
      );
    });
  }
});

describe('crafted layers: cut off', () => {
  const wanted: Readonly<Record<string, string>> = { a: 'first', 'd/b': 'second', c: 'third' };
  const tar = layer([
    file('a', 'first'),
    dir('d'),
    file('d/b', 'second'),
    symlink('s', 'a'),
    file('c', 'third'),
  ]);
  /** Blocks of content, and how much is in them: engines take an end between entries for the end. */
  const CONTENT: ReadonlyMap<number, number> = new Map([
    [1, 5],
    [4, 6],
    [7, 5],
  ]);
  const endsBetween = (length: number): boolean => {
    const inBlock = length % 512;
    return inBlock === 0 || inBlock >= (CONTENT.get(Math.floor(length / 512)) ?? 512) || length > 4096;
  };

  for (const [form, whole, isWhole] of [
    ['tar', tar, endsBetween],
    ['gzip', gzipSync(tar), () => false],
  ] as const) {
    it(`a ${form} at every byte: what came before is found as it is, what is missing is told`, async () => {
      for (let length = 1; length < whole.length; length++) {
        const { files, codes } = await readHostile([whole.subarray(0, length)]);
        for (const [path, text] of Object.entries(files)) assert.equal(text, wanted[path], `at ${length}`);
        if (!isWhole(length)) assert.notDeepEqual(codes, [], `at ${length}`);
      }
    });
  }
});
