import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../model/digest.ts';
import { checkIsImage, layerObstacle } from './artifact.ts';
import type { Descriptor, Manifest } from './manifest.ts';

const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json';
const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

function descriptor(mediaType: string): Descriptor {
  return { mediaType, digest: sha256('x'), sizeBytes: 1, platform: null, artifactType: '', annotations: {} };
}

function manifest(config: string, layers: readonly string[], artifactType = ''): Manifest {
  return {
    kind: 'manifest',
    mediaType: '',
    artifactType,
    config: descriptor(config),
    layers: layers.map(descriptor),
    annotations: {},
  };
}

describe('checkIsImage', () => {
  const images: readonly (readonly [config: string, layers: readonly string[], artifactType: string])[] = [
    [OCI_CONFIG, [OCI_LAYER], ''],
    [DOCKER_CONFIG, ['application/vnd.docker.image.rootfs.diff.tar.gzip'], ''],
    [OCI_CONFIG, ['application/vnd.oci.image.layer.v1.tar+zstd'], OCI_CONFIG],
    [OCI_CONFIG, ['application/vnd.oci.image.layer.v1.tar+gzip+encrypted'], ''],
    [DOCKER_CONFIG, ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'], ''],
    [OCI_CONFIG, [OCI_LAYER, 'application/example'], ''],
    [OCI_CONFIG, [], ''],
    ['', [''], ''],
  ];
  for (const [config, layers, artifactType] of images) {
    it(`takes ${config} with ${layers.join()}`, () =>
      checkIsImage(manifest(config, layers, artifactType), 'here'));
  }

  const others: readonly (readonly [kind: string, config: string, layer: string, artifactType: string])[] = [
    [
      'a Helm chart',
      'application/vnd.cncf.helm.config.v1+json',
      'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
      '',
    ],
    ['a cosign signature', OCI_CONFIG, 'application/vnd.dev.cosign.simplesigning.v1+json', ''],
    [
      'a Sigstore bundle',
      'application/vnd.oci.empty.v1+json',
      'application/json',
      'application/vnd.dev.sigstore.bundle.v0.3+json',
    ],
    ['a Notation signature', 'application/vnd.cncf.notary.signature', 'application/jose+json', ''],
    ['an SBOM (SPDX)', OCI_CONFIG, 'text/spdx+json', ''],
    ['an SBOM (CycloneDX)', OCI_CONFIG, 'application/vnd.cyclonedx+json', ''],
    ['an SBOM (Syft)', OCI_CONFIG, 'application/vnd.syft+json', ''],
    ['an in-toto attestation', OCI_CONFIG, 'application/vnd.in-toto+json', ''],
    ['a signed attestation (DSSE)', OCI_CONFIG, 'application/vnd.dsse.envelope.v1+json', ''],
    [
      'an attestation',
      OCI_CONFIG,
      'application/vnd.in-toto+json',
      'application/vnd.docker.attestation.manifest.v1+json',
    ],
    ['a WebAssembly module', 'application/vnd.wasm.config.v0+json', 'application/wasm', ''],
    ['a WebAssembly module', OCI_CONFIG, 'application/vnd.wasm.content.layer.v1+wasm', ''],
    ['a model', DOCKER_CONFIG, 'application/vnd.ollama.image.model', ''],
    [
      'another kind of artifact',
      'application/vnd.oci.empty.v1+json',
      'text/plain',
      'application/vnd.example.thing',
    ],
    ['another kind of artifact', 'application/vnd.oci.empty.v1+json', OCI_LAYER, ''],
  ];
  for (const [kind, config, layer, artifactType] of others) {
    it(`calls ${artifactType || config} with ${layer} ${kind}`, () => {
      assert.throws(
        () => checkIsImage(manifest(config, [layer], artifactType), 'here'),
        (error: Error) => {
          assert.equal(error.name, 'NotCheckableError');
          assert.ok(error.message.startsWith(`This is ${kind} (`), error.message);
          return true;
        },
      );
    });
  }
});

describe('layerObstacle', () => {
  const rows: readonly (readonly [mediaType: string, code: string | null])[] = [
    [OCI_LAYER, null],
    ['', null],
    ['application/octet-stream', null],
    ['application/vnd.docker.image.rootfs.diff.tar', null],
    ['application/vnd.docker.container.image.rootfs.diff+x-gtar', null],
    ['application/vnd.oci.image.layer.v1.tar+gzip+encrypted', 'encrypted-layer'],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', 'foreign-layer'],
    ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', 'foreign-layer'],
    ['application/vnd.example', 'unknown-layer-type'],
  ];
  for (const [mediaType, code] of rows) {
    it(`${mediaType || 'no type'}: ${code}`, () => {
      const problem = layerObstacle(descriptor(mediaType), 3);
      assert.equal(problem?.code ?? null, code);
      if (problem !== null) assert.deepEqual([problem.effect, problem.layerIndex], ['incomplete', 3]);
    });
  }
});
