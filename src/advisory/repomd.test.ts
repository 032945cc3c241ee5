import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { followIndex, toIndex } from './repomd.ts';

const urlsOf = (parts: readonly { readonly url: string }[]): string[] => parts.map(({ url }) => url);

describe('index of a repository', () => {
  it('lies in its folder', () => {
    const { url, follow } = toIndex('https://cdn.example/al/', ['amzn:2']);
    assert.equal(url, 'https://cdn.example/al/repodata/repomd.xml');
    assert.equal(follow, followIndex);
  });

  it('leads to the notices, if there are any', () => {
    const from = 'https://cdn.example/al/repodata/repomd.xml';
    const data = (type: string, href: string): string =>
      `<data type="${type}"><location href="${href}"/></data>`;
    const index = `<?xml version="1.0"?><repomd xmlns="urn:x"><revision>1</revision>${data('primary', 'repodata/p.xml')}${data('updateinfo', 'repodata/0f-updateinfo.xml.gz')}</repomd>`;
    assert.deepEqual(urlsOf(followIndex(index, from)), [
      'https://cdn.example/al/repodata/0f-updateinfo.xml.gz',
    ]);
    assert.deepEqual(followIndex('<repomd></repomd>', from), []);
    assert.deepEqual(
      followIndex(`<repomd>${data('updateinfo', 'https://evil.example/')}</repomd>`, from),
      [],
    );
    for (const wrong of ['', '<html/>', '<repomd>']) assert.throws(() => followIndex(wrong, from), wrong);
  });
});
