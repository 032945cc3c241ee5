import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { distroNamespace } from '../../../model/namespace.ts';
import { amazon } from './amazon.ts';
import { followCatalogue, followMirrors } from './repositories.ts';

const urlsOf = (parts: readonly { readonly url: string }[]): string[] => parts.map(({ url }) => url);

describe('repositories of Amazon Linux', () => {
  it('are known for what images call themselves', () => {
    for (const versionId of ['2', '2022', '2023', '2018.03', '2017.09', '2023.5']) {
      const namespace = distroNamespace({
        id: 'amzn',
        idLike: ['fedora'],
        versionId,
        codename: '',
        prettyName: 'Amazon Linux',
        streams: [],
        confidence: 'release-file',
        foundAt: { path: 'etc/os-release', layerIndex: 0 },
      });
      assert.ok(amazon.fills(namespace ?? ''), versionId);
    }
    assert.ok(!amazon.fills('amzn:3'));
  });

  it('a list of mirrors leads to the index of the first', () => {
    const index = ['https://cdn.example/al/guids/12/x86_64/repodata/repomd.xml'];
    for (const list of [
      'https://cdn.example/al/guids/12/x86_64/\nhttps://other.example/',
      '\r\nhttp://cdn.example/al/guids/12/$basearch\r\n',
    ])
      assert.deepEqual(urlsOf(followMirrors(list)), index);
    for (const list of ['', '<html>', 'ftp://a/']) assert.throws(() => followMirrors(list), list);
  });

  it('a catalogue leads to a repository for each topic', () => {
    const from = 'https://cdn.example/2/extras-catalog.json';
    const catalogue = JSON.stringify({ topics: [{ n: 'kernel-5.15' }, { n: '../up' }, {}, { n: 'docker' }] });
    assert.deepEqual(urlsOf(followCatalogue(catalogue, from, true)), [
      'https://cdn.example/2/extras/kernel-5.15/latest/x86_64/mirror.list',
      'https://cdn.example/2/extras/docker/latest/x86_64/mirror.list',
    ]);
    assert.deepEqual(urlsOf(followCatalogue(catalogue, from, false)), [
      'https://cdn.example/2/extras/kernel-5.15/repodata/repomd.xml',
      'https://cdn.example/2/extras/docker/repodata/repomd.xml',
    ]);
    assert.throws(() => followCatalogue('{}', from, true));
  });
});
