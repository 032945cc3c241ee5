import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseOsRelease } from '../../../ecosystem/distro/release-files.ts';
import type { Advisory } from '../../../model/advisory.ts';
import { distroNamespace } from '../../../model/namespace.ts';
import { parseEntry } from './entry.ts';
import { photon } from './photon.ts';

const FIXED = {
  cve_id: 'CVE-2031-1',
  pkg: 'pot',
  cve_score: 7.5,
  aff_ver: 'all versions before 2.4-3.ph5 are vulnerable',
  res_ver: '2.4-3.ph5',
  status: 'Fixed',
};
const parse = (parts: object): ReturnType<typeof parseEntry> =>
  parseEntry(JSON.stringify({ release: '5.0', entry: { ...FIXED, ...parts } }));

describe('a flaw of Photon OS', () => {
  it('is one advisory', () => {
    assert.deepEqual(parse({}).advisories, [
      {
        id: 'CVE-2031-1',
        aliases: [],
        feed: 'photon',
        key: { namespace: 'photon:5.0', name: 'pot' },
        scope: { arches: [], moduleStream: null, stream: '' },
        scheme: 'rpm',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '2.4-3.ph5', lastAffected: null }],
        versions: [],
        title: '',
        severities: [{ source: 'Photon', severity: 'high', score: 7.5, vector: '' }],
        publishedAt: '',
        fixedAt: '',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://nvd.nist.gov/vuln/detail/CVE-2031-1',
      },
    ] satisfies readonly Advisory[]);
  });

  const NONE = { aff_ver: 'NA', res_ver: 'NA' };
  const TABLE: readonly (readonly [what: string, parts: object, state: string, fixed: string | null])[] = [
    ['not affected', { ...NONE, status: 'Not Affected' }, 'not-affected', null],
    ['not affected, whatever else it says', { status: 'Not Affected' }, 'not-affected', null],
    ['not fixed', { ...NONE, status: 'Not Fixed' }, 'affected', null],
    ['a word that nobody knows', { ...NONE, status: 'Pondering' }, 'affected', null],
    ['no word', { ...NONE, status: null }, 'affected', null],
    ['fixed in nothing', { ...NONE }, 'affected', null],
    ['fixed by its prose alone', { res_ver: 'NA' }, 'fixed', '2.4-3.ph5'],
    ['prose of another form', { res_ver: 'NA', aff_ver: 'some of them' }, 'affected', null],
    ['several versions', { res_ver: '1-1.ph5, 2-1.ph5', aff_ver: '' }, 'affected', null],
  ];
  for (const [what, parts, state, fixed] of TABLE) {
    it(what, () => {
      const [advisory] = parse(parts).advisories;
      assert.deepEqual([advisory?.state, advisory?.ranges[0]?.fixed ?? null], [state, fixed]);
    });
  }

  it('numbers of Black Duck are flaws, too; numbers that several share are none', () => {
    assert.equal(
      parse({ cve_id: 'BDSA-2031-13833' }).advisories[0]?.url,
      'https://github.com/vmware/photon/wiki',
    );
    for (const cve_id of ['UNK-1', 'Re']) assert.deepEqual(parse({ cve_id }).skipped, ['without-number']);
  });

  it('a score of nothing is none', () => {
    for (const cve_score of [0, null, 11, '7'])
      assert.deepEqual(parse({ cve_score }).advisories[0]?.severities, []);
  });

  it('other shapes are no flaw', () => {
    for (const text of [
      '{',
      '[]',
      '{}',
      '{"release":"5.0","entry":{}}',
      '{"release":"x","entry":{"cve_id":"a"}}',
    ])
      assert.throws(() => parseEntry(text), text);
  });

  it('is read out of a whole file, which says its release somewhere', async () => {
    const found: string[] = [];
    for await (const doc of photon.documents(join(import.meta.dirname, 'fixtures/cve_data_photon5.0.json'))) {
      const { advisories, skipped } = photon.parse(doc, { order: () => null });
      found.push(...advisories.map(({ key, state }) => `${key.namespace}/${key.name} ${state}`), ...skipped);
    }
    assert.deepEqual(found, [
      'without-number',
      'photon:5.0/teapot fixed',
      'photon:5.0/teapot-libs fixed',
      'photon:5.0/kettle not-affected',
      'photon:5.0/kettle affected',
    ]);
  });

  it('a file that names no release is damaged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-photon-'));
    const path = join(folder, 'cve_data_photon9.0.json');
    writeFileSync(path, JSON.stringify([{ ...FIXED, res_ver: 'NA' }]));
    await assert.rejects(photon.documents(path)[Symbol.asyncIterator]().next(), /which release/);
    rmSync(folder, { recursive: true });
  });

  it('is for what images call themselves', () => {
    const release = parseOsRelease('NAME="VMware Photon OS"\nVERSION="5.0"\nID=photon\nVERSION_ID=5.0\n')!;
    const foundAt = { path: 'etc/os-release', layerIndex: 0 };
    const namespace = distroNamespace({ ...release, streams: [], confidence: 'release-file', foundAt });
    assert.equal(namespace, 'photon:5.0');
    assert.ok(photon.fills('photon:5.0'));
  });
});
