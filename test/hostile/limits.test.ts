/**
 * Every limit at its edge: an image that holds just as much as the limit allows gives no Problem; under a limit that
 * is one smaller it gives that limit's Problem, no other, and everything else is still found.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LIMITS, type LimitKey, type Limits } from '../../src/base/limits.ts';
import { factBytes } from '../../src/image/fact-bytes.ts';
import { toCoverage } from '../../src/scan/coverage.ts';
import { dir, type Entry, file, layer, paxHeader, symlink, whiteout } from '../tar-builder.ts';
import { nestedJars, simpleJar } from './jars.ts';
import { readHostile } from './read-hostile.ts';

interface Edge {
  readonly layers: readonly Uint8Array[];
  /** What these layers hold of that which the limit bounds. */
  readonly holds: number;
  /** Files that are still found beyond the limit. */
  readonly left: readonly string[];
  /** Archives inside archives that are still found. */
  readonly archives?: readonly string[];
  readonly others?: Partial<Limits>;
}

/** These need a process of their own: src/image/sandbox and test/cli/limits.test.ts. */
type OfProcesses = 'fileMs' | 'totalMs' | 'threadHeapBytes' | 'sandboxBytes';
/** Reading knows nothing of them: src/match/match.test.ts. */
type OfMatching = 'comparisons' | 'findings';

function one(
  entries: readonly Entry[],
  holds: number,
  left: readonly string[],
  more: Partial<Edge> = {},
): Edge {
  return { layers: [layer(entries)], holds, left, ...more };
}

const THREE = ['a', 'b', 'c'].map((name) => layer([file(name, `text of ${name}`)]));
const SIZE = THREE[0]!.length;
const TEXT_BYTES = factBytes({
  readerId: 'every',
  entry: { path: 'a', type: 'file', sizeBytes: 9, mode: 0o644, uid: 0, gid: 0, linkTarget: '' },
  fact: 'text of a',
});
const LONG = 'x'.repeat(120);
/** Longer than one chunk of stored bytes. */
const CUT = layer([file('early', '1'), file('big', Buffer.alloc(300_000, 1)), file('late', '2')]);
const ZEROS = gzipSync(layer([file('early', '1'), file('zeros', Buffer.alloc(2 ** 21)), file('late', '2')]));
const ZEROS_PLAIN = 512 * (1 + 1 + 1 + 4096 + 1 + 1 + 2);

const EDGES: Readonly<Record<Exclude<LimitKey, OfProcesses | OfMatching>, Edge>> = {
  imageLayers: { layers: THREE, holds: 3, left: ['a', 'b'] },
  imageStoredBytes: { layers: THREE, holds: 3 * SIZE, left: ['a', 'b'] },
  imagePlainBytes: { layers: THREE, holds: 3 * SIZE, left: ['a', 'b'] },
  imageEntries: { layers: THREE, holds: 3, left: ['a', 'b'] },
  imageFactBytes: { layers: THREE, holds: 3 * TEXT_BYTES, left: ['a', 'b'] },
  layerStoredBytes: { layers: [THREE[0]!, CUT, THREE[2]!], holds: CUT.length, left: ['a', 'c'] },
  layerPlainBytes: { layers: [THREE[0]!, CUT, THREE[2]!], holds: CUT.length, left: ['a', 'c', 'early'] },
  layerRatio: {
    layers: [THREE[0]!, ZEROS],
    holds: Math.ceil(ZEROS_PLAIN / ZEROS.length),
    left: ['a', 'early'],
    others: { layerRatioFloorBytes: 1 },
  },
  layerRatioFloorBytes: {
    layers: [ZEROS],
    holds: ZEROS_PLAIN,
    left: ['early'],
    others: { layerRatio: 1 },
  },
  layerEntries: one([file('a'), file('b'), file('c')], 3, ['a', 'b']),
  layerLinks: one([symlink('s', 'a'), whiteout('w'), file('a'), symlink('t', 'a')], 3, ['a']),
  layerFactBytes: one([file('a', 'text of a'), file('b', 'text of b')], 2 * TEXT_BYTES, ['a']),
  keptFileBytes: one([file('a', '1234'), file('b', '12345'), file('c', '1')], 5, ['a', 'c']),
  pathBytes: one([file(`é${LONG}`), file('b')], LONG.length + 2, ['b']),
  pathDepth: one([file('d/e/f/g'), file('b'), dir('d/e/f')], 4, ['b'], { others: {} }),
  headerBytes: one([paxHeader({ comment: 'c'.repeat(88) }), file('a'), file('b')], 101, ['b']),
  linkHops: one(
    [
      symlink('known', 'k1'),
      ...Array.from({ length: 39 }, (_, i) => symlink(`k${i + 1}`, `k${i + 2}`)),
      file('k40/file', 'known'),
      file('b'),
    ],
    40,
    ['b', 'k40/file'],
  ),
  nestedArchiveDepth: one([file('n.jar', nestedJars(5)), file('b')], 5, ['b', 'n.jar'], {
    archives: ['', '1.jar', '1.jar!/2.jar', '1.jar!/2.jar!/3.jar', '1.jar!/2.jar!/3.jar!/4.jar'],
  }),
  nestedArchiveBytes: one(
    [
      file(
        'n.jar',
        simpleJar([
          ['x.jar', 100],
          ['y.jar', 100],
        ]),
      ),
      file('b'),
    ],
    200,
    ['b', 'n.jar'],
    { archives: [''] },
  ),
  documentBytes: one(
    [file('n.jar', simpleJar([['META-INF/MANIFEST.MF', 50]])), file('b')],
    50,
    ['b', 'n.jar'],
    { archives: [''] },
  ),
};

describe('limits at their edge', () => {
  for (const [key, edge] of Object.entries(EDGES) as [LimitKey, Edge][]) {
    const { name, code } = LIMITS[key];
    const limit = (value: number): Partial<Limits> => ({ ...edge.others, [key]: value });

    it(`${name}: what reaches it passes`, async () => {
      const { problems } = await readHostile(edge.layers, limit(edge.holds));
      assert.deepEqual(problems, []);
    });

    it(`${name}: what is beyond it is named, the rest is found`, async () => {
      const { codes, files, archives, told } = await readHostile(edge.layers, limit(edge.holds - 1));
      assert.deepEqual(codes, [code]);
      assert.deepEqual(
        Object.keys(files).filter((path) => edge.left.includes(path)),
        edge.left,
      );
      if (edge.archives !== undefined) assert.deepEqual(archives, edge.archives);
      assert.equal(toCoverage(told, 0).state, 'partial');
      assert.ok(
        told.every(({ wayOut }) => wayOut.includes(`--limit ${name}=`)),
        JSON.stringify(told),
      );
    });
  }
});
