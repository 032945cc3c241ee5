import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Distro } from '../model/distro.ts';
import { distroQualifier, findDistroOf, findFamily } from './os-family.ts';

const distro = (id: string, more: Partial<Distro> = {}): Distro => ({
  id,
  idLike: [],
  versionId: '',
  codename: '',
  prettyName: '',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
  ...more,
});

describe('findFamily', () => {
  const cases: readonly [Distro, string | null][] = [
    [distro('debian'), 'dpkg'],
    [distro('wolfi'), 'apk'],
    [distro('amzn'), 'rpm'],
    [distro('opensuse-leap'), 'rpm'],
    [distro('something', { idLike: ['other', 'ubuntu', 'debian'] }), 'dpkg'],
    [distro('something', { idLike: ['suse', 'opensuse'] }), 'rpm'],
    [distro('arch'), 'pacman'],
    [distro('gentoo'), 'portage'],
    [distro('something', { idLike: ['arch'] }), 'pacman'],
    [distro('constructor'), null],
  ];
  for (const [input, family] of cases) it(input.id, () => assert.equal(findFamily(input), family));
});

describe('findDistroOf', () => {
  const [debian, alpine, own] = [distro('debian'), distro('alpine'), distro('in-house')];

  it('takes the family, then one that nobody knows, never a foreign one', () => {
    assert.equal(findDistroOf([debian, alpine], 'apk'), alpine);
    assert.equal(findDistroOf([debian, own], 'rpm'), own);
    assert.equal(findDistroOf([debian, alpine], 'rpm'), null);
    assert.equal(findDistroOf([], 'dpkg'), null);
  });
});

describe('distroQualifier', () => {
  it('is the id with the release, or with the codename where there is none', () => {
    assert.equal(distroQualifier(distro('debian', { versionId: '12', codename: 'bookworm' })), 'debian-12');
    assert.equal(distroQualifier(distro('debian', { codename: 'forky' })), 'debian-forky');
    assert.equal(distroQualifier(distro('arch')), 'arch');
    assert.equal(distroQualifier(null), '');
  });
});
