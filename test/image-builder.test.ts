import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildImage, buildIndex, dockerArchiveFiles, ociLayoutFiles, tarOf } from './image-builder.ts';
import { dir, file, hardlink, layer, opaque, symlink, type TarFormat, whiteout } from './tar-builder.ts';

const entries = [
  dir('etc'),
  file('etc/passwd', 'root:x:0:0\n', { mode: 0o640, uid: 12, gid: 34 }),
  symlink('bin', 'usr/bin'),
  hardlink('etc/passwd-', 'etc/passwd'),
  file(`${'folder/'.repeat(14)}${'n'.repeat(60)}`, 'deep'),
  whiteout('etc/shadow'),
  opaque('var/lib'),
];

describe('tar builder', () => {
  for (const format of ['pax', 'gnu', 'ustar'] satisfies TarFormat[]) {
    it(`makes a ${format} tar that tar itself reads`, () => {
      const listing = execFileSync('tar', ['-tvf', '-'], { input: layer(entries, { format }) }).toString();
      assert.match(listing, /-rw-r----- 12\/34\s+11 .* etc\/passwd\n/);
      assert.match(listing, /bin -> usr\/bin/);
      assert.match(listing, /etc\/passwd- link to etc\/passwd/);
      assert.match(listing, /(folder\/){14}n{60}\n/);
      assert.match(listing, /etc\/\.wh\.shadow/);
      assert.match(listing, /var\/lib\/\.wh\.\.wh\.\.opq/);
    });
  }
});

describe('image builder', () => {
  it('gives the same bytes for the same description', () => {
    const make = () =>
      buildImage({ layers: [{ entries }, { entries: [file('a', 'b')], compression: 'zstd' }] });
    assert.deepEqual(make(), make());
  });

  it('writes an archive whose blobs tar gives back', () => {
    const image = buildImage({ layers: [{ entries, compression: 'none' }], tags: ['example.test/app:1'] });
    const folder = mkdtempSync(join(tmpdir(), 'image-builder-'));
    try {
      const archive = join(folder, 'app.tar');
      writeFileSync(archive, tarOf(dockerArchiveFiles([image])));
      const manifest = execFileSync('tar', ['-xOf', archive, 'manifest.json']).toString();
      const [first] = JSON.parse(manifest) as [{ Config: string; RepoTags: string[]; Layers: string[] }];
      assert.deepEqual(first.RepoTags, ['example.test/app:1']);
      assert.deepEqual(execFileSync('tar', ['-xOf', archive, first.Config]), Buffer.from(image.config));
      assert.deepEqual(
        execFileSync('tar', ['-xOf', archive, first.Layers[0]!]),
        Buffer.from(image.layers[0]!.plain),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('lists every blob of a layout and of an index', () => {
    const images = ['amd64', 'arm64'].map((architecture) =>
      buildImage({ layers: [{ entries }], platform: { os: 'linux', architecture, variant: '' } }),
    );
    assert.equal(ociLayoutFiles(images).size, 2 + 2 + 2 + 1);
    assert.equal(buildIndex(images).blobs.size, 1 + 2 + 2 + 1);
  });
});
