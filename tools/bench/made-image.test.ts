/** Images that are made for benches are what their digests say, and hold what was put in. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { sha256 } from '../../src/model/digest.ts';
import { onOwnMachine, run } from '../../test/cli/plimsoll.ts';
import {
  debianPackages,
  emptyFiles,
  largeFile,
  npmPackages,
  pythonPackages,
  sourceFiles,
  together,
} from './made-content.ts';
import { makeImage } from './made-image.ts';

describe('a made image', () => {
  onOwnMachine();

  it('can be scanned, and is what its digests say', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-made-'));
    try {
      const { reference, layers } = makeImage(folder, [
        together(debianPackages(7), sourceFiles(130, 'src'), emptyFiles(9)),
        together(
          npmPackages(5, 'app'),
          largeFile('big', 3),
          pythonPackages(3, 'usr/lib/python3/dist-packages'),
        ),
      ]);
      for (const { digest, diffId, sizeBytes, plainBytes } of layers) {
        const stored = readFileSync(join(folder, 'blobs/sha256', digest.slice('sha256:'.length)));
        const plain = gunzipSync(stored);
        assert.deepEqual([sha256(stored), sha256(plain)], [digest, diffId]);
        assert.deepEqual([stored.length, plain.length], [sizeBytes, plainBytes]);
      }
      const { stdout, code } = await run(['sbom', reference, '--format', 'json', '--no-cache']);
      const { packages } = JSON.parse(stdout).reports[0];
      assert.deepEqual([code, packages.length], [0, 15]);
      assert.deepEqual(
        layers.map(({ entries }) => entries),
        [141, 9],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
