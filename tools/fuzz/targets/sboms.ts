/** SBOMs that are judged in place of an image. */
import { InputError } from '../../../src/base/errors.ts';
import { ecosystems } from '../../../src/ecosystem/list.ts';
import { compareText } from '../../../src/model/problem.ts';
import { cyclonedxReporter } from '../../../src/report/cyclonedx/cyclonedx.ts';
import { IN_NATURAL_ORDER, SAMPLE_REPORT } from '../../../src/report/fixtures/sample-report.ts';
import { parseSbom, sniffSbom } from '../../../src/sbom/parse-sbom.ts';
import { mutateJson } from '../mutate/json.ts';
import { mustHold, type Target } from '../target.ts';

const LAYER = `sha256:${'ab'.repeat(32)}`;

function property(name: string, value: string): object {
  return { name, value };
}

function ours(): Buffer {
  const terminal = { colour: false, width: 80 };
  const options = { timestamp: '2026-11-24T06:00:00Z', terminal, compareVersions: IN_NATURAL_ORDER };
  const packages = SAMPLE_REPORT.packages.slice(0, 4);
  const report = {
    ...SAMPLE_REPORT,
    packages,
    decision: { ...SAMPLE_REPORT.decision, judgements: [] },
  };
  return Buffer.from([...cyclonedxReporter.write([report], options)].join(''));
}

const FOREIGN: readonly unknown[] = [
  {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    metadata: {
      tools: [{ name: 'syft', version: '1' }],
      component: {
        type: 'container',
        name: 'a:1',
        version: LAYER,
        purl: `pkg:oci/a@${LAYER}?arch=arm64&tag=1`,
      },
      properties: [property('aquasecurity:trivy:DiffID', LAYER), property('syft:image:labels:a', 'b')],
    },
    components: [
      {
        type: 'operating-system',
        name: 'redhat',
        version: '9.4',
        properties: [property('syft:distro:idLike:0', 'fedora')],
      },
      {
        type: 'library',
        group: '@a',
        name: 'b',
        version: '1:2-3',
        purl: 'pkg:rpm/redhat/b@2-3?arch=x86_64&epoch=1&distro=redhat-9.4&upstream=c-2-3.src.rpm',
        licenses: [{ license: { id: 'MIT' } }, { expression: 'MIT OR Zlib' }],
        supplier: { name: 'Red Hat' },
        evidence: { occurrences: [{ location: '/a' }] },
        properties: [
          property('aquasecurity:trivy:SrcName', 'c'),
          property('aquasecurity:trivy:SrcVersion', '2'),
          property('aquasecurity:trivy:SrcRelease', '3'),
          property('aquasecurity:trivy:LayerDiffID', LAYER),
        ],
        components: [{ type: 'library', name: 'x', purl: 'pkg:golang/github.com/a/x@v1.0.0' }],
      },
      { type: 'library', name: 'nothing' },
    ],
    compositions: [{ aggregate: 'incomplete' }],
  },
  {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'a',
    creationInfo: { creators: ['Tool: trivy-1'] },
    packages: [
      { SPDXID: 'SPDXRef-1', name: 'a:1', versionInfo: LAYER, attributionTexts: [`DiffID: ${LAYER}`] },
      { name: 'alpine', versionInfo: '3.20.1', primaryPackagePurpose: 'OPERATING-SYSTEM' },
      {
        name: 'b',
        versionInfo: '1-r0',
        supplier: 'Person: A (b@example.test)',
        licenseDeclared: 'MIT',
        sourceInfo: 'built package from: c 1-r0',
        annotations: [{ comment: `LayerDiffID: ${LAYER}` }],
        externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:apk/alpine/b@1-r0?distro=3.20.1' }],
      },
    ],
    relationships: [{ relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-1' }],
  },
  {
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      { type: 'software_Package', name: 'a', software_primaryPurpose: 'container' },
      {
        type: 'software_Package',
        name: 'debian',
        software_primaryPurpose: 'operatingSystem',
        software_packageVersion: '12',
      },
      { type: 'software_Package', name: 'b', software_packageUrl: 'pkg:deb/debian/b@1:2-3?distro=bookworm' },
    ],
  },
  { _type: 'https://in-toto.io/Statement/v1', predicate: { bomFormat: 'CycloneDX', specVersion: '1.7' } },
];

const sbom: Target = {
  id: 'sbom',
  sources: ['sbom/'],
  seeds: () => [ours(), ...FOREIGN.map((value) => Buffer.from(JSON.stringify(value)))],
  tokens: [
    '"purl":"pkg:',
    'pkg:deb/debian/',
    'pkg:rpm/redhat/',
    'pkg:maven/',
    'pkg:golang/stdlib@',
    '?distro=',
    '&upstream=',
    '&epoch=',
    'opensuse-leap-15.5',
    'plimsoll:layer:index',
    '__proto__',
  ],
  mutators: [mutateJson, mutateJson],
  errors: [InputError],
  maxBytes: 64 * 1024,
  run(bytes) {
    sniffSbom(bytes.subarray(0, 4096));
    const inventory = parseSbom(bytes, 'x');
    const { packages, layers, image, distros } = inventory;
    mustHold(image.layers.length === layers.length, 'an image has other layers than its summary');
    for (const [index, pkg] of packages.entries()) {
      const { layerIndex } = pkg.foundAt;
      mustHold(layers[layerIndex]?.index === layerIndex, 'a package lies in no layer');
      mustHold(
        index === 0 || compareText(packages[index - 1]!.purl, pkg.purl) <= 0,
        'packages lie in disorder',
      );
      ecosystems.find(({ id }) => id === pkg.ecosystem)?.advisoryQueries(pkg);
    }
    mustHold(
      distros.every(({ id }) => typeof id === 'string'),
      'a distribution has no name',
    );
    return JSON.parse(JSON.stringify(inventory));
  },
};

export const sbomTargets: readonly Target[] = [sbom];
