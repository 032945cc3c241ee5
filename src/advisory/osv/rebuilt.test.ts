import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { schemes } from '../../version/list.ts';
import { toContext } from '../compile.ts';
import type { Feed } from '../feed.ts';
import { osv } from '../feeds/osv/osv.ts';
import { root } from '../feeds/root/root.ts';
import { seal } from '../feeds/seal/seal.ts';
import { fillsRebuilt, findRebuiltPlace, ROOT, SEAL } from './rebuilt.ts';

const context = toContext(schemes);

function shown(feed: Feed, text: string): string[] {
  return feed.parse({ place: '', text, damage: '' }, context).advisories.map(({ key, state, ranges }) => {
    const bounds = ranges.map((r) => `${r.introduced ?? ''}..${r.fixed ?? `=${r.lastAffected}`}`);
    return `${key.namespace}/${key.name} ${state} ${bounds.join()}`;
  });
}

function fixture(feed: string, name: string): string {
  return readFileSync(join(import.meta.dirname, '../feeds', feed, 'fixtures', name), 'utf8');
}

const NAMES: readonly (readonly [ecosystem: string, name: string, found: string])[] = [
  ['Root:Debian:12', 'rootio-jq', 'root:debian:12/jq'],
  ['Root:Ubuntu:22.04', 'rootio-patch', 'root:ubuntu:22.04/patch'],
  ['Root:Alpine:v3.18', 'wget', 'root:alpine:3.18/wget'],
  ['Root:PyPI', 'rootio_Requests', 'root:pypi/requests'],
  ['Root:npm', '@rootio/semver', 'root:npm/semver'],
  ['Root:Maven', 'io.root.org.x:core', 'root:maven/org.x:core'],
  ['Seal:Debian', 'seal-glibc', 'seal:debian/glibc'],
  ['Seal:Red Hat:6', 'seal-expat', 'seal:rhel/expat'],
  ['Seal:CentOS:7', 'seal-expat', 'seal:rhel/expat'],
  ['Seal:Go', 'sealsecurity.io/golang.org/x/crypto', 'seal:golang/golang.org/x/crypto'],
  ['Seal:Java', 'seal.sp3.org.x:core', 'seal:maven/org.x:core'],
  ['Seal:Node', '@seal-security/ajv', 'seal:npm/ajv'],
  ['Seal:RubyGems', 'seal-rack', 'seal:gem/rack'],
  ['Debian:12', 'jq', ''],
  ['Root:Plan 9', 'jq', ''],
  ['Root', 'jq', ''],
];

describe('records of vendors who build packages anew', () => {
  for (const [ecosystem, name, wanted] of NAMES) {
    it(`${ecosystem} ${name}`, () => {
      const vendor = ecosystem.startsWith('Root') ? ROOT : SEAL;
      const place = findRebuiltPlace(vendor, ecosystem);
      assert.equal(place === null ? '' : `${place.namespace}/${place.ecosystem.normalName(name)}`, wanted);
      if (place !== null) assert.ok(fillsRebuilt(vendor, place.namespace));
    });
  }

  it('fill no half namespaces', () => {
    for (const name of ['root', 'root:debian', 'root:npm:1', 'seal:debian:12', 'root:plan9:1', 'debian:12'])
      assert.ok(!fillsRebuilt(ROOT, name) && !fillsRebuilt(SEAL, name), name);
  });

  it("of Root.io's fixes the first counts", () => {
    assert.deepEqual(shown(root, fixture('root', 'ROOT-OS-DEBIAN-12-CVE-2031-4001.json')), [
      'root:debian:12/pot fixed ..1.2-3+deb12u1.root.io.1',
      'root:alpine:3.18/pot fixed ..1.2.4-r10071',
      'root:pypi/pot-lib fixed ..2.31.0+root.io.1',
    ]);
  });

  it("the highest number of Seal's patches is no fix", () => {
    assert.deepEqual(shown(seal, fixture('seal', 'CVE-2031-4002.json')), [
      'seal:rhel/pot fixed 1.0-1.el7..1.0-1.el7+sp2',
      'seal:alpine/pot affected 1.2.8-r2..=1.2.8-r25341999',
      'seal:maven/org.example:pot-core affected 2.13.3..=2.13.3+sp999',
    ]);
  });

  it('are told from those of OSV, by the archive and by a record', () => {
    const start = (name: string): string => `PK\x03\x04${'\0'.repeat(26)}${name}`;
    const table: readonly (readonly [path: string, head: string, feed: string])[] = [
      ['x/all.zip', start('ROOT-OS-ALPINE-318-CVE-2031-1.json'), 'root'],
      ['mirror/seal/vulnerabilities.zip', start('CVE-2031-1.json'), 'seal'],
      ['Seal/all.zip', start('CVE-2031-1.json'), 'osv'],
      ['osv/Seal/all.zip', start('CVE-2031-1.json'), 'seal'],
      ['npm/all.zip', start('GHSA-2222-3333-4444.json'), 'osv'],
      ['a.json', '{"id":"A","affected":[{"package":{"ecosystem":"Root:npm"', 'root'],
      ['a.json', '{"id":"A","affected":[{"package":{"ecosystem":"npm"', 'osv'],
    ];
    for (const [path, head, id] of table)
      assert.equal(
        [osv, root, seal].find((feed) => feed.recognises({ path, head }))?.id,
        id,
        `${path} ${head}`,
      );
  });
});
