/** What lies in registries in the form of an image and is none, by the words that errors use. */
import { sha256 } from '../../src/model/digest.ts';
import { type BuiltImage, buildImage } from '../image-builder.ts';
import { file } from '../tar-builder.ts';

const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';

/** The config of an artifact is often only `{}`. */
function artifact(configType: string, layerType: string): BuiltImage {
  const config = Buffer.from('{}');
  const built = buildImage({
    layers: [{ entries: [file('a', 'b')], mediaType: layerType }],
    manifestRoot: { config: { mediaType: configType, digest: sha256(config), size: config.length } },
  });
  return { ...built, config, blobs: new Map([...built.blobs, [sha256(config), config]]) };
}

export const ARTIFACTS: Readonly<Record<string, BuiltImage>> = {
  'a Helm chart': artifact(
    'application/vnd.cncf.helm.config.v1+json',
    'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
  ),
  'a cosign signature': artifact(OCI_CONFIG, 'application/vnd.dev.cosign.simplesigning.v1+json'),
  'an SBOM \\(SPDX\\)': artifact(OCI_CONFIG, 'text/spdx+json'),
  'an SBOM \\(CycloneDX\\)': artifact(OCI_CONFIG, 'application/vnd.cyclonedx+json'),
  'an in-toto attestation': artifact(OCI_CONFIG, 'application/vnd.in-toto+json'),
  'a WebAssembly module': artifact('application/vnd.wasm.config.v0+json', 'application/wasm'),
};
