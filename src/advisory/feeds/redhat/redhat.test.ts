import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { file, layer } from '../../../../test/tar-builder.ts';
import { readHead } from '../../documents.ts';
import type { Doc } from '../../feed.ts';
import { feeds } from '../../list.ts';
import { rpm, vexDocument } from './fixtures/vex.ts';
import { followArchive, redhat } from './redhat.ts';

const DOCUMENT = vexDocument({ status: { known_affected: [['red_hat_enterprise_linux_9', rpm('bolt')]] } });

describe('the feed of Red Hat', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-redhat-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is the one for releases of RHEL', () => {
    for (const namespace of ['rhel:6', 'rhel:7', 'rhel:8', 'rhel:9', 'rhel:10'])
      assert.equal(feeds.find((feed) => feed.fills(namespace))?.id, 'redhat', namespace);
    for (const namespace of ['rhel', 'rhel:9.2', 'centos:7']) assert.ok(!redhat.fills(namespace), namespace);
  });

  it('a small file leads to the archive beside it', () => {
    const [part] = redhat.parts(['rhel:9'], null);
    assert.equal(part!.url, 'https://security.access.redhat.com/data/csaf/v2/vex/archive_latest.txt');
    assert.deepEqual(followArchive('csaf_vex_2031-01-02.tar.zst\n', part!.url), [
      {
        url: 'https://security.access.redhat.com/data/csaf/v2/vex/csaf_vex_2031-01-02.tar.zst',
        namespaces: [],
      },
    ]);
    assert.equal(
      redhat.parts(['rhel:9'], 'https://copy.example/')[0]!.url,
      'https://copy.example/redhat/vex/archive_latest.txt',
    );
    for (const wrong of ['', '<html>', '../up.tar.zst', 'https://evil.example/a.tar.zst', 'a.exe'])
      assert.throws(() => followArchive(wrong, part!.url), wrong);
  });

  it('reads an archive, and a single document', async () => {
    const tar = layer([
      file('2031/cve-2031-1000.json', DOCUMENT),
      file('2031/cve-2031-1001.json', '{'),
      file('readme.txt', ''),
    ]);
    for (const [name, bytes, places] of [
      ['csaf_vex_2031-01-02.tar.zst', zstdCompressSync(tar), 2],
      ['cve-2031-1000.json', Buffer.from(DOCUMENT), 1],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const head = await readHead(path);
      assert.equal(feeds.find((feed) => feed.recognises(head))?.id, 'redhat', name);
      const docs: Doc[] = [];
      for await (const doc of redhat.documents(path)) docs.push(doc);
      assert.equal(docs.length, places);
      assert.equal(redhat.parse(docs[0]!, { order: () => null }).advisories.length, 1);
    }
  });
});
