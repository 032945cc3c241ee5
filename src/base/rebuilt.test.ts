import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findRebuilt, withVendor } from './rebuilt.ts';

const TABLE: readonly (readonly [name: string, version: string, vendor: string, plain: string])[] = [
  ['rootio-jq', '1.6-2.1.root.io.2', 'root', 'jq'],
  ['jq', '1.6-2.1.root.io.2', 'root', 'jq'],
  ['patch', '2.7.6-7build2.root.io.12', 'root', 'patch'],
  ['libuv', '1.44.2-r20071', 'root', 'libuv'],
  ['rootio-libuv', '1.44.2-r0', 'root', 'libuv'],
  ['seal-glibc', '2.36-9+deb12u3+sp1', 'seal', 'glibc'],
  ['glibc', '2.36-9+deb12u3+sp12', 'seal', 'glibc'],
  ['glibc', '2.36-9+deb12u3+sp2p1', 'seal', 'glibc'],
  ['seal-wget', '1.21-1', 'seal', 'wget'],
  ['zlib', '1.2.8-r25341001', 'seal', 'zlib'],
  ['jq', '1.6-2.1', '', ''],
  ['libuv', '1.44.2-r2', '', ''],
  ['jq', '1.6-2.1.root.io.x', '', ''],
  ['sealant', '1+sp', '', ''],
];

describe('packages that a vendor built anew', () => {
  for (const [name, version, vendor, plain] of TABLE) {
    it(`${name} ${version} is ${vendor === '' ? 'none' : `of ${vendor}`}`, () => {
      assert.deepEqual(findRebuilt(name, version), vendor === '' ? null : { vendor, name: plain });
    });
  }

  it("are asked for at the vendor's first", () => {
    const asked = (namespace: string, name: string, version: string, streams: string[] = []): string[] =>
      withVendor({ key: { namespace, name }, version }, streams).map(
        ({ key }) => `${key.namespace}/${key.name}`,
      );
    assert.deepEqual(asked('debian:12', 'jq', '1.6-2.1'), ['debian:12/jq']);
    assert.deepEqual(asked('debian:12', 'jq', '1.6-2.1', ['rapidfort']), [
      'rapidfort:debian:12/jq',
      'debian:12/jq',
    ]);
    assert.deepEqual(asked('debian:12', 'rootio-jq', '1.6-2.1.root.io.2'), [
      'root:debian:12/jq',
      'debian:12/jq',
    ]);
    assert.deepEqual(asked('alpine:3.18', 'seal-zlib', '1.2.8-r25341001'), [
      'seal:alpine/zlib',
      'alpine:3.18/zlib',
    ]);
  });
});
