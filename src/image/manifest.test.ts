import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildImage, buildIndex } from '../../test/image-builder.ts';
import { file } from '../../test/tar-builder.ts';
import { sha256 } from '../model/digest.ts';
import { checkDigest, parseManifest } from './manifest.ts';

const DIGEST = sha256('x');
const DESCRIPTOR = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: DIGEST, size: 1 };
const MANIFEST = { schemaVersion: 2, config: DESCRIPTOR, layers: [DESCRIPTOR] };

function parse(value: unknown, mediaType = ''): ReturnType<typeof parseManifest> {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return parseManifest(Buffer.from(text), mediaType, 'here');
}

describe('parseManifest', () => {
  const image = buildImage({ layers: [{ entries: [file('a', 'a')] }], annotations: { k: 'v' } });

  it('reads a manifest', () => {
    const manifest = parseManifest(image.manifest, '', 'here');
    assert.ok(manifest.kind === 'manifest');
    assert.equal(manifest.config.digest, image.configDigest);
    assert.deepEqual(
      manifest.layers.map(({ digest, sizeBytes }) => [digest, sizeBytes]),
      image.layers.map(({ digest, stored }) => [digest, stored.length]),
    );
    assert.equal(manifest.annotations['k'], 'v');
  });

  for (const mediaTypes of ['oci', 'docker'] as const) {
    it(`reads an index of ${mediaTypes}`, () => {
      const index = parseManifest(buildIndex([image], [], mediaTypes).index, '', 'here');
      assert.ok(index.kind === 'index');
      assert.deepEqual(index.manifests[0]!.platform, { os: 'linux', architecture: 'amd64', variant: '' });
    });
  }

  const kinds: readonly (readonly [name: string, value: unknown, mediaType: string, kind: string])[] = [
    ['a manifest without any type', MANIFEST, '', 'manifest'],
    ['an index without any type', { schemaVersion: 2, manifests: [] }, '', 'index'],
    [
      'a manifest that the server says is one',
      MANIFEST,
      'application/vnd.oci.image.manifest.v1+json; charset=utf-8',
      'manifest',
    ],
    ['an index with a byte order mark', `\uFEFF${JSON.stringify({ manifests: [] })}`, '', 'index'],
  ];
  for (const [name, value, mediaType, kind] of kinds) {
    it(`takes ${name}`, () => assert.equal(parse(value, mediaType).kind, kind));
  }

  const damagedRows: readonly (readonly [name: string, value: unknown, message: RegExp])[] = [
    ['text that is no JSON', '{"a":', /not valid JSON/],
    ['a list', [], /not a JSON object/],
    ['null', 'null', /not a JSON object/],
    ['no config', { layers: [] }, /names no config/],
    ['no layers', { config: DESCRIPTOR }, /no list of layers/],
    ['layers that are an object', { ...MANIFEST, layers: {} }, /no list of layers/],
    ['a layer that is no object', { ...MANIFEST, layers: [1] }, /layers\[0\]/],
    [
      'a wrong digest',
      { ...MANIFEST, config: { ...DESCRIPTOR, digest: 'sha256:../../etc' } },
      /digest in config/,
    ],
    ['a negative size', { ...MANIFEST, layers: [{ ...DESCRIPTOR, size: -1 }] }, /size in layers\[0\]/],
    ['a size as text', { ...MANIFEST, layers: [{ ...DESCRIPTOR, size: '1' }] }, /size in layers\[0\]/],
    ['both forms at once', { ...MANIFEST, manifests: [] }, /both/],
    [
      'an index with layers',
      { mediaType: 'application/vnd.oci.image.index.v1+json', layers: [], manifests: [] },
      /both/,
    ],
    ['an index without a list', { mediaType: 'application/vnd.oci.image.index.v1+json' }, /without a list/],
    [
      'too many layers',
      { ...MANIFEST, layers: Array.from({ length: 10_001 }, () => DESCRIPTOR) },
      /more than/,
    ],
    ['deep nesting', '['.repeat(1_000_000), /not valid JSON/],
  ];
  for (const [name, value, message] of damagedRows) {
    it(`refuses ${name}`, () => {
      assert.throws(() => parse(value), {
        name: 'InputError',
        code: 'damaged-manifest',
        where: 'here',
        message,
      });
    });
  }

  const old: readonly (readonly [value: unknown, mediaType: string])[] = [
    [{ schemaVersion: 1, fsLayers: [] }, ''],
    [{ schemaVersion: 1, fsLayers: [] }, 'application/vnd.docker.distribution.manifest.v1+prettyjws'],
    [{}, 'application/vnd.docker.distribution.manifest.v1+json'],
  ];
  for (const [value, mediaType] of old) {
    it(`names schema 1 (${JSON.stringify(value)} ${mediaType})`, () => {
      assert.throws(() => parse(value, mediaType), {
        name: 'NotCheckableError',
        code: 'schema-1',
        wayOut: /push/,
      });
    });
  }

  it('names the withdrawn artifact form', () => {
    const value = { mediaType: 'application/vnd.oci.artifact.manifest.v1+json', blobs: [] };
    assert.throws(() => parse(value), { name: 'NotCheckableError', code: 'not-a-container-image' });
  });

  it('keeps keys such as __proto__ as data', () => {
    const manifest = parse(
      `{"config":${JSON.stringify(DESCRIPTOR)},"layers":[],"annotations":{"__proto__":"x"}}`,
    );
    assert.equal(Object.getPrototypeOf(manifest.annotations), null);
    assert.equal(Object.hasOwn(manifest.annotations, '__proto__'), true);
  });
});

describe('checkDigest', () => {
  it('passes the right bytes', () => checkDigest(Buffer.from('x'), DIGEST, 'here'));
  it('refuses others', () => {
    assert.throws(() => checkDigest(Buffer.from('y'), DIGEST, 'here'), {
      code: 'digest-mismatch',
      where: 'here',
    });
  });
});
