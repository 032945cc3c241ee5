import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textReader } from '../../test/read-layers.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import type { FileEntry } from '../model/file.ts';
import type { AnyReader } from '../model/reader.ts';
import { text } from '../model/shape.ts';
import { type AgainRequest, LayerCollector } from './collect-layer.ts';

const REST = { mode: 0o644, uid: 0, gid: 0 } as const;

/** A file that nobody wants by its own name, and links to it that all readers want. */
function collect(links: number, readers: readonly AnyReader[], limits: Partial<Limits> = {}) {
  const collector = new LayerCollector({
    readers,
    limits: { ...DEFAULT_LIMITS, ...limits },
    hashKey: { low: 1, high: 2 },
    layerIndex: 0,
  });
  const place = (entry: Pick<FileEntry, 'path' | 'type' | 'linkTarget'>): void => {
    collector.entry({ ...REST, sizeBytes: 0, ...entry });
  };
  place({ path: 'content', type: 'file', linkTarget: '' });
  for (let i = 0; i < links; i++) place({ path: `wanted/${i}`, type: 'hardlink', linkTarget: 'content' });
  const requests: readonly AgainRequest[] = collector.settleLinks();
  return { requests, factBytes: collector.factBytes, codes: collector.log.problems.map(({ code }) => code) };
}

const wanting = (count: number): AnyReader[] =>
  Array.from({ length: count }, (_, i) => textReader(`reader${i}`, /^wanted\//));

describe('what a layer is read a second time for', () => {
  it('is counted for each reader', () => {
    const { requests, codes } = collect(34_000, wanting(3));
    assert.equal(requests.length, 100_000);
    assert.deepEqual([...new Set(codes)], ['too-many-links']);
  });

  it('takes memory like a fact, and is limited with it', () => {
    const few = collect(10, wanting(4));
    assert.deepEqual([few.requests.length, few.codes], [40, []]);
    const links = collect(10, []).factBytes;
    const bytes = few.factBytes - links;
    assert.ok(bytes > 40 * 160, String(bytes));
    const exact = collect(10, wanting(4), { layerFactBytes: bytes });
    assert.deepEqual([exact.requests.length, exact.codes], [40, []]);
    const cut = collect(10, wanting(4), { layerFactBytes: bytes - 1 });
    assert.deepEqual([cut.requests.length, cut.codes], [39, ['layer-facts-limit']]);
  });
});

describe('folders', () => {
  const seen: string[] = [];
  const folderReader: AnyReader = {
    kind: 'stream',
    id: 'folders',
    version: 1,
    shape: text,
    takesFolders: true,
    wellKnownPaths: [],
    wants: (entry) => entry.type === 'directory' && entry.path.startsWith('store/'),
    open: (head, { path }) => ({ push: () => seen.push('pushed'), end: () => `${path} ${head.length}` }),
    readAgain: () => null,
  };

  it('are told to readers that take them, with no bytes', () => {
    const collector = new LayerCollector({
      readers: [folderReader, textReader('other', /./)],
      limits: DEFAULT_LIMITS,
      hashKey: { low: 1, high: 2 },
      layerIndex: 0,
    });
    for (const path of ['store', 'store/a', 'other/b']) {
      assert.equal(collector.entry({ ...REST, path, type: 'directory', linkTarget: '', sizeBytes: 7 }), null);
    }
    assert.deepEqual(
      collector.facts.map(({ readerId, fact, entry }) => [readerId, fact, entry.type, entry.sizeBytes]),
      [['folders', 'store/a 0', 'file', 0]],
    );
    assert.deepEqual(seen, []);
  });
});
