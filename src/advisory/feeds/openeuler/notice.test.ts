import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseOsRelease } from '../../../ecosystem/distro/release-files.ts';
import { rpm } from '../../../ecosystem/rpm/rpm.ts';
import type { Distro } from '../../../model/distro.ts';
import { distroNamespace } from '../../../model/namespace.ts';
import type { Package } from '../../../model/package.ts';
import { schemes } from '../../../version/list.ts';
import { toContext } from '../../compile.ts';
import { parseNotice } from './notice.ts';
import { openeuler } from './openeuler.ts';

const TEXT = readFileSync(join(import.meta.dirname, 'fixtures/OESA-2031-1001.json'), 'utf8');
const CONTEXT = toContext(schemes);

function distro(osRelease: string): Distro {
  const foundAt = { path: 'etc/os-release', layerIndex: 0 };
  return { ...parseOsRelease(osRelease)!, streams: [], confidence: 'release-file', foundAt };
}

describe('notice of openEuler', () => {
  it('is an advisory for each release, with its CVEs', () => {
    const { advisories, skipped } = parseNotice(TEXT, CONTEXT);
    assert.deepEqual(skipped, []);
    assert.deepEqual(
      advisories.map(({ key, state, ranges }) => [key.namespace, key.name, state, ranges[0]?.fixed]),
      [
        ['openeuler:22.03-lts-sp3', 'teapot', 'fixed', '2.82-5.oe2203sp3'],
        ['openeuler:20.03-lts', 'teapot', 'fixed', '2.80-9.oe1'],
      ],
    );
    const [first] = advisories;
    assert.deepEqual([first?.id, first?.aliases], ['OESA-2031-1001', ['CVE-2031-1001', 'CVE-2031-1002']]);
    assert.deepEqual(first?.severities, [{ source: 'openEuler', severity: 'high', score: null, vector: '' }]);
    assert.equal(first?.fixedAt, '2031-01-20T11:02:32Z');
  });

  it('has no epoch, and packages are asked for without theirs', () => {
    const { advisories } = parseNotice(TEXT.replaceAll('2.82-5', '1:2.82-5'), CONTEXT);
    assert.equal(advisories[0]?.ranges[0]?.fixed, '2.82-5.oe2203sp3');
    const image = distro('ID="openEuler"\nVERSION_ID="22.03"\nPRETTY_NAME="openEuler 22.03 (LTS-SP3)"');
    const pkg = {
      name: 'teapot-help',
      version: '1:2.82-4.oe2203sp3',
      source: { name: 'teapot', version: '1:2.82-4.oe2203sp3' },
      distro: image,
    } as Package;
    assert.deepEqual(
      rpm.advisoryQueries(pkg).map(({ key, version }) => [key.namespace, key.name, version]),
      [
        ['openeuler:22.03-lts-sp3', 'teapot-help', '2.82-4.oe2203sp3'],
        ['openeuler:22.03-lts-sp3', 'teapot', '2.82-4.oe2203sp3'],
      ],
    );
  });

  it('of another distribution is none of ours', () => {
    const { advisories, skipped } = parseNotice(TEXT.replaceAll('openEuler:', 'Rocky Linux:'), CONTEXT);
    assert.deepEqual(advisories, []);
    assert.ok(skipped.every((reason) => reason === 'unknown-ecosystem:Rocky Linux'));
    assert.throws(() => parseNotice('{}', CONTEXT));
  });

  const IMAGES: readonly (readonly [version: string, versionId: string, namespace: string])[] = [
    ['22.03 (LTS-SP3)', '22.03', 'openeuler:22.03-lts-sp3'],
    ['20.03 (LTS)', '20.03', 'openeuler:20.03-lts'],
    ['22.03 LTS', '22.03', 'openeuler:22.03-lts'],
    ['24.03 (LTS-SP1)', '24.03', 'openeuler:24.03-lts-sp1'],
    ['23.09', '23.09', 'openeuler:23.09'],
  ];
  for (const [version, versionId, namespace] of IMAGES) {
    it(`is found for ${version}`, () => {
      const osRelease = `NAME="openEuler"\nVERSION="${version}"\nID="openEuler"\nVERSION_ID="${versionId}"\nPRETTY_NAME="openEuler ${version}"`;
      assert.equal(distroNamespace(distro(osRelease)), namespace);
      assert.ok(openeuler.fills(namespace));
    });
  }

  it('is told from other archives by its folder', () => {
    const head = 'PK\u0003\u0004';
    assert.ok(openeuler.recognises({ path: 'osv/openEuler/all.zip', head }));
    assert.ok(!openeuler.recognises({ path: 'osv/Mageia/all.zip', head }));
  });
});
