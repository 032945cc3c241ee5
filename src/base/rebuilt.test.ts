import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findRebuilt, withLibraryVendor, withVendor } from './rebuilt.ts';

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

const LIBRARIES: readonly (readonly [key: string, version: string, asked: string])[] = [
  ['npm @rootio/semver', '7.5.2-root.io.1', 'root:npm/semver npm/semver'],
  ['npm semver', '7.5.2-root.io.1', 'root:npm/semver npm/semver'],
  ['npm @seal-security/ajv', '5.5.2-sp1', 'seal:npm/ajv npm/ajv'],
  ['npm ajv', '5.5.2-sp1', 'npm/ajv'],
  ['pypi rootio-requests', '2.31.0+root.io.1', 'root:pypi/requests pypi/requests'],
  ['pypi seal-requests', '2.14.2+sp1', 'seal:pypi/requests pypi/requests'],
  ['pypi requests', '2.14.2+sp2p1', 'seal:pypi/requests pypi/requests'],
  ['pypi seal-requests', '2.14.2', 'pypi/seal-requests'],
  ['maven io.root.org.x:core', '5.3.40-root.io.1', 'root:maven/org.x:core maven/org.x:core'],
  ['maven io.root.org.x:core', '5.3.40', 'maven/io.root.org.x:core'],
  ['maven seal.sp3.org.x:core', '2.14.1', 'seal:maven/org.x:core maven/org.x:core'],
  [
    'golang sealsecurity.io/golang.org/x/crypto',
    '0.26.0-sp1',
    'seal:golang/golang.org/x/crypto golang/golang.org/x/crypto',
  ],
  ['golang golang.org/x/crypto', '0.26.0', 'golang/golang.org/x/crypto'],
];

describe('libraries that a vendor built anew', () => {
  for (const [text, version, asked] of LIBRARIES) {
    it(`${text} ${version}`, () => {
      const [namespace = '', name = ''] = text.split(' ');
      const queries = withLibraryVendor({ key: { namespace, name }, version });
      assert.equal(queries.map(({ key }) => `${key.namespace}/${key.name}`).join(' '), asked);
    });
  }
});
