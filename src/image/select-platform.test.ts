import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../model/digest.ts';
import { formatPlatform, type Platform, parsePlatform } from '../model/platform.ts';
import type { Descriptor } from './manifest.ts';
import { checkPlatform, platformsOf, selectPlatform } from './select-platform.ts';

const ATTESTATION = { 'vnd.docker.reference.type': 'attestation-manifest' };

/** `linux/amd64`, `-` for a descriptor without platform, `+` in front for an attestation, `!` for an artifact. */
function descriptor(text: string, index: number): Descriptor {
  const platform = parsePlatform(text.replace(/^[+!]/, ''));
  return {
    mediaType: '',
    digest: sha256(`${index}`),
    sizeBytes: 1,
    platform,
    artifactType: text.startsWith('!') ? 'application/example' : '',
    annotations: text.startsWith('+') ? ATTESTATION : {},
  };
}

function select(there: string, wanted: string, host: string, any = false): number {
  const descriptors = there.split(' ').filter(Boolean).map(descriptor);
  const wish = { wanted: parsePlatform(wanted), host: parsePlatform(host)!, any, where: 'here' };
  return descriptors.indexOf(selectPlatform(descriptors, wish));
}

describe('selectPlatform', () => {
  const rows: readonly (readonly [there: string, wanted: string, host: string, index: number])[] = [
    ['linux/amd64', '', 'linux/amd64', 0],
    ['linux/amd64', '', 'linux/arm64', 0],
    ['linux/amd64 unknown/unknown', '', 'linux/arm64', 0],
    ['unknown/unknown linux/amd64', '', 'linux/arm64', 1],
    ['+linux/amd64 linux/arm64', '', 'linux/amd64', 1],
    ['!linux/amd64 linux/arm64', '', 'linux/amd64', 1],
    ['linux/amd64 linux/arm64', '', 'linux/arm64', 1],
    ['linux/amd64 linux/arm64/v8', '', 'linux/arm64', 1],
    ['linux/arm/v6 linux/arm/v7', '', 'linux/arm', 1],
    ['linux/arm/v6 linux/amd64', '', 'linux/arm', 0],
    ['windows/amd64 linux/arm64', '', 'linux/amd64', 1],
    ['windows/amd64 windows/amd64 linux/arm64 linux/amd64', '', 'linux/amd64', 3],
    ['linux/amd64 linux/amd64', '', 'linux/amd64', 0],
    ['linux/amd64 linux/arm64', 'linux/arm64', 'linux/amd64', 1],
    ['linux/amd64 linux/arm64', 'linux/arm64/v8', 'linux/amd64', 1],
    ['linux/arm/v6 linux/arm/v7', 'linux/arm/v6', 'linux/amd64', 0],
    ['linux/arm/v6 linux/arm/v7', 'linux/arm', 'linux/amd64', 1],
    ['linux/amd64/v3 linux/amd64', 'linux/amd64', 'linux/amd64', 1],
    ['windows/amd64 linux/amd64', 'windows/amd64', 'linux/amd64', 0],
    ['-', '', 'linux/amd64', 0],
    ['-', 'linux/arm64', 'linux/amd64', 0],
  ];
  for (const [there, wanted, host, index] of rows) {
    it(`of ${there} on ${host}, asked for ${wanted || 'nothing'}: ${index}`, () => {
      assert.equal(select(there, wanted, host), index);
    });
  }

  it('takes the first where any will do, but never Windows or an attestation', () => {
    assert.equal(select('linux/s390x linux/arm64', '', 'linux/amd64', true), 0);
    assert.equal(select('unknown/unknown windows/amd64 linux/s390x linux/arm64', '', 'linux/amd64', true), 2);
  });

  it('lists the platforms that there are to choose from, each once', () => {
    const index = 'unknown/unknown linux/arm64 windows/amd64 linux/arm/v7 linux/arm64 +linux/amd64 -'.split(
      ' ',
    );
    const listed = platformsOf(index.map(descriptor)).map(formatPlatform);
    assert.deepEqual(listed, ['linux/arm64', 'linux/arm/v7']);
  });

  const errors: readonly (readonly [
    there: string,
    wanted: string,
    host: string,
    code: string,
    message: RegExp,
  ])[] = [
    [
      'linux/s390x linux/arm64',
      '',
      'linux/amd64',
      'wrong-platform',
      /this machine.*linux\/arm64, linux\/s390x/,
    ],
    ['linux/amd64', 'linux/arm64', 'linux/amd64', 'wrong-platform', /linux\/arm64.*There is: linux\/amd64/],
    ['linux/arm/v7', 'linux/arm/v6', 'linux/amd64', 'wrong-platform', /linux\/arm\/v6/],
    ['windows/amd64', '', 'linux/amd64', 'windows-image', /Windows/],
    ['unknown/unknown', '', 'linux/amd64', 'not-a-container-image', /attestations/],
    ['', '', 'linux/amd64', 'empty-index', /no image/],
  ];
  for (const [there, wanted, host, code, message] of errors) {
    it(`of ${there || 'nothing'}, asked for ${wanted || 'nothing'}: ${code}`, () => {
      assert.throws(() => select(there, wanted, host), { code, message, where: 'here' });
    });
  }
});

describe('checkPlatform', () => {
  const arm: Platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
  it('takes what nobody asked for', () => checkPlatform(arm, null, 'here'));
  it('takes the platform without its variant', () => checkPlatform(arm, { ...arm, variant: '' }, 'here'));
  it('refuses another platform', () => {
    assert.throws(() => checkPlatform(arm, { ...arm, architecture: 'amd64' }, 'here'), {
      code: 'wrong-platform',
      wayOut: /linux\/arm64\/v8/,
    });
  });
  it('refuses Windows', () => {
    assert.throws(() => checkPlatform({ ...arm, os: 'windows' }, null, 'here'), {
      exitCode: 3,
      code: 'windows-image',
    });
  });
});
