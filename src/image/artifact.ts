/**
 * Tells container images from other things that registries store in the same form: charts, signatures, SBOMs,
 * attestations, WebAssembly, models. Specification: image-spec `manifest.md`, "Guidelines for Artifact Usage".
 */
import { NotCheckableError } from '../base/errors.ts';
import type { Problem } from '../model/problem.ts';
import type { Descriptor, Manifest } from './manifest.ts';
import { IMAGE_CONFIG_TYPES } from './manifest.ts';

/** Words for known media types; the first that is part of the type wins. */
const KINDS: readonly (readonly [part: string, kind: string])[] = [
  ['vnd.cncf.helm', 'a Helm chart'],
  ['vnd.dev.cosign', 'a cosign signature'],
  ['sigstore', 'a Sigstore bundle'],
  ['cncf.notary.signature', 'a Notation signature'],
  ['spdx', 'an SBOM (SPDX)'],
  ['cyclonedx', 'an SBOM (CycloneDX)'],
  ['syft', 'an SBOM (Syft)'],
  ['attestation', 'an attestation'],
  ['in-toto', 'an in-toto attestation'],
  ['dsse', 'a signed attestation (DSSE)'],
  ['wasm', 'a WebAssembly module'],
  ['docker.plugin', 'a Docker Engine plug-in'],
  ['ollama', 'a model'],
  ['docker.ai', 'a model'],
  ['cncf.model', 'a model'],
  ['cncf.flux', 'a Flux artifact'],
  ['openpolicyagent', 'a policy bundle'],
  ['sylabs.sif', 'a Singularity image'],
  ['cnab', 'a CNAB bundle'],
  ['compose', 'a Compose project'],
];

/**
 * Throws a NotCheckableError `not-a-container-image` that says what the manifest describes instead. Signatures and
 * SBOMs of older cosign have an image's config, so the layers are looked at too.
 */
export function checkIsImage(manifest: Manifest, where: string): void {
  const telling = findForeignType(manifest);
  if (telling === null) return;
  const kind =
    KINDS.find(([part]) => telling.toLowerCase().includes(part))?.[1] ?? 'another kind of artifact';
  throw new NotCheckableError('not-a-container-image', {
    what: `This is ${kind} (${telling}), not a container image.`,
    where,
    wayOut: 'Name the container image itself.',
  });
}

/**
 * Why a layer's bytes cannot be looked into, or null: encrypted (ocicrypt), kept elsewhere (foreign,
 * non-distributable), or no tar.
 */
export function layerObstacle(layer: Descriptor, layerIndex: number): Problem | null {
  const type = layer.mediaType.toLowerCase();
  if (type.endsWith('+encrypted')) {
    return obstacle('encrypted-layer', 'The layer is encrypted.', 'Decrypt the image first.', layerIndex);
  }
  if (type.includes('nondistributable') || type.includes('.foreign.')) {
    const message = 'The layer is foreign: the image only says where it is kept.';
    return obstacle('foreign-layer', message, 'Push the image with its foreign layers.', layerIndex);
  }
  if (isTar(type)) return null;
  const message = `The layer is no tar archive but ${type}.`;
  return obstacle('unknown-layer-type', message, 'Build the image with layers that are tars.', layerIndex);
}

function obstacle(code: string, message: string, wayOut: string, layerIndex: number): Problem {
  return { code, effect: 'incomplete', message, layerIndex, path: '', wayOut };
}

function findForeignType({ artifactType, config, layers }: Manifest): string | null {
  if (artifactType !== '' && !IMAGE_CONFIG_TYPES.includes(artifactType)) return artifactType;
  if (config.mediaType !== '' && !IMAGE_CONFIG_TYPES.includes(config.mediaType.toLowerCase()))
    return config.mediaType;
  const foreign = layers.filter((layer) => !isTar(layer.mediaType.toLowerCase()));
  // One odd layer among others is a hole in an image, not another kind of thing.
  return foreign.length > 0 && foreign.length === layers.length ? foreign[0]!.mediaType : null;
}

/** Old tools wrote no type or a general one; the bytes decide then. */
function isTar(mediaType: string): boolean {
  return /^$|\btar\b|x-gtar|x-gzip|\/gzip$|\/zstd$|octet-stream$/.test(mediaType);
}
