import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { folder, inFolder, write } from '../../../../test/stored-images.ts';
import { parsePlatform } from '../../../model/platform.ts';
import type { OpenImage } from '../../source.ts';
import { dirSource, rootfsSource } from './rootfs.ts';

function open(reference: string, platform = ''): Promise<OpenImage> {
  return rootfsSource.open({
    reference,
    platform: parsePlatform(platform),
    host: { os: 'linux', architecture: 'amd64', variant: '' },
    anyPlatform: false,
    imageName: '',
    signal: new AbortController().signal,
  });
}

describe('rootfs', () => {
  inFolder();

  it('is an image of one layer', async () => {
    mkdirSync(join(folder, 'root'));
    const { info, layers, problems, close } = await open(join(folder, 'root'));
    assert.deepEqual([info.source, info.id, info.platform.architecture], ['rootfs', null, 'amd64']);
    assert.deepEqual(
      layers.map(({ bytes }) => bytes),
      [{ kind: 'folder', path: join(folder, 'root'), passesOver: ['dev', 'proc', 'sys'] }],
    );
    assert.deepEqual([info.layers.length, problems], [1, []]);
    await close();
  });

  it('is a source tree without its history where that is asked for', async () => {
    const { info, layers } = await dirSource.open({
      reference: folder,
      platform: null,
      host: { os: 'linux', architecture: 'amd64', variant: '' },
      anyPlatform: false,
      imageName: '',
      signal: new AbortController().signal,
    });
    const [bytes] = layers.map((layer) => layer.bytes);
    assert.deepEqual([info.source, bytes], ['dir', { kind: 'folder', path: folder, passesOver: ['.git'] }]);
  });

  it('has the platform that is told', async () => {
    assert.equal((await open(folder, 'linux/arm64')).info.platform.architecture, 'arm64');
  });

  it('refuses a file and what is not there', async () => {
    await assert.rejects(open(write('file', Buffer.from(''))), { code: 'not-a-folder' });
    await assert.rejects(open(join(folder, 'none')), { code: 'not-found', where: join(folder, 'none') });
  });
});
