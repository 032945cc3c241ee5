import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { buildZip } from '../../test/zip-builder.ts';
import { schemes } from '../version/list.ts';
import { toContext } from './compile.ts';
import { osv } from './feeds/osv/osv.ts';
import { wolfi } from './feeds/wolfi/wolfi.ts';

const RECORD = {
  id: 'CGA-2222-3333-4444',
  modified: '2031-05-06T07:08:09Z',
  upstream: ['CVE-2031-2002', 'GHSA-2222-3333-4444'],
  affected: ['Chainguard', 'Wolfi'].map((ecosystem) => ({
    package: { ecosystem, name: 'pot' },
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2-r3' }] }],
  })),
};

describe("OSV's records of a rolling distribution", () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rolling-'));
  after(() => rmSync(folder, { recursive: true }));

  it('tie the names of a flaw together, in its namespace alone', async () => {
    const path = join(folder, 'download');
    writeFileSync(path, buildZip([{ name: 'CGA-2222-3333-4444.json', content: JSON.stringify(RECORD) }]));
    const parsed = [];
    for await (const doc of wolfi.documents(path)) parsed.push(wolfi.parse(doc, toContext(schemes)));
    assert.deepEqual(
      parsed.flatMap(({ advisories }) => advisories).map((a) => [a.feed, a.key, a.state, a.aliases]),
      [['wolfi', { namespace: 'wolfi', name: 'pot' }, 'fixed', RECORD.upstream]],
    );
    assert.deepEqual(parsed[0]?.skipped, []);
  });

  it('are told by their folder', () => {
    const file = (path: string): { path: string; head: string } => ({ path, head: 'PK\x03\x04' });
    for (const path of ['feeds/Wolfi/all.zip', 'mirror/wolfi/all.zip']) {
      assert.ok(wolfi.recognises(file(path)) && !osv.recognises(file(path)), path);
    }
    for (const path of ['feeds/npm/all.zip', 'all.zip', 'notwolfi/all.zip'])
      assert.ok(osv.recognises(file(path)) && !wolfi.recognises(file(path)), path);
  });

  it('are no reason to go without the rest', () => {
    const optional = wolfi.parts(['wolfi'], null).map((part) => part.optional === true);
    assert.deepEqual(optional, [false, true]);
  });
});
