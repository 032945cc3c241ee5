import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { followListing, isWhole } from './files.ts';
import { suse } from './suse.ts';

const SITE = 'https://ftp.suse.com/pub/projects/security/oval/';
const listing = (...names: readonly string[]): string =>
  `<html><a href="../">../</a>${names.map((name) => `<a href="${name}">${name}</a>  05-Nov-2031 07:13  226`).join('\n')}</html>`;

describe('files of SUSE', () => {
  const AFFECTED = 'suse.linux.enterprise.15-sp6-affected.xml';
  const PATCH = 'suse.linux.enterprise.15-sp6-patch.xml';
  const TABLE: readonly (readonly [what: string, listed: readonly string[], taken: readonly string[]])[] = [
    ['flaws and notices', [AFFECTED, `${AFFECTED}.gz`, `${PATCH}.gz`], [`${AFFECTED}.gz`, `${PATCH}.gz`]],
    ['bzip2 where there is no gzip', [AFFECTED, `${AFFECTED}.bz2`, PATCH], [`${AFFECTED}.bz2`, PATCH]],
    [
      'the edition with fixes where there is no other',
      ['suse.linux.enterprise.15-sp6.xml.gz'],
      ['suse.linux.enterprise.15-sp6.xml.gz'],
    ],
    ['none of other releases', ['suse.linux.enterprise.15-sp5-affected.xml.gz', 'README'], []],
  ];
  for (const [what, listed, taken] of TABLE) {
    it(what, () => {
      const parts = followListing(listing(...listed), SITE, ['sles:15.6']);
      assert.deepEqual(
        parts.map(({ url }) => url),
        taken.map((name) => SITE + name),
      );
    });
  }

  it('are each taken once, though releases share them', () => {
    const file = 'suse.linux.enterprise.12-affected.xml.gz';
    const parts = followListing(listing(file, 'opensuse.tumbleweed-affected.xml.gz'), SITE, [
      'sles:12.1',
      'sles:12.3',
      'opensuse-tumbleweed',
    ]);
    assert.deepEqual(
      parts.map(({ url }) => url.slice(SITE.length)),
      [file, 'opensuse.tumbleweed-affected.xml.gz'],
    );
  });

  it('are told by the listing of their folder, and by name alone on a mirror', () => {
    const [part] = suse.parts(['sles:15.6'], null);
    assert.equal(part?.url, SITE);
    assert.equal(part?.follow?.(listing(`${AFFECTED}.gz`), SITE)[0]?.url, `${SITE}${AFFECTED}.gz`);
    assert.throws(() => part?.follow?.('<html>sign in</html>', SITE), /no files of OVAL/);
  });

  const WHOLE: readonly (readonly [name: string, namespace: string, whole: boolean])[] = [
    ['suse.linux.enterprise.15-sp6-affected.xml.gz', 'sles:15.6', true],
    ['suse.linux.enterprise.15-sp6-patch.xml', 'sles:15.6', true],
    ['suse.linux.enterprise.server.15-sp6-affected.xml', 'sles:15.6', true],
    ['suse.linux.enterprise.15-sp6-affected.xml', 'sles:15.5', false],
    ['suse.linux.enterprise.15-affected.xml', 'sles:15.5', true],
    ['suse.linux.enterprise.15-affected.xml', 'sles:15', true],
    ['suse.linux.enterprise.15-affected.xml', 'sles:12.5', false],
    ['suse.linux.enterprise.12-affected.xml', 'sles:12.2', true],
    ['suse.linux.enterprise.16-affected.xml', 'sles:16.0', true],
    ['suse.linux.micro.6-affected.xml', 'sl-micro:6.1', true],
    ['suse.linux.micro.6.0-affected.xml', 'sl-micro:6.1', false],
    ['opensuse.leap.15.6-affected.xml', 'opensuse-leap:15.6', true],
    ['opensuse.leap.15.6-affected.xml', 'sles:15.6', false],
    ['opensuse.tumbleweed.xml', 'opensuse-tumbleweed', true],
    ['f3a7.part', 'sles:15.6', true],
  ];
  for (const [name, namespace, whole] of WHOLE)
    it(`${name} ${whole ? 'is all' : 'is not all'} of ${namespace}`, () =>
      assert.equal(isWhole(name, namespace), whole));
});
